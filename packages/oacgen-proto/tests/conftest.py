"""What the tests share: generation into a folder, and the tools that look at it."""

from __future__ import annotations

import importlib
import itertools
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from oacgen_ir.diagnostics import Report
from oacgen_ir.document import load
from oacgen_ir.pipeline import generate_files, read_api
from oacgen_proto.generator import DIAGNOSTICS, generator
from oacgen_proto.options import ProtoOptions

DATA = Path(__file__).parent / "data"
_numbers = itertools.count()

Source = Path | Mapping[str, Any]
Make = Callable[..., Path]
Import = Callable[[Path, str], ModuleType]
Run = Callable[..., str]


def write(
    source: Source,
    folder: Path,
    *,
    group: str = "",
    report: Report | None = None,
    **options: Any,
) -> Path:
    """Generate into a folder, over what an earlier call wrote there."""
    report = report if report is not None else Report(extra=DIAGNOSTICS)
    document = load(source) if isinstance(source, Path) else load(dict(source), name="test")
    api = read_api(document, report, group=group)

    def previous(path: str) -> str | None:
        place = folder / path
        return place.read_text(encoding="utf-8") if place.is_file() else None

    files = generate_files(generator, [api], ProtoOptions(**options), report, previous)
    for path in sorted(folder.rglob("*.proto")):
        path.unlink()
    for file in files:
        place = folder / file.path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(file.text, encoding="utf-8", newline="\n")
    return folder


@pytest.fixture
def make() -> Make:
    """Give `write`."""
    return write


@pytest.fixture(scope="session")
def people(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Generate the API of people once, into a package that can be imported from its parent."""
    folder = tmp_path_factory.mktemp("people") / f"made{next(_numbers)}"
    return write(DATA / "people.yaml", folder, group="staff")


@pytest.fixture
def load_module() -> Iterator[Import]:
    """Import a module of generated code below the name of its folder, so that none meets another.

    The descriptors of two generations of one file cannot both be in one process: each is made
    in a folder, hence a package, of its own, or in a process of its own.
    """
    before = list(sys.path)

    def load_one(folder: Path, name: str) -> ModuleType:
        sys.path.insert(0, str(folder.parent))
        importlib.invalidate_caches()
        return importlib.import_module(f"{folder.name}.{name}")

    yield load_one
    sys.path[:] = before


@pytest.fixture
def run() -> Run:
    """Run a tool in a folder; what it prints, or a failure with it."""

    def call(folder: Path, *command: str, ok: bool | None = True, **environment: str) -> str:
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
        tool = shutil.which(command[0], path=path)
        assert tool, f"{command[0]} is missing: install what tests.txt names"
        done = subprocess.run(
            [tool, *command[1:]],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
            env={**os.environ, "PATH": path, **environment},
        )
        printed = done.stdout + done.stderr
        assert ok in (None, done.returncode == 0), f"{command[0]} gave {done.returncode}: {printed}"
        return printed

    return call
