"""What Go's tools say of generated packages."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sweep.tools import tool, tool_path


def check(root: Path, packages: Sequence[str]) -> dict[str, list[str]]:
    """Return the complaints of each tool over the packages below `root`; empty is clean.

    Packages that were made together are one module; a lone one is a module of its own.
    """
    go, gofmt = tool_path("go"), tool_path("gofmt")
    modules = sorted(path.parent for path in root.rglob("go.mod")) if packages else []
    found: dict[str, list[str]] = {"gofmt": tool(root, [gofmt, "-s", "-l", "."])}
    for name, command in {
        "build": [go, "build", "./..."],
        "vet": [go, "vet", "./..."],
        "staticcheck": [tool_path("staticcheck"), "./..."],
    }.items():
        found[name] = [line for module in modules for line in tool(module, command)]
    return found
