"""What a document says, counted without the reader, and compared with what the IR has.

Written apart from `oacgen_ir.read` on purpose: it looks at the raw data only. A difference that no
diagnostic explains is a bug of the reader.
"""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import JsonValue

from oacgen_ir.diagnostics import Report
from oacgen_ir.document import Document, RefError
from oacgen_ir.ir import Alias, Api, Map, Model, Nullable, Operation, Ref, Type, Union

Object = dict[str, JsonValue]
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
ELSEWHERE = {"accept", "content-type", "authorization"}


def unexplained(document: Document, api: Api, report: Report) -> list[str]:
    """Return what the document has and the IR has not, where no diagnostic says why.

    `api` is as `read` gives it, before any pass.
    """
    places = [one.pointer for one in report]
    return [
        f"{at}: {what}"
        for at, what in [*_operations(document, api), *_fields(document, api)]
        if not any(_is_within(at, place) or _is_within(place, at) for place in places)
    ]


def _is_within(inner: str, outer: str) -> bool:
    return inner == outer or inner.startswith(f"{outer}/")


def _operations(document: Document, api: Api) -> Iterator[tuple[str, str]]:
    known = {one.origin: one for one in api.operations}
    for path, item in _members(document.root.get("paths")):
        if path.startswith("x-"):
            continue
        at, target = _followed(document, item, f"#/paths/{_escaped(path)}")
        for method in METHODS:
            operation = target.get(method)
            if isinstance(operation, dict):
                found = known.get(f"{at}/{method}")
                if found is None:
                    yield f"{at}/{method}", "the operation is missing"
                else:
                    yield from _operation(document, found, target, operation)


def _operation(
    document: Document, found: Operation, item: Object, raw: Object
) -> Iterator[tuple[str, str]]:
    at = found.origin
    known = {(one.location, one.name) for one in found.parameters}
    for owner in (item, raw):
        for index, value in enumerate(_listed(owner.get("parameters"))):
            inner, one = _followed(document, value, f"{at}/parameters/{index}")
            name, where = str(one.get("name")), str(one.get("in"))
            ignored = where == "header" and name.lower() in ELSEWHERE
            if (where, name) not in known and not ignored:
                yield inner, f"the {where} parameter {name!r} is missing"
    _, body = _followed(document, raw.get("requestBody"), f"{at}/requestBody")
    media = {one.name for one in found.body.content} if found.body else set()
    for name in _media(body) - media:
        yield f"{at}/requestBody", f"the body {name!r} is missing"
    responses = {one.status: one for one in found.responses}
    for status, value in _members(raw.get("responses")):
        inner, one = _followed(document, value, f"{at}/responses/{status}")
        if status.startswith("x-"):
            continue
        response = responses.get(status if status == "default" else status.upper())
        if response is None:
            yield f"{at}/responses/{status}", "the response is missing"
        else:
            for name in _media(one) - {media.name for media in response.content}:
                yield inner, f"the response {name!r} is missing"


def _media(owner: Object) -> set[str]:
    return {name.split(";")[0].strip().lower() for name, _ in _members(owner.get("content"))}


def _fields(document: Document, api: Api) -> Iterator[tuple[str, str]]:
    components = document.root.get("components")
    schemas = components.get("schemas") if isinstance(components, dict) else None
    for name, schema in _members(schemas):
        at = f"#/components/schemas/{_escaped(name)}"
        raw = _properties(document, schema, at, 0)
        if raw:
            known = _known(api, Ref(name=name), 0)
            said_at, _ = _followed(document, schema, at)
            for prop in raw - (known or set()):
                yield said_at, f"the property {prop!r} is missing"


def _properties(document: Document, schema: JsonValue, at: str, depth: int) -> set[str]:
    """Return the properties that a schema declares for itself, `allOf` included."""
    at, raw = _followed(document, schema, at)
    if depth > 12 or ("type" in raw and raw["type"] not in ("object", ["object", "null"])):
        return set()
    found = {name for name, _ in _members(raw.get("properties"))}
    if "oneOf" in raw or "anyOf" in raw:
        return found if "allOf" not in raw else set()
    for index, member in enumerate(_listed(raw.get("allOf"))):
        found |= _properties(document, member, f"{at}/allOf/{index}", depth + 1)
    return found


def _known(api: Api, type_: Type, depth: int) -> set[str] | None:
    """Return the fields of a type, over all options of a union."""
    if depth > 12:
        return set()
    match type_:
        case Ref():
            declaration = api.by_name.get(type_.name)
            match declaration:
                case Model():
                    return {field.name for field in declaration.fields}
                case Alias():
                    return _known(api, declaration.type, depth + 1)
                case None:
                    return None
        case Nullable():
            return _known(api, type_.inner, depth + 1)
        case Union():
            return set().union(*(_known(api, one, depth + 1) or set() for one in type_.options))
        case Map():
            return set()
    return set()


def _followed(document: Document, value: JsonValue, at: str) -> tuple[str, Object]:
    for _ in range(16):
        if not isinstance(value, dict):
            return at, {}
        ref = value.get("$ref")
        if not isinstance(ref, str):
            return at, value
        try:
            at, value = document.resolve(ref, at)
        except RefError:
            return at, {}
    return at, {}


def _members(value: JsonValue) -> list[tuple[str, JsonValue]]:
    return list(value.items()) if isinstance(value, dict) else []


def _listed(value: JsonValue) -> list[JsonValue]:
    return value if isinstance(value, list) else []


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1").replace("%", "%25")
