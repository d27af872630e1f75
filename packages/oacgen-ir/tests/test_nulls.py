"""Components that allow nothing but null or the empty text, however they are spelt."""

from __future__ import annotations

import json

import pytest
from pydantic import JsonValue

from oacgen_ir.diagnostics import Report
from oacgen_ir.document import load
from oacgen_ir.ir import Api, declared_types, received_types, refs
from oacgen_ir.pipeline import read_api


def reading(schema: JsonValue) -> Api:
    """Read a list of what a component is."""
    items: JsonValue = {"type": "array", "items": {"$ref": "#/components/schemas/Odd"}}
    content: JsonValue = {"application/json": {"schema": items}}
    document: JsonValue = {
        "openapi": "3.1.0",
        "info": {"title": "x", "version": "1"},
        "paths": {"/x": {"get": {"responses": {"200": {"description": "", "content": content}}}}},
        "components": {"schemas": {"Odd": schema, "NullEnum": {"enum": [None]}}},
    }
    return read_api(load(json.dumps(document).encode()), Report())


@pytest.mark.parametrize(
    "schema",
    [
        {"const": None},
        {"enum": [None]},
        {"type": "null"},
        {"type": ["null"]},
        {"const": ""},
        {"enum": [""]},
        {"enum": ["", None]},
        {"enum": [""], "nullable": True},
        {"allOf": [{"const": None}]},
        {"allOf": [{"$ref": "#/components/schemas/NullEnum"}]},
        {"anyOf": [{"const": None}, {"type": "null"}]},
        {"anyOf": [{"const": ""}, {"const": None}]},
    ],
)
def test_every_reference_leads_somewhere(schema: JsonValue) -> None:
    api = reading(schema)
    named = {name for one in api.declarations for name in refs(declared_types(one))}
    named |= {name for one in api.operations for name in refs(received_types(one))}
    assert named <= api.by_name.keys()
