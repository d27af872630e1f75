"""The intermediate representation: what an API is, whatever wrote it down and whatever reads it.

A frozen tree of plain dataclasses. `Ref` is its only edge, so recursive schemas are ordinary and
no walker needs to remember where it has been. It knows no language, no OpenAPI dialect and no
`$ref` object. `pydantic.TypeAdapter(Api)` turns it into JSON and back without loss.

Names are the document's own spelling; casing and reserved words are a language's business.
Everything that a diagnostic may name carries `origin`, a JSON pointer as a URI fragment
(`#/components/schemas/User`; `other.yaml#/User` where it stands in another file).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Literal, TypeAlias

from pydantic import JsonValue

Primitive: TypeAlias = str | int | float | bool | None


# --- Types: what a value may be ------------------------------------------------------------------


class Kind(StrEnum):
    """What a scalar means, however it is spelt in JSON."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DECIMAL = "decimal"  # exact; text on the wire, as DRF sends it
    DATE = "date"
    DATETIME = "date-time"
    TIME = "time"
    DURATION = "duration"  # `3 04:05:06` or ISO 8601
    UUID = "uuid"
    EMAIL = "email"
    URI = "uri"  # may be relative: DRF sends media URLs so
    BASE64 = "base64"  # bytes as base64 text inside JSON
    BINARY = "binary"  # the bytes of a file, as a body or a multipart part


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a validator may check; every bound is absent by default. Lengths count characters."""

    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None  # ECMA 262, unanchored, as the document has it
    minimum: int | float | None = None
    maximum: int | float | None = None
    exclusive_minimum: int | float | None = None
    exclusive_maximum: int | float | None = None
    multiple_of: int | float | None = None


NO_LIMITS = Limits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scalar:
    """One value without parts. With `blank`, the empty string stands beside what `kind` allows."""

    kind: Kind
    format: str = ""  # as the document spells it: `int64`, `ipv4`, `color`
    blank: bool = False
    limits: Limits = NO_LIMITS


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Const:
    """Exactly this value; `None` where only null is allowed."""

    value: Primitive

    def __eq__(self, other: object) -> bool:
        """Compare values as JSON does: true is not 1."""
        return isinstance(other, Const) and self._key == other._key

    def __hash__(self) -> int:
        """As equality has it."""
        return hash(self._key)

    @property
    def _key(self) -> tuple[bool, Primitive]:
        return isinstance(self.value, bool), self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Array:
    """A list of `items`. With `prefix`, the first elements have types of their own."""

    items: Type
    prefix: tuple[Type, ...] = ()
    min_items: int | None = None
    max_items: int | None = None
    unique: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Map:
    """An object with free keys."""

    values: Type


@dataclass(frozen=True, slots=True, kw_only=True)
class Discriminator:
    """The property whose value tells the options of a union apart.

    `mapping` pairs a value with the name of the declaration it selects; it is checked against
    the options, and every option is in it.
    """

    property: str
    mapping: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Union:
    """One of two or more distinct options, none of which is a `Union` or `Nullable`."""

    options: tuple[Type, ...]
    discriminator: Discriminator | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Nullable:
    """`inner` or null. Never wraps another `Nullable`, nor `Anything`, which has null already."""

    inner: Type


@dataclass(frozen=True, slots=True, kw_only=True)
class Ref:
    """The declaration of this name, which is in `Api.declarations`."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Anything:
    """Any JSON value, null included."""


Type: TypeAlias = Scalar | Const | Array | Map | Union | Nullable | Ref | Anything


