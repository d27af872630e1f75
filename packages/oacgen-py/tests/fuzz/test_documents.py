"""Whatever a document holds, its package is legal, clean, and reads what it writes."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from pathlib import Path

import black
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, JsonValue
from random_documents import add_operation, documents, operations
from random_packages import Package, read, write
from random_values import Values

from oacgen_ir.ir import Api, Model
from oacgen_py.naming import Names, name_everything

CASES = Path(__file__).parents[4] / "cases"
PROFILE = settings.get_profile("oacgen-fuzz")


def test_packages_are_imported_and_their_models_built(folder: Path, times: int) -> None:
    @settings(PROFILE, max_examples=60 * times)
    @given(documents(), st.sampled_from(["namespaced", "flat"]))
    def check(document: JsonValue, structure: str) -> None:
        package = write(folder, document, structure)
        try:
            package.models()
        finally:
            package.forget()

    check()


def test_models_read_what_they_write(folder: Path, times: int) -> None:
    @settings(PROFILE, max_examples=60 * times)
    @given(documents(), st.data())
    def check(document: JsonValue, data: st.DataObject) -> None:
        package = write(folder, document)
        try:
            read_what_is_written(package, data)
        finally:
            package.forget()

    check()


@pytest.mark.parametrize(
    "case", sorted(CASES.glob("*/openapi.yaml")), ids=lambda it: it.parent.name
)
def test_models_of_the_cases_read_what_they_write(folder: Path, times: int, case: Path) -> None:
    document = yaml.safe_load(case.read_text(encoding="utf-8"))
    package = write(folder, json.loads(json.dumps(document, default=str)))

    @settings(PROFILE, max_examples=10 * times)
    @given(st.data())
    def check(data: st.DataObject) -> None:
        read_what_is_written(package, data)

    check()
    package.forget()


def read_what_is_written(package: Package, data: st.DataObject) -> None:
    values = Values(package.api.by_name)
    for name, kind in package.models().items():
        model = package.api.by_name[name]
        assert isinstance(model, Model)
        if not model.received and values.has_file(model):
            continue  # what is uploaded is no JSON
        objects = values.of_model(model)
        if not objects.is_empty:
            read_again(kind, data.draw(objects, label=name))


def read_again(kind: type[BaseModel], wire: JsonValue) -> None:
    value = kind.model_validate_json(json.dumps(wire))
    written = value.model_dump_json()
    assert kind.model_validate_json(written) == value
    assert kind.model_validate_json(written).model_dump_json() == written


def test_black_changes_nothing(times: int, folder: Path) -> None:
    @settings(PROFILE, max_examples=12 * times)
    @given(documents(), st.sampled_from(["namespaced", "flat"]))
    def check(document: JsonValue, structure: str) -> None:
        for path, text in write(folder, document, structure).files.items():
            if path.endswith(".py") and not path.startswith("_runtime/"):
                assert black.format_str(text, mode=black.Mode()) == text, path

    check()


def test_mypy_is_strict_and_content(folder: Path, times: int) -> None:
    packages: list[Path] = []

    @settings(PROFILE, max_examples=15 * times)
    @given(documents(), st.sampled_from(["namespaced", "flat"]))
    def collect(document: JsonValue, structure: str) -> None:
        packages.append(write(folder, document, structure).folder)

    collect()
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(folder / "cache")]
    done = subprocess.run([*command, *packages], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("flat", [False, True])
def test_names_are_legal_and_unique_and_stay(times: int, flat: bool) -> None:
    @settings(PROFILE, max_examples=60 * times)
    @given(documents(), operations([], new=False))
    def check(document: dict[str, JsonValue], added: tuple[str, str, dict[str, JsonValue]]) -> None:
        longer = copy.deepcopy(document)
        assert isinstance(longer["paths"], dict)
        add_operation(longer["paths"], *added)
        before, _ = named(document, flat)
        after, renamed = named(longer, flat)
        moved = {key for key in before if after[key] != before[key]}
        assert moved <= renamed or TAGS in renamed, "it has another name, and nobody was told"

    check()


TAGS = "#/tags"
TELLING = ("renamed-operation", "py-renamed", "duplicate-operation-id")


def named(document: JsonValue, flat: bool) -> tuple[dict[str, str], set[str]]:
    """Return what is called how, and what is reported to have got another name."""
    api, report = read(document)
    names = name_everything(api, report, flat=flat)
    check_scopes(api, names, flat)
    told = {one.pointer for one in report if one.code in TELLING}
    methods = {f"{one.method} {one.path}": one for one in api.operations}
    found = {key: names.methods[one.id] for key, one in methods.items()}
    renamed = {key for key, one in methods.items() if one.origin in told}
    found |= {f"type {name}": given for name, given in names.types.items()}
    renamed |= told & {TAGS}
    renamed |= {f"type {one.name}" for one in api.declarations if one.origin in told}
    return found, renamed


def check_scopes(api: Api, names: Names, flat: bool) -> None:
    types, methods = names.types.values(), names.methods
    assert len(set(types)) == len(types)
    assert all(name.isidentifier() for name in (*types, *methods.values()))
    scopes: dict[str, list[str]] = {}
    for one in api.operations:
        scopes.setdefault("" if flat else one.tag, []).append(methods[one.id])
    for given_names in scopes.values():
        assert len(set(given_names)) == len(given_names)
