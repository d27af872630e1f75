"""Values as they mean, however a client or a server spells them.

Two spellings of one moment are equal, `1.50` and `1.5` are not: a decimal is exact text. What
the server would not read stays as it is, and so differs from what was expected.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Final
from uuid import UUID

from pydantic import JsonValue

from oacgen_ir.ir import Api, Array, Declaration, Kind, Map, Model, Scalar, Type, Union
from oacgen_ir.ir import resolved as resolve

_DURATION: Final = re.compile(
    r"(?:(?P<days>-?\d+) (?:days?, )?)?(?P<sign>-?)(?:(?:(?P<hours>\d+):)?(?P<minutes>\d+):)?"
    r"(?P<seconds>\d+)(?:[.,](?P<fraction>\d{1,6})\d*)?"
)
_ISO: Final = re.compile(
    r"(?P<sign>-?)P(?:(?P<days>\d+)D)?"
    r"(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)(?:\.(?P<fraction>\d+))?S)?)?"
)


def canonical(api: Api, type_: Type | None, value: JsonValue) -> JsonValue:
    """Return a value in the one spelling that its type has here; unknown fields are left out."""
    if type_ is None or value is None:
        return value
    if isinstance(value, dict) and any(key.startswith("$") for key in value):
        return {key: canonical(api, type_, item) for key, item in value.items()}  # see `same`
    match resolve(api.by_name, type_):
        case Model() as model if isinstance(value, dict):
            return _fields(api, model, value)
        case Array(items=items) if isinstance(value, list):
            return [canonical(api, items, item) for item in value]
        case Map(values=values) if isinstance(value, dict):
            return {key: canonical(api, values, item) for key, item in value.items()}
        case Union(options=options) if isinstance(value, dict):
            chosen = _option(api.by_name, options, value)
            return canonical(api, chosen, value)
        case Scalar(kind=kind) if isinstance(value, str):
            return spelt(kind, value)
    return value


def _fields(api: Api, model: Model, value: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    types = {field.name: field.type for field in model.fields}
    return {
        name: canonical(api, types[name], item) for name, item in value.items() if name in types
    }


def _option(
    declarations: Mapping[str, Declaration],
    options: tuple[Type, ...],
    value: Mapping[str, JsonValue],
) -> Type | None:
    """Return the first option whose required fields a value has."""
    for option in options:
        found = resolve(declarations, option)
        if isinstance(found, Model):
            needed = {field.name for field in found.fields if field.required}
            if needed <= value.keys():
                return option
    return None


def spelt(kind: Kind, text: str) -> JsonValue:
    """Return the one spelling of a scalar that is text on the wire."""
    try:
        match kind:
            case Kind.DATETIME:
                return _moment(text)
            case Kind.TIME:
                return dt.time.fromisoformat(text).isoformat()
            case Kind.DURATION:
                return _seconds(text)
            case Kind.UUID:
                return str(UUID(text))
    except ValueError:
        pass
    return text


def _moment(text: str) -> str:
    """Return a moment in UTC; one without a zone is in UTC, as Django's default zone is."""
    moment = dt.datetime.fromisoformat(text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    return moment.astimezone(dt.UTC).isoformat()


def _seconds(text: str) -> float:
    match = _DURATION.fullmatch(text) or _ISO.fullmatch(text)
    if match is None:
        raise ValueError(text)
    parts = {name: int(found or 0) for name, found in match.groupdict().items() if name != "sign"}
    fraction = float(f"0.{match['fraction'] or 0}")
    clock = parts["hours"] * 3600 + parts["minutes"] * 60 + parts["seconds"] + fraction
    if match["sign"] and match.re is _DURATION:
        clock = -clock
    total = parts["days"] * 86400 + clock
    return -total if match["sign"] and match.re is _ISO else total
