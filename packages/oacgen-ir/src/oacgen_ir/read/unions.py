"""Options of `oneOf`, `anyOf` and type lists, folded to the smallest type that says the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeGuard

from oacgen_ir.ir import Anything, Const, Discriminator, Kind, Nullable, Scalar, Type, Union

_BLANK = Const(value="")
_NULL = Const(value=None)
_NEVER_BLANK = {Kind.INTEGER, Kind.NUMBER, Kind.BOOLEAN, Kind.BINARY}


def nullable(type_: Type) -> Type:
    """Allow null beside `type_`."""
    match type_:
        case Nullable() | Anything() | Const(value=None):
            return type_
        case _:
            return Nullable(inner=type_)


def union(types: Iterable[Type], discriminator: Discriminator | None = None) -> Type:
    """Join types: null, blank text, doubles and nested unions are folded away."""
    options: list[Type] = []
    null = False
    for type_ in types:
        for option in _flat(type_):
            match option:
                case Nullable() | Const(value=None):
                    null = True
                case Anything():
                    return option  # it holds all the others, null included
                case _ if option not in options:
                    options.append(option)
    options = _fold_numbers(_fold_blank(options))
    if not options:
        return _NULL if null else Anything()
    joined = (
        options[0]
        if len(options) == 1
        else Union(options=tuple(options), discriminator=discriminator)
    )
    return nullable(joined) if null else joined


def _flat(type_: Type) -> Iterable[Type]:
    match type_:
        case Nullable():
            yield _NULL
            yield from _flat(type_.inner)
        case Union():
            yield from type_.options
        case Scalar(kind=Kind.STRING) if type_.limits.max_length == 0:
            yield _BLANK
        case _:
            yield type_


def _fold_blank(options: list[Type]) -> list[Type]:
    """Fold `email or ''`, as DRF writes a field that may be blank, to one scalar."""
    if _BLANK not in options or not any(map(_is_text, options)):
        return options
    return [replace(o, blank=True) if _is_text(o) else o for o in options if o != _BLANK]


def _is_text(type_: Type) -> TypeGuard[Scalar]:
    return isinstance(type_, Scalar) and type_.kind not in _NEVER_BLANK


def _fold_numbers(options: list[Type]) -> list[Type]:
    """An integer is a number."""
    if not any(isinstance(o, Scalar) and o.kind is Kind.NUMBER for o in options):
        return options
    return [o for o in options if not (isinstance(o, Scalar) and o.kind is Kind.INTEGER)]
