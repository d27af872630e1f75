"""Each case read, compared with what is expected, and held to the laws of the IR."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest
from pydantic import TypeAdapter
from sweep.losses import unexplained

from oacgen_ir.diagnostics import Report
from oacgen_ir.document import load
from oacgen_ir.ir import (
    Api,
    Nullable,
    Union,
    declared_types,
    inner_types,
    received_types,
    refs,
    sent_types,
)
from oacgen_ir.passes import prepare
from oacgen_ir.read import read

CASES = sorted(path.parent for path in Path(__file__).parent.glob("*/openapi.yaml"))
API = TypeAdapter(Api)


@pytest.fixture(params=CASES, ids=lambda path: path.name)
def case(request: pytest.FixtureRequest) -> Path:
    """One folder after the other."""
    folder: Path = request.param
    return folder


def prepared(folder: Path) -> tuple[Api, Report]:
    """Read one case."""
    report = Report()
    return prepare(read(load(folder / "openapi.yaml"), report), report), report


def expect(file: Path, text: str, update: bool) -> None:
    """Compare `text` with a file, or write it there."""
    if update:
        file.write_text(text, encoding="utf-8", newline="\n")
    assert text == file.read_text(encoding="utf-8"), f"{file} differs; see cases/README.md"


def test_golden(case: Path, request: pytest.FixtureRequest) -> None:
    """The IR and the report are what they were."""
    api, report = prepared(case)
    update = bool(request.config.getoption("--update"))
    plain = API.dump_python(api, mode="json", exclude_defaults=True)
    expect(case / "ir.json", json.dumps(plain, indent=1, ensure_ascii=False) + "\n", update)
    lines = [f"{one.severity} {one.code} {one.pointer}: {one.message}\n" for one in report]
    expect(case / "report.txt", "".join(lines), update)


def test_round_trip(case: Path) -> None:
    """The IR becomes JSON and comes back equal."""
    api, _ = prepared(case)
    assert API.validate_json(API.dump_json(api)) == api


def test_reading_twice(case: Path) -> None:
    """The same document gives an equal value."""
    assert prepared(case)[0] == prepared(case)[0]


def test_references_resolve(case: Path) -> None:
    """Every `Ref` names a declaration."""
    api, _ = prepared(case)
    named = [name for one in api.declarations for name in refs(declared_types(one))]
    for operation in api.operations:
        named += [*refs(sent_types(operation)), *refs(received_types(operation))]
    assert set(named) <= api.by_name.keys()


def test_unions_and_null(case: Path) -> None:
    """A union has distinct options; null stands outside of it, once."""
    api, _ = prepared(case)
    types = [type_ for one in api.declarations for type_ in declared_types(one)]
    for operation in api.operations:
        types += [*sent_types(operation), *received_types(operation)]
    for type_ in (inner for outer in types for inner in inner_types(outer)):
        if isinstance(type_, Union):
            assert len(type_.options) > 1
            assert len({repr(option) for option in type_.options}) == len(type_.options)
            assert not any(isinstance(option, Union | Nullable) for option in type_.options)
        if isinstance(type_, Nullable):
            assert not isinstance(type_.inner, Nullable)


def test_origins_resolve(case: Path) -> None:
    """Every origin is a place in the document."""
    document = load(case / "openapi.yaml")
    api, _ = prepared(case)
    origins = set(_origins(api))
    assert origins
    for origin in origins:
        document.resolve(origin, "#")


def test_nothing_is_lost(case: Path) -> None:
    """What the document says and the IR does not is in the report."""
    document, report = load(case / "openapi.yaml"), Report()
    assert unexplained(document, read(document, report), report) == []


def _origins(value: object) -> Iterator[str]:
    if isinstance(value, tuple):
        for item in value:
            yield from _origins(item)
    elif is_dataclass(value):
        for field in fields(value):
            inner = getattr(value, field.name)
            if field.name == "origin":
                yield inner
            else:
                yield from _origins(inner)


def test_order_of_components(case: Path) -> None:
    """Shuffling the components changes no operation, and no declaration but its place."""
    document = load(case / "openapi.yaml")
    schemas = document.root.get("components", {})
    assert isinstance(schemas, dict)
    named = schemas.get("schemas")
    if isinstance(named, dict):
        items = list(named.items())
        random.Random(7).shuffle(items)
        schemas["schemas"] = dict(items)
    api, _ = prepared(case)
    report = Report()
    shuffled = prepare(read(document, report), report)
    assert shuffled.operations == api.operations
    assert sorted(shuffled.declarations, key=repr) == sorted(api.declarations, key=repr)
