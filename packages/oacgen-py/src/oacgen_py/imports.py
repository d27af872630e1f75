"""What a module takes from other modules, in the order and layout of isort's black profile."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from functools import lru_cache
from typing import Final

from oacgen_ir.code import Code
from oacgen_py.wrapping import fits

_THIRD_PARTY: Final = ("pydantic", "typing_extensions")
_NUMBER: Final = re.compile(r"(\d+)")


class Imports:
    """The imports of one module.

    A name that the module uses for itself (`own`: its classes, methods and parameters) is
    imported under another one, with an underscore before it.
    """

    def __init__(self, own: Container[str] = ()) -> None:
        self._own = own
        self._names: dict[str, dict[str, str]] = {}
        self._modules: dict[str, str] = {}
        self.taken: set[str] = set()
        """What the module calls the names that it imports."""

    def name(self, module: str, name: str, wanted: str = "") -> Code:
        """Import `name` from a module, as `wanted` if given, and return what it is called here."""
        names = self._names.setdefault(module, {})
        local = names.get(name)
        if local is None:
            local = names[name] = self._free(wanted or name)
        return Code(local)

    def module(self, module: str, local: str = "") -> Code:
        """Import a module, as `local`, and return what it is called here."""
        if module not in self._modules:
            self._modules[module] = self._free(local or module)
        return Code(self._modules[module])

    def _free(self, name: str) -> str:
        while name in self._own or name in self.taken:
            name = f"_{name}"
        self.taken.add(name)
        return name

    def text(self, indent: int = 0) -> Code:
        """Print all imports; empty without any."""
        groups: dict[int, list[str]] = {0: list(self._plain(indent)), 1: [], 2: []}
        for module in sorted(self._names, key=_place):
            groups[_group(module)] += _import_from(module, self._names[module], indent)
        return Code("\n\n".join("\n".join(lines) for lines in groups.values() if lines))

    def _plain(self, indent: int) -> Iterator[str]:
        for module, local in sorted(self._modules.items()):
            alias = "" if local == module else f" as {local}"
            yield f"{' ' * indent}import {module}{alias}"


def _group(module: str) -> int:
    if module.startswith("."):
        return 2
    return 1 if module in _THIRD_PARTY else 0


def _place(module: str) -> tuple[int, list[str | int]]:
    """Order modules: those furthest up first, then by name, numbers by their value."""
    name = module.lstrip(".")
    return len(name) - len(module), _natural(name)


@lru_cache(1 << 14)
def _natural(name: str) -> list[str | int]:
    return [int(part) if part.isdigit() else part for part in _NUMBER.split(name)]


def reexport(module: str, name: str) -> Code:
    """Print the import of a name that others may import from here."""
    return Code("\n".join(_renamed(module, name, name, 4)))


def import_line(module: str, name: str, local: str, indent: int) -> Code:
    """Print the import of one name."""
    return Code("\n".join(_import_from(module, {name: local}, indent)))


def _import_from(module: str, names: Mapping[str, str], indent: int) -> Iterator[str]:
    space = " " * indent
    plain = sorted([name for name, local in names.items() if name == local], key=_order)
    if plain:
        line = f"from {module} import {', '.join(plain)}"
        if fits(line, indent):
            yield space + line
        else:
            yield f"{space}from {module} import ("
            yield from [f"{space}    {name}," for name in plain]
            yield f"{space})"
    for name in sorted([name for name, local in names.items() if name != local], key=_order):
        yield from _renamed(module, name, names[name], indent)


def _renamed(module: str, name: str, local: str, indent: int) -> Iterator[str]:
    space = " " * indent
    line = f"from {module} import {name} as {local}"
    if fits(line, indent):
        yield space + line
    else:
        yield from (f"{space}from {module} import (", f"{space}    {name} as {local},", f"{space})")


def _order(name: str) -> tuple[int, list[str | int]]:
    """Constants first, then classes, then the rest."""
    if name.isupper() and len(name) > 1:
        kind = 0
    else:
        kind = 1 if name[0].isupper() else 2
    return kind, _natural(name)
