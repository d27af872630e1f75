"""The spellings of parameters that Django REST framework does not use."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Literal
from urllib.parse import quote

from .encoding import Encoded, each, is_model, joined, plain, text


def ssv(values: object) -> str | None:
    """Join an array by spaces: `style: spaceDelimited` with `explode: false`."""
    return joined(values, "%20")


def pipes(values: object) -> str | None:
    """Join an array by bars: `style: pipeDelimited` with `explode: false`."""
    return joined(values, "%7C")


def reserved(value: object) -> str | None:
    """Leave reserved characters alone: `allowReserved: true`.

    What would end the value (`&`, `#`) or be read as a space (`+`) is escaped still.
    """
    if value is None:
        return None
    items = each(value)
    safe = ":/?@!$'()*,;=[]"
    if items is None:
        return Encoded(quote(text(value), safe=safe))
    return Encoded(",".join(quote(text(item), safe=safe) for item in items))


def as_json(value: object) -> str | None:
    """Write a parameter whose `content` is JSON; None leaves it out."""
    return None if value is None else json.dumps(plain(value), separators=(",", ":"))


def properties(value: object) -> dict[str, object]:
    """Give each property of an object a parameter: `style: form`, exploded."""
    return {} if value is None else _members(value)


def deep(name: str, value: object) -> dict[str, object]:
    """Write `name[property]=...` for each property of an object: `style: deepObject`."""
    query: dict[str, object] = {}
    for key, item in properties(value).items():
        inner = f"{name}[{key}]"
        query.update(deep(inner, item) if _is_object(item) else {inner: item})
    return query


def listed(value: object, *, explode: bool = False) -> list[object] | None:
    """Write an object as a list: `a, 1, b, 2`, or `a=1, b=2` when exploded."""
    if value is None:
        return None
    pairs = [(key, text(item)) for key, item in _members(value).items()]
    if explode:
        return [f"{key}={item}" for key, item in pairs]
    return [part for pair in pairs for part in pair]


def expand(
    value: object,
    style: Literal["simple", "label", "matrix"] = "simple",
    name: str = "",
    *,
    explode: bool = False,
) -> str:
    """Write a path parameter that is an array or an object, or has another style."""
    escaped = _escaped(value, explode)
    path = _in_style(escaped, style, name, explode, _is_object(value))
    if not any(escaped) or path in (".", ".."):
        raise ValueError(f"{value!r} cannot be part of a path")
    return path


def _in_style(
    escaped: list[str], style: str, name: str, explode: bool, named: bool
) -> str:
    if style == "simple":
        return ",".join(escaped)
    if style == "label":
        return "." + ("." if explode else ",").join(escaped)
    if explode and named:
        return "".join(f";{pair}" for pair in escaped)
    if explode:
        return "".join(f";{name}={item}" for item in escaped)
    return f";{name}=" + ",".join(escaped)


def _escaped(value: object, explode: bool) -> list[str]:
    if _is_object(value):
        pairs = [
            (quote(key, safe=""), quote(text(item), safe=""))
            for key, item in _members(value).items()
        ]
        if explode:
            return [f"{key}={item}" for key, item in pairs]
        return [part for pair in pairs for part in pair]
    items = each(value)
    return [
        quote(text(item), safe="") for item in ([value] if items is None else items)
    ]


def _is_object(value: object) -> bool:
    return isinstance(value, Mapping) or is_model(value)


def _members(value: object) -> dict[str, object]:
    dump = getattr(value, "model_dump", None)
    members = dump() if callable(dump) else value
    if not isinstance(members, Mapping):
        raise TypeError(f"an object is needed here, not {value!r}")
    return {str(key): item for key, item in members.items() if item is not None}
