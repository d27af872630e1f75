"""Packages made of the documents beside the tests."""

from __future__ import annotations

import importlib
import itertools
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest

from oacgen_ir.diagnostics import Report
from oacgen_ir.document import load
from oacgen_ir.ir import Api
from oacgen_ir.pipeline import generate_files, read_api
from oacgen_py.generator import generator
from oacgen_py.options import PyOptions

DOCUMENTS = Path(__file__).parent / "documents"


@dataclass(frozen=True)
class Made:
    """A package on disk, and what was said while it was made."""

    folder: Path
    files: Mapping[str, str]
    report: Report

    def load(self, module: str = "") -> ModuleType:
        """Import a module of it."""
        name = self.folder.name
        return importlib.import_module(f"{name}.{module}" if module else name)


Make = Callable[..., Made]


@pytest.fixture(scope="session")
def read() -> Callable[[str], Api]:
    """A function that reads one of the documents."""

    def api(name: str) -> Api:
        return read_api(load(DOCUMENTS / name), Report())

    return api


@pytest.fixture(scope="session")
def make(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Make]:
    """A function that turns APIs into a package that can be imported."""
    root = tmp_path_factory.mktemp("made")
    numbers = itertools.count(1)
    sys.path.insert(0, str(root))

    def made(apis: Sequence[Api], **options: object) -> Made:
        folder = root / f"made_{next(numbers)}"
        report = Report(extra=generator.diagnostics)
        chosen = PyOptions.model_validate(options)
        files = generate_files(generator, apis, chosen, report, lambda _: None)
        for file in files:
            path = folder / file.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(file.text, encoding="utf-8")
        return Made(folder, {file.path: file.text for file in files}, report)

    yield made
    sys.path.remove(str(root))


@pytest.fixture(scope="session")
def kitchen(make: Make, read: Callable[[str], Api]) -> Made:
    """The package of the document that has everything."""
    return make([read("kitchen.yaml")])
