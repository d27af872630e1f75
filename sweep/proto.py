"""What protoc, buf and Python say of generated Protocol Buffers."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
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
    typed = [f"{top.name}: {line}" for top in _tops(root, packages) for line in _typed(top)]
    return {**check_files(root, packages), "mypy": typed}


def check_files(root: Path, packages: Sequence[str]) -> dict[str, list[str]]:
    """Return the complaints of all tools but the type checker."""
    found: dict[str, list[str]] = {}
    for top in _tops(root, packages):
        for name, command in _commands(top).items():
            lines = tool(top, command)
            found.setdefault(name, []).extend(f"{top.name}: {line}" for line in lines)
    return found


def _tops(root: Path, packages: Sequence[str]) -> list[Path]:
    """Return the folders in which files import each other: of a document, or of all groups."""
    folders = [root / package for package in packages]
    tops = [one if (one / "buf.yaml").exists() else one.parent for one in folders]
    return list(dict.fromkeys(tops))


def _commands(folder: Path) -> dict[str, list[str]]:
    buf = tool_path("buf")
    protos = [
        str(path.relative_to(folder))
        for path in sorted(folder.rglob("*.proto"))
        if "third_party" not in path.relative_to(folder).parts
    ]
    compiler = [sys.executable, "-m", "grpc_tools.protoc", "-I.", "-Ithird_party"]
    return {
        "protoc": [*compiler, "--descriptor_set_out=/dev/null", *protos],
        "lint": [buf, "lint"],
        "format": [buf, "format", "-d", "--exclude-path", "third_party/google"],
        "import": [sys.executable, "-W", "error", "-c", _IMPORT],
    }


# --- Types ---------------------------------------------------------------------------------------

_SERVICE = re.compile(r"^class (\w+)Stub:", re.MULTILINE)
_CALL = re.compile(
    r"^    (\w+): grpc\.UnaryUnaryMultiCallable\[\s+service_pb2\.(\w+),", re.MULTILINE
)


def _typed(folder: Path) -> Iterator[str]:
    """Type-check one call of each service, and the same call with two mistakes in it."""
    right, wrong, planted = ["import grpc"], ["import grpc"], set[int]()
    for number, stub in enumerate(sorted(folder.rglob("service_pb2_grpc.pyi"))):
        text = stub.read_text(encoding="utf-8")
        service, call = _SERVICE.search(text), _CALL.search(text)
        if service is None or call is None:
            continue
        package = ".".join(stub.parent.relative_to(folder).parts)
        head = [
            f"from {package} import service_pb2 as m{number}, service_pb2_grpc as g{number}",
            f"def call{number}(channel: grpc.Channel) -> bytes:",
            f"    stub = g{number}.{service[1]}Stub(channel)",
        ]
        end = "    return response.SerializeToString()"
        right += [*head, f"    response = stub.{call[1]}(m{number}.{call[2]}(), timeout=1)", end]
        planted |= {len(wrong) + 4, len(wrong) + 5}
        wrong += [
            *head,
            f"    response = stub.{call[1]}(m{number}.{call[2]}(no_such_field=1))",
            f"    stub.{call[1]}(channel)",
            end,
        ]
    yield from _mypy(folder, "user_right", right)
    printed = "\n".join(_mypy(folder, "user_wrong", wrong))
    told = {
        int(line) for line in re.findall(r"^user_wrong\.py:(\d+): error:", printed, re.MULTILINE)
    }
    yield from (f"mypy finds no mistake in: {wrong[line - 1]}" for line in sorted(planted - told))


def _mypy(folder: Path, name: str, lines: Sequence[str]) -> list[str]:
    (folder / f"{name}.py").write_text("\n".join(lines) + "\n", encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary"]
    return tool(folder, [*command, "--hide-error-context", f"{name}.py"])
