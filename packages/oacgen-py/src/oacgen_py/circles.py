"""Aliases that lead back to themselves: at run time, they are no types but names of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from oacgen_ir.ir import Alias, Declaration, Nullable, Ref, Type, Union, declared_types, refs


def circular(declarations: Mapping[str, Declaration]) -> frozenset[str]:
    """Find the aliases that lead back to themselves through other aliases alone."""
    edges = {
        one.name: {
            name for name in refs(declared_types(one)) if isinstance(declarations[name], Alias)
        }
        for one in declarations.values()
        if isinstance(one, Alias)
    }
    return frozenset(name for name in edges if name in reachable(edges[name], edges))


def reachable(names: Iterable[str], edges: Mapping[str, Iterable[str]]) -> set[str]:
    """Return some names and all that they lead to."""
    found: set[str] = set()
    queue = list(names)
    while queue:
        name = queue.pop()
        if name not in found:
            found.add(name)
            queue += edges[name]
    return found


def is_circular(type_: Type, declarations: Mapping[str, Declaration]) -> bool:
    """Whether a type is such an alias, by any name, or has one for an option."""
    match type_:
        case Nullable():
            return is_circular(type_.inner, declarations)
        case Union():
            return any(is_circular(option, declarations) for option in type_.options)
        case Ref():
            alias = declarations[type_.name]
            if not isinstance(alias, Alias):
                return False
            return alias.name in circular(declarations) or is_circular(alias.type, declarations)
        case _:
            return False
