"""Discriminators: checked against the options, since real documents often get them wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import JsonValue

from oacgen_ir.document import RefError
from oacgen_ir.ir import Const, Discriminator, Nullable, Ref, Type
from oacgen_ir.read.shapes import shape_of
from oacgen_ir.read.source import Node, Source


@dataclass(frozen=True, slots=True)
class Family:
    """A base with a discriminator, and the components that extend it by `allOf`.

    `mapping` pairs a value of `property` with a child's pointer. With `base_too`, a value may
    be the base alone.
    """

    property: str
    children: tuple[str, ...]
    mapping: tuple[tuple[str, str], ...]
    base_too: bool


def families(source: Source, components: Node) -> dict[str, Family]:
    """Find bases whose children stand beside them, by the pointer of the base."""
    parents: dict[str, list[str]] = {}
    bases: dict[str, Node] = {}
    for name, value in components.value.items():
        if not isinstance(value, dict):
            continue
        at = components.pointer(name)
        if "discriminator" in value and "oneOf" not in value and "anyOf" not in value:
            bases[at] = Node(value, at)
        for member, _ in source.items(Node(value, at), "allOf"):
            ref = member.get("$ref") if isinstance(member, dict) else None
            if isinstance(ref, str) and ref.startswith("#/"):
                parents.setdefault(ref, []).append(at)
    if not bases:
        return {}
    found = {}
    for at, base in bases.items():
        children = _descendants(at, parents)
        if children:
            found[at] = _family(source, base, children)
    return found


def _descendants(at: str, parents: Mapping[str, Sequence[str]]) -> list[str]:
    found: dict[str, None] = {}
    queue = list(parents.get(at, ()))
    while queue:
        child = queue.pop(0)
        if child not in found and child != at:
            found[child] = None
            queue += parents.get(child, ())
    return list(found)


def _family(source: Source, base: Node, children: Sequence[str]) -> Family:
    said = source.child(base, "discriminator")
    mapping, base_too = [], len(children) < 2
    for value, at in _mapping(source, said).items():
        if at == base.at:
            base_too = True
        elif at in children:
            mapping.append((value, at))
    mapped = {at for _, at in mapping}
    mapping += [(_name(at), at) for at in children if at not in mapped]
    kept = tuple(dict.fromkeys(at for _, at in mapping))
    return Family(source.text(said, "propertyName"), kept, tuple(mapping), base_too)


def _name(at: str) -> str:
    return at.rsplit("/", 1)[-1].replace("~1", "/").replace("~0", "~")


def _mapping(source: Source, said: Node) -> dict[str, str]:
    """Return the pointers that a `mapping` names, by value; what leads nowhere is left out."""
    found = {}
    for value, target in source.child(said, "mapping").value.items():
        if isinstance(target, str):
            at = _pointer(source, target, said)
            if at is None:
                message = f"{value!r} is mapped to {target!r}, which is not there"
                source.report.add("discriminator-mapping", message, at=said.pointer("mapping"))
            else:
                found[value] = at
    return found


def _pointer(source: Source, target: str, said: Node) -> str | None:
    if "/" not in target and "." not in target and "#" not in target:
        target = f"#/components/schemas/{target}"
    try:
        return source.document.resolve(target, said.at)[0]
    except RefError:
        if target.startswith("#"):
            return None
    try:  # a plain name may hold a dot
        return source.document.resolve(f"#/components/schemas/{target}", said.at)[0]
    except RefError:
        return None


def of_union(
    source: Source, union: Node, options: Sequence[Node], types: Sequence[Type]
) -> Discriminator | None:
    """Read the discriminator of `oneOf` or `anyOf`, if it really tells the options apart."""
    if "discriminator" not in union.value:
        return None
    said = source.child(union, "discriminator")
    name = source.text(said, "propertyName")
    mapping = _mapping(source, said)
    pairs: list[tuple[str, str]] = []
    kept: list[Type] = []
    for option, type_ in zip(options, types, strict=True):
        inner = type_.inner if isinstance(type_, Nullable) else type_
        if inner == Const(value=None):
            continue
        if not isinstance(inner, Ref) or not name:
            _useless(source, said, "an option is not an object")
            return None
        target = source.follow(option)
        if target is None:
            return None
        values = [
            value for value, at in mapping.items() if at in (target.at, _first(source, option))
        ]
        tags = _tags(source, target, name)
        if tags is None:
            _useless(source, said, f"{inner.name} has no property {name!r}")
            return None
        if tags and not (values and set(values) <= set(tags)):
            values = tags
        pairs += [(value, inner.name) for value in values or [inner.name]]
        kept.append(inner)
    chosen = checked(name, pairs, kept)
    if chosen is None:
        _useless(source, said, "two options have the same value")
    return chosen


def _first(source: Source, option: Node) -> str:
    if "$ref" not in option.value:
        return option.at
    found = source.step(option)
    return found[0] if found else option.at


def _useless(source: Source, said: Node, why: str) -> None:
    source.report.add("discriminator-unusable", f"{why}; options are tried in turn", at=said.at)


def checked(
    name: str, pairs: Sequence[tuple[str, str]], options: Sequence[Type]
) -> Discriminator | None:
    """Make a discriminator if every value leads to one option, and every option has one."""
    names = [option.name for option in options if isinstance(option, Ref)]
    if len(set(names)) < 2 or len({value for value, _ in pairs}) != len(set(pairs)):
        return None
    if {target for _, target in pairs} != set(names):
        return None
    return Discriminator(property=name, mapping=tuple(dict.fromkeys(pairs)))


def _tags(source: Source, option: Node, name: str) -> list[str] | None:
    """Return the values that an option allows for the property; None if it has none such."""
    places = shape_of(source, [option]).fields.get(name)
    if places is None:
        return None
    value, at = places[-1]
    target = _plain(source, value, at)
    listed: JsonValue = target.get("enum")
    if "const" in target:
        listed = [target["const"]]
    if not isinstance(listed, list) or len(listed) > 1:
        return []  # a list of all kinds says nothing of this one
    return [str(one) for one in listed if one is not None]


def _plain(source: Source, value: JsonValue, at: str) -> dict[str, JsonValue]:
    node = source.node(value, at) if not isinstance(value, bool) else Node({}, at)
    for _ in range(4):
        members = source.items(node, "allOf")
        if len(members) == 1 and isinstance(members[0][0], dict):
            node = Node(members[0][0], members[0][1])
        target = source.follow(node)
        if target is None:
            return {}
        if target.at == node.at:
            break
        node = target
    return node.value
