"""Aliases that lead back to themselves without an object, array or map between."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from oacgen_ir.diagnostics import Report
from oacgen_ir.ir import Alias, Anything, Api, Nullable, Ref, Type, Union


def break_circles(api: Api, report: Report) -> Api:
    """Widen an alias that stands for itself, which no language can say."""
    aliases = {one.name: one for one in api.declarations if isinstance(one, Alias)}
    direct = {name: list(_direct(alias.type)) for name, alias in aliases.items()}
    circular = {name for name in aliases if _reaches(name, name, direct)}
    if not circular:
        return api
    declarations = []
    for one in api.declarations:
        if isinstance(one, Alias) and one.name in circular:
            back = {n for n in direct[one.name] if _reaches_or_is(n, one.name, direct)}
            rest = _without(one.type, back.__contains__)
            if rest is None:
                message = f"{one.name} stands for itself; any value is allowed"
                report.add("circular-alias", message, at=one.origin)
            one = replace(one, type=rest or Anything())
        declarations.append(one)
    return replace(api, declarations=tuple(declarations))


def _without(type_: Type, circular: Callable[[str], bool]) -> Type | None:
    """Return a union without the options that lead back; None if nothing is left."""
    match type_:
        case Ref():
            return None if circular(type_.name) else type_
        case Nullable():
            inner = _without(type_.inner, circular)
            return inner and Nullable(inner=inner)
        case Union():
            kept = [one for one in (_without(o, circular) for o in type_.options) if one]
            if len(kept) == len(type_.options):
                return type_
            return Union(options=tuple(kept)) if len(kept) > 1 else next(iter(kept), None)
        case _:
            return type_


def _reaches_or_is(name: str, goal: str, direct: dict[str, list[str]]) -> bool:
    return name == goal or (name in direct and _reaches(name, goal, direct))


def _direct(type_: Type) -> Iterator[str]:
    match type_:
        case Ref():
            yield type_.name
        case Nullable():
            yield from _direct(type_.inner)
        case Union():
            for option in type_.options:
                yield from _direct(option)
        case _:
            pass


def _reaches(start: str, goal: str, direct: dict[str, list[str]]) -> bool:
    seen: set[str] = set()
    queue = list(direct[start])
    while queue:
        name = queue.pop()
        if name == goal:
            return True
        if name not in seen:
            seen.add(name)
            queue += direct.get(name, ())
    return False
