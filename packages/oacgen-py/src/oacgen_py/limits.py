"""What the document says about values, as arguments of pydantic's `Field`, where it can be kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import isfinite

from pydantic_core import SchemaError, SchemaValidator, core_schema

from oacgen_ir.code import Code
from oacgen_ir.diagnostics import Report
from oacgen_ir.ir import Array, Kind, Limits, Scalar
from oacgen_py.syntax import pattern_literal

_TEXTS = frozenset({Kind.STRING, Kind.EMAIL, Kind.URI})
_NUMBERS = frozenset({Kind.INTEGER, Kind.NUMBER, Kind.DECIMAL})

Argument = tuple[str, Code]


@dataclass(frozen=True, slots=True)
class Checks:
    """Where the limits stand, and who is told of one that cannot be kept."""

    report: Report
    at: str


def scalar_limits(scalar: Scalar, checks: Checks) -> tuple[Argument, ...]:
    """Return the limits of one value. Of a text that may be blank, none forbids that."""
    if scalar.kind in _TEXTS:
        return tuple(_of_text(scalar, checks))
    if scalar.kind in _NUMBERS:
        return tuple(_of_number(scalar.kind, scalar.limits))
    return ()


def array_limits(array: Array) -> tuple[Argument, ...]:
    """Return how long an array may be."""
    return tuple(_length(array.min_items, array.max_items))


def _of_text(scalar: Scalar, checks: Checks) -> Iterator[Argument]:
    limits = scalar.limits
    yield from _length(None if scalar.blank else limits.min_length, limits.max_length)
    if limits.pattern is None or scalar.blank:
        return
    if is_usable(limits.pattern):
        yield "pattern", pattern_literal(limits.pattern)
    else:
        checks.report.add(
            "py-pattern",
            f"the pattern {limits.pattern!r} is not checked: Python's clients cannot read it",
            at=checks.at,
        )


def _length(least: int | None, most: int | None) -> Iterator[Argument]:
    if least is not None and least > 0:
        yield "min_length", Code(repr(least))
    if most is not None and most >= 0:
        yield "max_length", Code(repr(most))


def _of_number(kind: Kind, limits: Limits) -> Iterator[Argument]:
    bounds = {
        "ge": limits.minimum,
        "gt": limits.exclusive_minimum,
        "le": limits.maximum,
        "lt": limits.exclusive_maximum,
    }
    if kind is Kind.INTEGER:
        bounds["multiple_of"] = limits.multiple_of
    for name, bound in bounds.items():
        if bound is not None and (code := _number(kind, bound)):
            yield name, code


def _number(kind: Kind, bound: int | float) -> Code | None:
    """Print a bound, unless it is one that the type has no use for."""
    if isinstance(bound, float):
        if not isfinite(bound):
            return None
        if bound.is_integer():
            return Code(repr(int(bound)))
        if kind is Kind.INTEGER:
            return None
    return Code(repr(bound))


@lru_cache(1 << 12)
def is_usable(pattern: str) -> bool:
    """Whether pydantic can compile a pattern; it has no look-around, for instance."""
    try:
        SchemaValidator(core_schema.str_schema(pattern=pattern))
    except SchemaError:
        return False
    return True
