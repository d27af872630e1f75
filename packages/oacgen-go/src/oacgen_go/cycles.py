"""Which declarations hold themselves: Go needs a pointer there, or cannot say it at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from oacgen_ir.ir import (
    Alias,
    Api,
    Model,
    Nullable,
    Ref,
    Type,
    Union,
    declared_types,
    inner_types,
    refs,
)


def embedded_circles(api: Api) -> Mapping[str, frozenset[str]]:
    """Return for each model in a circle the models of that circle.

    Only fields that hold a model by value count: lists, maps and unions are references already.
    """
    edges = {
        one.name: [name for field in one.fields for name in _embedded(api, field.type)]
        for one in api.declarations
        if isinstance(one, Model)
    }
    return {name: circle for circle in circles(edges) for name in circle}


def recursive_aliases(api: Api) -> frozenset[str]:
    """Return the aliases that hold themselves with no model or declared union between."""
    aliases = [one for one in api.declarations if isinstance(one, Alias)]
    return _in_circles({one.name: list(_unnamed(api, one.type)) for one in aliases})


def recursive_unions(api: Api, besides: frozenset[str]) -> list[tuple[str, Union]]:
    """Return the unions that hold themselves, as JSON does in its lists, without `besides`."""
    aliases = [
        one for one in api.declarations if isinstance(one, Alias) and one.name not in besides
    ]
    found = _in_circles({one.name: list(_aliases(api, one.type)) for one in aliases})
    return [
        (one.name, one.type) for one in aliases if isinstance(one.type, Union) and one.name in found
    ]


def circular_aliases(api: Api) -> frozenset[str]:
    """Return the aliases that hold themselves in any way: Go cannot always tell what they are.

    Its compiler gives up on an alias that it needs for a generic type in the alias's own circle.
    """
    edges = {one.name: list(refs(declared_types(one))) for one in api.declarations}
    return frozenset(name for name in _in_circles(edges) if isinstance(api.by_name[name], Alias))


def _in_circles(edges: Mapping[str, list[str]]) -> frozenset[str]:
    return frozenset(name for circle in circles(edges) for name in circle)


def _unnamed(api: Api, type_: Type) -> Iterator[str]:
    """Yield the aliases whose types have to be known to write `type_` without a name for it."""
    if not isinstance(type_, Union):
        yield from _aliases(api, type_)
        return
    for option in type_.options:
        match option:
            case Ref(name=name):
                found = api.by_name[name]
                if isinstance(found, Alias) and isinstance(found.type, Union):
                    yield name  # whose options count as this union's own
            case _:
                for inner in inner_types(option):
                    if isinstance(inner, Union):
                        yield from _aliases(api, inner)


def _embedded(api: Api, type_: Type) -> Iterator[str]:
    match type_:
        case Nullable():
            yield from _embedded(api, type_.inner)
        case Union():  # one that has a single option in Go is no union there
            for option in type_.options:
                yield from _embedded(api, option)
        case Ref():
            match api.by_name[type_.name]:
                case Model(name=name):
                    yield name
                case Alias(type=Ref() | Nullable() | Union() as inner):
                    yield from _embedded(api, inner)
                case _:
                    pass
        case _:
            pass


def _aliases(api: Api, type_: Type) -> Iterator[str]:
    for inner in inner_types(type_):
        if isinstance(inner, Ref) and isinstance(api.by_name[inner.name], Alias):
            yield inner.name


def circles(edges: Mapping[str, list[str]]) -> list[frozenset[str]]:
    """Return the sets of names that reach each other (Tarjan's components), loops included."""
    order: dict[str, int] = {}
    lowest: dict[str, int] = {}
    path: list[str] = []
    on_path: set[str] = set()
    found: list[frozenset[str]] = []
    for root in edges:
        if root in order:
            continue
        work: list[tuple[str, Iterator[str]]] = [_visit(root, edges, order, lowest, path, on_path)]
        while work:
            name, targets = work[-1]
            target = next(targets, None)
            if target is None:
                work.pop()
                if work:
                    parent = work[-1][0]
                    lowest[parent] = min(lowest[parent], lowest[name])
                if lowest[name] == order[name]:
                    found += _component(name, edges, path, on_path)
            elif target not in order and target in edges:
                work.append(_visit(target, edges, order, lowest, path, on_path))
            elif target in on_path:
                lowest[name] = min(lowest[name], order[target])
    return found


def _visit(
    name: str,
    edges: Mapping[str, list[str]],
    order: dict[str, int],
    lowest: dict[str, int],
    path: list[str],
    on_path: set[str],
) -> tuple[str, Iterator[str]]:
    order[name] = lowest[name] = len(order)
    path.append(name)
    on_path.add(name)
    return name, iter(edges[name])


def _component(
    name: str, edges: Mapping[str, list[str]], path: list[str], on_path: set[str]
) -> list[frozenset[str]]:
    at = path.index(name)
    component = frozenset(path[at:])
    del path[at:]
    on_path -= component
    return [component] if len(component) > 1 or name in edges[name] else []
