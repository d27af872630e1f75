"""What Python's tools say of generated packages."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from sweep.tools import batches, tool

BATCH = 250_000  # lines in one run of a type checker, so that it stays below a few GiB


def check(root: Path, packages: Sequence[str]) -> dict[str, list[str]]:
    """Return the complaints of each tool over the packages below `root`; empty is clean."""
    complaints = {
        "import": tool(root, [sys.executable, "-c", _IMPORT, *_modules(packages)]),
        "black": tool(root, [sys.executable, "-m", "black", "--check", "--fast", "."]),
    }
    for name, command in {
        "mypy": ["-m", "mypy", "--strict", "--no-error-summary", "--hide-error-context"],
        "pyright": ["-m", "pyright", "--level", "error", "--pythonpath", sys.executable],
    }.items():
        found: list[str] = []
        for batch in batches(root, packages, ".py", BATCH):
            found += tool(root, [sys.executable, *command, *batch])
        complaints[name] = found
    return complaints


def _modules(folders: Sequence[str]) -> list[str]:
    return [folder.replace("/", ".") for folder in folders]


_IMPORT = """
import importlib, pkgutil, sys, traceback
from pydantic import BaseModel
sys.path.insert(0, ".")
for name in sys.argv[1:]:
    try:
        package = importlib.import_module(name)
        for module in pkgutil.walk_packages(package.__path__, f"{name}."):
            loaded = importlib.import_module(module.name)
            for value in list(vars(loaded).values()):
                model = isinstance(value, type) and issubclass(value, BaseModel)
                if model and value.__module__ == module.name:
                    value.model_rebuild()
                    if not value.__pydantic_complete__:
                        print(f"{module.name}: {value.__name__} is not complete")
    except Exception as error:
        print(f"{name}: {type(error).__name__}: {error}".replace("\\n", " ")[:300])
    for loaded in [key for key in sys.modules if key == name or key.startswith(f"{name}.")]:
        del sys.modules[loaded]
"""
