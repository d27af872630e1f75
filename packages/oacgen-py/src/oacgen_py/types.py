"""How a type is written: in models and answers, which pydantic reads, and in parameters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, TypeAlias

from oacgen_ir.code import Code
from oacgen_ir.ir import (
    Anything,
    Array,
    Const,
    Enum,
    Kind,
    Map,
    Model,
    Nullable,
    Ref,
    Scalar,
    Type,
    Union,
    resolved,
)
from oacgen_py.circles import is_circular
from oacgen_py.limits import Argument, Checks, array_limits, scalar_limits
from oacgen_py.naming import is_literal
from oacgen_py.place import Place
from oacgen_py.syntax import literal, text_literal
from oacgen_py.wrapping import Either, Expr, call, either, keyword, one_line, subscript

NONE: Final = Code("None")
BLANK: Final = Code('""')

Option: TypeAlias = tuple[Expr, tuple[Argument, ...]]
"""One side of a union, and the arguments of the `Field` that checks it."""

_BUILTINS: Final[Mapping[Kind, str]] = {
    Kind.STRING: "str",
    Kind.INTEGER: "int",
    Kind.NUMBER: "float",
    Kind.BOOLEAN: "bool",
    Kind.EMAIL: "str",
    Kind.URI: "str",
    Kind.BASE64: "str",
}
_NO_TEXTS: Final = {Kind.INTEGER, Kind.NUMBER, Kind.BOOLEAN}
_DATES: Final[Mapping[Kind, str]] = {
    Kind.DATE: "date",
    Kind.DATETIME: "datetime",
    Kind.TIME: "time",
}


# --- What pydantic reads -------------------------------------------------------------------------


def answer(type_: Type, at: Place) -> Expr:
    """Write the type of what a server answers."""
    return field_type(type_, at, checks=None)


def field_type(
    type_: Type,
    at: Place,
    *,
    checks: Checks | None,
    beside: Iterable[Code] = (),
    alias: str = "",
    is_sent: bool = False,
    marks: Iterable[Expr] = (),
) -> Expr:
    """Write the type of a field, with `beside` as further options.

    With `checks`, what the document says about values is checked. `marks` are what else
    pydantic is told of the field.
    """
    options = _options(type_, at, checks, is_sent)
    known = [expr for expr, _ in options]
    options += [(extra, ()) for extra in beside if extra not in known]
    named: tuple[Argument, ...] = (("alias", text_literal(alias)),) if alias else ()
    if len(options) == 1:
        expr, limits = options[0]
        return _annotated(expr, at, (*named, *limits), marks)
    joined = either([_annotated(expr, at, limits) for expr, limits in options])
    is_open = (at.of_runtime("model", "OPEN"),) if _is_open(type_, at) else ()
    return _annotated(joined, at, named, (*is_open, *marks))


def _annotated(
    expr: Expr, at: Place, arguments: tuple[Argument, ...], marks: Iterable[Expr] = ()
) -> Expr:
    metadata = [*marks]
    if arguments:
        given = [keyword(name, value) for name, value in arguments]
        metadata.append(call(at.pydantic("Field"), *given))
    return subscript(at.typing("Annotated"), expr, *metadata) if metadata else expr


def _is_open(type_: Type, at: Place) -> bool:
    """Whether a union has an enum, beside which stands the text that it does not know."""
    match type_:
        case Nullable():
            return _is_open(type_.inner, at)
        case Union():
            return any(_is_open(option, at) for option in type_.options)
        case Ref():
            return at.enum(type_.name) is not None
        case Scalar() | Const() | Array() | Map() | Anything():
            return False


def _options(type_: Type, at: Place, checks: Checks | None, is_sent: bool) -> list[Option]:
    match type_:
        case Scalar():
            return _scalar(type_, at, checks, is_sent)
        case Const():
            return [(constant_type(type_, at), ())]
        case Array():
            return [(_array(type_, at, checks, is_sent), array_limits(type_) if checks else ())]
        case Map():
            values = field_type(type_.values, at, checks=checks, is_sent=is_sent)
            return [(subscript(at.builtin("dict"), at.builtin("str"), values), ())]
        case Union(discriminator=None):
            return _union(type_, at, checks, is_sent)
        case Union():
            return [(variants(type_, at, is_sent=is_sent), ())]
        case Nullable():
            return [*_options(type_.inner, at, checks, is_sent), (NONE, ())]
        case Ref():
            return _ref(type_, at, checks)
        case Anything():
            return [(at.pydantic("JsonValue"), ())]


def _scalar(scalar: Scalar, at: Place, checks: Checks | None, is_sent: bool) -> list[Option]:
    limits = scalar_limits(scalar, checks) if checks else ()
    if scalar.kind is Kind.BINARY and is_sent:
        sent: list[Option] = [(at.of_runtime("files", "File"), ())]
        return sent if checks else [*sent, (at.builtin("str"), ())]
    expr = (
        at.of_runtime("model", "Duration") if scalar.kind is Kind.DURATION else _plain(scalar, at)
    )
    blank = scalar.blank and _BUILTINS.get(scalar.kind) != "str"
    options: list[Option] = [(expr, limits)]
    if blank:
        options.append((subscript(at.typing("Literal"), BLANK), ()))
    return options


def _plain(scalar: Scalar, at: Place) -> Code:
    kind = scalar.kind
    if (name := _BUILTINS.get(kind)) is not None:
        return at.builtin(name)
    if (name := _DATES.get(kind)) is not None:
        return at.dated(name)
    match kind:
        case Kind.DURATION:
            return at.dated("timedelta")
        case Kind.DECIMAL:
            return at.imports.name("decimal", "Decimal")
        case Kind.UUID:
            return at.imports.name("uuid", "UUID")
        case _:
            return at.builtin("str")  # a file inside JSON is its URL


def constant_type(constant: Const, at: Place) -> Expr:
    """Write the type of exactly one value; a float has none of its own, nor has a huge integer."""
    match constant.value:
        case None:
            return NONE
        case float():
            return at.builtin("float")
        case int() if abs(constant.value) >= 1 << 63:
            return at.builtin("int")
        case value:
            return subscript(at.typing("Literal"), literal(value))


def _array(array: Array, at: Place, checks: Checks | None, is_sent: bool) -> Expr:
    def inner(type_: Type) -> Expr:
        return field_type(type_, at, checks=checks, is_sent=is_sent)

    if not array.prefix:
        return subscript(at.builtin("list"), inner(array.items))
    first = [inner(type_) for type_ in array.prefix]
    if array.min_items == array.max_items == len(array.prefix):
        return subscript(at.builtin("tuple"), *first)
    return subscript(at.builtin("list"), either([*first, inner(array.items)]))


def _union(union: Union, at: Place, checks: Checks | None, is_sent: bool) -> list[Option]:
    """Join all options; plain text, which takes in many others, comes last.

    But where the first that fits is taken, numbers come after it: "7" would be read as one.
    """
    options = [option for one in union.options for option in _options(one, at, checks, is_sent)]
    text = at.builtin("str")
    if not checks and _lists_texts(union):
        options.append((text, ()))
    last = [text]
    if _is_open(union, at):
        last += [at.builtin(name) for name in ("int", "float", "bool")]
    options.sort(key=lambda option: last.index(option[0]) if option[0] in last else -1)
    if not checks and sum(_is_model(one, at) for one in union.options) > 1:
        options.append((at.of_runtime("model", "UnknownVariant"), ()))
    return options


def _lists_texts(union: Union) -> bool:
    """Whether it lists texts as an enum would, and nothing else in it is read from texts."""
    scalars = {option.kind for option in union.options if isinstance(option, Scalar)}
    constants = [option.value for option in union.options if isinstance(option, Const)]
    return scalars <= _NO_TEXTS and any(isinstance(value, str) and value for value in constants)


def _is_model(type_: Type, at: Place) -> bool:
    return isinstance(type_, Ref) and isinstance(at.declarations[type_.name], Model)


def _ref(ref: Ref, at: Place, checks: Checks | None) -> list[Option]:
    if resolved(at.declarations, ref) == Const(value=None):
        return [(NONE, ())]  # its alias beside another null would be `None | None`, which fails
    name = at.declared(ref.name)
    found = at.declarations[ref.name]
    if not isinstance(found, Enum):
        return [(name, ())]
    if is_literal(found):
        return [(name, ())] if checks else [(name, ()), (at.builtin("str"), ())]
    return [(name, ()), (at.builtin(_BUILTINS[found.kind]), ())]


def variants(union: Union, at: Place, *, is_sent: bool) -> Expr:
    """Write a union whose options a property tells apart."""
    by = union.discriminator
    if by is None:
        raise ValueError("this union has no discriminator")
    tag = at.pydantic("Tag")
    pairs: list[tuple[Expr, Code]] = [
        (at.declared(name), text_literal(value)) for value, name in by.mapping
    ]
    pairs.append((at.of_runtime("model", "UnknownVariant"), at.of_runtime("model", "UNKNOWN")))
    options = [subscript(at.typing("Annotated"), expr, call(tag, value)) for expr, value in pairs]
    attribute = _attribute(by.mapping[0][1], by.property, at)
    arguments: list[Expr] = [text_literal(by.property)]
    arguments += [text_literal(value) for value, _ in by.mapping]
    if attribute != by.property:
        arguments.append(keyword("attribute", text_literal(attribute)))
    choose = call(at.of_runtime("model", "variant_by"), *arguments)
    return subscript(at.typing("Annotated"), either(options), choose)


def _attribute(model: str, property_: str, at: Place) -> str:
    return at.names.fields.get(model, {}).get(property_, property_)


def value(expr: Expr, types: Iterable[Type | None], at: Place) -> Expr:
    """Write the type of an answer of `types` where a value is expected.

    There, pyright takes no union with None that has an `Annotated`, or an alias that leads back
    to itself. In brackets it does; a `Field` without arguments changes nothing.
    """
    if not isinstance(expr, Either) or NONE not in expr.options:
        return expr
    heads = [one_line(option).partition("[")[0] for option in expr.options]
    if any(head.endswith("Annotated") for head in heads) or any(
        is_circular(one, at.declarations) for one in types if one
    ):
        return subscript(at.typing("Annotated"), expr, call(at.pydantic("Field")))
    return expr


# --- Parameters ----------------------------------------------------------------------------------


def argument(type_: Type, at: Place) -> Expr:
    """Write the type of a parameter, which takes any sequence and any mapping."""
    match type_:
        case Scalar(kind=Kind.BINARY):
            return either([at.of_runtime("files", "File"), at.builtin("bytes")])
        case Scalar():
            return _plain(type_, at)
        case Const():
            return constant_type(type_, at)
        case Array():
            items = [argument(one, at) for one in (*type_.prefix, type_.items)]
            return subscript(at.imports.name("collections.abc", "Sequence"), either(items))
        case Map():
            mapping = at.imports.name("collections.abc", "Mapping")
            return subscript(mapping, at.builtin("str"), argument(type_.values, at))
        case Union():
            return either([argument(option, at) for option in type_.options])
        case Nullable():
            return either([argument(type_.inner, at), NONE])
        case Ref():
            return either([expr for expr, _ in _argument_ref(type_, at)])
        case Anything():
            return at.pydantic("JsonValue")


def _argument_ref(ref: Ref, at: Place) -> list[Option]:
    if resolved(at.declarations, ref) == Const(value=None):
        return [(NONE, ())]
    found = at.enum(ref.name)
    name = at.declared(ref.name)
    if found is None:
        return [(name, ())]
    return [(name, ()), (at.builtin(_BUILTINS[found.kind]), ())]
