"""The view of a codec: how each message of a tag is read from JSON and written to it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from oacgen_ir.code import Code
from oacgen_ir.ir import Primitive
from oacgen_proto.python import WIDTH, literal, signature, text_literal
from oacgen_proto.schema import (
    NO_CODE,
    Basic,
    Call,
    EnumType,
    Field,
    FieldType,
    File,
    Form,
    Known,
    Message,
    Named,
    One,
    ProtoFile,
    Rpc,
    Service,
)
from oacgen_proto.stubs import Near
from oacgen_proto.syntax import prefix, unused


@dataclass(frozen=True, slots=True)
class CodecView:
    """A `codec.py`; all parts are laid out. `runtime` is the package that holds the runtime.

    `shared` imports the codecs of what many tags use; `calls` are missing where nothing is called.
    """

    path: str
    shared: Code
    runtime: Code
    call_names: Code
    names: tuple[Code, ...]
    enums: Code
    codecs: Code
    definitions: Code
    messages: Code
    calls: Code
    modules: Code


_BASIC: Final[Mapping[str, str]] = {
    "bool": "BOOLEAN",
    "bytes": "BYTES",
    "double": "NUMBER",
    "int32": "WHOLE",
    "int64": "WHOLE",
    "string": "STRING",
    "uint64": "WHOLE",
}
_ZERO: Final[Mapping[str, Primitive]] = {
    "bool": False,
    "bytes": "",
    "double": 0,
    "int32": 0,
    "int64": 0,
    "string": "",
    "uint64": 0,
}
_CLASSES: Final[Mapping[Form, str]] = {
    "object": "MessageCodec",
    "union": "UnionCodec",
    "list": "Wrapped",
    "map": "Wrapped",
    "nullable": "Wrapped",
}
_CALLS: Final = ("Argument", "Call", "Upload")
_CODECS: Final = (
    "BOOLEAN",
    "BYTES",
    "NUMBER",
    "STRING",
    "STRUCT",
    "TIMESTAMP",
    "VALUE",
    "WHOLE",
    "Codec",
    "EnumCodec",
    "Field",
    "Keyed",
    "Many",
    "MessageCodec",
    "UnionCodec",
    "Wrapped",
)


def codec_view(
    file: ProtoFile, service: Service | None, shared: ProtoFile | None, runtime: Code, near: Near
) -> CodecView:
    """Return the view of the codec of messages and of their service, if they have one."""
    messages = _coded(file)
    names = _constants(file)
    if shared is not None:
        near_names = {f".{name}": f"shared.{one}" for name, one in _constants(shared).items()}
        names = {**names, **near_names}
    enums = "".join([_enum(enum, names) for enum in file.enums])
    codecs = "".join([_codec_of(message, names) for message in messages])
    definitions = "".join([_definition(message, names) for message in messages])
    calls = [_call(rpc, names) for rpc in (service.rpcs if service is not None else ())]
    text = "".join([enums, codecs, definitions, *calls])
    printed = {"Codec", *_WORD.findall(text)} | ({"Call"} if service is not None else set())
    lines = ["    **shared.CODECS,\n"] if "shared." in text else []
    lines += [f'    "{one.name}": {names[one.name]},\n' for one in messages]
    modules = ["messages_pb2"] if messages else []
    return CodecView(
        path=file.path.rpartition("/")[0],
        shared=near.codec if "shared." in text else NO_CODE,
        runtime=runtime,
        call_names=Code(", ".join(name for name in _CALLS if name in printed)),
        names=tuple(Code(name) for name in _CODECS if name in printed),
        enums=Code(enums),
        codecs=Code(codecs),
        definitions=Code(definitions),
        messages=_braced(lines),
        calls=_braced(calls) if service is not None else NO_CODE,
        modules=Code(", ".join([*modules, *(["service_pb2"] if service is not None else [])])),
    )


def _coded(file: ProtoFile) -> list[Message]:
    """Return the messages that stand for JSON."""
    return [message for message in file.messages if message.form in _CLASSES]


def _constants(file: ProtoFile) -> Mapping[str, str]:
    """Return the constant of the codec of each type of a file."""
    return _names([*(enum.name for enum in file.enums), *(one.name for one in _coded(file))])


def _key(one: Named) -> str:
    """Return what a type is found by: one of its own file by its name, a shared one with a dot."""
    return one.name if one.home is None else f".{one.name}"


def _braced(lines: Sequence[str]) -> Code:
    return Code("{\n" + "".join(lines) + "}") if lines else Code("{}")


_WORD: Final = re.compile(r"[A-Za-z]\w*")


def _names(types: Sequence[str]) -> Mapping[str, str]:
    """Give each type a constant."""
    taken = {*_CALLS, *_CODECS, "CALLS", "CODECS", "shared"}
    given = {}
    for name in types:
        given[name] = unused(prefix(name)[:-1], "_", lambda one: one not in taken)
        taken.add(given[name])
    return given


def _enum(enum: EnumType, names: Mapping[str, str]) -> str:
    pairs = [f"{literal(value.literal)}: {value.number}" for value in enum.values]
    numbers = signature("{", pairs, "},", "    ")
    return f'{names[enum.name]} = EnumCodec(\n    "{enum.name}",\n{numbers})\n'


def _codec_of(message: Message, names: Mapping[str, str]) -> str:
    head = f"{names[message.name]} = {_CLASSES[message.form]}("
    return signature(head, [f"messages_pb2.{message.name}"], ")", "")


# --- Messages ------------------------------------------------------------------------------------


def _definition(message: Message, names: Mapping[str, str]) -> str:
    head = f"{names[message.name]}.define("
    match message.form:
        case "object":
            parts = list(_fields(message, names))
        case "union":
            parts = list(_members(message, names))
        case _:
            [field] = message.fields
            parts = [f'"{field.name}"', _codec(field.type, names)]
    return signature(head, parts, ")", "")


def _fields(message: Message, names: Mapping[str, str]) -> Iterator[str]:
    for field in message.fields:
        if field.key is not None and not _is_file(field, names):
            yield _field(field, field.key, names)
    for field in message.fields:
        if field.key is None:
            yield f"extra={_field(field, '', names)}"


def _field(field: Field, key: str, names: Mapping[str, str]) -> str:
    parts = [f'"{field.name}"', text_literal(key), _codec(field.type, names)]
    implicit = not field.optional and not field.type.many and isinstance(field.type.one, Basic)
    if field.needed:
        parts.append("needed=True")
    if field.shown or implicit:
        parts.append("shown=True")
    if implicit and isinstance(field.type.one, Basic):
        parts.append(f"zero={literal(_ZERO[field.type.one.name])}")
    return _made("Field", parts, "    ")


def _made(name: str, parts: Sequence[str], indent: str) -> str:
    """Print a call that is one of several parts, each on a line of its own."""
    line = f"{name}({', '.join(parts)})"
    if len(indent) + len(line) + 1 <= WIDTH:
        return line
    inner = "".join([f"{indent}    {part},\n" for part in parts])
    return f"{name}(\n{inner}{indent})"


def _is_file(field: Field, names: Mapping[str, str]) -> bool:
    """Whether a field describes a file; what travels beside JSON has no codec."""
    one = field.type.one
    return isinstance(one, Named) and _key(one) not in names


def _members(message: Message, names: Mapping[str, str]) -> Iterator[str]:
    for field in message.fields:
        if field.name != "unknown":
            yield f'("{field.name}", {_codec(field.type, names)})'
    if message.tag:
        yield f"tag={text_literal(message.tag)}"
        pairs = ", ".join(f'{text_literal(value)}: "{name}"' for value, name in message.tagged)
        yield f"tagged={{{pairs}}}"


def _codec(type_: FieldType, names: Mapping[str, str]) -> str:
    one = _one(type_.one, names)
    match type_.many:
        case "repeated":
            return f"Many({one})"
        case "map":
            return f"Keyed({one})"
        case "":
            return one


def _one(one: One, names: Mapping[str, str]) -> str:
    match one:
        case Basic(name=name):
            return _BASIC[name]
        case Known(name=name):
            return name.upper()
        case Named():
            return names[_key(one)]


# --- Calls ---------------------------------------------------------------------------------------


def _call(rpc: Rpc, names: Mapping[str, str]) -> str:
    parts = [
        f"method={text_literal(rpc.call.method)}",
        f"path={text_literal(rpc.call.path)}",
        f"request=service_pb2.{rpc.request}",
        f"response=service_pb2.{rpc.response}",
        *_call_parts(rpc.call, names),
    ]
    inner = "".join([f"        {part},\n" for part in parts])
    return f'    "{rpc.name}": Call(\n{inner}    ),\n'


def _call_parts(call: Call, names: Mapping[str, str]) -> Iterator[str]:
    if call.arguments:
        yield _many("arguments", _arguments(call, names))
    if call.media:
        yield f"media={text_literal(call.media)}"
    if call.plain:
        yield f"plain={text_literal(call.plain)}"
    if call.body is not None:
        yield f"body={_codec(call.body, names)}"
    if call.mask:
        yield f'mask="{call.mask}"'
    if call.files:
        yield _many("files", [_upload(one) for one in call.files])
    if call.raw:
        yield f'raw="{call.raw}"'
    if call.data is not None:
        yield f"data={_codec(call.data, names)}"
    if call.bare:
        yield "bare=True"
    if call.result != "empty":
        yield f'result="{call.result}"'
    if call.errors:
        pairs = [f"{text_literal(status)}: {_codec(one, names)}" for status, one in call.errors]
        inner = "".join([f"            {pair},\n" for pair in pairs])
        yield f"errors={{\n{inner}        }}"


def _upload(file: File) -> str:
    parts = [text_literal(file.key), f'"{file.member}"', *(["many=True"] if file.many else [])]
    return _made("Upload", parts, " " * 12)


def _many(name: str, parts: Sequence[str]) -> str:
    inner = "".join([f"            {part},\n" for part in parts])
    return f"{name}=[\n{inner}        ]"


def _arguments(call: Call, names: Mapping[str, str]) -> list[str]:
    found = []
    for one in call.arguments:
        parts = [
            f'"{one.field}"',
            text_literal(one.name),
            f'"{one.location}"',
            _codec(one.type, names),
        ]
        if one.style not in ("form", "simple"):
            parts.append(f"style={text_literal(one.style)}")
        if one.explode != (one.location in ("query", "cookie")):
            parts.append(f"explode={one.explode}")
        if one.media:
            parts.append(f"media={text_literal(one.media)}")
        found.append(_made("Argument", parts, " " * 12))
    return found
