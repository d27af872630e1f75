"""OpenAPI documents of every kind, composed at random of all that a document may hold."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from pydantic import JsonValue

Json: TypeAlias = dict[str, JsonValue]

GOOD_NAMES = ["User", "Order", "UserRequest", "PatchedUser", "Page", "Thing", "Tree", "Leaf"]
ODD_NAMES = [
    "user",  # equal to another but for its case
    "auth.Group",
    "two words",
    "kebab-case",
    "api/profiles",
    "9lives",
    "class",
    "None",
    "list",
    "str",
    "int",
    "dict",
    "Model",
    "Field",
    "Enum",
    "MISSING",
    "Annotated",
    "Decimal",
    "UUID",
    "date",
    "datetime",
    "self",
    "data",
    "model_config",
    "model_dump",
    "copy",
    "json",
    "_private",
    "__init__",
    "+",
    "-",
    "~",
    "a~b",
    "$ref",
    "größe",
    "名前",
    "e\u0301",
    "ﬁ",
    "İ",
    "A" * 130,
    "typing",
    "builtins",
    "client",
    "operation",
    "segment",
    "Call",
    "Resource",
    "Self",
    "File",
    "OPEN",
    "Tag",
]
TEXTS = st.one_of(
    st.just(""),
    st.sampled_from(
        ["What it is.", "* `a` - Apple\n* `b` - Pear", 'He said "no"\\', "```\nx\n```"]
    ),
    st.text(max_size=120),
)
FORMATS = [
    "date", "date-time", "time", "duration", "uuid", "email", "uri", "decimal", "byte", "binary",
    "int64", "ipv4", "color",
]  # fmt: skip
PATTERNS = ["^[a-z]{2}$", r"^\d+$", "^(?=x)x$", r"^[-a-zA-Z0-9_]+\Z", '"', r"\\"]
METHODS = ["get", "post", "put", "patch", "delete", "head", "options"]
MEDIA = [
    "application/json",
    "application/problem+json",
    "application/vnd.api+json; version=1",
    "multipart/form-data",
    "application/x-www-form-urlencoded",
    "application/octet-stream",
    "text/plain",
    "text/csv",
    "image/*",
    "*/*",
    "text/event-stream",
    "application/x-ndjson",
]


def names() -> SearchStrategy[str]:
    """Names of all kinds, most of them good ones."""
    anything = st.text(min_size=1, max_size=12).filter(lambda text: text.isprintable())
    return st.one_of(st.sampled_from(GOOD_NAMES), st.sampled_from(ODD_NAMES), anything)


# --- Schemas -------------------------------------------------------------------------------------


def schemas(components: Sequence[str], *, new: bool, depth: int = 2) -> SearchStrategy[JsonValue]:
    """Schemas that may refer to `components`; `new` is the dialect of 3.1 and later."""
    leaves: list[SearchStrategy[JsonValue]] = [_scalars(new=new), _enums(), st.just({})]
    if components:
        leaves.append(st.sampled_from(components).map(reference))
    if new:
        leaves.append(st.sampled_from([1, "one", True, None, 0.5]).map(lambda one: {"const": one}))
    plain = st.one_of(leaves)
    if depth == 0:
        return plain
    inner = schemas(components, new=new, depth=depth - 1)
    return st.one_of(
        plain,
        objects(inner),
        _arrays(inner, new=new),
        _nullable(inner, new=new),
        _combined(inner, components),
    )


def reference(name: str) -> Json:
    """Refer to a component."""
    return {"$ref": "#/components/schemas/" + name.replace("~", "~0").replace("/", "~1")}


@st.composite
def _scalars(draw: st.DrawFn, *, new: bool) -> JsonValue:
    kind = draw(st.sampled_from(["string", "string", "integer", "number", "boolean"]))
    schema: Json = {"type": kind}
    if kind == "string":
        schema |= draw(
            st.fixed_dictionaries(
                {},
                optional={
                    "format": st.sampled_from(FORMATS),
                    "maxLength": st.integers(5, 9),
                    "minLength": st.integers(0, 4),
                },
            )
        )
        if len(schema) == 1 and draw(st.integers(0, 3)) == 0:
            schema["pattern"] = draw(st.sampled_from(PATTERNS))
    elif kind != "boolean":
        bound = st.integers(-9, 9) if kind == "integer" else st.floats(-9, 9)
        low, high = sorted((draw(bound), draw(bound)))
        exclusive: JsonValue = low - 1 if new else True
        schema |= draw(
            st.fixed_dictionaries(
                {},
                optional={
                    "minimum": st.just(low),
                    "maximum": st.just(high + 3),
                    "exclusiveMinimum": st.just(exclusive),
                },
            )
        )
    schema |= draw(
        st.fixed_dictionaries(
            {}, optional={"default": st.sampled_from([None, 1, "x", True, [], {}])}
        )
    )
    return schema


@st.composite
def _enums(draw: st.DrawFn) -> JsonValue:
    texts = st.one_of(
        st.sampled_from(
            ["a", "A", "-a", "+a", "a b", "", "1", "é", "class", "mro", "name", "value"]
        ),
        st.text(max_size=5),
    )
    values: list[JsonValue] = draw(
        st.one_of(
            st.lists(texts, min_size=1, max_size=5, unique=True),
            st.lists(st.integers(-3, 30), min_size=1, max_size=4, unique=True),
            st.lists(st.floats(-2, 2), min_size=1, max_size=2, unique=True),
            st.just([True]),
            st.just([1, "one", None]),
            st.just([None]),
        )
    )
    schema: Json = {"enum": values}
    if draw(st.booleans()) and all(isinstance(value, str) for value in values):
        schema["type"] = "string"
    if draw(st.booleans()):
        schema["x-enum-varnames"] = [f"V{index}" for index in range(len(values))]
    schema["description"] = draw(TEXTS)
    return schema


@st.composite
def objects(draw: st.DrawFn, inner: SearchStrategy[JsonValue]) -> JsonValue:
    """Objects with fields, with free keys, or with both."""
    properties = draw(st.dictionaries(names(), inner, max_size=4))
    for value in properties.values():
        if isinstance(value, dict) and draw(st.integers(0, 5)) == 0:
            value |= draw(
                st.sampled_from([{"readOnly": True}, {"writeOnly": True}, {"deprecated": True}])
            )
    schema: Json = {"type": "object", "properties": properties}
    required = [name for name in properties if draw(st.booleans())]
    if required:
        schema["required"] = list(required)
    more = draw(st.sampled_from(["no", "no", "no", "any", "closed", "typed"]))
    if more != "no":
        schema["additionalProperties"] = {"any": True, "closed": False}.get(more) or (
            draw(inner) if more == "typed" else more == "any"
        )
    if draw(st.booleans()):
        schema["description"] = draw(TEXTS)
    return schema


@st.composite
def _arrays(draw: st.DrawFn, inner: SearchStrategy[JsonValue], *, new: bool) -> JsonValue:
    schema: Json = {"type": "array", "items": draw(inner)}
    if new and draw(st.integers(0, 3)) == 0:
        schema["prefixItems"] = draw(st.lists(inner, min_size=1, max_size=2))
        if draw(st.booleans()):
            schema["items"] = False
    if draw(st.integers(0, 2)) == 0:
        schema["maxItems"] = draw(st.integers(1, 3))
    return schema


@st.composite
def _nullable(draw: st.DrawFn, inner: SearchStrategy[JsonValue], *, new: bool) -> JsonValue:
    """All the ways to say that a value may be null, whichever the version has."""
    schema = draw(inner)
    match draw(st.integers(0, 4)):
        case 0 if isinstance(schema, dict) and isinstance(schema.get("type"), str) and new:
            return {**schema, "type": [schema["type"], "null"]}
        case 1:
            return {"oneOf": [schema, {"enum": [None]}]}
        case 2 if new:
            return {"anyOf": [schema, {"type": "null"}]}
        case 3:
            return {"allOf": [schema], "nullable": True}
        case _:
            return {**schema, "nullable": True} if isinstance(schema, dict) else schema


@st.composite
def _combined(
    draw: st.DrawFn, inner: SearchStrategy[JsonValue], components: Sequence[str]
) -> JsonValue:
    key = draw(st.sampled_from(["allOf", "oneOf", "anyOf"]))
    members = draw(st.lists(inner, min_size=1, max_size=3))
    schema: Json = {key: members}
    if key == "oneOf" and len(components) > 1 and draw(st.booleans()):
        chosen = draw(st.lists(st.sampled_from(components), min_size=2, max_size=3, unique=True))
        schema = {"oneOf": [reference(name) for name in chosen]}
        schema["discriminator"] = {"propertyName": draw(names())}
        if draw(st.booleans()):
            schema["discriminator"]["mapping"] = {
                f"kind {index}": str(reference(name)["$ref"]) for index, name in enumerate(chosen)
            }
    return schema


@st.composite
def families(draw: st.DrawFn, *, new: bool) -> Mapping[str, JsonValue]:
    """Some models and the union of them, which a property tells apart."""
    by = draw(names())
    kinds = draw(st.lists(st.text(max_size=4), min_size=2, max_size=3, unique=True))
    tag = {"enum": kinds} if draw(st.booleans()) else {"type": "string"}
    found: Json = {}
    for index in range(len(kinds)):
        fields: Json = {by: tag, "own": draw(_scalars(new=new))}
        found[f"Kind{index}"] = {"type": "object", "properties": fields, "required": [by]}
    mapping = {kind: f"#/components/schemas/Kind{index}" for index, kind in enumerate(kinds)}
    found["Family"] = {
        "oneOf": [{"$ref": one} for one in mapping.values()],
        "discriminator": {"propertyName": by, "mapping": mapping},
    }
    return found


# --- Operations ----------------------------------------------------------------------------------


@st.composite
def _parameters(draw: st.DrawFn, schema: SearchStrategy[JsonValue], place: str, name: str) -> Json:
    found: Json = {"name": name, "in": place, "description": draw(TEXTS)}
    if place == "path" or draw(st.booleans()):
        found["required"] = True
    if draw(st.integers(0, 9)) == 0:
        return {**found, "content": {"application/json": {"schema": draw(schema)}}}
    styles = {
        "query": ["form", "spaceDelimited", "pipeDelimited", "deepObject"],
        "path": ["simple", "label", "matrix"],
        "header": ["simple"],
        "cookie": ["form"],
    }[place]
    found["schema"] = draw(schema)
    optional: dict[str, SearchStrategy[JsonValue]] = {
        "style": st.sampled_from(styles),
        "explode": st.booleans(),
        "deprecated": st.booleans(),
        "allowReserved": st.booleans(),
    }
    return found | draw(st.fixed_dictionaries({}, optional=optional))


@st.composite
def _content(draw: st.DrawFn, schema: SearchStrategy[JsonValue]) -> Json:
    media = draw(
        st.lists(
            st.one_of(st.just("application/json"), st.sampled_from(MEDIA)),
            min_size=1,
            max_size=2,
            unique=True,
        )
    )
    return {name: {"schema": draw(schema)} for name in media}


@st.composite
def _responses(draw: st.DrawFn, schema: SearchStrategy[JsonValue]) -> Json:
    statuses = draw(
        st.lists(
            st.sampled_from(["200", "201", "204", "400", "404", "409", "4XX", "5XX", "default"]),
            min_size=1,
            max_size=3,
            unique=True,
        )
    )
    found: Json = {}
    for status in statuses:
        response: Json = {"description": draw(TEXTS)}
        if status != "204" and draw(st.integers(0, 4)):
            response["content"] = draw(_content(schema))
        if draw(st.integers(0, 5)) == 0:
            response["headers"] = {"X-Total": {"schema": draw(schema)}}
        found[status] = response
    return found


@st.composite
def operations(draw: st.DrawFn, components: Sequence[str], *, new: bool) -> tuple[str, str, Json]:
    """An operation with its path and its method."""
    schema = schemas(components, new=new, depth=1)
    segments = draw(st.lists(names(), min_size=1, max_size=2))
    variables = draw(st.lists(names(), max_size=2, unique=True))
    variables = [re.sub(r"[{}/?#]", "", name) or "id" for name in variables]
    variables = list(dict.fromkeys(variables))
    segments = [re.sub(r"[{}?#]", "", one) for one in segments]
    path = "/" + "/".join([*segments, *(f"{{{name}}}" for name in variables)]) + "/"
    method = draw(st.sampled_from(METHODS))
    parameters = [draw(_parameters(schema, "path", name)) for name in variables]
    for _ in range(draw(st.integers(0, 3))):
        place = draw(st.sampled_from(["query", "query", "header", "cookie"]))
        parameters.append(draw(_parameters(schema, place, draw(names()))))
    found: Json = {"responses": draw(_responses(schema)), "parameters": [*parameters]}
    if method in ("post", "put", "patch") or draw(st.integers(0, 9)) == 0:
        found["requestBody"] = {"content": draw(_content(schema)), "required": draw(st.booleans())}
    optional: dict[str, SearchStrategy[JsonValue]] = {
        "operationId": names(),
        "tags": st.lists(names(), max_size=2),
        "summary": TEXTS,
        "description": TEXTS,
        "deprecated": st.booleans(),
        "security": st.sampled_from([[], [{}], [{"key": []}], [{"key": [], "bearer": []}]]),
    }
    return path, method, found | draw(st.fixed_dictionaries({}, optional=optional))


def _listing(item: Json, style: str) -> Json:
    """A list in pages, as DRF describes it."""
    parameters = {
        "page": ["page", "page_size"],
        "offset": ["limit", "offset"],
        "cursor": ["cursor"],
        "array": ["page"],
    }[style]
    page: Json = {
        "type": "object",
        "required": ["results"],
        "properties": {
            "count": {"type": "integer"},
            "next": {"type": "string", "nullable": True, "format": "uri"},
            "previous": {"type": "string", "nullable": True, "format": "uri"},
            "results": {"type": "array", "items": item},
        },
    }
    if style == "array":
        page = {"type": "array", "items": item}
    return {
        "operationId": f"paged_{style}_list",
        "tags": ["paged"],
        "parameters": [
            {
                "name": name,
                "in": "query",
                "schema": {"type": "string" if name == "cursor" else "integer"},
            }
            for name in parameters
        ],
        "responses": {
            "200": {"description": "", "content": {"application/json": {"schema": page}}}
        },
    }


TOKEN = 'Token-based authentication with required prefix "Token"'
SECURITY: Json = {
    "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
    "bearer": {"type": "http", "scheme": "bearer"},
    "basic": {"type": "http", "scheme": "basic"},
    "tokenAuth": {"type": "apiKey", "in": "header", "name": "Authorization", "description": TOKEN},
    "session": {"type": "apiKey", "in": "cookie", "name": "sessionid"},
    "query": {"type": "apiKey", "in": "query", "name": "key"},
    "oauth": {"type": "oauth2", "flows": {"password": {"tokenUrl": "https://x/", "scopes": {}}}},
}  # fmt: skip


@st.composite
def documents(draw: st.DrawFn) -> Json:
    """Whole documents, of 3.0 and of 3.1."""
    new = draw(st.booleans())
    components = draw(st.lists(names(), max_size=4, unique=True))
    family = draw(families(new=new)) if draw(st.integers(0, 3)) == 0 else {}
    known = [*components, *family]
    inner = schemas(known, new=new)
    found: Json = {
        name: draw(st.one_of(objects(inner), objects(inner), inner)) for name in components
    }
    paths: Json = {}
    for _ in range(draw(st.integers(1, 3))):
        path, method, operation = draw(operations(known, new=new))
        add_operation(paths, path, method, operation)
    if known and draw(st.booleans()):
        style = draw(st.sampled_from(["page", "offset", "cursor", "array"]))
        item = reference(draw(st.sampled_from(known)))
        add_operation(paths, f"/paged/{style}/", "get", _listing(item, style))
    return {
        "openapi": "3.1.0" if new else "3.0.3",
        "info": {"title": draw(TEXTS), "version": draw(TEXTS), "description": draw(TEXTS)},
        "paths": paths,
        "components": {
            "schemas": {**found, **family},
            "securitySchemes": SECURITY if draw(st.booleans()) else {"key": SECURITY["key"]},
        },
    }


def add_operation(paths: Json, path: str, method: str, operation: Json) -> None:
    """Put an operation where no other is."""
    item = paths.setdefault(path, {})
    assert isinstance(item, dict)
    item.setdefault(method, operation)
