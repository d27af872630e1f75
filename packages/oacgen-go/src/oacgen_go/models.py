"""Models, enums, aliases and unions as Go source, ready to be printed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from oacgen_go.codecs import (
    decode_call,
    decoder,
    encode_optional,
    encode_required,
    encoder,
)
from oacgen_go.fields import DEPRECATED, FieldView, field_views, struct_body
from oacgen_go.forms import form_kinds, form_lines, form_parts
from oacgen_go.package import Package
from oacgen_go.syntax import doc, is_taggable, literal, text_literal
from oacgen_go.types import GoType
from oacgen_ir.code import Code
from oacgen_ir.ir import Alias, Const, Model, Part, Ref, Type, Union


@dataclass(frozen=True, slots=True)
class ModelView:
    """A struct. The blocks of code are indented and end in a line break, or are empty."""

    name: Code
    doc: Code
    fields: Code
    is_form: bool
    form: Code
    decodes: Code
    otherwise: Code
    encodes: Code
    fills: Code
    extra: Code
    received: bool
    reads: bool
    sent: bool
    writes: bool
    methods: Code
    known: Code


@dataclass(frozen=True, slots=True)
class AliasView:
    """Another name for a type."""

    name: Code
    doc: Code
    target: Code


def model_views(package: Package) -> list[ModelView]:
    """Return the structs of a package in the order of the document."""
    forms = form_parts(package)
    return [
        _model(package, one, forms.get(one.name))
        for one in package.api.declarations
        if isinstance(one, Model)
    ]


def alias_views(package: Package) -> list[AliasView]:
    """Return the aliases that are no unions."""
    return [
        AliasView(
            Code(package.declared[one.name]),
            _declared_doc(package.declared[one.name], one),
            _target(package, one),
        )
        for one in package.api.declarations
        if isinstance(one, Alias) and not _is_union(package, one)
    ]


def _is_union(package: Package, alias: Alias) -> bool:
    name = package.declared[alias.name]
    return isinstance(alias.type, Union) and package.types.unions.get(alias.type) == name


def _target(package: Package, alias: Alias) -> Code:
    if alias.name in package.types.recursive:
        message = f"{alias.name!r} holds itself; it is any JSON"
        package.report.add("go-recursive", message, at=alias.origin)
        return Code("json.RawMessage")
    return package.types.resolve(alias.type).go.code


def _declared_doc(name: str, one: Alias | Model) -> Code:
    said = one.description.strip()
    return doc(f"{name}: {said}" if said else "", DEPRECATED if one.deprecated else "")


# --- Models --------------------------------------------------------------------------------------


def _model(package: Package, model: Model, parts: dict[str, Part] | None) -> ModelView:
    name = package.declared[model.name]
    fields = field_views(package, model)
    codecs = package.codecs
    extra = package.types.element(model.extra) if model.extra is not None else None
    odd = extra is not None or not all(is_taggable(one.field.name) for one in fields)
    fills = _block(filter(None, (_fill(package, one) for one in fields)) if model.sent else ())
    return ModelView(
        name=Code(name),
        doc=_declared_doc(name, model),
        fields=struct_body(package, model, fields),
        is_form=parts is not None,
        form=_form(package, fields, parts) if parts is not None else Code(""),
        decodes=_decodes(fields) if codecs and model.received else Code(""),
        otherwise=_otherwise(extra) if codecs and model.received else Code(""),
        encodes=_encodes(package, fields, extra) if codecs and model.sent else Code(""),
        fills=fills,
        extra=extra.code if extra is not None else Code(""),
        received=model.received,
        reads=odd,
        sent=model.sent,
        writes=odd or bool(fills),
        methods=Code("") if codecs or not (fills or extra) else Code(f"{fills}json.Marshal"),
        known=Code(", ".join(text_literal(one.field.name) for one in fields)),
    )


def _form(package: Package, fields: Sequence[FieldView], parts: Mapping[str, Part]) -> Code:
    kinds = form_kinds(package, fields, parts)
    lines = [line for one in fields for line in form_lines(one, parts.get(one.field.name))]
    return _block([kinds, *lines] if kinds else lines)


def _block(lines: Iterable[str], indent: str = "\t") -> Code:
    return Code("".join([f"{indent}{line}\n" for line in lines]))


def _decodes(fields: Sequence[FieldView]) -> Code:
    lines = []
    for one in fields:
        lines.append(f"\t\tcase {text_literal(one.field.name)}:\n")
        lines.append(f"\t\t\t{decode_call(one.go, one.place)}\n")
    return Code("".join(lines))


def _otherwise(extra: GoType | None) -> Code:
    if extra is None:
        return Code("d.skip()")
    return Code(f"decodeEntry(&m.Extra, d, {decoder(extra)})")


def _encodes(package: Package, fields: Sequence[FieldView], extra: GoType | None) -> Code:
    lines = [_encode(package, one) for one in fields]
    if extra is not None:
        lines.append(Code(f"encodeEntries(&m.Extra, e, {encoder(extra)})"))
    return _block(lines)


def _encode(package: Package, one: FieldView) -> Code:
    if one.omit:
        return encode_optional(one.go, one.field.name, one.place)
    return encode_required(one.go, one.field.name, one.place, _constant(package, one))


def _constant(package: Package, one: FieldView) -> str:
    """Return the expression that puts a constant where a required field was not set."""
    type_: Type = one.field.type
    while isinstance(type_, Ref):
        target = package.api.by_name[type_.name]
        if not isinstance(target, Alias):
            return ""
        type_ = target.type
    if not isinstance(type_, Const) or one.go.family not in ("text", "integer", "boolean"):
        return ""
    return f"cmp.Or({one.place}, {literal(type_.value)})" if type_.value else ""


def _fill(package: Package, one: FieldView) -> str:
    """Return the statement that makes a required field what JSON must have."""
    if one.omit:
        return ""
    if one.go.family == "list":
        return f"orEmpty(&{one.place})"
    if one.go.family == "map":
        return f"orEmptyMap(&{one.place})"
    constant = _constant(package, one)
    return f"{one.place} = {constant}" if constant else ""