# --- Declarations: types with a name -------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Default:
    """A declared default; a wrapper, since null is a default too."""

    value: JsonValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A property of a model.

    `required` says that the key is there, `Nullable` that the value may be null: two facts.
    """

    name: str
    type: Type
    required: bool
    read_only: bool = False
    write_only: bool = False
    default: Default | None = None
    description: str = ""
    deprecated: bool = False
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """An object with named fields.

    `extra` types the keys that are not named, where the document declares them; `closed` says
    that it forbids them. `sent` and `received` tell where the model is used: in a request, in
    a response (errors included), or in both.
    """

    name: str
    fields: tuple[Field, ...]
    extra: Type | None = None
    closed: bool = False
    sent: bool = False
    received: bool = False
    description: str = ""
    deprecated: bool = False
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One value of an enum; `name` and `label` where the document gives them."""

    value: str | int | float
    name: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Enum:
    """A closed list as the document has it; a server may be newer, so readers keep it open.

    All values have the one JSON type that `kind` names: STRING, INTEGER or NUMBER.
    """

    name: str
    kind: Literal[Kind.STRING, Kind.INTEGER, Kind.NUMBER]
    members: tuple[Member, ...]
    sent: bool = False
    received: bool = False
    description: str = ""
    deprecated: bool = False
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """A name for any other type."""

    name: str
    type: Type
    sent: bool = False
    received: bool = False
    description: str = ""
    deprecated: bool = False
    origin: str


Declaration: TypeAlias = Model | Enum | Alias


# --- Operations ----------------------------------------------------------------------------------

