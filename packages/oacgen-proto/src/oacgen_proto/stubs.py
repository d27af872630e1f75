"""The view of Python's stubs: modules that load a descriptor, and what type checkers see."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from oacgen_ir.code import Code
from oacgen_proto.descriptor import descriptor
from oacgen_proto.python import WIDTH, below_each_other, bytes_lines, docstring, signature
from oacgen_proto.schema import (
    KNOWN_FILES,
    Basic,
    EnumType,
    Field,
    Known,
    Message,
    Named,
    One,
    ProtoFile,
)


@dataclass(frozen=True, slots=True)
class Near:
    """How a folder imports what is shared: the statements, of messages and of their codecs."""

    messages: Code
    codec: Code


# --- Modules -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ModuleView:
    """A `_pb2.py`: the modules that have to be loaded before, and the bytes."""

    path: str
    known: tuple[Code, ...]
    local: tuple[Code, ...]
    data: Code


def module_view(file: ProtoFile, near: Near) -> ModuleView:
    """Return the view of the module of a file; `near` is how it imports what is shared."""
    literals = [one for piece in descriptor(file) for one in bytes_lines(piece)]
    return ModuleView(
        path=file.path,
        known=tuple(_module(path) for path in file.known),
        local=tuple(_local(file, near)),
        data=below_each_other(literals),
    )


def _local(file: ProtoFile, near: Near) -> Iterator[Code]:
    """Yield the imports of modules of ours."""
    if file.home is not None:
        yield near.messages
    yield from (Code(f"from . import {_module(path)}") for path in file.local)


def _module(path: str) -> Code:
    """Return the name of the module of a file, within its package."""
    return Code(path.rpartition("/")[2].replace(".proto", "_pb2"))


# --- Types ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ClassView:
    """A class of a stub: its docstring and its body, laid out."""

    name: Code
    doc: Code
    body: Code


@dataclass(frozen=True, slots=True)
class EnumView:
    """An enum of a stub."""

    name: Code
    doc: Code
    body: Code
    values: tuple[Code, ...]


@dataclass(frozen=True, slots=True)
class TypesView:
    """A `_pb2.pyi`."""

    path: str
    imports: tuple[Code, ...]
    enums: tuple[EnumView, ...]
    classes: tuple[ClassView, ...]


_PYTHON: Final = {
    "bool": "bool",
    "bytes": "bytes",
    "double": "float",
    "int32": "int",
    "int64": "int",
    "string": "str",
    "uint64": "int",
}
_BUILTIN: Final = frozenset({"bool", "bytes", "float", "int", "str", "property"})


def types_view(file: ProtoFile, elsewhere: ProtoFile | None, near: Near) -> TypesView:
    """Return the view of the types of a file; what it does not define itself is `elsewhere`."""
    others = frozenset() if elsewhere is None else _names(elsewhere)
    classes = tuple(_class(message, others) for message in file.messages)
    used = "".join([one.body for one in classes])
    return TypesView(
        path=file.path,
        imports=tuple(_imports(file, used, near)),
        enums=tuple(map(_enum, file.enums)),
        classes=classes,
    )


def _names(file: ProtoFile) -> frozenset[str]:
    messages = [message.name for message in file.messages]
    return frozenset([*messages, *(enum.name for enum in file.enums)])


def _imports(file: ProtoFile, used: str, near: Near) -> Iterator[Code]:
    """Yield the lines of imports; every name begins with `_`, as none of a document does."""
    yield from _standard(file, used)
    yield from _protobuf(file, used)
    if file.imports:
        yield Code("")
    if file.home is not None:
        yield Code(f"{near.messages} as _shared")
    if file.local:
        yield Code("from . import messages_pb2 as _messages")


def _standard(file: ProtoFile, used: str) -> Iterator[Code]:
    if "_builtins." in used:
        yield Code("import builtins as _builtins")
    if names := [name for name in ("Iterable", "Mapping") if f"_{name}[" in used]:
        yield from _from("collections.abc", names)
    typing = ["ClassVar"] if file.enums else []
    if names := typing + (["Literal"] if "_Literal[" in used else []):
        yield from _from("typing", names)
    if names or "_builtins." in used or "_Iterable[" in used or "_Mapping[" in used:
        yield Code("")


def _protobuf(file: ProtoFile, used: str) -> Iterator[Code]:
    yield from _from("google.protobuf.descriptor", ["FileDescriptor"])
    if names := [name for name in _CONTAINERS if f"_{name}[" in used]:
        yield from _from("google.protobuf.internal.containers", names)
    if file.enums:
        yield from _from("google.protobuf.internal.enum_type_wrapper", ["EnumTypeWrapper"])
    if file.messages:
        yield from _from("google.protobuf.message", ["Message"])
    known = sorted({one.name for one in file.types if isinstance(one, Known)})
    for module in sorted({KNOWN_FILES[name] for name in known}):
        names = [name for name in known if KNOWN_FILES[name] == module]
        path = module.removesuffix(".proto").replace("/", ".") + "_pb2"
        yield from _from(path, names)


_CONTAINERS: Final = (
    "MessageMap",
    "RepeatedCompositeFieldContainer",
    "RepeatedScalarFieldContainer",
    "ScalarMap",
)


def _from(module: str, names: Sequence[str]) -> Iterator[Code]:
    parts = [f"{name} as _{name}" for name in names]
    line = f"from {module} import {', '.join(parts)}"
    if len(line) <= WIDTH:
        yield Code(line)
    else:
        yield Code(f"from {module} import (")
        yield from (Code(f"    {part},") for part in parts)
        yield Code(")")


def _enum(enum: EnumType) -> EnumView:
    values = (enum.zero, *(value.name for value in enum.values))
    members = [signature(f"{one}: _ClassVar[", [enum.name], "]", "    ") for one in values]
    body = "".join(members).replace(",\n", "\n")  # no comma behind the one part of an index
    return EnumView(enum.name, docstring(enum.comment, "    "), Code(body), values)


# --- Messages ------------------------------------------------------------------------------------


def _class(message: Message, elsewhere: frozenset[str]) -> ClassView:
    hidden = {field.name for field in message.fields} & _BUILTIN
    names = _Names(elsewhere, "_builtins." if hidden else "")
    plain = [field for field in message.fields if _is_attribute(field)]
    rest = [field for field in message.fields if not _is_attribute(field)]
    lines = [_attribute(field, names) for field in plain]
    lines += [_property(field, names) for field in rest]
    doc = docstring(message.comment, "    ")
    lines += _methods(message, names)
    return ClassView(message.name, doc, Code("".join(lines)))


@dataclass(frozen=True, slots=True)
class _Names:
    """How types are written; `builtin` where a field hides the name of a builtin."""

    elsewhere: frozenset[str]
    builtin: str

    def one(self, one: One) -> str:
        match one:
            case Basic(name=name):
                return self.builtin + _PYTHON[name]
            case Known(name=name):
                return f"_{name}"
            case Named(name=name, home=home) if home is not None:
                return f"_shared.{name}"
            case Named(name=name):
                return f"_messages.{name}" if name in self.elsewhere else name


def _is_attribute(field: Field) -> bool:
    return not field.type.many and _is_scalar(field.type.one)


def _is_scalar(one: One) -> bool:
    return isinstance(one, Basic) or (isinstance(one, Named) and one.enum)


def _attribute(field: Field, names: _Names) -> Code:
    return Code(
        f"    {field.name}: {names.one(field.type.one)}\n{docstring(field.comment, '    ')}"
    )


def _property(field: Field, names: _Names) -> Code:
    head = f"    @{names.builtin}property\n"
    doc = docstring(field.comment, "        ")
    # black wants a line between a body that is a docstring and what follows
    end = f":\n{doc}\n" if doc else ": ...\n"
    held = _held(field, names)
    line = f"    def {field.name}(self) -> {held}"
    if len(line) + len(end.split("\n")[0]) > WIDTH:
        line = f"    def {field.name}(\n        self,\n    ) -> {held}"
    return Code(f"{head}{line}{end}")


def _held(field: Field, names: _Names) -> str:
    one = names.one(field.type.one)
    alone = _is_scalar(field.type.one)
    match field.type.many:
        case "repeated":
            return f"_Repeated{'Scalar' if alone else 'Composite'}FieldContainer[{one}]"
        case "map":
            return f"_{'ScalarMap' if alone else 'MessageMap'}[{names.builtin}str, {one}]"
        case "":
            return one


def _methods(message: Message, names: _Names) -> Iterator[Code]:
    arguments = [f"{field.name}: {_given(field, names)} | None = None" for field in message.fields]
    parts = ["self", "*", *arguments] if arguments else ["self"]
    yield signature("def __init__(", parts, ") -> None: ...", "    ")
    there = [field.name for field in message.fields if _has_presence(field)]
    there += [message.oneof] if message.oneof else []
    if there:
        yield _literal_method("HasField", "field_name", there, f"{names.builtin}bool")
    if message.oneof:
        members = [field.name for field in message.fields if field.in_oneof]
        yield _which(message.oneof, members)


def _given(field: Field, names: _Names) -> str:
    one = names.one(field.type.one)
    match field.type.many:
        case "repeated":
            return f"_Iterable[{one}]"
        case "map":
            return f"_Mapping[{names.builtin}str, {one}]"
        case "":
            return one


def _has_presence(field: Field) -> bool:
    return not field.type.many and (
        field.optional or field.in_oneof or not _is_scalar(field.type.one)
    )


def _literal_method(name: str, argument: str, values: Sequence[str], returns: str) -> Code:
    inside = ", ".join(f'"{value}"' for value in values)
    line = f"    def {name}(self, {argument}: _Literal[{inside}]) -> {returns}: ..."
    if len(line) <= WIDTH:
        return Code(line + "\n")
    inner = f"        self, {argument}: _Literal[{inside}]"
    if len(inner) <= WIDTH:
        return Code(f"    def {name}(\n{inner}\n    ) -> {returns}: ...\n")
    body = "".join(f'            "{value}",\n' for value in values)
    return Code(
        f"    def {name}(\n        self,\n        {argument}: _Literal[\n{body}        ],\n"
        f"    ) -> {returns}: ...\n"
    )


def _which(oneof: str, members: Sequence[str]) -> Code:
    inside = ", ".join(f'"{name}"' for name in members)
    head = f'self, oneof_group: _Literal["{oneof}"]'
    line = f"    def WhichOneof({head}) -> _Literal[{inside}] | None: ..."
    if len(line) <= WIDTH:
        return Code(line + "\n")
    line = f"    ) -> _Literal[{inside}] | None: ..."
    if len(line) <= WIDTH:
        return Code(f"    def WhichOneof(\n        {head}\n{line}\n")
    body = "".join(f'            "{name}",\n' for name in members)
    return Code(
        f"    def WhichOneof({head}) -> (\n        _Literal[\n{body}        ]\n"
        "        | None\n    ): ...\n"
    )
