"""Fields of interfaces: those of models, and parameters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from oacgen_ir.code import Code
from oacgen_ir.ir import Default, Field, Kind, Nullable, Parameter, Scalar, Type
from oacgen_ts.syntax import comment, literal, property_name
from oacgen_ts.type_wrapping import typed
from oacgen_ts.types import Way
from oacgen_ts.wrapping import Expr

DEPRECATED: Final = "@deprecated"

_NOTES: Final[Mapping[Kind, str]] = {
    Kind.DATE: "ISO 8601 date",
    Kind.DATETIME: "ISO 8601 date and time",
    Kind.DECIMAL: "Decimal",
    Kind.DURATION: "Duration, `[DD] [HH:[MM:]]ss[.uuuuuu]`",
    Kind.TIME: "ISO 8601 time",
    Kind.UUID: "UUID",
    Kind.BASE64: "Bytes as base64 text",
}


def field_line(field: Field | Parameter, kind: Expr, way: Way) -> Code:
    """Print a field or parameter with its comment."""
    name = property_name(field.name) + ("" if field.required else "?")
    return Code(_comment(field, way) + typed(name, kind, 2))


def _comment(field: Field | Parameter, way: Way) -> Code:
    notes = kind_note(field.type)
    if field.default is not None and way is not Way.RECEIVED:
        notes += _default(field.default)
    if field.deprecated:
        notes.append(DEPRECATED)
    return comment(field.description, 2, notes=notes)


def kind_note(type_: Type) -> list[str]:
    """Say what a text means, where its type does not."""
    match type_:
        case Nullable():
            return kind_note(type_.inner)
        case Scalar() if type_.kind in _NOTES:
            return [_NOTES[type_.kind]]
        case _:
            return []


def _default(default: Default) -> list[str]:
    value = default.value
    if isinstance(value, list | dict) or value is None:
        return []
    return [f"The server's default: `{literal(value)}`"]