Location = Literal["path", "query", "header", "cookie"]
Style = Literal[
    "form", "simple", "label", "matrix", "spaceDelimited", "pipeDelimited", "deepObject"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A value outside the body. With `media`, it is written in that media type (JSON mostly)."""

    name: str
    location: Location
    type: Type
    required: bool
    style: Style
    explode: bool
    allow_reserved: bool = False
    media: str = ""
    default: Default | None = None
    description: str = ""
    deprecated: bool = False
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """How one property of a form body is written, where the document says more than its type."""

    name: str
    media: str = ""
    style: Style | None = None
    explode: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """One representation of a body; `type` is None where the document gives no schema.

    With `stream`, `type` is one item of a sequence (server-sent events, newline-separated JSON).
    """

    name: str  # `application/json`, lower case, without parameters
    type: Type | None
    stream: bool = False
    parts: tuple[Part, ...] = ()
    version: str = ""  # of the API, which `Accept` asks for: `application/json; version=v1`
    origin: str

    @property
    def accept(self) -> str:
        """What to ask for."""
        return f"{self.name}; version={self.version}" if self.version else self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What a request carries, in every media type that the document offers."""

    content: tuple[Media, ...]
    required: bool
    description: str = ""
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """A header of a response."""

    name: str
    type: Type
    required: bool = False
    description: str = ""
    deprecated: bool = False
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What comes back with one status. `status` is `200`, a range (`4XX`) or `default`."""

    status: str
    content: tuple[Media, ...] = ()
    headers: tuple[Header, ...] = ()
    description: str = ""
    origin: str

    @property
    def ok(self) -> bool:
        """Whether this is a 2xx response."""
        return self.status.startswith("2")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pagination:
    """How the items of a list are walked; names are those of parameters and response fields.

    - `page`: `page_parameter` counts from `first`, `size_parameter` may set the page's length.
    - `offset`: `page_parameter` is the offset, `size_parameter` the limit.
    - `cursor`: `page_parameter` carries an opaque mark.

    `items`, `next` and `count` are paths of field names from the body's root. What stands at
    `next` is the URL of the next page, or with `next_is="value"` the next value of
    `page_parameter`; null or absent at the end. Without `next`, the walk ends with an empty page.
    """

    style: Literal["page", "offset", "cursor"]
    items: tuple[str, ...]
    item: Type
    next: tuple[str, ...] = ()
    next_is: Literal["url", "value"] = "url"
    count: tuple[str, ...] = ()
    page_parameter: str = ""
    size_parameter: str = ""
    first: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """One scheme that a call needs, by the name of its `Auth`."""

    scheme: str
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One method of one path.

    `tag` groups it; `action` is its short name inside the tag (`list`, `partial_update`,
    `set_avatar`) in the words of names.py, unique there. `security` lists alternatives, each a
    set of schemes that go together; `()` inside it means that none is needed, and an empty
    `security` that the document says nothing.
    """

    id: str
    method: str  # upper case
    path: str  # with `{name}` for each path parameter
    tag: str
    action: str
    tags: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    body: Body | None = None
    responses: tuple[Response, ...] = ()
    security: tuple[tuple[Requirement, ...], ...] = ()
    pagination: Pagination | None = None
    summary: str = ""
    description: str = ""
    deprecated: bool = False
    origin: str


# --- The API -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Auth:
    """A security scheme.

    - `bearer`, `basic`: the usual `Authorization` header.
    - `api_key`: `parameter` in `location`, its value after `prefix` (`Token ` for DRF's tokens).
    - `http`: another HTTP scheme; `prefix` is its name and a space.
    - `oauth2`, `openid`: a bearer token, obtained as `urls` say.
    - `mutual_tls`: nothing in the request.
    """

    name: str
    kind: Literal["bearer", "basic", "api_key", "http", "oauth2", "openid", "mutual_tls"]
    location: Literal["header", "query", "cookie"] = "header"
    parameter: str = "Authorization"
    prefix: str = ""
    urls: tuple[tuple[str, str], ...] = ()
    scopes: tuple[tuple[str, str], ...] = ()
    description: str = ""
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Where the API is; variables of the URL have been replaced by their defaults."""

    url: str
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """A group of operations; `name` is the document's, each tag of an operation is here."""

    name: str
    description: str = ""


@dataclass(frozen=True, kw_only=True)
class Api:
    """One document, or one group of a project. `group` is empty where there is no group level."""

    title: str
    version: str
    description: str = ""
    group: str = ""
    servers: tuple[Server, ...] = ()
    auth: tuple[Auth, ...] = ()
    tags: tuple[Tag, ...] = ()
    operations: tuple[Operation, ...] = ()
    declarations: tuple[Declaration, ...] = ()

    @cached_property
    def by_name(self) -> Mapping[str, Declaration]:
        """Declarations by name; not part of the value."""
        return {declaration.name: declaration for declaration in self.declarations}


# --- Walking -------------------------------------------------------------------------------------


def inner_types(type_: Type) -> Iterator[Type]:
    """Yield `type_` and every type written inside it; a `Ref` is not followed."""
    yield type_
    match type_:
        case Array():
            yield from inner_types(type_.items)
            for item in type_.prefix:
                yield from inner_types(item)
        case Map():
            yield from inner_types(type_.values)
        case Union():
            for option in type_.options:
                yield from inner_types(option)
        case Nullable():
            yield from inner_types(type_.inner)
        case Scalar() | Const() | Ref() | Anything():
            pass


def resolved(declarations: Mapping[str, Declaration], type_: Type) -> Type | Model | Enum:
    """Follow references, aliases and null to what the value is; a union is not looked into."""
    while True:
        match type_:
            case Nullable():
                type_ = type_.inner
            case Ref():
                declaration = declarations[type_.name]
                if not isinstance(declaration, Alias):
                    return declaration
                type_ = declaration.type
            case _:
                return type_


def null_unsaid(declarations: Mapping[str, Declaration], field: Field) -> bool:
    """Whether Django REST framework may send null in a response, though the document denies it.

    It does so for a nested object whose relation is empty, and for a file that is not there,
    unless `allow_null` is declared, which nothing reminds of where nothing is written.
    """
    if not field.read_only or isinstance(field.type, Nullable):
        return False
    found = resolved(declarations, field.type)
    return isinstance(found, Model) or (isinstance(found, Scalar) and found.kind is Kind.URI)


def declared_types(declaration: Declaration) -> Iterator[Type]:
    """Yield the types that a declaration is made of, outermost only."""
    match declaration:
        case Model():
            for field in declaration.fields:
                yield field.type
            if declaration.extra is not None:
                yield declaration.extra
        case Alias():
            yield declaration.type
        case Enum():
            pass


def sent_types(operation: Operation) -> Iterator[Type]:
    """Yield the types that a request is made of, outermost only."""
    for parameter in operation.parameters:
        yield parameter.type
    if operation.body is not None:
        for media in operation.body.content:
            if media.type is not None:
                yield media.type


def received_types(operation: Operation) -> Iterator[Type]:
    """Yield the types that responses are made of, outermost only."""
    for response in operation.responses:
        for media in response.content:
            if media.type is not None:
                yield media.type
        for header in response.headers:
            yield header.type


def refs(types: Iterator[Type]) -> Iterator[str]:
    """Yield the names that `types` mention directly."""
    for type_ in types:
        for inner in inner_types(type_):
            if isinstance(inner, Ref):
                yield inner.name
