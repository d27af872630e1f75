"""Lists of values: `enum`, `const`, and what vendors write beside them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from pydantic import JsonValue

from oacgen_ir.ir import Kind, Member, Primitive
from oacgen_ir.read.source import Node, Source

EnumKind = Literal[Kind.STRING, Kind.INTEGER, Kind.NUMBER]
_LABEL = re.compile(r"^\* `(.*?)` - (.*)$", re.MULTILINE)


def values(source: Source, node: Node) -> list[Primitive]:
    """Return the distinct values of `enum` or `const`, in the JSON type that `type` names."""
    if "const" in node.value:
        found: list[tuple[JsonValue, str]] = [(node.value["const"], node.pointer("const"))]
    else:
        found = source.items(node, "enum")
    json_type = node.value.get("type")
    kept: dict[tuple[type, Primitive], None] = {}
    for value, at in found:
        if isinstance(value, dict | list):
            source.report.add("enum-of-objects", "a value that is not a scalar", at=at)
            continue
        plain = _as_typed(value, json_type)
        if plain is not value:
            message = f"{value!r} is not a {json_type}; read as {plain!r}"
            source.report.add("enum-type-mismatch", message, at=at)
        kept[type(plain), plain] = None
    return [value for _, value in kept]


def _as_typed(value: Primitive, json_type: JsonValue) -> Primitive:
    """Bring a value to the declared type where that loses nothing."""
    match json_type, value:
        case "string", bool():
            return "true" if value else "false"
        case "string", int() | float():
            return str(value)
        case "integer", str() if re.fullmatch(r"-?\d{1,18}", value):
            return int(value)
        case "integer", float() if value.is_integer():
            return int(value)
        case "boolean", "true" | "false":
            return value == "true"
    return value


def kind_of(found: Sequence[Primitive]) -> EnumKind | None:
    """Return the JSON type that all values share, if one of the three has them all."""
    types = {type(value) for value in found}
    if types == {str}:
        return Kind.STRING
    if types == {int}:
        return Kind.INTEGER
    if types and types <= {int, float}:
        return Kind.NUMBER
    return None


def members(source: Source, node: Node, found: Sequence[Primitive]) -> tuple[Member, ...]:
    """Join values with the names and labels that the document gives for them."""
    labels = dict(_LABEL.findall(source.text(node, "description")))
    every = _listed(node, "enum") or list(found)
    names = _beside(node, every, ("x-enum-varnames", "x-enumNames", "x-enum-names"))
    notes = _beside(node, every, ("x-enum-descriptions", "x-enumDescriptions"))
    made = []
    for value in found:
        if value is None or isinstance(value, bool):
            continue
        key = str(value)
        label = notes.get(key) or labels.get(key, "")
        made.append(Member(value=value, name=names.get(key, ""), label=label.strip()))
    return tuple(made)


def without_labels(description: str) -> str:
    """Drop the lines in which drf-spectacular lists values and labels."""
    return _LABEL.sub("", description).strip()


def _listed(node: Node, key: str) -> list[JsonValue]:
    value = node.value.get(key)
    return value if isinstance(value, list) else []


def _beside(node: Node, every: Sequence[JsonValue], keys: Sequence[str]) -> dict[str, str]:
    """Read a vendor's list that runs beside `enum`, or its object keyed by value."""
    for key in keys:
        listed = node.value.get(key)
        if isinstance(listed, dict):
            return {str(k): v for k, v in listed.items() if isinstance(v, str)}
        if isinstance(listed, list) and len(listed) == len(every):
            pairs = zip(every, listed, strict=True)
            return {str(value): name for value, name in pairs if isinstance(name, str)}
    return {}
