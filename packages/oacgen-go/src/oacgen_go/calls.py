"""Calls: what all methods of an operation share, and how its request is made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, TypeAlias

from oacgen_go.codecs import writer
from oacgen_go.package import Package
from oacgen_go.parameters import ParamsView, argument_list, params_view
from oacgen_go.responses import Answer, Sent, answer, sent
from oacgen_go.routes import path_view
from oacgen_go.syntax import doc, text_literal
from oacgen_ir.code import Code
from oacgen_ir.ir import Anything, Operation, Scalar, Type, resolved

Alternatives: TypeAlias = tuple[tuple[str, ...], ...]
"""Sets of security schemes by name, one of which an operation takes."""


@dataclass(frozen=True, slots=True)
class MethodView:
    """A method; its body is indented."""

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
class Call:
    """One operation, with all that its methods share."""

    operation: Operation
    head: str
    lines: tuple[str, ...]
    answer: Answer
    sent: Sent | None


def build_call(
    package: Package,
    operation: Operation,
    security: Alternatives,
    structs: list[StructView],
) -> Call:
    """Describe the request of an operation; a struct of parameters is added to `structs`."""
    path = path_view(package, operation)
    params = params_view(package, operation)
    body = sent(operation, package.api)
    arguments = list(path.arguments)
    lines = list(path.lines(_http_method(operation)))
    if operation.security and alternatives(operation) != security:
        items = security_code(alternatives(operation), "[]string")
        lines.append(f"r.secure({items})")
    if body is not None:
        type_, statements = _body(package, body, operation)
        arguments.append(("body", type_))
        lines += statements
    if params is not None:
        lines += params.constants
        if params.applies:
            name = _params(package, operation, params, structs)
            arguments.append(("params", Code(f"*{name}")))
            lines.append("apply(r, params)")
    head = argument_list([("ctx", Code("context.Context")), *arguments])
    found = answer(operation, package.api)
    _report_raw(package, operation, body, found)
    return Call(operation, head, tuple(lines), found, body)


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
    said = f"{name} are the parameters of [{service.type}.{method}]."
    structs.append(StructView(name, doc(said), params.fields, params.applies))
    return name


def _body(package: Package, body: Sent, operation: Operation) -> tuple[Code, list[str]]:
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
    if body.media not in _FORMS:
        message = f"the body is sent as multipart/form-data, not as {body.media}"
        package.report.add("go-form", message, at=operation.origin)
    function = {"urlencoded": "sendURLEncoded", "multipart": "sendMultipart"}.get(body.kind)
    model = package.types.resolve(body.type).go
    return Code(f"*{model.code}"), [f"{function or 'sendForm'}(r, body)"]


_FORMS: Final = ("multipart/form-data", "application/x-www-form-urlencoded")


def _report_raw(package: Package, operation: Operation, body: Sent | None, found: Answer) -> None:
    """Report bodies that are files to the client although the document gives them a type."""
    if body is not None and _is_raw(package, body):
        message = f"the caller writes the body, which is {body.media}"
        package.report.add("go-body", message, at=operation.origin)
    if found.kind == "file":
        media = [one for answer in operation.responses if answer.ok for one in answer.content]
        if any(one.type is not None and _is_typed(package, one.type) for one in media):
            message = f"the caller reads the answer, which is {found.media}"
            package.report.add("go-body", message, at=operation.origin)


def _is_raw(package: Package, body: Sent) -> bool:
    form = body.media.startswith(_FORMS)
    return body.kind == "file" and (form or _is_typed(package, body.type))


def _is_typed(package: Package, type_: Type) -> bool:
    return not isinstance(resolved(package.api.by_name, type_), Anything | Scalar)


# --- Security ------------------------------------------------------------------------------------


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
