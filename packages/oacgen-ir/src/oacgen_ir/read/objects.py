"""Objects: models with their fields, and maps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pydantic import JsonValue

from oacgen_ir.ir import Anything, Default, Field, Map, Model, Ref, Type
from oacgen_ir.names import pascal, type_name, words
from oacgen_ir.read import allof, enums
from oacgen_ir.read.nulls import says_null
from oacgen_ir.read.shapes import (
    Place,
    Shape,
    core,
    is_object,
    is_union,
)
from oacgen_ir.read.source import Node
from oacgen_ir.read.unions import nullable, union

if TYPE_CHECKING:
    from oacgen_ir.read.schemas import Schemas

_MOST_TYPES = 50_000  # far more than any API has; unions inside of objects multiply


def object_type(schemas: Schemas, node: Node, shape: Shape, name: str, own: bool) -> Type:
    """Read an object as a model, or as a map where it names no property."""
    if not shape.fields and not shape.required and not shape.closed:
        return Map(values=_extra(schemas, shape, name) or Anything())
    for begun, name_there in schemas.begun:
        if begun == (node.at, shape):
            return Ref(name=name_there)  # an object that has itself inside, without a name to tell
    if len(schemas.declared) > _MOST_TYPES:
        schemas.report.add("too-many-combinations", "there are too many types already", at=node.at)
        return Anything()
    name = name if own else schemas.unique(type_name(name))
    schemas.begun.append(((node.at, shape), name))
    outside, schemas.unions = schemas.unions, {}
    declare_model(schemas, node, shape, name)
    schemas.unions = outside
    schemas.begun.pop()
    return Ref(name=name)


def declare_model(schemas: Schemas, node: Node, shape: Shape, name: str) -> None:
    fields = [
        _field(schemas, prop, places, prop in shape.required, name)
        for prop, places in shape.fields.items()
    ]
    for prop in shape.required:
        if prop not in shape.fields:
            schemas.report.add(
                "required-undeclared",
                f"{prop!r} is required, but not among the properties",
                at=node.pointer("required"),
            )
            at = node.pointer("required")
            fields.append(Field(name=prop, type=Anything(), required=True, origin=at))
    extra = _extra(schemas, shape, name)
    schemas.declared[name] = Model(
        name=name,
        fields=tuple(fields),
        extra=extra,
        closed=shape.closed and extra is None,
        description=schemas.source.text(node, "description"),
        deprecated=schemas.source.flag(node, "deprecated"),
        origin=node.at,
    )


def _extra(schemas: Schemas, shape: Shape, name: str) -> Type | None:
    if not shape.extra:
        return None
    inner = f"{type_name(name)}Value"
    return union(schemas.type_of(place, inner) for place in shape.extra)


def _field(
    schemas: Schemas, prop: str, places: Sequence[Place], required: bool, owner: str
) -> Field:
    name = type_name(owner) + (pascal(words(prop, symbols=True)) or "Field")
    type_ = (
        schemas.type_of(places[0], name) if len(places) == 1 else _narrowed(schemas, places, name)
    )
    value, at = places[-1]
    said = _annotations(schemas, Node(value if isinstance(value, dict) else {}, at))
    return Field(
        name=prop,
        type=type_,
        required=required,
        read_only=schemas.source.flag(said, "readOnly"),
        write_only=schemas.source.flag(said, "writeOnly"),
        default=default_of(said),
        description=enums.without_labels(schemas.source.text(said, "description")),
        deprecated=schemas.source.flag(said, "deprecated"),
        origin=at,
    )


def _narrowed(schemas: Schemas, places: Sequence[Place], name: str) -> Type:
    """Read a property that several parts of an `allOf` declare: the last one decides."""
    nodes = [schemas.source.node(*place) for place in places]
    last = nodes[-1]
    refs = any("$ref" in node.value for node in nodes)
    objects = all(is_object(schemas.source, node) for node in nodes)
    if core(last.value) and (refs or is_union(last)) and not objects:
        return schemas.type_of(places[-1], name)
    type_ = allof.all_of(schemas, nodes, last, name, False)
    return nullable(type_) if says_null(schemas.source, last) else type_


def _annotations(schemas: Schemas, node: Node) -> Node:
    """Return what a property says of itself, in an inline `allOf` too."""
    if "allOf" not in node.value:
        return node
    gathered: dict[str, JsonValue] = {}
    for member, at in schemas.source.items(node, "allOf"):
        if isinstance(member, dict) and "$ref" not in member:
            gathered.update(_annotations(schemas, Node(member, at)).value)
    return Node({**gathered, **node.value}, node.at)


def default_of(node: Node) -> Default | None:
    """Return the declared default, which may be null."""
    return Default(value=node.value["default"]) if "default" in node.value else None
