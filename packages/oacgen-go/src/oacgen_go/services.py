"""Services as Go source: a struct, an interface and a method for each operation of a tag."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from oacgen_go.codecs import reader, writer
from oacgen_go.fields import DEPRECATED, field_views
from oacgen_go.package import Package
from oacgen_go.parameters import ParamsView, argument_list, params_view, path_view
from oacgen_go.responses import Answer, Sent, answer, is_json, sent
from oacgen_go.syntax import call_line, doc, one_line, text_literal
from oacgen_go.types import GoType
from oacgen_ir.code import Code
from oacgen_ir.ir import Model, Operation, Pagination, Response, Tag

Alternatives = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class MethodView:
    """A method. `body` is indented; `walk` is the method that walks the pages, if any."""

    name: Code
    doc: Code
    signature: Code
    body: Code


@dataclass(frozen=True, slots=True)
class StructView:
    """The parameters of one operation that are not in its path."""

    name: Code
    doc: Code
    fields: Code
    applies: Code


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


@dataclass(frozen=True, slots=True)
class _Call:
    """One operation, with all that its methods share."""

    operation: Operation
    head: str
    arguments: str
    lines: tuple[str, ...]
    answer: Answer
    sent: Sent | None


def service_views(package: Package, security: Alternatives) -> list[ServiceView]:
    """Return the services of a package in the order of its tags."""
    by_tag: dict[str, list[Operation]] = {tag.name: [] for tag in package.api.tags}
    for operation in package.api.operations:
        by_tag[operation.tag].append(operation)
    return [_service(package, tag, by_tag[tag.name], security) for tag in package.api.tags]


def common_security(operations: Iterable[Operation]) -> Alternatives:
    """Return what most operations need, so that only others have to say it."""
    counted = Counter(alternatives(one) for one in operations if one.security)
    return max(counted, key=lambda one: (counted[one], one), default=())


def alternatives(operation: Operation) -> Alternatives:
    """Return the names of the schemes that an operation takes together."""
    return tuple(tuple(one.scheme for one in together) for together in operation.security)


def security_code(found: Alternatives, type_: str = "") -> str:
    """Print alternatives as elements of a slice, each with its type where that has to be said."""
    return ", ".join(
        f"{type_}{{{', '.join(text_literal(name) for name in together)}}}" for together in found
    )


def _service(
    package: Package, tag: Tag, operations: Sequence[Operation], security: Alternatives
) -> ServiceView:
    names = package.services[tag.name]
    params: list[StructView] = []
    methods: list[MethodView] = []
    for operation in operations:
        call = _call(package, operation, security, params)
        methods.append(_method(package, call))
        if operation.id in package.walks:
            walk = _walk(package, call)
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


# --- What all methods of an operation share ------------------------------------------------------


def _call(
    package: Package,
    operation: Operation,
    security: Alternatives,
    structs: list[StructView],
) -> _Call:
    path = path_view(package, operation)
    params = params_view(package, operation)
    body = sent(operation, package.api)
    arguments = list(path.arguments)
    method = _http_method(operation)
    lines = [f"r := newRequest({', '.join([method, path.path, *path.segments])})"]
    if operation.security and alternatives(operation) != security:
        items = security_code(alternatives(operation), "[]string")
        lines.append(f"r.secure({items})")
    if body is not None:
        type_, statements = _body(package, body)
        arguments.append(("body", type_))
        lines += statements
    if params is not None:
        lines += params.constants
        if params.applies:
            name = _params(package, operation, params, structs)
            arguments.append(("params", Code(f"*{name}")))
            lines.append("apply(r, params)")
    head = argument_list([("ctx", Code("context.Context")), *arguments])
    names = ", ".join(name for name, _ in arguments)
    return _Call(operation, head, names, tuple(lines), answer(operation), body)


_METHODS = {"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE"}


def _http_method(operation: Operation) -> str:
    if operation.method not in _METHODS:
        return text_literal(operation.method)
    return f"http.Method{operation.method.capitalize()}"


def _params(
    package: Package, operation: Operation, params: ParamsView, structs: list[StructView]
) -> Code:
    service = package.services[operation.tag]
    method = package.methods[operation.id]
    name = Code(package.scope.claim(f"{service.field}{method}Params"))
    users = f"[{service.type}.{method}]"
    if operation.id in package.walks:
        users += f" and [{service.type}.{package.walks[operation.id]}]"
    said = f"{name} are the parameters of {users}."
    structs.append(StructView(name, doc(said), params.fields, params.applies))
    return name


def _body(package: Package, body: Sent) -> tuple[Code, list[str]]:
    """Return the type of the argument, and the statements that send it."""
    media = text_literal(body.media)
    if body.kind == "text":
        return Code("string"), [f"r.sendText({media}, body)"]
    if body.kind == "file":
        return Code("File"), [f"r.sendFile({media}, body)"]
    go = package.types.element(body.type)
    by_pointer = go.family in ("model", "union")
    if body.kind == "json":
        if by_pointer:
            return Code(f"*{go.code}"), [f"send(r, {media}, body)"]
        statement = f"sendValue(r, {media}, &body, {writer(go, package.codecs)})"
        if go.family in ("list", "map", "json"):
            return go.code, ["if body != nil {", f"\t{statement}", "}"]
        return go.code, [statement]
    function = {"urlencoded": "sendURLEncoded", "multipart": "sendMultipart"}.get(body.kind)
    return Code(f"*{go.code}"), [f"{function or 'sendForm'}(r, body)"]


# --- Methods -------------------------------------------------------------------------------------


def _method(package: Package, call: _Call) -> MethodView:
    operation, found = call.operation, call.answer
    name = package.methods[operation.id]
    lines = list(call.lines)
    result, statement, what = _result(package, found)
    accept = _accept(found)
    if accept:
        lines.append(f"r.accept = {text_literal(accept)}")
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
    return found.media if found.kind in ("lines", "events") else f"{found.media}, */*;q=0.5"


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


def _first(package: Package, call: _Call, what: str) -> str:
    """Say what a method does: what it sends, and what it returns."""
    name = package.methods[call.operation.id]
    if call.sent is None:
        return f"{name} {what}." if what else f"{name} returns nothing but an error."
    if call.sent.kind in ("text", "file"):
        sends = f"sends {'text' if call.sent.kind == 'text' else 'a file'}"
    else:
        sends = f"sends {_said(package.types.element(call.sent.type))}"
    return f"{name} {sends} and {what}." if what else f"{name} {sends}."


def _doc(package: Package, call: _Call, first: str) -> Code:
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


# --- Pages ---------------------------------------------------------------------------------------


def _walk(package: Package, call: _Call) -> MethodView | None:
    """Return the method that iterates over the items of all pages, if the page is understood."""
    operation = call.operation
    pagination, found = operation.pagination, call.answer.type
    if pagination is None or found is None or call.answer.kind != "json":
        return None
    page = package.types.element(found)
    items = _at(package, page, pagination.items)
    if items is None or items[1].family != "list" or items[1].item is None:
        return None
    turn = _turn(package, pagination, page, items[0])
    if turn is None:
        return None
    item = items[1].item
    name = package.walks[operation.id]
    by_pointer = item.family in ("model", "union")
    yielded = f"*{item.code}" if by_pointer else item.code
    lines = [
        *call.lines,
        f"return pages(r, func(r *request, yield func({yielded}, error) bool) (bool, error) {{",
        f"\tpage, err := {_fetch(package, page)}",
        f"\treturn err == nil && {'each' if by_pointer else 'eachValue'}({items[0]}, yield)"
        f" && {turn}, err",
        "})",
    ]
    method = f"{package.services[operation.tag].type}.{package.methods[operation.id]}"
    first = f"{name} iterates over the items of [{method}], page after page."
    result = f"iter.Seq2[{yielded}, error]"
    return MethodView(
        name=Code(name),
        doc=doc(first),
        signature=Code(f"{name}({call.head}, options ...Option) {result}"),
        body=Code("".join([f"\t{line}\n" for line in lines])),
    )


def _fetch(package: Package, page: GoType) -> str:
    """Return the call that fetches a page."""
    if page.family in ("model", "union"):
        return f"fetch(ctx, s.core, r, options, new({page.code}))"
    return f"fetchValue(ctx, s.core, r, options, {reader(page, package.codecs)})"


def _turn(package: Package, pagination: Pagination, page: GoType, items: str) -> str | None:
    """Return the expression that asks for the next page, if there is one."""
    parameter = text_literal(pagination.page_parameter)
    if not pagination.next:
        if not pagination.page_parameter:
            return None
        way = "countItems" if pagination.style == "offset" else "countPages"
        return f"r.{way}({parameter}, len({items}))"
    following = _at(package, page, pagination.next)
    text = _text(*following) if following is not None else None
    if text is None:
        return None
    return f"r.follow({text})" if pagination.next_is == "url" else f"r.resume({parameter}, {text})"


def _text(place: str, go: GoType) -> str | None:
    """Return a link or a mark as text; absent and null are empty."""
    match go.family:
        case "text":
            return place if go.code == "string" else f"string({place})"
        case "integer":
            return f"integer({place})"
        case "number":
            return f"number({place})"
        case _:
            return None


def _at(package: Package, page: GoType, path: Sequence[str]) -> tuple[str, GoType] | None:
    """Return the expression for what stands at a path of properties in a page, and its type."""
    place, go = "page", page
    for name in path:
        if go.family != "model":
            return None
        model = package.api.by_name[go.model]
        fields = field_views(package, model) if isinstance(model, Model) else []
        field = next((one for one in fields if one.field.name == name), None)
        if field is None:
            return None
        place, go = f"{place}.{field.name}", field.go
        if go.family == "opt" and go.item is not None:
            place, go = f"{place}.value", go.item
    return place, go
