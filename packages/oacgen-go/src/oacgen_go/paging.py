"""Methods that walk all pages of a list."""

from __future__ import annotations

from collections.abc import Sequence

from oacgen_go.calls import Call, MethodView
from oacgen_go.codecs import reader
from oacgen_go.fields import field_views
from oacgen_go.package import Package
from oacgen_go.syntax import doc, text_literal
from oacgen_go.types import GoType
from oacgen_ir.code import Code
from oacgen_ir.ir import Model, Pagination


def walk_method(package: Package, call: Call) -> MethodView | None:
    """Return the method that iterates over the items of all pages, if the page is understood."""
    operation = call.operation
    pagination, found = operation.pagination, call.answer.type
    if pagination is None or found is None or call.answer.kind != "json":
        return None
    page = package.types.element(found)
    items = _at(package, page, pagination.items)
    if items is None or items[1].family != "list" or items[1].item is None:
        return None
    turn = _turn(package, pagination, page, items[0])
    if turn is None:
        return None
    item = items[1].item
    name = package.walks[operation.id]
    by_pointer = item.family in ("model", "union")
    yielded = f"*{item.code}" if by_pointer else item.code
    lines = [
        *call.lines,
        f"return pages(r, func(r *request, yield func({yielded}, error) bool) (bool, error) {{",
        f"\tpage, err := {_fetch(package, page)}",
        f"\treturn err == nil && {'each' if by_pointer else 'eachValue'}({items[0]}, yield)"
        f" && {turn}, err",
        "})",
    ]
    method = f"{package.services[operation.tag].type}.{package.methods[operation.id]}"
    first = f"{name} iterates over the items of [{method}], page after page."
    result = f"iter.Seq2[{yielded}, error]"
    return MethodView(
        name=Code(name),
        doc=doc(first),
        signature=Code(f"{name}({call.head}, options ...Option) {result}"),
        body=Code("".join([f"\t{line}\n" for line in lines])),
    )


def _fetch(package: Package, page: GoType) -> str:
    """Return the call that fetches a page."""
    if page.family in ("model", "union"):
        return f"fetch(ctx, s.core, r, options, new({page.code}))"
    return f"fetchValue(ctx, s.core, r, options, {reader(page, package.codecs)})"


def _turn(package: Package, pagination: Pagination, page: GoType, items: str) -> str | None:
    """Return the expression that asks for the next page, if there is one."""
    parameter = text_literal(pagination.page_parameter)
    if not pagination.next:
        if not pagination.page_parameter:
            return None
        if pagination.style == "offset":
            return f"r.countItems({parameter}, len({items}))"
        return f"r.countPages({parameter}, {pagination.first}, len({items}))"
    following = _at(package, page, pagination.next)
    text = _text(*following) if following is not None else None
    if text is None:
        return None
    return f"r.follow({text})" if pagination.next_is == "url" else f"r.resume({parameter}, {text})"


def _text(place: str, go: GoType) -> str | None:
    """Return a link or a mark as text; absent and null are empty."""
    match go.family:
        case "text":
            return place if go.code == "string" else f"string({place})"
        case "integer":
            return f"integer({place})"
        case "number":
            return f"number({place})"
        case _:
            return None


def _at(package: Package, page: GoType, path: Sequence[str]) -> tuple[str, GoType] | None:
    """Return the expression for what stands at a path of properties in a page, and its type."""
    place, go = "page", page
    for name in path:
        if go.family != "model":
            return None
        model = package.api.by_name[go.model]
        fields = field_views(package, model) if isinstance(model, Model) else []
        field = next((one for one in fields if one.field.name == name), None)
        if field is None:
            return None
        place, go = f"{place}.{field.name}", field.go
        if go.family == "opt" and go.item is not None:
            place, go = f"{place}.value", go.item
    return place, go
