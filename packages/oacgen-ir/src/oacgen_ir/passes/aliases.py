"""Aliases that lead back to themselves without an object, array or map between."""

from __future__ import annotations

from collections.abc import Iterator
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
            message = f"{one.name} stands for itself; any value is allowed"
            report.add("circular-alias", message, at=one.origin)
            one = replace(one, type=Anything())
        declarations.append(one)
    return replace(api, declarations=tuple(declarations))


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
