"""How the pages of a list are walked, as an expression of the runtime."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from oacgen_ir.ir import (
    Array,
    Declaration,
    Kind,
    Model,
    Nullable,
    Operation,
    Pagination,
    Scalar,
    Type,
    resolved,
)
from oacgen_ts.media import is_json
from oacgen_ts.syntax import member, text_literal
from oacgen_ts.types import Types, Way
from oacgen_ts.wrapping import Arrow, Call, Expr, flat

_NUMBERS = (Kind.INTEGER, Kind.NUMBER)


@dataclass(frozen=True, slots=True)
class Pages:
    """`walk` is None for DRF's own pages; with `by_link`, the next page is a link."""

    walk: Call | None
    by_link: bool


def pages_of(operation: Operation, types: Types) -> Pages | None:
    """Say how an operation's pages are walked, if the runtime can."""
    pagination = operation.pagination
    answer = _answer(operation)
    if pagination is None or answer is None:
        return None
    declarations = types.declarations
    if _is_drf(pagination, answer, declarations):
        return Pages(None, by_link=True)
    items = _items(pagination, answer, types)
    if pagination.next and pagination.next_is == "url":
        following = Arrow("page", _access("page", pagination.next, answer, declarations))
        return Pages(Call(_runtime("linked", types), items, following), by_link=True)
    parameter = text_literal(pagination.page_parameter)
    if pagination.next:
        if not _fits(operation, pagination, answer, declarations):
            return None
        following = Arrow("page", _access("page", pagination.next, answer, declarations))
        walk = Call(_runtime("marked", types), parameter, items, following)
        return Pages(walk, by_link=False)
    if not _counts(operation, pagination, declarations):
        return None
    by = '"items"' if pagination.style == "offset" else '"pages"'
    start = f"params{member(pagination.page_parameter, optional=True)}"
    if pagination.style == "page" and pagination.first != 1:
        start = f"{start} ?? {pagination.first}"
    walk = Call(_runtime("counted", types), parameter, by, items, start)
    return Pages(walk, by_link=False)


def _runtime(name: str, types: Types) -> str:
    return types.imports.value(f"{types.runtime}/pagination", name)


def _answer(operation: Operation) -> Type | None:
    good = [one for one in operation.responses if one.ok]
    if len(good) != 1:
        return None
    return next((media.type for media in good[0].content if is_json(media)), None)


def _is_drf(pagination: Pagination, answer: Type, declarations: Mapping[str, Declaration]) -> bool:
    if (pagination.items, pagination.next, pagination.next_is) != (("results",), ("next",), "url"):
        return False
    model = resolved(declarations, answer)
    if not isinstance(model, Model) or isinstance(answer, Nullable):
        return False
    fields = {field.name: field for field in model.fields}
    return fields["results"].required and isinstance(fields["results"].type, Array)


def _items(pagination: Pagination, answer: Type, types: Types) -> Expr:
    page = f"page: {flat(types.write(answer, Way.RECEIVED))}"
    if not pagination.items:
        return Arrow(page, "page ?? []" if isinstance(answer, Nullable) else "page")
    path, sure = _path("page", pagination.items, answer, types.declarations)
    return Arrow(page, path if sure else f"{path} ?? []")


def _access(
    start: str, names: Sequence[str], type_: Type, declarations: Mapping[str, Declaration]
) -> str:
    return _path(start, names, type_, declarations)[0]


def _path(
    start: str, names: Sequence[str], type_: Type, declarations: Mapping[str, Declaration]
) -> tuple[str, bool]:
    """Write the way to a field, and tell whether it is always there."""
    out, sure = start, not isinstance(type_, Nullable)
    for name in names:
        model = resolved(declarations, type_)
        out += member(name, optional=not sure)
        field = (
            next((f for f in model.fields if f.name == name), None)
            if isinstance(model, Model)
            else None
        )
        if field is None:
            return out, False
        type_ = field.type
        sure = sure and field.required and not isinstance(type_, Nullable)
    return out, sure


def _fits(
    operation: Operation,
    pagination: Pagination,
    answer: Type,
    declarations: Mapping[str, Declaration],
) -> bool:
    """Whether the mark of the next page may be the value of the parameter."""
    mark: Type | None = answer
    for name in pagination.next:
        model = resolved(declarations, mark) if mark is not None else None
        fields = model.fields if isinstance(model, Model) else ()
        mark = next((f.type for f in fields if f.name == name), None)
    parameter = _parameter(operation, pagination)
    if mark is None or parameter is None:
        return False
    return _group(mark, declarations) == _group(parameter, declarations) != ""


def _group(type_: Type, declarations: Mapping[str, Declaration]) -> str:
    scalar = resolved(declarations, type_)
    if not isinstance(scalar, Scalar) or scalar.kind is Kind.BOOLEAN:
        return ""
    return "number" if scalar.kind in _NUMBERS else "text"


def _parameter(operation: Operation, pagination: Pagination) -> Type | None:
    name = pagination.page_parameter
    query = (one for one in operation.parameters if one.location == "query")
    return next((one.type for one in query if one.name == name), None)


def _counts(
    operation: Operation, pagination: Pagination, declarations: Mapping[str, Declaration]
) -> bool:
    parameter = _parameter(operation, pagination)
    if parameter is None or isinstance(parameter, Nullable):
        return False
    scalar = resolved(declarations, parameter)
    return isinstance(scalar, Scalar) and scalar.kind in _NUMBERS
