"""How a type is written in interfaces and signatures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from oacgen_ir.ir import (
    Alias,
    Anything,
    Api,
    Array,
    Const,
    Declaration,
    Enum,
    Kind,
    Map,
    Nullable,
    Operation,
    Ref,
    Scalar,
    Type,
    Union,
    declared_types,
    inner_types,
    received_types,
    sent_types,
)
from oacgen_ts.imports import Imports
from oacgen_ts.naming import Names
from oacgen_ts.syntax import literal, text_literal
from oacgen_ts.type_wrapping import ArrayOf, Generic, Mapped, Options, Rest, Tuple
from oacgen_ts.wrapping import Expr, flat

OPEN_TEXT: Final = "(string & {})"
OPEN_NUMBER: Final = "(number & {})"

_TEXT: Final = "string"
_BASIC: Final[Mapping[Kind, str]] = {
    Kind.INTEGER: "number",
    Kind.NUMBER: "number",
    Kind.BOOLEAN: "boolean",
}


class Way(StrEnum):
    """Where a value goes."""

    SENT = "sent"
    RECEIVED = "received"
    BOTH = "both"


def way_of(declaration: Declaration) -> Way:
    """Say where a declaration is used; what no operation uses is read, if anything."""
    if declaration.sent:
        return Way.BOTH if declaration.received else Way.SENT
    return Way.RECEIVED


@dataclass(frozen=True, slots=True)
class Types:
    """Writes types for one module, and imports what they need.

    `models` and `enums` are the paths of those modules from there; empty inside them.
    """

    declarations: Mapping[str, Declaration]
    names: Names
    imports: Imports
    models: str
    enums: str
    runtime: str

    def declared(self, name: str) -> str:
        """Import the declaration of the document's name `name`."""
        place = self.enums if isinstance(self.declarations[name], Enum) else self.models
        type_ = self.names.types[name]
        return self.imports.type(place, type_) if place else type_

    def of_runtime(self, module: str, name: str) -> str:
        """Import a type of the runtime."""
        return self.imports.type(f"{self.runtime}/{module}", name)

    def write(self, type_: Type, way: Way, *, optional: bool = False) -> Expr:
        """Write a type; with `optional`, undefined stands beside it."""
        options = self.options(type_, way)
        return union([*options, "undefined"] if optional else options)

    def options(self, type_: Type, way: Way) -> list[Expr]:
        """Write the sides of a union, null the last."""
        match type_:
            case Scalar():
                return self._scalar(type_, way)
            case Const():
                return [literal(type_.value)]
            case Array():
                return [self._array(type_, way)]
            case Map():
                return [Mapped([("[key: string]", self.write(type_.values, way))])]
            case Union():
                return self._union(type_, way)
            case Nullable():
                return [*self.options(type_.inner, way), "null"]
            case Ref():
                return self._ref(type_, way)
            case Anything():
                if way is Way.SENT:
                    return ["unknown"]
                return [self.of_runtime("types", "JsonValue")]

    def _scalar(self, scalar: Scalar, way: Way) -> list[Expr]:
        if scalar.kind is not Kind.BINARY:
            return [_BASIC.get(scalar.kind, _TEXT)]
        if way is Way.RECEIVED:
            return [_TEXT]
        upload = self.of_runtime("files", "Upload")
        return [upload, _TEXT] if way is Way.BOTH else [upload]

    def _array(self, array: Array, way: Way) -> Expr:
        items = self.write(array.items, way)
        if not array.prefix:
            return ArrayOf(items)
        first = [self.write(one, way) for one in array.prefix]
        return Tuple([*first, Rest(ArrayOf(items))])

    def _union(self, type_: Union, way: Way) -> list[Expr]:
        options = [one for option in type_.options for one in self.options(option, way)]
        if type_.discriminator is not None and way is not Way.SENT:
            tag = text_literal(type_.discriminator.property)
            options.append(Generic(self.of_runtime("types", "UnknownVariant"), tag))
        if way is not Way.SENT and lists_texts(type_):
            options.append(OPEN_TEXT)
        return options

    def _ref(self, ref: Ref, way: Way) -> list[Expr]:
        declaration = self.declarations[ref.name]
        name = self.declared(ref.name)
        if not isinstance(declaration, Enum) or way is Way.SENT:
            return [name]
        return [name, OPEN_TEXT if declaration.kind is Kind.STRING else OPEN_NUMBER]


def lists_texts(type_: Union) -> bool:
    """Whether a union lists texts as an enum would; a server may know more of them."""
    return any(isinstance(o, Const) and isinstance(o.value, str) and o.value for o in type_.options)


def union(options: Sequence[Expr]) -> Expr:
    """Join the sides of a union, each once: what is open last, then null and undefined."""
    distinct: dict[str, Expr] = {flat(option): option for option in options}
    if "unknown" in distinct:
        return "unknown"
    for plain, open_, mark in ((_TEXT, OPEN_TEXT, '"'), ("number", OPEN_NUMBER, "")):
        if plain in distinct:
            distinct.pop(open_, None)
            if mark:
                distinct = {k: v for k, v in distinct.items() if k[:1] not in "\"'"}
    for last in (OPEN_TEXT, OPEN_NUMBER, '""', "null", "undefined"):
        if last in distinct:
            distinct[last] = distinct.pop(last)
    sides = list(distinct.values())
    return sides[0] if len(sides) == 1 else Options(sides)


def variants(api: Api) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Return the values of each variant's tags: by model, by property."""
    found: dict[str, dict[str, dict[str, None]]] = {}
    for outer in _all_types(api):
        for type_ in inner_types(outer):
            if isinstance(type_, Union) and type_.discriminator is not None:
                tag = type_.discriminator.property
                for value, name in type_.discriminator.mapping:
                    found.setdefault(name, {}).setdefault(tag, {})[value] = None
    return {
        name: {tag: tuple(values) for tag, values in tags.items()} for name, tags in found.items()
    }


def _all_types(api: Api) -> list[Type]:
    found = [type_ for one in api.declarations for type_ in declared_types(one)]
    for operation in api.operations:
        found += sent_types(operation)
        found += received_types(operation)
    return found


# --- What lies behind names ----------------------------------------------------------------------


def holds_file(declarations: Mapping[str, Declaration], type_: Type) -> bool:
    """Whether a file may be anywhere inside."""
    seen: set[str] = set()
    queue = [type_]
    while queue:
        for inner in inner_types(queue.pop()):
            if isinstance(inner, Scalar) and inner.kind is Kind.BINARY:
                return True
            if isinstance(inner, Ref) and inner.name not in seen:
                seen.add(inner.name)
                queue += declared_types(declarations[inner.name])
    return False


NULL: Final = Const(value=None)


def choices(declarations: Mapping[str, Declaration], type_: Type) -> list[Type]:
    """Return all that a value may be, behind unions and their names; `NULL` for null."""
    match type_:
        case Nullable():
            return [*choices(declarations, type_.inner), NULL]
        case Union():
            return [one for option in type_.options for one in choices(declarations, option)]
        case Ref():
            declaration = declarations[type_.name]
            if isinstance(declaration, Alias):
                return choices(declarations, declaration.type)
    return [type_]


def needs_no_body(operation: Operation) -> bool:
    """Whether the platform refuses a body with this method."""
    return operation.method in ("GET", "HEAD")
