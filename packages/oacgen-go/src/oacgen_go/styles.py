"""Parameters that have parts, in the styles of OpenAPI."""

from __future__ import annotations

from typing import Final

from oacgen_go.codecs import is_plain
from oacgen_go.fields import field_views
from oacgen_go.package import Package
from oacgen_go.types import DATE_TIME, TEXT, TIME, GoType, list_of, map_of
from oacgen_ir.ir import Const, Model, Parameter, Style

_DELIMITED: Final = {"spaceDelimited": "spaces", "pipeDelimited": "pipes"}


def style_name(style: Style, explode: bool) -> str:
    """Return the runtime's name of a style in a query or form."""
    if style == "deepObject":
        return "deep"
    return "exploded" if explode else _DELIMITED.get(style, "commas")


def query_style(parameter: Parameter) -> str:
    """Return the runtime's name of the style of a parameter in the query."""
    return style_name(parameter.style, parameter.explode)


def constant_text(const: Const) -> str:
    """Return the text of a constant."""
    value = const.value
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value).encode("utf-8", "replace").decode()


def structured(go: GoType) -> GoType | None:
    """Return the type of a parameter that has parts, or None where it is any JSON.

    Parts that are any JSON are text: that is what stands in a URL.
    """
    match go.family:
        case "list" if go.item is not None:
            item = go.item.item if go.item.family == "opt" and go.item.item else go.item
            return list_of(_part(item))
        case "map" if go.item is not None:
            item = go.item.item if go.item.family == "opt" and go.item.item else go.item
            return map_of(_part(item))
        case "json":
            return None
        case _:
            return go


def _part(item: GoType) -> GoType:
    return TIME if item == DATE_TIME else TEXT if item.family == "json" else item


def report_nested(package: Package, parameter: Parameter, go: GoType) -> None:
    """Report parts that have parts themselves, where the style has no spelling for them."""
    explodes = parameter.location == "query" and query_style(parameter) == "exploded"
    if parameter.style == "deepObject" and go.family != "list":
        if go == map_of(TEXT) and not _holds_text(package, parameter):
            message = f"the parameter {parameter.name!r} may hold anything; its values are text"
            package.report.add("go-flat-object", message, at=parameter.origin)
        return
    if any(not _is_flat(one, explodes and go.family == "model") for one in _parts(package, go)):
        package.report.add(
            "go-parameter",
            f"parts of the parameter {parameter.name!r} have parts; they are sent as JSON",
            at=parameter.origin,
        )


def _holds_text(package: Package, parameter: Parameter) -> bool:
    go = package.types.resolve(parameter.type).go
    return go.item is not None and go.item.family != "json"


def _parts(package: Package, go: GoType) -> list[GoType]:
    if go.family == "model":
        model = package.api.by_name[go.model]
        return [one.go for one in field_views(package, model)] if isinstance(model, Model) else []
    return [go.item] if go.item is not None else []


def _is_flat(go: GoType, lists: bool) -> bool:
    if go.family in ("opt", "pointer") and go.item is not None:
        return _is_flat(go.item, lists)
    if lists and go.family == "list" and go.item is not None:
        return _is_flat(go.item, False)
    return is_plain(go) or go.family == "json"
