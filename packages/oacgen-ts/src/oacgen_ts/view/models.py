"""Interfaces and aliases, and the enums beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from oacgen_ir.code import Code
from oacgen_ir.ir import Alias, Enum, Field, Model, Type
from oacgen_ts.syntax import comment, literal, property_key, text_literal
from oacgen_ts.types import Types, Way, union, way_of
from oacgen_ts.view.context import Context
from oacgen_ts.view.fields import DEPRECATED, field_line, kind_note
from oacgen_ts.wrapping import Expr, Mapped, Options, alias, typed, written


@dataclass(frozen=True, slots=True)
class ModelView:
    """An interface with its fields; or an alias, printed whole."""

    comment: Code
    name: Code
    fields: tuple[Code, ...]
    alias: Code


@dataclass(frozen=True, slots=True)
class ModelsModule:
    """`models.ts`."""

    imports: Code
    models: tuple[ModelView, ...]


@dataclass(frozen=True, slots=True)
class EnumView:
    """An enum, and the texts that people see for its values; `labels_head` may be empty."""

    comment: Code
    name: Code
    members: tuple[Code, ...]
    type: Code
    labels_head: Code
    labels: tuple[Code, ...]


@dataclass(frozen=True, slots=True)
class EnumsModule:
    """`enums.ts`."""

    enums: tuple[EnumView, ...]
    erasable: bool


# --- Models --------------------------------------------------------------------------------------


def models_module(context: Context) -> ModelsModule:
    """Write all models and aliases of an API."""
    declared = [one for one in context.api.declarations if isinstance(one, Model | Alias)]
    imports = context.imports([context.names.types[one.name] for one in declared])
    types = context.types(imports, 0, inside=True)
    models = [
        _model(one, context, types) if isinstance(one, Model) else _alias(one, types)
        for one in declared
    ]
    return ModelsModule(imports=imports.text(), models=tuple(models))


def _model(model: Model, context: Context, types: Types) -> ModelView:
    way = way_of(model)
    tags = context.variants.get(model.name, {})
    kinds = [_field_type(field, tags.get(field.name, ()), types, way) for field in model.fields]
    fields = [field_line(one, kind, way) for one, kind in zip(model.fields, kinds, strict=True)]
    if model.extra is not None:
        fields.append(_extra(model.extra, kinds, types, way))
    return ModelView(
        comment=comment(model.description, notes=[DEPRECATED] if model.deprecated else []),
        name=Code(types.names.types[model.name]),
        fields=tuple(fields),
        alias=Code(""),
    )


def _field_type(field: Field, tags: Sequence[str], types: Types, way: Way) -> Expr:
    if not tags:
        return types.write(field.type, way, optional=not field.required)
    values: list[Expr] = [text_literal(tag) for tag in tags]
    return union(values if field.required else [*values, "undefined"])


def _extra(extra: Type, kinds: Sequence[Expr], types: Types, way: Way) -> Code:
    """Type the keys without a name; those with one have to fit, as TypeScript wants it."""
    sides: list[Expr] = []
    for kind in (types.write(extra, way), *kinds):
        sides += kind.options if isinstance(kind, Options) else [kind]
    return Code(typed("[key: string]", union([*sides, "undefined"] if kinds else sides), 2))


def _alias(one: Alias, types: Types) -> ModelView:
    name = Code(types.names.types[one.name])
    kind = types.write(one.type, way_of(one))
    notes = kind_note(one.type) + ([DEPRECATED] if one.deprecated else [])
    return ModelView(
        comment=comment(one.description, notes=notes),
        name=name,
        fields=(),
        alias=Code(alias(f"export type {name}", kind)),
    )


# --- Enums ---------------------------------------------------------------------------------------


def enums_module(context: Context) -> EnumsModule:
    """Write all enums of an API."""
    enums = [one for one in context.api.declarations if isinstance(one, Enum)]
    return EnumsModule(
        enums=tuple([_enum(one, context) for one in enums]),
        erasable=context.options.enums == "const",
    )


def _enum(enum: Enum, context: Context) -> EnumView:
    name = context.names.types[enum.name]
    erasable = context.options.enums == "const"
    sign = ": " if erasable else " = "
    members = [
        Code(f"  {property_key(key)}{sign}{literal(member.value)},\n")
        for key, member in zip(context.names.members[enum.name], enum.members, strict=True)
    ]
    labels = context.names.labels.get(enum.name)
    return EnumView(
        comment=comment(enum.description, notes=[DEPRECATED] if enum.deprecated else []),
        name=Code(name),
        members=tuple(members),
        type=Code(alias(f"export type {name}", f"(typeof {name})[keyof typeof {name}]")),
        labels_head=_labels_head(labels, name) if labels else Code(""),
        labels=_labels(enum) if labels else (),
    )


def _labels_head(labels: str, name: str) -> Code:
    mapped = Mapped([(f"readonly [Value in {name}]", "string")])
    head = f"export const {labels}:"
    column = len(head) + 1
    return Code(f"{head} {written(mapped, 0, column, 4)} = {{\n")


def _labels(enum: Enum) -> tuple[Code, ...]:
    rows = []
    for member in enum.members:
        key = _label_key(member.value)
        rows.append(_label_row(key, text_literal(member.label or str(member.value))))
    return tuple(rows)


def _label_key(value: str | int | float) -> str:
    if isinstance(value, str):
        return property_key(value)
    text = literal(value)
    return text if text.isdecimal() else text_literal(text)


def _label_row(key: str, label: str) -> Code:
    line = f"  {key}: {label},\n"
    return Code(line if len(line) <= 81 else f"  {key}:\n    {label},\n")
