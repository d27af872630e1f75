"""How parameters are written into paths, queries, headers and cookies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from oacgen_ir.code import Code
from oacgen_ir.ir import Array, Map, Model, Parameter, Type, resolved
from oacgen_py.place import Place
from oacgen_py.syntax import path_text, text_literal
from oacgen_py.wrapping import Expr, call


@dataclass(frozen=True, slots=True)
class Given:
    """A parameter and what it is called here."""

    name: Code
    parameter: Parameter


def path_literal(path: str, given: Sequence[Given], place: Place) -> Code:
    """Print a path, each parameter escaped where it stands."""
    inside = {each.parameter.name: each for each in given if each.parameter.location == "path"}
    parts, rest, found = [], path, False
    while rest:
        constant, brace, rest = rest.partition("{")
        name, _, after = rest.partition("}")
        parts.append(path_text(constant))
        if not brace:
            break
        if name not in inside:
            parts.append(path_text("{"))
            continue
        parts.append("{" + _in_path(inside[name], place) + "}")
        rest, found = after, True
    return Code(f'{"f" if found else ""}"{"".join(parts)}"')


def _in_path(each: Given, place: Place) -> str:
    parameter = each.parameter
    if parameter.style == "simple" and not _is_structured(parameter.type, place):
        return f"{place.of_runtime('resource', 'segment')}({each.name})"
    expand = place.of_runtime("styles", "expand")
    style = (
        f", '{parameter.style}', '{path_text(parameter.name)}'"
        if parameter.style != "simple"
        else ""
    )
    explode = ", explode=True" if parameter.explode else ""
    return f"{expand}({each.name}{style}{explode})"


def entries(each: Given, place: Place) -> Iterator[tuple[Code, Expr]]:
    """Write a parameter as entries of a dictionary, in the style that it has."""
    parameter, name = each.parameter, each.name
    key = text_literal(parameter.name)
    if parameter.media and _is_structured(parameter.type, place):
        yield key, call(place.of_runtime("styles", "as_json"), name)
    elif _is_array(parameter.type, place):
        yield key, _array(parameter, name, place)
    elif _is_object(parameter.type, place):
        yield _object(parameter, key, name, place)
    elif parameter.allow_reserved and parameter.location == "query":
        yield key, call(place.of_runtime("styles", "reserved"), name)
    else:
        yield key, name


def _array(parameter: Parameter, name: Code, place: Place) -> Expr:
    if parameter.location != "query":
        return name
    if parameter.allow_reserved and not parameter.explode:
        return call(place.of_runtime("styles", "reserved"), name)
    if parameter.style == "spaceDelimited" and not parameter.explode:
        return call(place.of_runtime("styles", "ssv"), name)
    if parameter.style == "pipeDelimited" and not parameter.explode:
        return call(place.of_runtime("styles", "pipes"), name)
    return name if parameter.explode else call(place.of_runtime("resource", "csv"), name)


def _object(parameter: Parameter, key: Code, name: Code, place: Place) -> tuple[Code, Expr]:
    if parameter.location == "query" and parameter.style == "deepObject":
        return Code("**"), call(place.of_runtime("styles", "deep"), key, name)
    if parameter.location == "query" and parameter.explode:
        return Code("**"), call(place.of_runtime("styles", "properties"), name)
    listed = place.of_runtime("styles", "listed")
    explode = (Code("explode=True"),) if parameter.explode else ()
    value = call(listed, name, *explode)
    if parameter.location != "query":
        return key, value
    return key, call(place.of_runtime("resource", "csv"), value)


def _is_structured(type_: Type, place: Place) -> bool:
    return isinstance(resolved(place.declarations, type_), Array | Map | Model)


def _is_array(type_: Type, place: Place) -> bool:
    return isinstance(resolved(place.declarations, type_), Array)


def _is_object(type_: Type, place: Place) -> bool:
    return isinstance(resolved(place.declarations, type_), Map | Model)
