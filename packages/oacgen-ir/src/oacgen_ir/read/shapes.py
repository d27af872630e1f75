"""The properties of an object, gathered over `allOf`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pydantic import JsonValue

from oacgen_ir.read.source import Node, Object, Source

Place = tuple[JsonValue, str]
"""A schema, which may be a boolean, and its pointer."""

OBJECT = frozenset({"properties", "additionalProperties", "patternProperties"})
CORE = OBJECT | {
    "$ref", "type", "items", "prefixItems", "enum", "const", "allOf", "oneOf", "anyOf",
}  # fmt: skip
"""Keywords that say what a value is; the others annotate or narrow it."""


def core(schema: Object) -> set[str]:
    """Return the keywords that say what a value is.

    `additionalProperties: false` says so only beside properties: some generators write it
    everywhere, beside `$ref` and inside strings.
    """
    keys = set(CORE.intersection(schema))
    if isinstance(schema.get("additionalProperties"), bool) and "properties" not in keys:
        keys.discard("additionalProperties")
    return keys


@dataclass(slots=True)
class Shape:
    """An object type before it becomes a model or a map."""

    fields: dict[str, list[Place]] = field(default_factory=dict)
    required: dict[str, None] = field(default_factory=dict)
    extra: list[Place] = field(default_factory=list)
    closed: bool = False


def shape_of(source: Source, nodes: Iterable[Node]) -> Shape:
    """Gather the properties of objects that a value is all of at once."""
    shape = Shape()
    for node in nodes:
        _gather(source, node, shape, ())
    return shape


def _gather(source: Source, node: Node, shape: Shape, above: tuple[str, ...]) -> None:
    if "$ref" in node.value:
        target = source.follow(node)
        if target is None:
            return
        if target.at in above:
            source.report.add("circular-allof", "an object cannot contain itself", at=node.at)
            return
        above = (*above, target.at)
        _gather(source, target, shape, above)
    for member, at in source.items(node, "allOf"):
        _gather(source, source.node(member, at), shape, above)
    for name, place in _places(source, node, "properties"):
        places = shape.fields.setdefault(name, [])
        if all(at != place[1] for _, at in places):  # else there is another way to the same object
            places.append(place)
    if isinstance(node.value.get("required"), list):
        shape.required.update(dict.fromkeys(source.strings(node, "required")))
    for _, place in _places(source, node, "patternProperties"):
        shape.extra.append(place)
    extra = node.value.get("additionalProperties", node.value.get("unevaluatedProperties"))
    if extra is False:
        shape.closed = True
    elif extra is not None:
        shape.extra.append((extra, node.pointer("additionalProperties")))


def _places(source: Source, node: Node, key: str) -> list[tuple[str, Place]]:
    inner = source.child(node, key)
    return [(name, (value, inner.pointer(name))) for name, value in inner.value.items()]


def is_object(source: Source, node: Node, depth: int = 0) -> bool:
    """Tell whether a schema describes objects and nothing else."""
    if depth > 16:
        return True  # a circle of `allOf`, which is reported where its properties are gathered
    if "$ref" in node.value:
        target = source.follow(node)
        return target is not None and is_object(source, target, depth + 1)
    kind = node.value.get("type")
    if isinstance(kind, list):
        kind = next((one for one in kind if one != "null"), None) if len(kind) < 3 else "several"
    if kind is not None and kind != "object":
        return False
    if is_union(node):
        return False
    members = [source.node(value, at) for value, at in source.items(node, "allOf")]
    members = [member for member in members if core(member.value)]
    if kind == "object" or (core(node.value) & OBJECT and not members):
        return True
    return bool(members) and all(is_object(source, member, depth + 1) for member in members)


def is_union(node: Node) -> bool:
    """Tell whether options decide what a value is; a base with a discriminator keeps its own."""
    return ("oneOf" in node.value or "anyOf" in node.value) and not (
        "discriminator" in node.value and "properties" in node.value
    )


def only_null(schema: dict[str, JsonValue]) -> bool:
    """Tell whether a schema allows nothing but null."""
    nothing_else = schema.get("enum", [schema.get("const", ...)]) == [None]
    return schema.get("type") in ("null", ["null"]) or nothing_else


def only_blank(schema: dict[str, JsonValue]) -> bool:
    """Tell whether a schema allows nothing but the empty text."""
    return schema.get("enum", [schema.get("const")]) == [""]


def distinct(nodes: Sequence[Node]) -> list[Node]:
    """Drop schemas that say the same as an earlier one."""
    kept: list[Node] = []
    for node in nodes:
        if all(node.value != other.value for other in kept):
            kept.append(node)
    return kept
