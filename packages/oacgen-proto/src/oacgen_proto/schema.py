"""Files of Protocol Buffers as data: every name, number and type is final.

What is printed, and the descriptors that the stubs are made of, come from here alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal, TypeAlias

from oacgen_ir.code import Code
from oacgen_ir.ir import Primitive

NO_CODE: Final = Code("")

SHARED: Final = "@shared"
"""What the lock calls the home of schemas that many tags use; no tag is called so there."""

OPTIONS_FILE: Final = "oacgen/v1/options.proto"
"""The file of ours with the options that keep literals."""

# --- Types ---------------------------------------------------------------------------------------

BasicName: TypeAlias = Literal["bool", "bytes", "double", "int32", "int64", "string", "uint64"]

KnownName: TypeAlias = Literal["FieldMask", "Struct", "Timestamp", "Value"]

KNOWN_FILES: Final[Mapping[str, str]] = {
    "FieldMask": "google/protobuf/field_mask.proto",
    "Struct": "google/protobuf/struct.proto",
    "Timestamp": "google/protobuf/timestamp.proto",
    "Value": "google/protobuf/struct.proto",
}


@dataclass(frozen=True, slots=True)
class Basic:
    """A type of the language itself."""

    name: BasicName

    @property
    def text(self) -> str:
        """Return the type as it is written."""
        return self.name

    @property
    def mark(self) -> str:
        """Return the type as the lock has it."""
        return self.name


@dataclass(frozen=True, slots=True)
class Known:
    """A message of `google.protobuf`."""

    name: KnownName

    @property
    def text(self) -> str:
        """Return the type as it is written."""
        return f"google.protobuf.{self.name}"

    @property
    def mark(self) -> str:
        """Return the type as the lock has it."""
        return self.text


@dataclass(frozen=True, slots=True)
class Home:
    """The package that others take messages from: its file, and what packages beside it call it."""

    path: str  # `core/shared/messages.proto`
    package: Code
    near: Code


@dataclass(frozen=True, slots=True)
class Named:
    """A message or an enum: of the same package, or of the one that is its `home`."""

    name: Code
    enum: bool = False
    home: Home | None = None

    @property
    def text(self) -> str:
        """Return the type as it is written."""
        return self.name if self.home is None else f"{self.home.near}.{self.name}"

    @property
    def mark(self) -> str:
        """Return the type as the lock has it, which is the same in every layout."""
        return self.name if self.home is None else f"{SHARED}.{self.name}"


One: TypeAlias = Basic | Known | Named


@dataclass(frozen=True, slots=True)
class FieldType:
    """A type, and how many values of it there are; the keys of a map are strings."""

    one: One
    many: Literal["", "repeated", "map"] = ""

    @property
    def text(self) -> Code:
        """Return the type as it is written."""
        return Code(self._of(self.one.text))

    @property
    def mark(self) -> str:
        """Return the type as the lock has it."""
        return self._of(self.one.mark)

    def _of(self, one: str) -> str:
        match self.many:
            case "map":
                return f"map<string, {one}>"
            case "repeated":
                return f"repeated {one}"
            case "":
                return one


# --- Messages and enums --------------------------------------------------------------------------

Form: TypeAlias = Literal["object", "union", "list", "map", "nullable", "call", "file"]
"""What a message stands for in JSON.

`object` is an object with its keys; `union` is whatever its one member is; `list`, `map` and
`nullable` wrap one field where the language has no room for it; `call` and `file` are no JSON.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field of a message.

    `mark` is its key in the lock, `key` its key in JSON; a field that is ours alone has none.
    `needed` says that the document requires it, `shown` that a response has the key even where
    nothing is set.
    """

    mark: str
    name: Code
    number: int
    type: FieldType
    key: str | None = None
    optional: bool = False
    in_oneof: bool = False
    json_name: str = ""  # where it is not what protobuf makes of the name
    needed: bool = False
    shown: bool = False
    comment: str = ""
    deprecated: bool = False


Reserved: TypeAlias = tuple[tuple[int, Code], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message; `oneof` names the one that its fields `in_oneof` are in."""

    name: Code
    fields: tuple[Field, ...]
    form: Form
    oneof: Code = NO_CODE
    tag: str = ""  # of a union: the key in JSON that tells its members apart
    tagged: tuple[tuple[str, Code], ...] = ()  # values of that key, and the member of each
    reserved: Reserved = ()
    comment: str = ""
    deprecated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A value of an enum; `literal` is what stands for it in JSON."""

    name: Code
    number: int
    literal: Primitive
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EnumType:
    """An enum; its zero, which has no literal, comes first."""

    name: Code
    zero: Code
    values: tuple[Value, ...]
    reserved: Reserved = ()
    comment: str = ""
    deprecated: bool = False


# --- Services ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Http:
    """A rule of `google.api.http`; a verb that it does not know is custom."""

    verb: str  # `get`, or `HEAD` for a custom one
    path: str
    body: Code = NO_CODE
    response_body: Code = NO_CODE


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """A parameter of the REST call, and the field of the request that carries it."""

    field: Code
    type: FieldType
    name: str
    location: Literal["path", "query", "header", "cookie"]
    style: str
    explode: bool
    media: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file in a body: the key of its part, and the member of the stream with its bytes."""

    key: str
    member: Code
    many: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """The REST call behind an rpc."""

    method: str
    path: str
    arguments: tuple[Argument, ...]
    media: str = ""  # of the body that is sent
    plain: str = ""  # of one without a file in it
    body: FieldType | None = None
    mask: Code = NO_CODE
    files: tuple[File, ...] = ()
    raw: Code = NO_CODE  # the member of the stream with the bytes of a body that is a file
    data: FieldType | None = None
    bare: bool = False  # whether a success may bring null, or nothing
    result: Literal["empty", "data", "text", "file", "stream"] = "empty"
    errors: tuple[tuple[str, FieldType], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rpc:
    """A method of a service."""

    name: Code
    request: Code
    response: Code
    client_stream: bool
    server_stream: bool
    idempotency: Literal["", "NO_SIDE_EFFECTS", "IDEMPOTENT"]
    http: Http
    call: Call
    comment: str = ""
    deprecated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A service."""

    name: Code
    rpcs: tuple[Rpc, ...]
    comment: str = ""


# --- Files ---------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class ProtoFile:
    """One file. `local` are the files of its own folder that it imports."""

    path: str
    package: Code
    messages: tuple[Message, ...]
    enums: tuple[EnumType, ...] = ()
    service: Service | None = None
    local: tuple[str, ...] = ()

    @cached_property
    def known(self) -> tuple[str, ...]:
        """The files of `google.protobuf` that it imports."""
        return tuple(
            sorted({KNOWN_FILES[one.name] for one in self.types if isinstance(one, Known)})
        )

    @cached_property
    def home(self) -> Home | None:
        """The package beside its own that it takes messages from."""
        homes = (one.home for one in self.types if isinstance(one, Named))
        return next((home for home in homes if home is not None), None)

    @property
    def imports(self) -> tuple[str, ...]:
        """The files of ours that it imports."""
        return self.local if self.home is None else (*self.local, self.home.path)

    @cached_property
    def types(self) -> tuple[One, ...]:
        """All types that its fields have, each once, in their order."""
        return tuple(dict.fromkeys(one for one in self._types()))

    def _types(self) -> Iterator[One]:
        for message in self.messages:
            for field in message.fields:
                yield field.type.one


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """What is made of one tag."""

    tag: str
    path: str  # `core/users`
    messages: ProtoFile
    service: ProtoFile
