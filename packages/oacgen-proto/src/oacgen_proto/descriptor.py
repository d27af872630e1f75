"""The descriptor of a file, byte for byte what protoc makes of its text.

Left out are comments, the `json_name`s that protobuf makes itself, and the imports that only
options need: these stay in the bytes as fields that are not known, so that stubs load without them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from oacgen_ir.ir import Primitive
from oacgen_proto.schema import (
    Basic,
    EnumType,
    Field,
    Http,
    Known,
    Message,
    Named,
    ProtoFile,
    Rpc,
    Service,
    Value,
)
from oacgen_proto.wire import block, double, text, whole

LITERAL: Final = 51071
INTEGER: Final = 51072
NUMBER: Final = 51073
HTTP: Final = 72295728

_BASIC: Final = {
    "double": 1,
    "int64": 3,
    "uint64": 4,
    "int32": 5,
    "bool": 8,
    "string": 9,
    "bytes": 12,
}
_MESSAGE: Final = 11
_ENUM: Final = 14
_SINGLE: Final = 1
_REPEATED: Final = 3
_IDEMPOTENCY: Final = {"NO_SIDE_EFFECTS": 1, "IDEMPOTENT": 2}
_VERBS: Final = {"get": 2, "put": 3, "post": 4, "delete": 5, "patch": 6}


def descriptor(file: ProtoFile) -> Iterator[bytes]:
    """Yield a `FileDescriptorProto` in pieces: a head, then one for each thing in the file."""
    imports = sorted((*file.imports, *file.known))
    yield b"".join(
        [text(1, file.path), text(2, file.package), *(text(3, path) for path in imports)]
    )
    for message in file.messages:
        yield block(4, _message(message, f".{file.package}."))
    for enum in file.enums:
        yield block(5, _enum(enum))
    if file.service is not None:
        yield block(6, _service(file.service, f".{file.package}."))
    yield text(12, "proto3")


# --- Messages ------------------------------------------------------------------------------------


def _message(message: Message, scope: str) -> bytes:
    alone = [field.name for field in message.fields if field.optional]
    inside = f"{scope}{message.name}."
    oneofs = {name: index for index, name in enumerate(alone, 1 if message.oneof else 0)}
    parts = [text(1, message.name)]
    parts += [
        block(2, _field(field, scope, inside, 0 if field.in_oneof else oneofs.get(field.name)))
        for field in message.fields
    ]
    parts += [block(3, _entry(one, scope)) for one in message.fields if one.type.many == "map"]
    if message.deprecated:
        parts.append(block(7, whole(3, 1)))
    if message.oneof:
        parts.append(block(8, text(1, message.oneof)))
    parts += [block(8, text(1, f"_{name}")) for name in alone]
    parts += [block(9, whole(1, n) + whole(2, n + 1)) for n, _ in message.reserved]
    parts += [text(10, name) for _, name in message.reserved]
    return b"".join(parts)


def _field(field: Field, scope: str, inside: str, oneof: int | None) -> bytes:
    parts = [
        text(1, field.name),
        whole(3, field.number),
        whole(4, _REPEATED if field.type.many else _SINGLE),
        whole(5, _MESSAGE) + text(6, f"{inside}{_entry_name(field)}")
        if field.type.many == "map"
        else _type(field, scope),
    ]
    if field.deprecated:
        parts.append(block(8, whole(3, 1)))
    if oneof is not None:
        parts.append(whole(9, oneof))
    if field.json_name:
        parts.append(text(10, field.json_name))
    if field.optional:
        parts.append(whole(17, 1))
    return b"".join(parts)


def _type(field: Field, scope: str) -> bytes:
    match field.type.one:
        case Basic(name=name):
            return whole(5, _BASIC[name])
        case Known(name=name):
            return whole(5, _MESSAGE) + text(6, f".google.protobuf.{name}")
        case Named(name=name, enum=enum, home=home):
            where = scope if home is None else f".{home.package}."
            return whole(5, _ENUM if enum else _MESSAGE) + text(6, where + name)


def _entry_name(field: Field) -> str:
    return "".join([part[:1].upper() + part[1:] for part in field.name.split("_")]) + "Entry"


def _entry(field: Field, scope: str) -> bytes:
    """Return the message that a map is a list of."""
    key = text(1, "key") + whole(3, 1) + whole(4, _SINGLE) + whole(5, _BASIC["string"])
    value = text(1, "value") + whole(3, 2) + whole(4, _SINGLE) + _type(field, scope)
    return text(1, _entry_name(field)) + block(2, key) + block(2, value) + block(7, whole(7, 1))


# --- Enums ---------------------------------------------------------------------------------------


def _enum(enum: EnumType) -> bytes:
    parts = [text(1, enum.name), block(2, text(1, enum.zero) + whole(2, 0))]
    parts += [block(2, _value(value)) for value in enum.values]
    if enum.deprecated:
        parts.append(block(3, whole(3, 1)))
    parts += [block(4, whole(1, n) + whole(2, n)) for n, _ in enum.reserved]
    parts += [text(5, name) for _, name in enum.reserved]
    return b"".join(parts)


def _value(value: Value) -> bytes:
    return text(1, value.name) + whole(2, value.number) + block(3, _literal(value.literal))


def _literal(literal: Primitive) -> bytes:
    match literal:
        case str():
            return text(LITERAL, literal)
        case int() if -(1 << 63) <= literal < 1 << 63:
            return whole(INTEGER, literal)
        case int() | float():
            return double(NUMBER, float(literal))
        case None:
            return b""


# --- Services ------------------------------------------------------------------------------------


def _service(service: Service, scope: str) -> bytes:
    return text(1, service.name) + b"".join([block(2, _rpc(rpc, scope)) for rpc in service.rpcs])


def _rpc(rpc: Rpc, scope: str) -> bytes:
    options = [whole(33, 1)] if rpc.deprecated else []
    if rpc.idempotency:
        options.append(whole(34, _IDEMPOTENCY[rpc.idempotency]))
    options.append(block(HTTP, _http(rpc.http)))
    parts = [
        text(1, rpc.name),
        text(2, scope + rpc.request),
        text(3, scope + rpc.response),
        block(4, b"".join(options)),
    ]
    if rpc.client_stream:
        parts.append(whole(5, 1))
    if rpc.server_stream:
        parts.append(whole(6, 1))
    return b"".join(parts)


def _http(http: Http) -> bytes:
    known = _VERBS.get(http.verb)
    parts = [] if known is None else [text(known, http.path)]
    if http.body:
        parts.append(text(7, http.body))
    if known is None:
        parts.append(block(8, text(1, http.verb) + text(2, http.path)))
    if http.response_body:
        parts.append(text(12, http.response_body))
    return b"".join(parts)
