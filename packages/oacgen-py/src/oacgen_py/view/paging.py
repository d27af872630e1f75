"""How all items of a list are walked: the arguments of the runtime's `pages`."""

from __future__ import annotations

from collections.abc import Iterator

from oacgen_ir.code import Code
from oacgen_ir.ir import Alias, Array, Model, Nullable, Operation, Pagination, Ref, Type
from oacgen_py.bodies import received
from oacgen_py.place import Place
from oacgen_py.syntax import text_literal
from oacgen_py.types import answer, value
from oacgen_py.wrapping import Expr, call, keyword


def pages_call(operation: Operation, pagination: Pagination, method: str, place: Place) -> Expr:
    """Build `pages(...)` for an operation that is paged."""
    (type_,) = received(operation).types
    if type_ is None:
        raise ValueError(f"{operation.id} has no pages")
    arguments = _arguments(type_, pagination, place)
    return call(place.of_runtime("resource", "pages"), Code(method), *arguments)


def _arguments(type_: Type, pagination: Pagination, place: Place) -> Iterator[Expr]:
    by = keyword("style", text_literal(pagination.style))
    parameter = keyword("parameter", text_literal(pagination.page_parameter))
    start = [keyword("start", Code(str(pagination.first)))] if pagination.first != 1 else []
    if not pagination.items:
        yield from (by, parameter, *start)
        return
    if _is_drf(type_, pagination, place):
        return
    yield keyword("item", value(answer(pagination.item, place), [pagination.item], place))
    yield keyword("items", _path(type_, pagination.items, place))
    if pagination.next:
        yield keyword("next", _path(type_, pagination.next, place))
    if pagination.count:
        yield keyword("count", _path(type_, pagination.count, place))
    yield by
    if pagination.page_parameter:
        yield from (parameter, *start)


def _is_drf(type_: Type, pagination: Pagination, place: Place) -> bool:
    """Whether an answer has `results` and `next` as Django REST framework writes them."""
    model = _model(type_, place)
    if model is None or model.sent or pagination.next_is != "url":
        return False
    if (pagination.items, pagination.next) != (("results",), ("next",)):
        return False
    fields = {one.name: one for one in model.fields}
    return isinstance(fields["results"].type, Array) and fields["results"].required


def _path(type_: Type, names: tuple[str, ...], place: Place) -> Expr:
    """Write a path of attributes, in Python's names for them."""
    attributes = []
    for name in names:
        model = _model(type_, place)
        if model is None:
            attributes.append(name)
            continue
        attributes.append(place.names.fields[model.name].get(name, name))
        type_ = next((one.type for one in model.fields if one.name == name), type_)
    listed = ", ".join([text_literal(attribute) for attribute in attributes])
    return Code(f"({listed},)" if len(attributes) == 1 else f"({listed})")


def _model(type_: Type, place: Place) -> Model | None:
    for _ in range(8):
        match type_:
            case Nullable():
                type_ = type_.inner
            case Ref():
                found = place.declarations[type_.name]
                if isinstance(found, Model):
                    return found
                if not isinstance(found, Alias):
                    return None
                type_ = found.type
            case _:
                return None
    return None
