"""The packages depend on each other in one direction."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGES = Path(__file__).parents[2]
LAYER = {"oacgen_ir": 0, "django_oacgen": 2}  # every other package is a language, in between


def modules() -> Iterator[Path]:
    """Yield the modules of all packages; what is copied into clients is not part of them."""
    for path in sorted(PACKAGES.glob("*/src/**/*.py")):
        if "runtime" not in path.parts:
            yield path


def imported(path: Path) -> Iterator[str]:
    """Yield the top-level packages of ours that a module imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names = [node.module]
        yield from (name.split(".")[0] for name in names if "oacgen" in name.split(".")[0])


@pytest.mark.parametrize("path", list(modules()), ids=lambda path: str(path.relative_to(PACKAGES)))
def test_imports_go_down(path: Path) -> None:
    """A module imports its own package and lower layers: django, then language, then IR."""
    own = path.relative_to(PACKAGES).parts[2]
    for name in imported(path):
        assert name == own or LAYER.get(name, 1) < LAYER.get(own, 1), f"{own} imports {name}"
