"""The part of a document that one group needs: its operations and all that they refer to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django_oacgen.schema.autoschema import ENDPOINT

Keeps = Callable[[str, "int | None"], bool]
"""Whether a group has an operation: its path, and its endpoint's number where it has one."""

Numbers = dict[tuple[str, str], "int | None"]
"""Endpoints by path and method."""

_METHODS = frozenset({"get", "put", "post", "delete", "options", "head", "patch", "trace"})
_COMPONENTS = "#/components/"

Place = tuple[str, str]
"""A component: its kind (`schemas`) and its name."""


class Slicer:
    """Cuts groups out of one document, which stays as it is; parts are shared, not copied."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document
        self._components: Mapping[str, Mapping[str, Any]] = document.get("components", {})
        self._below: dict[Place, frozenset[Place]] = {}

    def cut(self, keeps: Keeps, info: Mapping[str, str]) -> tuple[dict[str, Any], Numbers]:
        """Return the document of one group, with its own title, version and description.

        Also the numbers of the endpoints that its operations are.
        """
        numbers: Numbers = {}
        paths = {p: kept for p, item in self._paths() if (kept := _kept(p, item, keeps, numbers))}
        root = {k: v for k, v in self._document.items() if k not in ("paths", "components")}
        root["info"] = {**_without(root["info"], "description"), **info}
        root["paths"] = paths
        if "tags" in root:
            used = set(_tags(paths))
            root["tags"] = [tag for tag in root["tags"] if tag["name"] in used]
        needed = self._closure(root)
        root["components"] = {
            kind: found
            for kind, named in self._components.items()
            if (found := {n: s for n, s in named.items() if (kind, n) in needed})
        }
        return root, numbers

    def _paths(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        yield from self._document["paths"].items()

    def _closure(self, root: Mapping[str, Any]) -> set[Place]:
        waiting = list(self._mentioned(root))
        needed: set[Place] = set()
        while waiting:
            place = waiting.pop()
            if place not in needed:
                needed.add(place)
                waiting.extend(self._refs_of(place))
        return needed

    def _refs_of(self, place: Place) -> frozenset[Place]:
        if place not in self._below:
            kind, name = place
            self._below[place] = frozenset(
                self._mentioned(self._components.get(kind, {}).get(name, {}))
            )
        return self._below[place]

    def _mentioned(self, value: Any) -> Iterator[Place]:
        """Yield the components that a part of the document names, in whatever way."""
        if isinstance(value, list):
            for item in value:
                yield from self._mentioned(item)
        elif isinstance(value, dict):
            for key, inner in value.items():
                match key, inner:
                    case "$ref", str() if inner.startswith(_COMPONENTS):
                        yield _place(inner)
                    case "mapping", dict() if _is_text(value.get("propertyName")):
                        yield from map(_target, filter(_is_text, inner.values()))
                    case "security", list():
                        yield from (
                            ("securitySchemes", name)
                            for each in inner
                            if isinstance(each, dict)
                            for name in each
                        )
                    case _:
                        yield from self._mentioned(inner)


def _kept(path: str, item: Mapping[str, Any], keeps: Keeps, numbers: Numbers) -> dict[str, Any]:
    """Return a path item with the group's operations, and note them; empty without any."""
    kept: dict[str, Any] = {}
    for key, value in item.items():
        if key not in _METHODS:
            kept[key] = value
        elif keeps(path, number := value.get(ENDPOINT)):
            kept[key] = _without(value, ENDPOINT)
            numbers[path, key] = number
    return kept if kept.keys() & _METHODS else {}


def _without(mapping: Mapping[str, Any], key: str) -> dict[str, Any]:
    return {k: v for k, v in mapping.items() if k != key}


def _tags(paths: Mapping[str, Any]) -> Iterator[str]:
    for item in paths.values():
        for method in item.keys() & _METHODS:
            yield from item[method].get("tags", ())


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _target(mapped: str) -> Place:
    return _place(mapped) if mapped.startswith(_COMPONENTS) else ("schemas", mapped)


def _place(ref: str) -> Place:
    kind, _, name = ref.removeprefix(_COMPONENTS).partition("/")
    return kind, name.partition("/")[0].replace("~1", "/").replace("~0", "~")
