"""What protoc, buf and Python say of generated Protocol Buffers."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from sweep.tools import tool, tool_path

_IMPORT = """
import importlib, pathlib, sys
sys.path.insert(0, ".")
for path in sorted(pathlib.Path(".").rglob("*.py")):
    if path.parts[0] != "third_party":
        importlib.import_module(".".join(path.with_suffix("").parts).removesuffix(".__init__"))
"""


def check(root: Path, packages: Sequence[str]) -> dict[str, list[str]]:
    """Return the complaints of each tool over the folders below `root`; empty is clean."""
    buf = tool_path("buf")
    found: dict[str, list[str]] = {name: [] for name in ("protoc", "lint", "format", "import")}
    for package in packages:
        folder = root / package
        protos = [
            str(path.relative_to(folder))
            for path in sorted(folder.rglob("*.proto"))
            if "third_party" not in path.relative_to(folder).parts
        ]
        compiler = [sys.executable, "-m", "grpc_tools.protoc", "-I.", "-Ithird_party"]
        commands = {
            "protoc": [*compiler, "--descriptor_set_out=/dev/null", *protos],
            "lint": [buf, "lint"],
            "format": [buf, "format", "-d", "--exclude-path", "third_party/google"],
            "import": [sys.executable, "-W", "error", "-c", _IMPORT],
        }
        for name, command in commands.items():
            found[name] += [f"{package}: {line}" for line in tool(folder, command)]
    return found
