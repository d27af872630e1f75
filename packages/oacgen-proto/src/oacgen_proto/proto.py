"""The view of a `.proto` file: what its template prints, laid out as `buf format` leaves it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from oacgen_ir.code import Code
from oacgen_ir.ir import Primitive
from oacgen_proto.schema import (
    OPTIONS_FILE,
    EnumType,
    Field,
    Http,
    Message,
    ProtoFile,
    Reserved,
    Rpc,
    Service,
    Value,
)
from oacgen_proto.syntax import comment, text_literal, wrapped


@dataclass(frozen=True, slots=True)
class BlockView:
    """A message or an enum: its comment, and its braces with what they hold."""

    word: str
    name: Code
    comment: Code
    body: Code


@dataclass(frozen=True, slots=True)
class RpcView:
    """An rpc with its options."""

    name: Code
    request: Code
    response: Code
    comment: Code
    options: Code


@dataclass(frozen=True, slots=True)
class ServiceView:
    """A service."""

    name: Code
    comment: Code
    rpcs: tuple[RpcView, ...]


@dataclass(frozen=True, slots=True)
class ProtoView:
    """A file."""

    package: Code
    imports: tuple[Code, ...]
    service: ServiceView | None
    blocks: tuple[BlockView, ...]


def proto_view(file: ProtoFile) -> ProtoView:
    """Return the view of a file."""
    imports = [*file.imports, *file.known]
    if any(enum.values for enum in file.enums):
        imports.append(OPTIONS_FILE)
    if file.service is not None and file.service.rpcs:
        imports.append("google/api/annotations.proto")
    service = file.service
    return ProtoView(
        package=file.package,
        imports=tuple(map(text_literal, sorted(imports))),
        service=None
        if service is None
        else ServiceView(
            service.name,
            comment(wrapped(service.comment)),
            _rpcs(service, file.package),
        ),
        blocks=(
            *map(_enum, file.enums),
            *map(_message, file.messages),
        ),
    )


# --- Messages ------------------------------------------------------------------------------------


def _message(message: Message) -> BlockView:
    lines = _options(message.deprecated) + _reserved(message.reserved)
    lines += [_field(field, "  ") for field in message.fields if not field.in_oneof]
    if message.oneof:
        members = [_field(field, "    ") for field in message.fields if field.in_oneof]
        lines.append(Code(f"  oneof {message.oneof} {{\n{''.join(members)}  }}\n"))
    return BlockView("message", message.name, comment(wrapped(message.comment)), _body(lines))


def _body(lines: Sequence[Code]) -> Code:
    """Put lines on their own into braces."""
    return Code("{\n" + "".join(lines) + "}") if lines else Code("{}")


def _field(field: Field, indent: str) -> Code:
    options = [f"json_name = {text_literal(field.json_name)}"] if field.json_name else []
    options += ["deprecated = true"] if field.deprecated else []
    optional = "optional " if field.optional else ""
    return Code(
        f"{comment(wrapped(field.comment), indent)}{indent}{optional}{field.type.text} "
        f"{field.name} = {field.number}{_bracketed(options, indent)};\n"
    )


def _bracketed(options: Sequence[str], indent: str) -> str:
    match options:
        case []:
            return ""
        case [option]:
            return f" [{option}]"
        case _:
            inner = ",\n".join(f"{indent}  {option}" for option in options)
            return f" [\n{inner}\n{indent}]"


def _options(deprecated: bool) -> list[Code]:
    return [Code("  option deprecated = true;\n")] if deprecated else []


def _reserved(reserved: Reserved) -> list[Code]:
    if not reserved:
        return []
    numbers = ", ".join(str(number) for number, _ in reserved)
    names = ", ".join(text_literal(name) for _, name in reserved)
    return [Code(f"  reserved {numbers};\n"), Code(f"  reserved {names};\n")]


# --- Enums ---------------------------------------------------------------------------------------


def _enum(enum: EnumType) -> BlockView:
    zero = Code(f"  // Not set, or a value that this file does not know.\n  {enum.zero} = 0;\n")
    return BlockView(
        "enum",
        enum.name,
        comment(wrapped(enum.comment)),
        _body(
            [*_options(enum.deprecated), *_reserved(enum.reserved), zero, *map(_value, enum.values)]
        ),
    )


def _value(value: Value) -> Code:
    option = literal_option(value.literal)
    return Code(
        f"{comment(wrapped(value.comment), '  ')}  {value.name} = {value.number} [{option}];\n"
    )


def literal_option(literal: Primitive) -> Code:
    """Return the option that keeps what a value is in JSON."""
    match literal:
        case int() if -(1 << 63) <= literal < 1 << 63:
            return Code(f"(oacgen.v1.integer) = {literal}")
        case int() | float():
            return Code(f"(oacgen.v1.number) = {float(literal)!r}")
        case _:
            return Code(f"(oacgen.v1.literal) = {text_literal(str(literal))}")


# --- Rpcs ----------------------------------------------------------------------------------------


def _rpcs(service: Service, package: Code) -> tuple[RpcView, ...]:
    methods = frozenset(rpc.name for rpc in service.rpcs)

    def resolved(name: Code, *, stream: bool) -> Code:
        # inside a service, a method hides the message of its name
        whole = f".{package}.{name}" if name in methods else name
        return Code(f"stream {whole}" if stream else whole)

    return tuple(
        _rpc(
            rpc,
            resolved(rpc.request, stream=rpc.client_stream),
            resolved(rpc.response, stream=rpc.server_stream),
        )
        for rpc in service.rpcs
    )


def _rpc(rpc: Rpc, request: Code, response: Code) -> RpcView:
    options = ["option deprecated = true;"] if rpc.deprecated else []
    if rpc.idempotency:
        options.append(f"option idempotency_level = {rpc.idempotency};")
    options.append(_http(rpc.http))
    return RpcView(
        name=rpc.name,
        request=request,
        response=response,
        comment=comment(wrapped(rpc.comment), "  "),
        options=Code("".join(f"    {option}\n" for option in options)),
    )


_VERBS: Final = ("get", "put", "post", "delete", "patch")


def _http(http: Http) -> str:
    path = text_literal(http.path)
    known = http.verb in _VERBS
    lines = [f"{http.verb}: {path}"] if known else []
    if http.body:
        lines.append(f"body: {text_literal(http.body)}")
    if http.response_body:
        lines.append(f"response_body: {text_literal(http.response_body)}")
    if not known:
        custom = (
            f"custom: {{\n        kind: {text_literal(http.verb)}\n        path: {path}\n      }}"
        )
        lines.insert(0, custom)
    if known and len(lines) == 1:
        return f"option (google.api.http) = {{{lines[0]}}};"
    inner = "\n".join(f"      {line}" for line in lines)
    return f"option (google.api.http) = {{\n{inner}\n    }};"
