"""`oneOf` and `anyOf`: options, bases beside them, and enums written as options."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pydantic import JsonValue

from oacgen_ir.ir import Anything, Type
from oacgen_ir.names import pascal, type_name, words
from oacgen_ir.read import allof, discriminators, scalars
from oacgen_ir.read.shapes import (
    CORE,
    OBJECT,
    core,
    distinct,
    is_union,
)
from oacgen_ir.read.source import Node
from oacgen_ir.read.unions import union

if TYPE_CHECKING:
    from oacgen_ir.read.schemas import Schemas

_NARROWING = (
    CORE - {"oneOf", "anyOf"} | scalars.TEXT_KEYWORDS | scalars.NUMBER_KEYWORDS | {"format"}
)


def one_of(schemas: Schemas, node: Node, name: str, own: bool) -> Type:
    places = [*schemas.source.items(node, "oneOf"), *schemas.source.items(node, "anyOf")]
    nodes = [schemas.source.node(*place) for place in places if not isinstance(place[0], bool)]
    base = {k: v for k, v in node.value.items() if k in _NARROWING}
    options = [one for one in nodes if core(one.value) or not one.value]
    if "discriminator" in node.value:
        options = _inner_options(schemas, options)
    if any(place[0] is True for place in places):
        return Anything()
    if not options or ("properties" in base and all(_only_demands(one) for one in nodes)):
        rest = {k: v for k, v in node.value.items() if k not in ("oneOf", "anyOf")}
        return schemas.bare(Node(rest, node.at), name, own)
    if labelled := _labelled(schemas, node, options, name, own):
        return labelled
    if core(base) & (OBJECT | {"allOf", "$ref"}):
        return allof.distribute(schemas, node, [], name)
    types = []
    for number, one in enumerate(options, 1):
        if base and "$ref" not in one.value:
            one = Node({**base, **one.value}, one.at)
        own_name = option_name(schemas, name, one, number) if len(options) > 1 else name
        types.append(schemas.type_of((one.value, one.at), own_name))
    return union(types, discriminators.of_union(schemas.source, node, options, types))


def _inner_options(schemas: Schemas, options: Sequence[Node], depth: int = 0) -> list[Node]:
    """Take the options of options that are unions themselves, so that one value tells all."""
    found: list[Node] = []
    for option in options:
        target = schemas.source.follow(option)
        if target is not None and is_union(target) and "allOf" not in target.value and depth < 4:
            places = schemas.source.items(target, "oneOf") + schemas.source.items(target, "anyOf")
            inner = [schemas.source.node(*place) for place in places]
            found += _inner_options(schemas, inner, depth + 1)
        else:
            found.append(option)
    return distinct(found)


def _labelled(
    schemas: Schemas, node: Node, options: Sequence[Node], name: str, own: bool
) -> Type | None:
    """Read `oneOf: [{const: 1, title: Low}, ...]` as the enum that it is."""
    if len(options) < 2 or not all("const" in one.value for one in options):
        return None
    listed: dict[str, JsonValue] = {
        "enum": [one.value["const"] for one in options],
        "x-enum-descriptions": [
            schemas.source.text(one, "description") or schemas.source.text(one, "title")
            for one in options
        ],
        "description": node.value.get("description", ""),
    }
    return schemas.values(Node(listed, node.at), name, own)


def option_name(schemas: Schemas, name: str, option: Node, number: int) -> str:
    tag = schemas.source.text(option, "title")
    spelt = pascal(words(tag)) if tag and "$ref" not in option.value else ""
    return type_name(name) + (spelt or f"Option{number}")


def _only_demands(node: Node) -> bool:
    """Tell whether an option only says which properties go together."""
    return not core(node.value) - {"type", "properties"} and "required" in node.value
