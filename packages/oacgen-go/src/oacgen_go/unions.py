"""Unions as Go source: a sealed interface, its variants, and how one is told from another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from oacgen_go.package import Package
from oacgen_go.syntax import doc, json_literal, text_literal
from oacgen_go.types import Family, GoType
from oacgen_ir.code import Code
from oacgen_ir.ir import Alias, Const, Enum, Field, Model, Ref, Type, Union
from oacgen_ir.names import Scope


@dataclass(frozen=True, slots=True)
class VariantView:
    """One kind of value. `declaration` is the type made for it, or empty for a model or enum."""

    receiver: Code
    declaration: Code
    new: Code
    read: Code
    encode: Code
    values: Code
    shape: Code
    index: int
    nothing: Code


@dataclass(frozen=True, slots=True)
class UnionView:
    """A struct that holds one of several kinds of value. `property` is that of a discriminator."""

    name: Code
    doc: Code
    interface: Code
    interface_doc: Code
    marker: Code
    nothing: Code
    shapes: Code
    property: Code
    variants: tuple[VariantView, ...]
    encoded: bool


def union_views(package: Package) -> list[UnionView]:
    """Return the unions of a package, those of the document first."""
    described = {
        one.type: one.description for one in package.api.declarations if isinstance(one, Alias)
    }
    return [
        _union(package, union, name, described.get(union, ""))
        for union, name in package.types.unions.items()
    ]


def _union(package: Package, union: Union, name: str, description: str) -> UnionView:
    interface = package.scope.claim(f"{name}Value")
    options, _ = package.types.options(union)
    mapping = union.discriminator.mapping if union.discriminator else ()
    inner = Scope()
    variants: list[VariantView] = []
    unused = dict(mapping)
    for option, go in options:
        target = option.name if isinstance(option, Ref) else ""
        values = [value for value, chosen in unused.items() if chosen == target]
        variants.append(_variant(package, name, option, go, values, inner, len(variants)))
    receivers = ", ".join(f"[{one.receiver}]" for one in variants)
    said = description.strip()
    return UnionView(
        name=Code(name),
        doc=doc(f"{name}: {said}" if said else f"{name} is one of several kinds of value."),
        interface=Code(interface),
        interface_doc=doc(
            f"{interface} is {receivers}, or [*Unknown] for a kind that the document lacks."
        ),
        marker=Code(f"is{name}"),
        nothing=_nothing("*Unknown", name),
        shapes=Code(f"shapesOf{name}"),
        property=text_literal(union.discriminator.property) if union.discriminator else Code(""),
        variants=tuple(variants),
        encoded=any(one.encode for one in variants),
    )


# --- Variants ------------------------------------------------------------------------------------

_WRAPPERS: dict[Family, str] = {
    "text": "String",
    "integer": "Int",
    "unsigned": "Int",
    "number": "Number",
    "boolean": "Bool",
    "bytes": "Bytes",
    "decimal": "Decimal",
    "list": "List",
    "map": "Map",
    "date": "Date",
    "date-time": "DateTime",
    "time": "Time",
    "duration": "Duration",
}
_EMBEDDED = frozenset({"date", "date-time", "time", "duration", "decimal"})
_STARTS: dict[Family, str] = {
    "model": "startsObject",
    "map": "startsObject",
    "list": "startsArray",
    "integer": "startsNumber",
    "unsigned": "startsNumber",
    "number": "startsNumber",
    "boolean": "startsBoolean",
    "decimal": "startsText + startsNumber",
}


def _variant(
    package: Package,
    union: str,
    option: Type,
    go: GoType,
    values: Sequence[str],
    scope: Scope,
    index: int,
) -> VariantView:
    receiver, declared, new, encode = go.code, Code(""), Code(""), Code("")
    read = Code("json.Unmarshal(data, v)")
    if go.family == "model":
        receiver, new = Code(f"*{go.code}"), Code(f"new({go.code})")
        model = package.api.by_name[go.model]
        if package.codecs and model.received:
            read = Code("readInto(data, v)")
        encode = Code("v.encode(e)") if package.codecs and model.sent else encode
    elif not _is_enum(package, option):
        ending = scope.claim(_WRAPPERS.get(go.family, "Other"))
        receiver = Code(package.scope.claim(union + ending))
        embedded = go.family in _EMBEDDED
        declared = Code(f"type {receiver} " + (f"struct{{ {go.code} }}" if embedded else go.code))
    cases = Code(", ".join(text_literal(value) for value in values))
    shape = _shape(package, option, go)
    return VariantView(
        receiver, declared, new, read, encode, cases, shape, index, _nothing(receiver, union)
    )


def _nothing(receiver: str, union: str) -> Code:
    """Print an empty body, on one line unless the head of the method is too long for gofmt."""
    return Code("{}" if len(f"func ({receiver}) is{union}()") < 99 else "{\n}")


def _is_enum(package: Package, option: Type) -> bool:
    return isinstance(option, Ref) and isinstance(package.api.by_name[option.name], Enum)


def _shape(package: Package, option: Type, go: GoType) -> Code:
    """Print a literal that tells values of an option from others."""
    parts = [f"first: {_STARTS.get(go.family, 'startsText')}"]
    if go.family == "model":
        model = package.api.by_name[go.model]
        if isinstance(model, Model):
            parts += _model_shape(package, model)
    elif go.family in ("list", "map", "integer") or isinstance(option, Const):
        parts.append(f"accepts: reads[{go.code}]")
    return Code("{" + ", ".join(parts) + "}")


def _model_shape(package: Package, model: Model) -> Iterable[str]:
    required = [one.name for one in model.fields if one.required]
    if required:
        yield f"required: {_texts(required)}"
    if model.fields:
        yield f"known: {_texts([one.name for one in model.fields])}"
    tags = [(one.name, found) for one in model.fields if (found := _only(package, one))]
    if tags:
        items = [f"{{{text_literal(name)}, {_strings(found)}}}" for name, found in tags]
        yield f"only: []tag{{{', '.join(items)}}}"


def _only(package: Package, field: Field) -> list[Code]:
    """Return the JSON of the values that a field may have, where they are one or two."""
    type_: Type = field.type
    for _ in range(8):
        match type_:
            case Const(value=value):
                return [json_literal(value)]
            case Ref():
                match package.api.by_name[type_.name]:
                    case Enum() as enum if len(enum.members) == 1:
                        return [json_literal(member.value) for member in enum.members]
                    case Alias() as alias:
                        type_ = alias.type
                    case _:
                        return []
            case _:
                return []
    return []


def _texts(names: Iterable[str]) -> str:
    return _strings([text_literal(name) for name in names])


def _strings(items: Iterable[Code]) -> str:
    return f"[]string{{{', '.join(items)}}}"
