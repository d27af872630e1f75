"""What a module takes from other modules, in the order and layout of isort's black profile."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence
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


def reexports(names: Mapping[str, str]) -> list[Code]:
    """Print imports of names that others may import from here; the values are their modules."""
    ordered = sorted(names.items(), key=lambda item: (_place(item[1]), _order(item[0])))
    return [Code("\n".join(_renamed(module, name, name, 4))) for name, module in ordered]


def import_line(module: str, name: str, local: str, indent: int) -> Code:
    """Print the import of one name."""
    return Code("\n".join(_import_from(module, {name: local}, indent)))


def _import_from(module: str, names: Mapping[str, str], indent: int) -> Iterator[str]:
    """Print the imports from one module; a name under another one stands on its own line."""
    plain = sorted([name for name, local in names.items() if name == local], key=_order)
    found = [(_order(plain[0]), _plain_import(module, plain, indent))] if plain else []
    found += [
        (_order(name), _renamed(module, name, local, indent))
        for name, local in names.items()
        if name != local
    ]
    for _, lines in sorted(found, key=lambda each: each[0]):
        yield from lines


def _plain_import(module: str, names: Sequence[str], indent: int) -> list[str]:
    space = " " * indent
    line = f"from {module} import {', '.join(names)}"
    if fits(line, indent):
        return [space + line]
    inside = [f"{space}    {name}," for name in names]
    return [f"{space}from {module} import (", *inside, f"{space})"]


def _renamed(module: str, name: str, local: str, indent: int) -> list[str]:
    space = " " * indent
    line = f"from {module} import {name} as {local}"
    if fits(line, indent):
        return [space + line]
    return [f"{space}from {module} import (", f"{space}    {name} as {local},", f"{space})"]


def _order(name: str) -> tuple[int, list[str | int], str]:
    """Constants first, then classes, then the rest; capitals make no difference otherwise."""
    if name.isupper() and len(name) > 1:
        kind = 0
    else:
        kind = 1 if name[0].isupper() else 2
    return kind, _natural(name.lower()), name
