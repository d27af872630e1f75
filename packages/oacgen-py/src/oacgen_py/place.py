"""A spot in a module: what is imported there, and from where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from oacgen_ir.code import Code
from oacgen_ir.ir import Declaration, Enum
from oacgen_py.imports import Imports
from oacgen_py.naming import Names, is_literal


@dataclass(frozen=True, slots=True)
class Place:
    """Hands out the names that a piece of code uses, and notes the imports that they need."""

    declarations: Mapping[str, Declaration]
    names: Names
    imports: Imports
    up: str  # the path to the group's package, `..` from `models/users.py`
    runtime: str  # the path to the runtime from there
    module: str = ""  # `models.users`: what stands in it needs no import
    hidden: frozenset[str] = frozenset()  # builtins whose names mean something else there

    def builtin(self, name: str) -> Code:
        """Return what a builtin is called here."""
        if name in self.hidden:
            return Code(f"{self.imports.module('builtins')}.{name}")
        return Code(name)

    def declared(self, name: str) -> Code:
        """Import the declaration that the document calls `name`."""
        module, type_ = self.names.modules[name], self.names.types[name]
        if module == self.module:
            return Code(type_)
        folder = module.rpartition(".")[0]
        if folder and self.module.startswith(f"{folder}."):
            return self.imports.name(module.removeprefix(folder), type_)
        return self.imports.name(f"{self.up}{module}", type_)

    def of_runtime(self, module: str, name: str) -> Code:
        """Import a name from a module of the runtime."""
        return self.imports.name(f"{self.runtime}.{module}", name)

    def typing(self, name: str) -> Code:
        """Import a name from `typing`."""
        return self.imports.name("typing", name)

    def pydantic(self, name: str) -> Code:
        """Import a name from pydantic."""
        return self.imports.name("pydantic", name)

    def enum(self, name: str) -> Enum | None:
        """Return the declaration of this name if it is a class of choices."""
        found = self.declarations[name]
        return found if isinstance(found, Enum) and not is_literal(found) else None

    def dated(self, name: str) -> Code:
        """Write a class of `datetime`, under a name that no field can hide."""
        return Code(f"{self.imports.module('datetime', '_dt')}.{name}")
