"""Services as Go source: a struct, an interface and a method for each operation of a tag."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from oacgen_go.calls import Alternatives, Call, MethodView, StructView, build_call
from oacgen_go.codecs import reader
from oacgen_go.fields import DEPRECATED
from oacgen_go.package import Package
from oacgen_go.paging import walk_method
from oacgen_go.responses import Answer, is_json
from oacgen_go.syntax import call_line, doc, one_line, text_literal
from oacgen_go.types import GoType
from oacgen_ir.code import Code
from oacgen_ir.ir import Operation, Response, Tag


@dataclass(frozen=True, slots=True)
class ServiceView:
    """The operations of a tag."""

    field: Code
    type: Code
    interface: Code
    doc: Code
    params: tuple[StructView, ...]
    methods: tuple[MethodView, ...]
    tag: str


def service_views(package: Package, security: Alternatives) -> list[ServiceView]:
    """Return the services of a package in the order of its tags."""
    by_tag: dict[str, list[Operation]] = {tag.name: [] for tag in package.api.tags}
    for operation in package.api.operations:
        by_tag[operation.tag].append(operation)
    return [_service(package, tag, by_tag[tag.name], security) for tag in package.api.tags]


def _service(
    package: Package, tag: Tag, operations: Sequence[Operation], security: Alternatives
) -> ServiceView:
    names = package.services[tag.name]
    params: list[StructView] = []
    methods: list[MethodView] = []
    for operation in operations:
        call = build_call(package, operation, security, params)
        methods.append(_method(package, call))
        if operation.id in package.walks:
            walk = walk_method(package, call)
            methods += [walk] if walk is not None else []
    return ServiceView(
        field=Code(names.field),
        type=Code(names.type),
        interface=Code(names.interface),
        doc=doc(
            f'{names.type} has the operations of the tag "{one_line(tag.name)}".', tag.description
        ),
        params=tuple(params),
        methods=tuple(methods),
        tag=tag.name,
    )


def _service_doc(type_: str, tag: Tag) -> Code:
    return doc(f'{type_} has the operations of the tag "{one_line(tag.name)}".', tag.description)


# --- Methods -------------------------------------------------------------------------------------


def _method(package: Package, call: Call) -> MethodView:
    operation, found = call.operation, call.answer
    name = package.methods[operation.id]
    lines = list(call.lines)
    result, statement, what = _result(package, found)
    accept = _accept(found)
    if accept:
        lines.append(f"r.accept = {text_literal(accept)}")
    if found.bodiless:
        lines.append("r.bodiless = true")
    lines.append(statement)
    return MethodView(
        name=Code(name),
        doc=_doc(package, call, _first(package, call, what)),
        signature=Code(f"{name}({call.head}, options ...Option) {result}"),
        body=Code("".join([f"\t{line}\n" for line in lines])),
    )


def _accept(found: Answer) -> str:
    """Return what to ask for, where it is not what every request asks for."""
    if found.media in ("", "*/*", "application/json"):
        return ""
    return f"{found.media}, */*;q=0.5"


def _result(package: Package, found: Answer) -> tuple[str, str, str]:
    """Return the results of a method, its last statement, and what to say about it."""
    arguments = "(ctx, s.core, r, options"
    if found.type is None:
        match found.kind:
            case "text":
                return "(string, error)", f"return fetchText{arguments})", "returns text"
            case "file":
                said = "returns a file, which the caller closes"
                return "(*Download, error)", f"return download{arguments})", said
            case _:
                return "error", "return s.core.exec(ctx, r, options)", ""
    go = package.types.element(found.type)
    if found.kind != "json":
        read = Code("readAll") if go.code == "string" else reader(go, package.codecs)
        return _sequence(go, f"{found.kind}{arguments}, {read})")
    said = f"returns {_said(go)}"
    if go.family in ("model", "union"):
        return f"(*{go.code}, error)", f"return fetch{arguments}, new({go.code}))", said
    read = reader(go, package.codecs)
    return f"({go.code}, error)", f"return fetchValue{arguments}, {read})", said


def _sequence(go: GoType, items: str) -> tuple[str, str, str]:
    what = f"yields {_said(go)} for each item of the answer, while it arrives"
    if go.family in ("model", "union"):
        return f"iter.Seq2[*{go.code}, error]", f"return {items}", what
    return f"iter.Seq2[{go.code}, error]", f"return valuesOf({items})", what


def _said(go: GoType) -> str:
    match go.family:
        case "model" | "union":
            return f"a [{go.code}]"
        case "list" if go.item is not None and go.item.family in ("model", "union"):
            return f"a list of [{go.item.code}]"
        case "list":
            return "a list"
        case "json":
            return "any JSON"
        case _:
            return f"a value of the type {go.code}"


def _first(package: Package, call: Call, what: str) -> str:
    """Say what a method does: what it sends, and what it returns."""
    name = package.methods[call.operation.id]
    if call.sent is None:
        return f"{name} {what}." if what else f"{name} returns nothing but an error."
    if call.sent.kind in ("text", "file"):
        sends = f"sends {'text' if call.sent.kind == 'text' else 'a file'}"
    else:
        sends = f"sends {_said(package.types.element(call.sent.type))}"
    return f"{name} {sends} and {what}." if what else f"{name} {sends}."


def _doc(package: Package, call: Call, first: str) -> Code:
    operation = call.operation
    said = [one for one in (operation.summary.strip(), operation.description.strip()) if one]
    if len(said) == 2 and said[1].startswith(said[0].rstrip(".")):
        said = said[1:]
    if said and len(said[0]) < _SHORT and said[0].isprintable():
        first = f"{first} {said[0]}"
        said = said[1:]
    errors = ", ".join(_errors(package, operation.responses))
    return Code(
        doc(first, *said)
        + call_line(f"{operation.method} {operation.path}")
        + (f"//\t{errors}\n" if errors else "")
        + (f"//\n{doc(DEPRECATED)}" if operation.deprecated else "")
    )


_SHORT = 72
"""A summary of fewer characters needs no paragraph of its own."""


def _errors(package: Package, responses: Iterable[Response]) -> Iterable[str]:
    """Name the models that errors have, for `Decode`."""
    for response in responses:
        if response.ok:
            continue
        for media in response.content:
            if media.type is not None and is_json(media.name):
                go = package.types.element(media.type)
                if go.family in ("model", "union"):
                    yield f"{response.status} {go.code}"
                break
