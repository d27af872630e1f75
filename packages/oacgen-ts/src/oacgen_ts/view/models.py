"""Interfaces and aliases, and the enums beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from oacgen_ir.code import Code
from oacgen_ir.ir import Alias, Enum, Field, Model, Type
from oacgen_ts.syntax import WIDTH, comment, literal, property_key, text_literal, width
from oacgen_ts.type_wrapping import Mapped, Options, alias, typed
from oacgen_ts.types import Types, Way, union, way_of
from oacgen_ts.view.context import Context
from oacgen_ts.view.fields import DEPRECATED, field_line, kind_note
from oacgen_ts.wrapping import Expr, property_line, written


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
    """An enum, its type, and the texts that people see for its values; the last two may lack."""

    comment: Code
    head: Code
    members: tuple[Code, ...]
    tail: Code
    type: Code
    labels: Code


@dataclass(frozen=True, slots=True)
class EnumsModule:
    """`enums.ts`."""

    enums: tuple[EnumView, ...]


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
    return EnumsModule(tuple([_enum(one, context) for one in enums]))


def _enum(enum: Enum, context: Context) -> EnumView:
    name = context.names.types[enum.name]
    erasable = context.options.enums == "const"
    head, indent, tail = _frame(f"export const {name} =", " as const;")
    if not erasable:
        head, indent, tail = f"export enum {name} {{\n", 2, "}\n"
    members = [
        Code(property_line(property_key(key), literal(value), indent, ": " if erasable else " = "))
        for key, value in zip(
            context.names.members[enum.name], [one.value for one in enum.members], strict=True
        )
    ]
    type_ = alias(f"export type {name}", f"(typeof {name})[keyof typeof {name}]")
    return EnumView(
        comment=comment(enum.description, notes=[DEPRECATED] if enum.deprecated else []),
        head=Code(head),
        members=tuple(members),
        tail=Code(tail),
        type=Code(type_ if erasable else ""),
        labels=_labels(enum, context.names.labels.get(enum.name), name),
    )


def _frame(head: str, tail: str) -> tuple[str, int, str]:
    """Return how an object begins and ends, and how far its members are indented."""
    if width(head) + 2 <= WIDTH:
        return f"{head} {{\n", 2, f"}}{tail}\n"
    return f"{head}\n  {{\n", 4, f"  }}{tail}\n"


def _labels(enum: Enum, labels: str | None, name: str) -> Code:
    """Print the texts that people see for the values; nothing without any."""
    if labels is None:
        return Code("")
    mapped = Mapped([(f"readonly [Value in {name}]", "string")])
    head = f"export const {labels}:"
    rows = "".join(
        [
            property_line(_label_key(one.value), text_literal(one.label or str(one.value)), 2)
            for one in enum.members
        ]
    )
    return Code(f"{head} {written(mapped, 0, width(head) + 1, 4)} = {{\n{rows}}};\n")


def _label_key(value: str | int | float) -> str:
    if isinstance(value, str):
        return property_key(value)
    text = literal(value)
    return text if text.isdecimal() else text_literal(text)
