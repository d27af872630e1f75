"""Values that a type allows, as they stand in JSON."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from math import ceil, floor

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from pydantic import JsonValue

from oacgen_ir.ir import (
    Alias,
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
    declared_types,
    inner_types,
)
from oacgen_py.runtime.encoding import duration_text

DEEPEST = 4
"""How far optional parts are filled in; below, they are absent, null or empty."""

ANYTHING: SearchStrategy[JsonValue] = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-9, 9), st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=2), st.dictionaries(st.text(max_size=3), inner, max_size=2)
    ),
    max_leaves=4,
)


class Values:
    """Makes values of the types of one API."""

    def __init__(self, declarations: Mapping[str, Declaration]) -> None:
        self._declarations = declarations
        self._kinds: dict[tuple[str, str], list[str]] = {}
        for one in declarations.values():
            if isinstance(one, Alias):
                for type_ in inner_types(one.type):
                    if isinstance(type_, Union) and type_.discriminator is not None:
                        for kind, name in type_.discriminator.mapping:
                            key = name, type_.discriminator.property
                            self._kinds.setdefault(key, []).append(kind)

    def has_file(self, model: Model) -> bool:
        """Whether there is a file in it, or in what it refers to."""
        queue: list[Declaration] = [model]
        seen = {model.name}
        for one in queue:
            inner = [type_ for outer in declared_types(one) for type_ in inner_types(outer)]
            if any(isinstance(type_, Scalar) and type_.kind is Kind.BINARY for type_ in inner):
                return True
            new = {type_.name for type_ in inner if isinstance(type_, Ref)} - seen
            seen |= new
            queue += [self._declarations[name] for name in new]
        return False

    def of_model(self, model: Model, depth: int = 0) -> SearchStrategy[JsonValue]:
        """Objects of a model, with more or less of what it may have.

        There is none of a model that always needs another of itself.
        """
        if depth > 3 * DEEPEST:
            return st.nothing()
        fields = {one.name: self._field(model, one, depth) for one in model.fields}
        required = {one.name: fields[one.name] for one in model.fields if one.required}
        optional = {} if depth > DEEPEST else {n: s for n, s in fields.items() if n not in required}
        found = st.fixed_dictionaries(required, optional=optional)
        if model.extra is None or depth > DEEPEST:
            return found
        extra = st.dictionaries(st.sampled_from(["x1", "x 2"]), self.of(model.extra, depth + 1))
        return st.tuples(extra, found).map(lambda both: {**both[0], **both[1]})

    def _field(self, model: Model, field: Field, depth: int) -> SearchStrategy[JsonValue]:
        if kinds := self._kinds.get((model.name, field.name)):
            return st.sampled_from(kinds)
        return st.deferred(lambda: self.of(field.type, depth + 1))

    def of(self, type_: Type, depth: int = 0) -> SearchStrategy[JsonValue]:
        """Values of a type."""
        match type_:
            case Scalar():
                return st.just("") if type_.blank and depth > DEEPEST else scalar(type_)
            case Const():
                return st.just(type_.value)
            case Array():
                return self._array(type_, depth)
            case Map():
                if depth > DEEPEST:
                    return st.just({})
                return st.dictionaries(
                    st.text(max_size=3), self.of(type_.values, depth + 1), max_size=2
                )
            case Union():
                return self._union(type_, depth)
            case Nullable():
                if depth > DEEPEST:
                    return st.none()
                return st.none() | self.of(type_.inner, depth)
            case Ref():
                return self._ref(type_, depth)
            case Anything():
                return st.none() if depth > DEEPEST else ANYTHING

    def _ref(self, ref: Ref, depth: int) -> SearchStrategy[JsonValue]:
        match self._declarations[ref.name]:
            case Model() as model:
                return st.deferred(lambda: self.of_model(model, depth + 1))
            case Enum() as enum:
                return st.sampled_from([member.value for member in enum.members])
            case Alias() as alias:
                return st.deferred(lambda: self.of(alias.type, depth + 1))

    def _array(self, array: Array, depth: int) -> SearchStrategy[JsonValue]:
        low = array.min_items or 0
        high = max(low, min(3, 3 if array.max_items is None else array.max_items))
        if array.prefix:
            return st.tuples(*(self.of(one, depth + 1) for one in array.prefix)).map(list)
        if depth > DEEPEST and low == 0:
            return st.just([])
        return st.lists(self.of(array.items, depth + 1), min_size=low, max_size=high)

    def _union(self, union: Union, depth: int) -> SearchStrategy[JsonValue]:
        by = union.discriminator
        if by is None:
            return st.one_of([self.of(option, depth) for option in union.options])
        return st.one_of(
            [
                self._ref(Ref(name=name), depth).map(lambda found, kind=kind: told(found, by, kind))
                for kind, name in by.mapping
            ]
        )


def told(found: JsonValue, by: Discriminator, kind: str) -> JsonValue:
    """Write down which variant it is."""
    return {**found, by.property: kind} if isinstance(found, dict) else found


def scalar(type_: Scalar) -> SearchStrategy[JsonValue]:
    """Values of one kind within its limits."""
    found = _within(type_.kind, type_.limits)
    return found | st.just("") if type_.blank else found


def _within(kind: Kind, limits: Limits) -> SearchStrategy[JsonValue]:
    match kind:
        case Kind.STRING | Kind.EMAIL | Kind.URI | Kind.BASE64 | Kind.BINARY:
            if limits.pattern is not None:
                pattern = limits.pattern.replace("$", r"\Z")  # to Python, `$` may precede a newline
                return st.from_regex(pattern)
            low = limits.min_length or 0
            high = low + 4 if limits.max_length is None else limits.max_length
            return st.text("ab1-é", min_size=low, max_size=max(low, high))
        case Kind.INTEGER:
            low, high = _bounds(limits)
            return st.integers(ceil(low), max(ceil(low), floor(high)))
        case Kind.NUMBER:
            return st.floats(*_bounds(limits), allow_nan=False)
        case Kind.BOOLEAN:
            return st.booleans()
        case Kind.DECIMAL:
            return st.decimals(-99, 99, places=2).map(str)
        case Kind.DATE:
            return st.dates().map(dt.date.isoformat)
        case Kind.DATETIME:
            zones = st.sampled_from([None, dt.UTC, dt.timezone(dt.timedelta(hours=-3))])
            return st.datetimes(timezones=zones).map(dt.datetime.isoformat)
        case Kind.TIME:
            return st.times().map(dt.time.isoformat)
        case Kind.DURATION:
            days = dt.timedelta(days=999)
            return st.timedeltas(-days, days).map(duration_text)
        case Kind.UUID:
            return st.uuids().map(str)


def _bounds(limits: Limits) -> tuple[float, float]:
    low = limits.minimum if limits.minimum is not None else -100
    high = limits.maximum if limits.maximum is not None else max(100, low)
    if limits.exclusive_minimum is not None:
        low = max(low, limits.exclusive_minimum + 1)
    if limits.exclusive_maximum is not None:
        high = min(high, limits.exclusive_maximum - 1)
    return low, max(low, high)
