"""How a type is checked by Zod: tolerantly where it is received, strictly where it is sent."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from oacgen_ir.ir import (
    Anything,
    Array,
    Const,
    Declaration,
    Discriminator,
    Enum,
    Field,
    Kind,
    Limits,
    Map,
    Model,
    Nullable,
    Ref,
    Scalar,
    Type,
    Union,
    null_unsaid,
)
from oacgen_ts.imports import Imports
from oacgen_ts.naming import Names
from oacgen_ts.patterns import pattern_literal
from oacgen_ts.syntax import literal, number_literal, property_key, text_literal
from oacgen_ts.type_wrapping import TypedCall
from oacgen_ts.types import Types, Way, lists_texts
from oacgen_ts.wrapping import Arrow, Call, Chain, Expr, List, Member, Record, flat

_NUMBERS: Final = (Kind.INTEGER, Kind.NUMBER)
_TEXT_FORMATS: Final[Mapping[Kind, str]] = {
    Kind.DATE: "z.iso.date",
    Kind.UUID: "z.guid",
}
_SAFE: Final = 2**53


@dataclass(frozen=True, slots=True)
class Zod:
    """Writes schemas for one module, and imports what they need.

    `schemas` is the path to the folder of schemas; `lazy` says that references are followed only
    when a value is checked, which is what lets modules import each other in circles.
    """

    types: Types
    schemas: str
    way: Way  # of what is typed
    strict: bool
    here: str = ""
    lazy: bool = True

    @property
    def imports(self) -> Imports:
        """The imports of the module."""
        return self.types.imports

    @property
    def names(self) -> Names:
        """The names of the API."""
        return self.types.names

    # --- Types -----------------------------------------------------------------------------------

    def write(self, type_: Type) -> Expr:
        """Write the schema of a type."""
        match type_:
            case Scalar():
                return self._strict_scalar(type_) if self.strict else self._scalar(type_)
            case Const():
                return self._const(type_)
            case Array():
                return self._array(type_)
            case Map():
                return Call("z.record", "z.string()", self.write(type_.values), *self._said())
            case Union():
                return self._union(type_)
            case Nullable():
                return Call("z.nullable", self.write(type_.inner))
            case Ref():
                return self._ref(type_.name)
            case Anything():
                return self._anything()

    def _said(self) -> tuple[str, ...]:
        """Return the argument that says what is wrong in words for people."""
        if not self.strict:
            return ()
        return (self.imports.value(f"{self.types.runtime}/messages", "message"),)

    def _anything(self) -> Expr:
        written = flat(self.types.write(Anything(), self.way))
        return Call(f"z.custom<{written}>", self._variant("isJson"), *self._said())

    def _variant(self, name: str) -> str:
        return self.imports.value(f"{self.types.runtime}/variants", name)

    def _const(self, const: Const) -> Expr:
        if const.value is None:
            return "z.null()"
        return Call("z.literal", literal(const.value), *self._said())

    def _scalar(self, scalar: Scalar) -> Expr:
        match scalar.kind:
            case Kind.INTEGER | Kind.NUMBER:
                return "z.number()"
            case Kind.BOOLEAN:
                return "z.boolean()"
            case _:
                return "z.string()"

    def _array(self, array: Array) -> Expr:
        items = self.write(array.items)
        if array.prefix:
            first = List([self.write(one) for one in array.prefix])
            return Call("z.tuple", first, items, *self._said())
        made = Call("z.array", items, *self._said())
        return self._checked(made, self._bounds(array.min_items, array.max_items))

    def _union(self, type_: Union) -> Expr:
        tag = type_.discriminator
        if tag is not None and all(isinstance(option, Ref) for option in type_.options):
            return self._by_tag(type_, tag)
        options = [self.write(option) for option in type_.options]
        if not self.strict and lists_texts(type_):
            others = [o for o in options if not flat(o).startswith(('z.literal("', "z.literal('"))]
            options = [*others, "z.string()"]
        distinct = list({flat(option): option for option in options}.values())
        if len(distinct) == 1:
            return distinct[0]
        return Call("z.union", List(distinct), *self._said())

    def _by_tag(self, type_: Union, tag: Discriminator) -> Expr:
        members: list[Member] = [
            (property_key(value), Arrow("", self._schema(name))) for value, name in tag.mapping
        ]
        is_open = "false" if self.strict else "true"
        schemas = Record(members, open_=True)
        check = Call(self._variant("byTag"), text_literal(tag.property), is_open, schemas)
        typed = TypedCall(".custom", self.types.write(type_, self.way))
        return Chain("z", typed, Call(".check", check))

    def _ref(self, name: str) -> Expr:
        declaration = self.types.declarations[name]
        if isinstance(declaration, Enum):
            return self._enum(declaration)
        schema = self._schema(name)
        return Call("z.lazy", Arrow("", schema)) if self.lazy else schema

    def _enum(self, enum: Enum) -> Expr:
        if not self.strict:
            return "z.string()" if enum.kind is Kind.STRING else "z.number()"
        name = self.imports.value(self.types.enums, self.names.types[enum.name])
        return Call("z.enum", name, *self._said())

    def _schema(self, name: str) -> str:
        """Import the schema of a model or an alias."""
        declaration = self.types.declarations[name]
        both = declaration.sent and declaration.received
        schemas = self.names.strict_schemas if self.strict and both else self.names.schemas
        if name == self.here:
            return schemas[name]
        return self.imports.value(f"{self.schemas}/{self.names.files[name]}.schema", schemas[name])

    # --- Strict scalars --------------------------------------------------------------------------

    def _strict_scalar(self, scalar: Scalar) -> Expr:
        said = self._said()
        match scalar.kind:
            case Kind.BINARY:
                upload = self.types.of_runtime("files", "Upload")
                is_upload = self.imports.value(f"{self.types.runtime}/files", "isUpload")
                return Call(f"z.custom<{upload}>", is_upload, *said)
            case Kind.BOOLEAN:
                return Call("z.boolean", *said)
            case Kind.INTEGER | Kind.NUMBER:
                kind = "z.int" if scalar.kind is Kind.INTEGER else "z.number"
                return self._checked(Call(kind, *said), self._number_checks(scalar.limits))
            case _:
                return self._text(scalar)

    def _text(self, scalar: Scalar) -> Expr:
        made = self._formatted(scalar)
        checked = self._checked(made, self._text_checks(scalar.limits))
        is_plain = made.callee == "z.string" and not scalar.limits.min_length
        if not scalar.blank or (is_plain and scalar.limits.pattern is None):
            return checked
        return Call("z.union", List([Call("z.literal", '""'), checked]), *self._said())

    def _formatted(self, scalar: Scalar) -> Call:
        said = self._said()
        if scalar.kind is Kind.DATETIME:
            members: list[Member] = [("local", "true"), ("offset", "true")]
            return Call(
                "z.iso.datetime", Record([*members, *[(f"...{one}", None) for one in said]])
            )
        if scalar.kind is Kind.EMAIL:
            pattern = self.imports.value(f"{self.types.runtime}/messages", "EMAIL")
            return Call(
                "z.email", Record([("pattern", pattern), *[(f"...{one}", None) for one in said]])
            )
        if scalar.kind is Kind.URI and scalar.format in ("uri", "url"):
            return Call("z.url", *said)
        return Call(_TEXT_FORMATS.get(scalar.kind, "z.string"), *said)

    def _text_checks(self, limits: Limits) -> list[Expr]:
        checks = self._bounds(limits.min_length, limits.max_length)
        pattern = limits.pattern and pattern_literal(limits.pattern)
        if pattern:
            checks.append(Call("z.regex", pattern, *self._said()))
        return checks

    def _bounds(self, least: int | None, most: int | None) -> list[Expr]:
        if not self.strict:
            return []
        said = self._said()
        checks: list[Expr] = []
        if least:
            checks.append(Call("z.minLength", str(least), *said))
        if most is not None and most < _SAFE:
            checks.append(Call("z.maxLength", str(most), *said))
        return checks

    def _number_checks(self, limits: Limits) -> list[Expr]:
        wanted = (
            ("z.gte", limits.minimum),
            ("z.lte", limits.maximum),
            ("z.gt", limits.exclusive_minimum),
            ("z.lt", limits.exclusive_maximum),
            ("z.multipleOf", limits.multiple_of),
        )
        return [
            Call(name, number_literal(bound), *self._said())
            for name, bound in wanted
            if bound is not None and math.isfinite(bound) and abs(bound) < _SAFE
        ]

    def _checked(self, made: Call, checks: list[Expr]) -> Expr:
        if not checks:
            return made
        head, _, method = made.callee.rpartition(".")
        return Chain(head, Call(f".{method}", *made.args), Call(".check", *checks))

    # --- Models ----------------------------------------------------------------------------------

    def model(
        self, model: Model, tags: Mapping[str, tuple[str, ...]], *, loose: bool = False
    ) -> Expr:
        """Write the schema of a model; `tags` has the values of its tags as a variant."""
        members = [self._field(field, tags.get(field.name)) for field in model.fields]
        shape = Record(members, open_=True)
        if model.extra is not None:
            rest = self.write(model.extra)
            return Call("z.catchall", Call("z.object", shape, *self._said()), rest)
        kind = "z.looseObject" if loose or not self.strict else "z.object"
        # A server ignores what it does not know, so that nobody else would tell of a typo. What
        # is also received may have grown meanwhile.
        if self.strict and (model.closed or self.way is Way.SENT):
            kind = "z.strictObject"
        return Call(kind, shape, *self._said())

    def _field(self, field: Field, tags: tuple[str, ...] | None) -> Member:
        made = self._tag(tags) if tags else self.write(field.type)
        if not self.strict and null_unsaid(self.types.declarations, field):
            made = Call(self._variant("orNull"), made)
        if not field.required:
            made = Call("z.optional", made)
        return property_key(field.name), made

    def _tag(self, values: tuple[str, ...]) -> Expr:
        texts = [text_literal(value) for value in values]
        return Call("z.literal", texts[0] if len(texts) == 1 else List(texts), *self._said())


def declared_union(declarations: Mapping[str, Declaration], type_: Type) -> list[str]:
    """Return the names of the models that a union without a tag is made of."""
    if not isinstance(type_, Union) or type_.discriminator is not None:
        return []
    return [
        option.name
        for option in type_.options
        if isinstance(option, Ref) and isinstance(declarations[option.name], Model)
    ]
