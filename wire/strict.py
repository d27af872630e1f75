"""Whether clients pass the strictest checks of their languages, and have no way around types."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from oacgen_ir.wire.running import Cell
from wire.clients import MODULES, ROOT, node_program

NAME = "the language's strictest checks, and no way around its types"


def python(folder: Path) -> Cell:
    """Check the package in a folder."""
    command = [sys.executable, "-m", "mypy", "--strict", "-p", "api_client"]
    environment = {**os.environ, "MYPYPATH": str(folder)}
    return _cell(folder, command, "*.py", r"# (type|pyright): ignore|(: |-> )Any\b", environment)


def stubs(folder: Path) -> Cell:
    """Check the generated services in a folder, and the codecs beside them."""
    command = [sys.executable, "-m", "mypy", "--strict", *_packages(folder)]
    environment = {**os.environ, "MYPYPATH": str(folder)}
    escape = r"# (type|pyright): ignore|(: |-> )Any\b"
    return _cell(folder, command, "*.py*", escape, environment)


def _packages(folder: Path) -> Iterator[str]:
    for path in sorted(folder.glob("*/codec.py")):
        yield from ("-p", path.parent.name)


def typescript(folder: Path) -> Cell:
    """Check the client in a folder."""
    tests = ROOT / "packages" / "oacgen-ts" / "tests"
    shutil.copy(tests / "tsconfig.strict.json", folder / "tsconfig.json")
    compiler = MODULES / "typescript" / "bin" / "tsc"
    command = [node_program(), str(compiler), "--project", str(folder)]
    found = _cell(folder, command, "*.ts*", r"@ts-", os.environ)
    if found.state == "pass":
        command = [node_program(), str(tests / "escapes.mjs"), str(folder)]
        found = _cell(folder, command, "*.ts*", r"@ts-", os.environ)
    return found


def go(folder: Path) -> Cell:
    """Check the module in a folder."""
    environment = {**os.environ, "GOFLAGS": "-mod=mod", "GOPROXY": "off"}
    return _cell(folder, ["go", "vet", "./api"], "api/*.go", r"interface\{\}", environment)


def _cell(
    folder: Path, command: Sequence[str], files: str, escape: str, env: Mapping[str, str]
) -> Cell:
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True)
    if done.returncode:
        return Cell("fail", (done.stdout + done.stderr)[-400:])
    for path in sorted(folder.rglob(files)):
        if "node_modules" in path.parts:
            continue
        found = re.search(escape, path.read_text("utf-8"))
        if found:
            return Cell("fail", f"{path.name} has {found[0]!r}")
    return Cell("pass")
