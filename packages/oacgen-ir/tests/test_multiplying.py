"""Documents of a few lines whose types would multiply without end."""

from __future__ import annotations

import json

import pytest
from pydantic import JsonValue

from oacgen_ir.diagnostics import Report
from oacgen_ir.document import load
from oacgen_ir.ir import Alias, Anything
from oacgen_ir.pipeline import read_api
from oacgen_ir.read import objects

PREFIX = "#/components/schemas/"


def both(*names: str) -> JsonValue:
    """Return a schema that is all of some components."""
    return {"allOf": [{"$ref": PREFIX + name} for name in names]}


def document(schemas: dict[str, JsonValue]) -> bytes:
    """Return a document with these components, all of which are kept."""
    content: JsonValue = {"application/json": {"schema": {"$ref": f"{PREFIX}Root"}}}
    whole: JsonValue = {
        "openapi": "3.1.0",
        "info": {"title": "x", "version": "1"},
        "paths": {"/x": {"get": {"responses": {"200": {"description": "", "content": content}}}}},
        "components": {"schemas": schemas},
    }
    return json.dumps(whole).encode()


def test_a_union_whose_options_hold_it_is_anything() -> None:
    kinds: dict[str, JsonValue] = {
        f"K{n}": {"type": "object", "properties": {f"p{n}": {}}} for n in range(30)
    }
    report = Report()
    options: JsonValue = [both("Root", name) for name in kinds]
    api = read_api(load(document({**kinds, "Root": {"oneOf": options}})), report)
    assert {one.code for one in report} == {"too-many-combinations"}
    root = api.by_name["Root"]
    assert isinstance(root, Alias)
    assert isinstance(root.type, Anything)
    assert len(api.declarations) < 40


def test_unions_in_the_properties_of_options_come_to_an_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(objects, "_MOST_TYPES", 200)
    schemas: dict[str, JsonValue] = {"X": {"type": "object", "properties": {"x": {}}}}
    for level in range(4):
        names = [f"M{level}{n}" for n in range(6)]
        inner: JsonValue = both(f"U{level + 1}", "X") if level < 3 else {}
        schemas |= {
            name: {"type": "object", "properties": {name: {}, "q": inner}} for name in names
        }
        schemas[f"U{level}"] = {"oneOf": [{"$ref": PREFIX + name} for name in names]}
    schemas["Root"] = {"type": "object", "properties": {"q": both("U0", "X")}}
    report = Report()
    api = read_api(load(document(schemas)), report)
    assert {one.code for one in report} == {"too-many-combinations"}
    assert len(api.declarations) < 300
