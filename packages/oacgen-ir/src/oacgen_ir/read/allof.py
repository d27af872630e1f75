"""`allOf`: wrappers, inheritance, scalars in parts, and products of unions."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import TYPE_CHECKING

from pydantic import JsonValue

from oacgen_ir.ir import Anything, Const, Type
from oacgen_ir.names import pascal, type_name, words
from oacgen_ir.read import discriminators, objects, oneof
from oacgen_ir.read.shapes import (
    core,
    distinct,
    is_object,
    is_union,
    only_null,
    shape_of,
)
from oacgen_ir.read.source import Node
from oacgen_ir.read.unions import nullable, union

if TYPE_CHECKING:
    from oacgen_ir.read.schemas import Schemas

_MOST_OPTIONS = 64
_MOST_COMBINATIONS = 1024  # of unions in unions


def all_of(schemas: Schemas, members: Sequence[Node], node: Node, name: str, own: bool) -> Type:
    members = [one for one in _flat(schemas, members) if schemas.source.follow(one) is not None]
    parts = distinct([member for member in members if core(member.value)])
    if len(parts) > 1:
        parts = [member for member in parts if not _only_object(member)] or parts[:1]
    demands = any(member.value.get("required") for member in members if member not in parts)
    if not parts:
        merged: dict[str, JsonValue] = {}
        for member in members:
            merged.update(member.value)
        return schemas.by_type(Node(merged, node.at), name, own)
    extends = own and "$ref" in parts[0].value and _is_family(schemas, parts[0])
    if len(parts) == 1 and not demands and not extends:
        return schemas.type_of((parts[0].value, parts[0].at), name, own=own)
    if all(is_object(schemas.source, member) for member in parts):
        shape = shape_of(schemas.source, members)
        return objects.object_type(schemas, node, shape, name, own)
    return _mixed(schemas, parts, members, node, name, own)


def _flat(schemas: Schemas, members: Sequence[Node]) -> list[Node]:
    """Take the members of inner `allOf`s for their own."""
    flat: list[Node] = []
    for member in members:
        if "allOf" in member.value and "$ref" not in member.value:
            inner = [schemas.source.node(*place) for place in schemas.source.items(member, "allOf")]
            rest = {key: value for key, value in member.value.items() if key != "allOf"}
            flat += [*_flat(schemas, inner), Node(rest, member.at)]
        else:
            flat.append(member)
    return flat


def _is_family(schemas: Schemas, node: Node) -> bool:
    target = schemas.source.follow(node)
    return target is not None and target.at in schemas.families


def _mixed(
    schemas: Schemas,
    parts: Sequence[Node],
    members: Sequence[Node],
    node: Node,
    name: str,
    own: bool,
) -> Type:
    """Join members that are not all objects: unions are distributed, scalars merged."""
    unions = [one for one in parts if _is_union(schemas, one)]
    if unions:
        others = [one for one in members if one is not unions[0]]
        target = schemas.source.follow(unions[0]) or unions[0]
        return distribute(schemas, target, others, name)
    targets = [schemas.source.follow(one) or one for one in parts]
    if any(is_object(schemas.source, one) for one in parts):
        typed = [one for one in targets if isinstance(one.value.get("type"), str)]
        if any(is_object(schemas.source, one) for one in typed) or not typed:
            schemas.report.add("conflicting-allof", "an object and something else", at=node.at)
        else:
            message = "properties say nothing of what is no object"
            schemas.report.add("idle-properties", message, at=node.at)
        chosen = (typed or parts)[0]
        return schemas.type_of((chosen.value, chosen.at), name, own=own)
    for one, target in zip(parts, targets, strict=True):
        if "$ref" in one.value and ("enum" in target.value or "const" in target.value):
            return schemas.ref(one)
    merged: dict[str, JsonValue] = {}
    for target in [*targets, *(one for one in members if one not in parts)]:
        merged.update(target.value)
    merged.pop("allOf", None)
    return schemas.type_of((merged, node.at), name, own=own)


def _is_union(schemas: Schemas, node: Node) -> bool:
    target = schemas.source.follow(node)
    return target is not None and is_union(target)


def distribute(schemas: Schemas, options: Node, others: Sequence[Node], name: str) -> Type:
    """`allOf: [A, oneOf: [B, C]]` is one of `A and B`, `A and C`."""
    places = [*schemas.source.items(options, "oneOf"), *schemas.source.items(options, "anyOf")]
    written = [schemas.source.node(*place) for place in places]
    nodes = [one for one in written if core(one.value)]
    base = {k: v for k, v in options.value.items() if k not in ("oneOf", "anyOf")}
    kept = [one for one in [*others, Node(base, options.at)] if one.value]
    combinations = len(nodes) * prod(schemas.unions.values())
    endless = options.at in schemas.unions
    if endless or len(nodes) > _MOST_OPTIONS or combinations > _MOST_COMBINATIONS:
        schemas.report.add("too-many-combinations", "allOf over too many options", at=options.at)
        return Anything()
    said = len(nodes) == len(written)  # else some option says nothing beside the others
    if not nodes or (not said and all(only_null(one.value) for one in nodes)):
        joined = all_of(schemas, kept, options, name, False)
        return nullable(joined) if nodes else joined
    types: list[Type] = []
    schemas.unions[options.at] = len(nodes)
    for number, one in enumerate(nodes, 1):
        if only_null(one.value):
            types.append(Const(value=None))
            continue
        ref = one.value.get("$ref")
        spelt = pascal(words(ref.rsplit("/", 1)[-1])) if isinstance(ref, str) else ""
        own_name = (
            type_name(name) + spelt if spelt else oneof.option_name(schemas, name, one, number)
        )
        types.append(all_of(schemas, [*kept, one], Node({}, one.at), own_name, False))
    del schemas.unions[options.at]
    return union(types, discriminators.of_union(schemas.source, options, nodes, types))


def _only_object(node: Node) -> bool:
    keys = core(node.value)
    return keys == {"type"} and node.value["type"] in ("object", ["object", "null"])
