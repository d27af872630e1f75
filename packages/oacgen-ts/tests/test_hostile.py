"""Text from a document never becomes code, wherever it stands."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pydantic import JsonValue

CODE = "globalThis.HACKED = 1"
HOSTILE = [
    f'"; {CODE}; "',
    f"'; {CODE}; '",
    f"`; {CODE}; `",
    f"${{{CODE}}}",
    f"*/ {CODE}; /*",
    f"*\\/ {CODE}; /*",
    f"// {CODE}",
    "@ts-expect-error",
    f"\n{CODE}\n",
    f"\r\n{CODE}\r\n",
    f"\u2028{CODE}\u2029",
    f"\\ {CODE}",
    f"\\` ${{{CODE}}}",
    f"/; {CODE}; /",
    f"](?=) /u); {CODE}; (/",
    f"{{{{ {CODE} }}}}{{% {CODE} %}}",
    f"\x00\x1b[31m\u202e{CODE}\u2066",
    f"../../{CODE}/..",
    f"}} {CODE} {{",
    f"> {CODE} <",
    "__proto__",
    "constructor",
    "class",
    "",
]


def _parameters(bad: str) -> JsonValue:
    places = ("query", "header", "cookie")
    found: list[JsonValue] = [
        {
            "in": place,
            "name": bad.replace("/", "") or "x",
            "description": bad,
            "schema": {"type": "array", "items": {"type": "string"}, "default": [bad]},
            "explode": False,
        }
        for place in places
    ]
    variable = bad.replace("{", "").replace("}", "").replace("/", "") or "x"
    path: JsonValue = {
        "in": "path",
        "name": variable,
        "required": True,
        "schema": {"type": "string"},
    }
    return [*found, path]


def _content(schema: JsonValue) -> JsonValue:
    return {"application/json": {"schema": schema}}


def _model(bad: str) -> JsonValue:
    text: dict[str, JsonValue] = {"type": "string", "pattern": bad, "default": bad}
    return {
        "type": "object",
        "description": bad,
        "required": [bad],
        "properties": {
            bad: {**text, "description": bad, "deprecated": True},
            "choice": {
                "type": "string",
                "enum": [bad, "x"],
                "description": f"{bad}\n* `{bad}` - {bad}",
                "x-enum-varnames": [bad, "X"],
            },
            "always": {"const": bad},
            "map": {"type": "object", "additionalProperties": {"enum": [bad]}},
        },
    }


def document(bad: str) -> str:
    """Return a document that has `bad` wherever a text may stand."""
    variable = bad.replace("{", "").replace("}", "").replace("/", "") or "x"
    name = "M" + bad
    ref: JsonValue = {"$ref": "#/components/schemas/" + name.replace("~", "~0").replace("/", "~1")}
    union: JsonValue = {
        "oneOf": [ref, {"$ref": "#/components/schemas/Other"}],
        "discriminator": {"propertyName": bad, "mapping": {bad: "#/components/schemas/Other"}},
    }
    operation: JsonValue = {
        "operationId": f"{bad}_list",
        "summary": bad,
        "description": bad,
        "tags": [bad],
        "deprecated": True,
        "parameters": _parameters(bad),
        "responses": {
            "200": {"description": bad, "content": _content({"type": "array", "items": union})},
            "400": {"description": bad, "content": _content(ref)},
        },
    }
    form: JsonValue = {
        "multipart/form-data": {"schema": ref, "encoding": {bad: {"contentType": bad}}},
        f"text/{bad}": {"schema": {"type": "string"}},
    }
    post: JsonValue = {
        "operationId": f"{bad}_create",
        "tags": [bad],
        "requestBody": {"required": True, "description": bad, "content": form},
        "responses": {"200": {"description": bad, "content": {f"text/{bad}": {}}}},
    }
    whole: JsonValue = {
        "openapi": "3.1.0",
        "info": {"title": bad, "version": bad, "description": bad},
        "servers": [{"url": f"https://x/{bad}", "description": bad}],
        "tags": [{"name": bad, "description": bad}],
        "paths": {f"/a/{bad}/{{{variable}}}": {"get": operation}, f"/b/{bad}": {"post": post}},
        "components": {
            "schemas": {name: _model(bad), "Other": _model(bad), "E" + bad: {"enum": [bad, "y"]}},
            "securitySchemes": {
                f"k{bad}": {"type": "apiKey", "in": "header", "name": bad, "description": bad},
                f"h{bad}": {"type": "http", "scheme": bad, "description": bad},
                f"q{bad}": {"type": "apiKey", "in": "query", "name": bad or "q"},
            },
        },
    }
    return json.dumps(whole)


def test_no_text_becomes_code(
    node: Any,
    read_document: Callable[..., Any],
    make: Callable[..., Any],
    write: Callable[..., Path],
    tmp_path: Path,
) -> None:
    for number, bad in enumerate(HOSTILE):
        api, _ = read_document(document(bad))
        assert len(api.operations) == 2, bad
        made = make(api, generate_package_files=True)
        assert all(".." not in path and not path.startswith("/") for path in made)
        write(made, f"all/{number}")
    folder = tmp_path / "all"
    node.type_check(folder, "typescript7")
    node.check_format(folder)
    node.script(Path(__file__).parent / "escapes.mjs", str(folder))
    script = Path(__file__).parent / "identifiers.mjs"
    names = set(json.loads(node.script(script, str(folder))))
    assert "request" in names
    assert not names & {"globalThis", "HACKED", "eval", "Function", "require"}
