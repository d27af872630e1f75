"""Values as Django REST framework spells them in paths, queries and headers."""

from __future__ import annotations

import datetime as _dt
import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import Enum
from typing import TypeGuard
from urllib.parse import quote

from .files import File as File


class Encoded(str):
    """Text that is percent-encoded already."""

    __slots__ = ()


def text(value: object) -> str:
    """Spell one value; what has no other spelling goes as JSON."""
    match value:
        case Enum():
            return text(value.value)
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case Decimal():
            return format(value, "f")
        case _dt.timedelta():
            return duration_text(value)
        case _dt.date() | _dt.time():
            return value.isoformat()
        case Mapping() | list() | tuple() | None:
            return json.dumps(plain(value), separators=(",", ":"))
    return str(value) if not is_model(value) else text(plain(value))


def duration_text(value: _dt.timedelta) -> str:
    """Spell a duration as `[DD ]HH:MM:SS[.ffffff]`, days carrying the sign."""
    minutes, seconds = divmod(value.seconds, 60)
    days = f"{value.days} " if value.days else ""
    fraction = f".{value.microseconds:06}" if value.microseconds else ""
    return f"{days}{minutes // 60:02}:{minutes % 60:02}:{seconds:02}{fraction}"


def segment(value: object) -> str:
    """Escape one path segment; an empty one would address another resource."""
    escaped = "" if value is None else quote(text(value), safe="")
    if escaped in ("", ".", ".."):
        raise ValueError(f"{value!r} cannot be part of a path")
    return escaped


def csv(values: object) -> str | None:
    """Join an array by commas: `style: form` with `explode: false`."""
    return joined(values, ",")


def joined(values: object, separator: str) -> str | None:
    """Join an array by a separator that is encoded already; of nothing it is None."""
    if values is None:
        return None
    items = each(values)
    if items is None:
        return text(values)
    if not items:
        return None
    return Encoded(separator.join(quote(text(item), safe="") for item in items))


def each(value: object) -> list[object] | None:
    """Return the items of an array without nulls, or None for any other value."""
    if not is_array(value):
        return None
    return [item for item in value if item is not None]


def is_array(value: object) -> TypeGuard[Iterable[object]]:
    """Tell arrays of any kind from text, objects and single values."""
    if isinstance(value, str | bytes | Mapping) or is_model(value):
        return False
    return isinstance(value, Iterable)


def query_text(query: Mapping[str, object]) -> str:
    """Encode a query; None is left out, an array repeats its name."""
    pairs: list[str] = []
    for name, value in query.items():
        if value is None:
            continue
        items = each(value)
        key = quote(name, safe="")
        for item in [value] if items is None else items:
            pairs.append(f"{key}={_quoted(item)}")
    return "&".join(pairs)


def plain(value: object) -> object:
    """Turn models and other values into what JSON has, in DRF's spelling."""
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, str | int | float | None):
        return value
    if isinstance(value, Mapping):
        return {str(name): plain(item) for name, item in value.items()}
    dump = getattr(value, "model_dump", None)
    if callable(dump):
        return plain(dump())
    return [plain(item) for item in value] if is_array(value) else text(value)


def is_model(value: object) -> bool:
    """Tell a pydantic model without loading pydantic."""
    return hasattr(value, "model_dump")


def _quoted(value: object) -> str:
    return value if isinstance(value, Encoded) else quote(text(value), safe="")
