"""Go code that reads, writes and prints values of a Go type."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from oacgen_go.syntax import key_literal
from oacgen_go.types import Family, GoType
from oacgen_ir.code import Code

_NAMED: Final[Mapping[Family, str]] = MappingProxyType(
    {
        "text": "String",
        "integer": "Int",
        "unsigned": "Uint",
        "number": "Float",
        "boolean": "Bool",
        "bytes": "Bytes",
        "decimal": "Decimal",
        "date": "Date",
        "date-time": "DateTime",
        "time": "TimeOfDay",
        "duration": "Duration",
        "json": "JSON",
        "file": "File",
    }
)
"""The ends of the names of the runtime's functions: `decodeString`, `encodeString`."""

_GENERIC: Final = frozenset({"text", "integer", "number", "boolean", "json"})
_ALIKE: Final = MappingProxyType({"pointer": "New", "list": "List", "map": "Map"})
_HAS_BLANK: Final = frozenset({"bytes", "union"})


def _item(go: GoType) -> GoType:
    if go.item is None:
        raise ValueError(f"{go.code} holds nothing")
    return go.item


# --- Reading -------------------------------------------------------------------------------------


def decoder(go: GoType, *, spelt: bool = False) -> Code:
    """Return a `func(*T, *decoder)`; with `spelt`, one whose type arguments stand there."""
    match go.family:
        case "model" | "union":
            return Code(f"(*{go.code}).decode")
        case "pointer" | "list" | "map":
            return Code(f"decode{_ALIKE[go.family]}Of({decoder(_item(go), spelt=True)})")
        case "opt":
            item = _item(go)
            if item.family == "text":
                return Code("decodeStringOpt" + (f"[{item.code}]" if spelt else ""))
            return Code(f"{_decode_opt(item)}Of({decoder(item, spelt=True)})")
        case family if family == "decimal" and go.code != "Decimal":
            return Code("decodeDecimal")
        case family:
            arguments = f"[{go.code}]" if spelt and family in _GENERIC else ""
            return Code(f"decode{_NAMED[family]}{arguments}")


def _decode_opt(item: GoType) -> str:
    return "decodeNullable" if item.family in _HAS_BLANK else "decodeOpt"


def decode_call(go: GoType, place: str) -> Code:
    """Return a statement that reads a value into `place`."""
    match go.family:
        case "model" | "union":
            return Code(f"{place}.decode(d)")
        case "pointer" | "list" | "map":
            inner = decoder(_item(go))
            return Code(f"decode{_ALIKE[go.family]}(&{place}, d, {inner})")
        case "opt":
            item = _item(go)
            if item.family == "text":
                return Code(f"decodeStringOpt(&{place}, d)")
            return Code(f"{_decode_opt(item)}(&{place}, d, {decoder(item)})")
        case family:
            return Code(f"decode{_NAMED[family]}(&{place}, d)")


def reader(go: GoType, codecs: bool) -> Code:
    """Return a `func(*T, []byte) error` that reads a whole body."""
    if not codecs:
        return Code(f"unmarshal[{go.code}]")
    return Code(f"reading({decoder(go, spelt=True)})")


# --- Writing -------------------------------------------------------------------------------------


def encoder(go: GoType, *, spelt: bool = False) -> Code:
    """Return a `func(*T, *encoder)`; with `spelt`, one whose type arguments stand there."""
    match go.family:
        case "model" | "union":
            return Code(f"(*{go.code}).encode")
        case "pointer" | "list" | "map":
            return Code(f"encode{_ALIKE[go.family]}Of({encoder(_item(go), spelt=True)})")
        case "opt":
            return Code(f"encodeOptOf({encoder(_item(go), spelt=True)})")
        case "decimal":
            return Code("encodeString" + ("[Decimal]" if spelt else ""))
        case family:
            arguments = f"[{go.code}]" if spelt and family in _GENERIC else ""
            return Code(f"encode{_NAMED[family]}{arguments}")


def encode_required(go: GoType, name: str, place: str, value: str = "") -> Code:
    """Return a statement that writes a member which is always there.

    `value` is written instead of what is at `place`, for text and numbers.
    """
    key = key_literal(name)
    match go.family:
        case "text" | "decimal":
            return Code(f"e.text({key}, {_converted(go, 'string', value or place)})")
        case "integer":
            return Code(f"e.integer({key}, {_converted(go, 'int64', value or place)})")
        case "boolean":
            return Code(f"e.boolean({key}, {_converted(go, 'bool', value or place)})")
        case "opt":
            return Code(f"nullable(e, {key}, &{place}, {encoder(_item(go))})")
        case "list":
            return Code(f"list(e, {key}, &{place}, {encoder(_item(go))})")
        case "map":
            return Code(f"dict(e, {key}, &{place}, {encoder(_item(go))})")
        case _:
            return Code(f"member(e, {key}, &{place}, {encoder(go)})")


def _converted(go: GoType, basic: str, value: str) -> str:
    return value if go.code == basic else f"{basic}({value})"


def encode_optional(go: GoType, name: str, place: str) -> Code:
    """Return a statement that writes a member which may be absent."""
    key = key_literal(name)
    match go.family:
        case "opt":
            item = _item(go)
            if item.family in ("text", "decimal"):
                return Code(f"optionalText(e, {key}, {place})")
            return Code(f"optional(e, {key}, &{place}, {encoder(item)})")
        case "list":
            return Code(f"optionalList(e, {key}, &{place}, {encoder(_item(go))})")
        case "map":
            return Code(f"optionalMap(e, {key}, &{place}, {encoder(_item(go))})")
        case "json":
            return Code(f"optionalJSON(e, {key}, &{place})")
        case _:
            raise ValueError(f"a field of the type {go.code} cannot be absent")


def writer(go: GoType, codecs: bool) -> Code:
    """Return a `func(*T) ([]byte, error)` that writes a whole body."""
    if not codecs:
        return Code(f"marshal[{go.code}]")
    return Code(f"writing({encoder(go, spelt=True)})")


# --- Printing ------------------------------------------------------------------------------------

_FORMATS: Final[Mapping[Family, str]] = MappingProxyType(
    {
        "text": "text",
        "decimal": "text",
        "integer": "integer",
        "unsigned": "unsigned",
        "number": "number",
        "boolean": "strconv.FormatBool",
        "bytes": "base64Text",
        "date": "Date.String",
        "date-time": "moment",
        "time": "TimeOfDay.String",
        "duration": "Duration.String",
    }
)


def is_plain(go: GoType) -> bool:
    """Whether a value has one text, without parts."""
    return go.family in _FORMATS


def formatter(go: GoType) -> Code:
    """Return a `func(T) string`, for what has no parts."""
    return Code("instant" if go.code == "time.Time" else _FORMATS[go.family])
