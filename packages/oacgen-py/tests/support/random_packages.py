"""Packages made of documents, imported over the runtime as it stands in the sources."""

from __future__ import annotations

import importlib
import itertools
import json
import pkgutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import TypeGuard

from pydantic import BaseModel, JsonValue

import oacgen_py.runtime
from oacgen_ir.diagnostics import Report
from oacgen_ir.document import load
from oacgen_ir.ir import Api, Model
from oacgen_ir.pipeline import generate_files, read_api
from oacgen_py.generator import generator
from oacgen_py.naming import Names, name_everything
from oacgen_py.options import PyOptions

_NUMBERS = itertools.count(1)


@dataclass(frozen=True)
class Package:
    """A package on disk, with what it was made of."""

    folder: Path
    files: Mapping[str, str]
    api: Api

    @property
    def names(self) -> Names:
        """What everything in it is called."""
        return name_everything(self.api, Report(extra=generator.diagnostics), flat=False)

    def modules(self) -> Iterator[ModuleType]:
        """Import all its modules but the runtime, whose own are used."""
        name = self.folder.name
        _lend_runtime(name)
        package = importlib.import_module(name)
        yield package
        for found in pkgutil.walk_packages(package.__path__, f"{name}."):
            if not found.name.startswith(f"{name}._runtime"):
                yield importlib.import_module(found.name)

    def models(self) -> Mapping[str, type[BaseModel]]:
        """Build all models; keys are the document's names."""
        for module in self.modules():
            for value in list(vars(module).values()):
                if is_model(value) and value.__module__ == module.__name__:
                    value.model_rebuild()
                    assert value.__pydantic_complete__, value
        found = importlib.import_module(f"{self.folder.name}.models")
        types = self.names.types
        return {
            one.name: getattr(found, types[one.name])
            for one in self.api.declarations
            if isinstance(one, Model)
        }

    def forget(self) -> None:
        """Take it out of memory again."""
        name = self.folder.name
        for one in [one for one in sys.modules if one.split(".")[0] == name]:
            del sys.modules[one]


def is_model(value: object) -> TypeGuard[type[BaseModel]]:
    """Tell models from all else that a module holds."""
    return isinstance(value, type) and issubclass(value, BaseModel)


def read(document: JsonValue) -> tuple[Api, Report]:
    """Read a document, with what there is to say of it."""
    report = Report(extra=generator.diagnostics)
    return read_api(load(json.dumps(document).encode()), report), report


def generate(document: JsonValue, structure: str = "namespaced") -> tuple[Api, dict[str, str]]:
    """Make all files of a package."""
    api, report = read(document)
    options = PyOptions.model_validate({"client_structure": structure})
    files = generate_files(generator, [api], options, report, lambda _: None)
    return api, {file.path: file.text for file in files}


def write(root: Path, document: JsonValue, structure: str = "namespaced") -> Package:
    """Make a package below `root`, which is on the path of modules."""
    api, files = generate(document, structure)
    folder = root / f"random_{next(_NUMBERS)}"
    for path, text in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return Package(folder, files, api)


def _lend_runtime(name: str) -> None:
    """Have `<name>._runtime` be the runtime that is loaded already, which saves much time."""
    sys.modules[f"{name}._runtime"] = oacgen_py.runtime
    for one in pkgutil.iter_modules(oacgen_py.runtime.__path__):
        sys.modules[f"{name}._runtime.{one.name}"] = importlib.import_module(
            f"oacgen_py.runtime.{one.name}"
        )
