"""The base of all models, and how bodies become models."""

from __future__ import annotations

import datetime as _dt
import re
from collections.abc import Iterator
from types import NoneType, UnionType
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    TypeAlias,
    TypeVar,
    Union,
    get_args,
    get_origin,
)

from pydantic import MISSING as MISSING
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    GetCoreSchemaHandler,
    JsonValue,
    PlainSerializer,
    RootModel,
    TypeAdapter,
    ValidationError,
)
from pydantic_core import core_schema, to_json

from .call import Response
from .encoding import duration_text, each
from .files import File as File
from .forms import is_json

if TYPE_CHECKING:
    from typing_extensions import TypeForm

T = TypeVar("T")


class Model(BaseModel):
    """A model whose fields may be named in Python's spelling or on the wire's.

    Fields that the model does not know are ignored; the raw response has them.
    """

    model_config = ConfigDict(
        arbitrary_types_allowed=True,
        protected_namespaces=(),
        serialize_by_alias=True,
        validate_by_alias=True,
        validate_by_name=True,
    )


class RequestModel(Model):
    """A model that is only ever sent; a field that it does not know is a mistake."""

    model_config = ConfigDict(extra="forbid")


OPEN = Field(union_mode="left_to_right")
"""Marks `SomeEnum | str`: a known value is a member, an unknown one stays as it came."""


class _OrNull:
    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        return core_schema.nullable_schema(handler(source))


OR_NULL = _OrNull()
"""Marks what Django REST framework may send as null, though the document denies it."""

_DURATION = re.compile(r"(?:(-?\d+)(?: days?,)? )?(-?)(\d+):(\d+):(\d+(?:\.\d{1,6})?)")


def _duration(value: object) -> object:
    match = _DURATION.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        return value
    days, sign, hours, minutes, seconds = match.groups()
    time = _dt.timedelta(hours=int(hours), minutes=int(minutes), seconds=float(seconds))
    return _dt.timedelta(days=int(days or 0)) + (-time if sign else time)


Duration: TypeAlias = Annotated[
    _dt.timedelta,
    BeforeValidator(_duration),
    PlainSerializer(duration_text, when_used="json"),
]
"""A duration as DRF writes it (`3 04:05:06.000007`); ISO 8601 is read too."""

UNKNOWN = "?"
"""The tag of the variant that the document does not know."""


class UnknownVariant(RootModel[JsonValue]):
    """A variant newer than this client; `root` holds it as it came."""

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: type[BaseModel], handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        """Fit anything, yet never better than a variant that is known.

        Pydantic takes the option that fits most exactly, and a model that holds a date or
        an open enum fits less exactly than any JSON does. This one fits only laxly.
        """
        schema = handler(source)
        exact = core_schema.no_info_before_validator_function(cls._same, schema)
        return core_schema.lax_or_strict_schema(schema, exact)

    @classmethod
    def _same(cls, value: object) -> object:
        if not isinstance(value, cls):
            raise ValueError("it is not known yet")
        return value


def variant_by(name: str, *known: str, attribute: str = "") -> Discriminator:
    """Tell variants by a property; any other value is an `UnknownVariant`.

    `attribute` is the property's name in Python, where that is another.
    """

    def tag(value: object) -> str:
        if isinstance(value, dict):
            kind = value.get(name)
        else:
            kind = getattr(value, attribute or name, None)
        return kind if kind in known else UNKNOWN

    return Discriminator(tag)


def parse(kind: TypeForm[T], response: Response) -> T:
    """Read a body, JSON straight from its bytes; a misfit raises ValueError."""
    adapter = _adapter(kind)
    if kind is None or kind is NoneType:
        return adapter.validate_python(None)
    if kind is bytes:
        return adapter.validate_python(response.content)
    if kind is str and not is_json(response.media):
        return adapter.validate_python(response.text)
    return adapter.validate_json(response.content or b"null")


def parse_json(kind: TypeForm[T], data: str) -> T:
    """Read one item of a stream; a misfit raises ValueError."""
    adapter = _adapter(kind)
    return adapter.validate_python(data) if kind is str else adapter.validate_json(data)


def misfit(error: ValueError, response: Response | None = None) -> str:
    """Say in one line what is wrong with a body, without quoting it."""
    if response is not None and not response.content:
        return "it is empty"
    if not isinstance(error, ValidationError):
        return str(error)
    first, *others = error.errors(include_url=False, include_input=False)
    place = ".".join(map(str, first["loc"]))
    more = f" (and {len(others)} more)" if others else ""
    media = f", sent as {response.media}" if response and not place else ""
    return f"{place}: {first['msg']}{more}".removeprefix(": ") + media


def json_bytes(value: object) -> bytes:
    """Write a body as JSON; fields that are MISSING are left out."""
    if isinstance(value, BaseModel):
        return value.model_dump_json().encode()
    return to_json(value)


def json_text(value: object) -> str:
    """Write one field of a form as JSON."""
    return to_json(value).decode()


def json_fields(value: object, name: str = "", dot: str = "") -> Iterator[str]:
    """Yield the fields that hold any JSON, as a JSONField does, by their names in a form.

    The value tells them rather than its type, which may be a union or hold itself.
    """
    if isinstance(value, BaseModel) and not isinstance(value, RootModel):
        for key, field in type(value).model_fields.items():
            inner = f"{name}{dot}{field.serialization_alias or key}"
            if _takes_json(field.annotation):
                yield inner
            else:
                yield from json_fields(getattr(value, key), inner, ".")
    for index, item in enumerate(each(value) or ()):
        yield from json_fields(item, f"{name}[{index}]")


def _takes_json(kind: object) -> bool:
    if get_origin(kind) in (Annotated, Union, UnionType):
        return any(map(_takes_json, get_args(kind)))
    return kind == JsonValue


_adapters: dict[object, TypeAdapter[Any]] = {}  # by type, which a dict cannot say


def _adapter(kind: TypeForm[T]) -> TypeAdapter[T]:
    adapter: TypeAdapter[T] | None = _adapters.get(kind)
    if adapter is None:
        if len(_adapters) > 2000:  # equal forms that hold a `Field()` count as new
            _adapters.clear()
        adapter = _adapters[kind] = TypeAdapter(kind)
    return adapter
