"""Text from a document never becomes code."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml
from pydantic import JsonValue

from oacgen_ir.diagnostics import Report
from oacgen_ir.document import load
from oacgen_ir.pipeline import read_api
from oacgen_py.generator import generator
from oacgen_py.options import PyOptions

DOCUMENT = Path(__file__).parent / "documents" / "kitchen.yaml"
HOSTILE = [
    '"""\nimport os\n"""',
    "'''; import os; '''",
    '"); import os; ("',
    "\\",
    '\\"',
    'ends in a quote"',
    "{import os}",
    "{{ import os }}{% import os %}",
    "\r\nimport os\r\n",
    "\x00\x1b[31m\x7f import os",
    "\u202eimport os\u2066",
    "\u2028import os\u2029",
    "# import os",
    "/../../import/os",
    "$(import os)`import os`",
]
TEXTS = {"description", "summary", "title", "version"}
"""Keys whose values are free text wherever they stand."""


def generated(document: JsonValue, structure: str = "namespaced") -> dict[str, str]:
    report = Report(extra=generator.diagnostics)
    api = read_api(load(json.dumps(document).encode()), report)
    options = PyOptions.model_validate({"client_structure": structure})
    files = [
        *generator.generate(api, options, report, lambda _: None),
        *(f for f in generator.root([api], options, report) if not f.path.startswith("_runtime/")),
    ]
    return {file.path: file.text for file in files}


def rewritten(value: JsonValue, change: Callable[[str], str], key: str = "") -> JsonValue:
    """Copy a document with all its free texts changed."""
    match value:
        case dict():
            return {name: rewritten(item, change, name) for name, item in value.items()}
        case list():
            return [rewritten(item, change) for item in value]
        case str() if key in TEXTS:
            return change(value)
        case _:
            return value


def skeleton(text: str) -> str:
    """Return the shape of code, without what its texts say."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node.value = ""
    return ast.dump(tree)


def code(files: dict[str, str]) -> Iterator[tuple[str, str]]:
    return ((path, text) for path, text in files.items() if path.endswith(".py"))


@pytest.fixture(scope="module")
def document() -> JsonValue:
    found: JsonValue = yaml.safe_load(DOCUMENT.read_text())
    return found


@pytest.mark.parametrize("hostile", HOSTILE)
def test_descriptions_change_no_code(hostile: str, document: JsonValue) -> None:
    plain = generated(rewritten(document, lambda text: f"{text}\n\nword"))
    found = generated(rewritten(document, lambda text: f"{text}\n\n{hostile}"))
    for path, text in code(found):
        assert skeleton(text) == skeleton(plain[path]), path
        assert all(char.isprintable() or char == "\n" for char in text), path


ODD: dict[str, Callable[[str], JsonValue]] = {
    "a property": lambda bad: _with_schema(
        {"type": "object", "properties": {bad: {"type": "string"}}}
    ),
    "a component": lambda bad: _with_schema({"type": "object", "properties": {"x": {}}}, name=bad),
    "a text of an enum": lambda bad: _with_schema({"type": "string", "enum": [bad, "x"]}),
    "an ordering": lambda bad: _with_schema({"type": "string", "enum": ["x", "-x", bad]}),
    "a label": lambda bad: _with_schema(
        {"type": "string", "enum": ["x"], "description": f"* `x` - {bad}"}
    ),
    "a name of a member": lambda bad: _with_schema(
        {"type": "string", "enum": ["x"], "x-enum-varnames": [bad]}
    ),
    "a constant": lambda bad: _with_schema({"type": "object", "properties": {"x": {"const": bad}}}),
    "a pattern": lambda bad: _with_schema(
        {"type": "object", "properties": {"x": {"type": "string", "pattern": bad}}}
    ),
    "a discriminator": lambda bad: _with_schema(
        {
            "oneOf": [{"$ref": "#/components/schemas/A"}, {"$ref": "#/components/schemas/B"}],
            "discriminator": {
                "propertyName": bad,
                "mapping": {bad: "#/components/schemas/A", "b": "#/components/schemas/B"},
            },
        },
        A={"type": "object", "required": [bad], "properties": {bad: {"type": "string"}}},
        B={"type": "object", "required": [bad], "properties": {bad: {"type": "string"}}},
    ),
    "a parameter": lambda bad: _with_operation({"parameters": [_parameter(bad)]}),
    "a path": lambda bad: _with_operation({"parameters": []}, path=f"/x/{bad}"),
    "a path parameter": lambda bad: _with_operation(
        {"parameters": [{**_parameter(bad), "in": "path", "required": True}]}, path=f"/x/{{{bad}}}"
    ),
    "an operation": lambda bad: _with_operation({"operationId": bad, "deprecated": True}),
    "a tag": lambda bad: _with_operation({"tags": [bad]}),
    "a media type": lambda bad: _with_operation(
        {
            "requestBody": {
                "required": True,
                "content": {f"text/{bad}": {"schema": {"type": "string"}}},
            }
        }
    ),
    "a part of a form": lambda bad: _with_operation(
        {
            "requestBody": {
                "content": {
                    "multipart/form-data": {
                        "schema": {
                            "type": "object",
                            "properties": {bad: {"type": "string", "format": "binary"}},
                        },
                        "encoding": {bad: {"contentType": bad}},
                    }
                }
            }
        }
    ),
    "a server": lambda bad: {**_with_operation({}), "servers": [{"url": f"https://x/{bad}"}]},
    "a scheme": lambda bad: {
        **_with_operation({}),
        "components": {
            "securitySchemes": {
                bad: {"type": "apiKey", "in": "header", "name": bad},
                "x": {"type": "http", "scheme": bad},
            }
        },
    },
}


def _parameter(name: str) -> dict[str, JsonValue]:
    return {"in": "query", "name": name, "schema": {"type": "string"}}


def _with_operation(operation: dict[str, JsonValue], path: str = "/x") -> dict[str, JsonValue]:
    responses: JsonValue = {"200": {"description": ""}}
    method: JsonValue = {
        "operationId": "x_create",
        "tags": ["x"],
        "responses": responses,
        **operation,
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "x", "version": "1"},
        "paths": {path: {"post": method}},
    }


def _with_schema(
    schema: JsonValue, name: str = "Main", **others: JsonValue
) -> dict[str, JsonValue]:
    body: JsonValue = {
        "application/json": {"schema": {"$ref": f"#/components/schemas/{_escaped(name)}"}}
    }
    found = _with_operation(
        {
            "requestBody": {"content": body},
            "responses": {"200": {"description": "", "content": body}},
        }
    )
    return {**found, "components": {"schemas": {name: schema, **others}}}


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


@pytest.mark.parametrize("structure", ["namespaced", "flat"])
@pytest.mark.parametrize("where", ODD)
@pytest.mark.parametrize("hostile", HOSTILE)
def test_names_and_values_change_no_code(hostile: str, where: str, structure: str) -> None:
    for path, text in code(generated(ODD[where](hostile), structure)):
        assert all(char.isprintable() or char == "\n" for char in text), path
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Import | ast.ImportFrom):
                assert "os" not in [one.name for one in node.names], path
            if isinstance(node, ast.FormattedValue) and path.startswith("subclients/"):
                assert isinstance(node.value, ast.Call), path
            assert not isinstance(node, ast.Lambda | ast.Await | ast.Delete | ast.Global), path
