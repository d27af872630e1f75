"""What a module takes from other modules."""

from __future__ import annotations

from collections.abc import Container

from oacgen_ir.code import Code
from oacgen_ts.statements import braced
from oacgen_ts.syntax import GLOBALS


class Imports:
    """The imports of one module.

    A name that the module has for itself (`own`), or that the platform has, is imported under
    another one.
    """

    def __init__(self, own: Container[str] = (), extension: str = "") -> None:
        self._own = own
        self._extension = extension
        self._names: dict[str, dict[str, tuple[str, bool]]] = {}
        self._taken: dict[str, tuple[str, str]] = {}
        self._modules: dict[str, str] = {}

    def type(self, module: str, name: str) -> Code:
        """Import a type, and return what it is called here."""
        return self._import(module, name, is_type=True)

    def value(self, module: str, name: str) -> Code:
        """Import a value, and return what it is called here."""
        return self._import(module, name, is_type=False)

    def module(self, module: str, local: str) -> Code:
        """Import all of a module under one name."""
        self._modules[module] = local
        return Code(local)

    def _import(self, module: str, name: str, *, is_type: bool) -> Code:
        names = self._names.setdefault(module, {})
        known = names.get(name)
        if known is not None:
            if known[1] and not is_type:
                names[name] = (known[0], False)
            return Code(known[0])
        local = name
        while local in self._own or local in GLOBALS or local in self._taken:
            local += "_"
        self._taken[local] = (module, name)
        names[name] = (local, is_type)
        return Code(local)

    def text(self) -> Code:
        """Print all imports, one per line or more; empty without any."""
        lines = [
            f'import * as {local} from "{self._path(module)}";\n'
            for module, local in sorted(self._modules.items())
        ]
        for module in sorted(self._names, key=_order):
            lines.append(self._import_from(module))
        return Code("".join(lines))

    def _import_from(self, module: str) -> str:
        names = self._names[module]
        only_types = all(is_type for _, is_type in names.values())
        listed = [
            ("type " if is_type and not only_types else "")
            + (name if name == local else f"{name} as {local}")
            for name, (local, is_type) in sorted(names.items(), key=lambda item: _folded(item[0]))
        ]
        head = "import type" if only_types else "import"
        return braced(head, listed, f' from "{self._path(module)}";')

    def _path(self, module: str) -> str:
        return module + self._extension if module.startswith(".") else module


def _order(module: str) -> tuple[bool, int, str]:
    """Packages first, then what is furthest up."""
    return module.startswith("."), -module.count("../"), module


def _folded(name: str) -> tuple[str, str]:
    return name.lower(), name
