"""Whether a schema allows null, in any of the spellings that documents use."""

from __future__ import annotations

from oacgen_ir.read.shapes import core, only_null
from oacgen_ir.read.source import Node, Source

_DEEPEST = 8


def says_null(source: Source, node: Node, depth: int = 0) -> bool:
    """Tell whether a schema adds null by its own words; what a `$ref` brings does not count."""
    value = node.value
    if value.get("nullable") in (True, "true") or value.get("x-nullable") is True:
        return True
    types, values = value.get("type"), value.get("enum")
    if (isinstance(types, list) and "null" in types) or (
        isinstance(values, list) and None in values
    ):
        return True
    if depth > _DEEPEST:
        return False
    for key in ("oneOf", "anyOf"):
        for member, at in source.items(node, key):
            if isinstance(member, dict) and allows_null(source, Node(member, at), depth + 1):
                return True
    return any(
        isinstance(member, dict) and not core(member) and member.get("nullable") is True
        for member, _ in source.items(node, "allOf")
    )


def allows_null(source: Source, node: Node, depth: int = 0) -> bool:
    """Tell whether null is valid, `$ref` followed."""
    if depth > _DEEPEST:
        return False
    target = source.follow(node)
    if target is None:
        return False
    if only_null(target.value) or says_null(source, target, depth):
        return True
    members = source.items(target, "allOf")
    if len(members) != 1 or not isinstance(members[0][0], dict):
        return False
    return allows_null(source, Node(members[0][0], members[0][1]), depth + 1)
