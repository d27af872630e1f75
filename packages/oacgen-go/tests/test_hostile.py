"""Hostile text in every position changes names and literals, and never the code."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from oacgen_ir.diagnostics import Report
from oacgen_ir.document import load
from oacgen_ir.pipeline import read_api

if TYPE_CHECKING:
    from .conftest import Go, Make, Read

SKELETON = Path(__file__).parent / "gotests" / "skeleton" / "main.go"

ATTACKS = {
    "quotes": '"\'`"; panic(1) //',
    "lines": "x\n*/ func init() { panic(1) }\r\n//go:embed /etc/passwd\n//go:build ignore",
    "backslash": '\\" + os.Getenv("HOME") + "\\',
    "template": "{{ 7 * 7 }}{% include 'x' %}{# x #}",
    "path": "../../../../tmp/evil",
    "unicode": "\u202e\u2028\ufeff\x00\x1b[31m\U000e0041e\u0301",
    "surrogate": "a\ud800b",
    "percent": "%s%d%v%%2F",
    "braces": "}{ } func x() {",
    "long": "x" * 3000,
    "directive": "+build ignore",
    "keyword": "type",
    "blank": "",
    "spaces": "   ",
}


def document(text: str) -> dict[str, Any]:
    """Build a document that has `text` wherever a document can have text."""
    inside = re.sub(r"[/{}?#]", "", text)  # what a path's own syntax takes
    named = {"type": "string", "description": text, "title": text, "default": text}
    model = {
        "type": "object",
        "description": text,
        "required": ["kind", f"p {text}"],
        "properties": {
            "kind": {"type": "string", "enum": [f"one {text}"]},
            f"p {text}": named,
            "free": {"type": "string", "pattern": text, "example": text},
            "choice": {"type": "string", "enum": [f"a {text}", f"-b {text}", f"c {text}"]},
        },
        "additionalProperties": {"type": "string", "description": text},
    }
    parameter = {"description": text, "schema": {"type": "string", "default": text}}
    body = {"schema": {"$ref": "#/components/schemas/Model"}}
    return {
        "openapi": "3.0.3",
        "info": {"title": f"T {text}", "version": f"1 {text}", "description": text},
        "servers": [{"url": f"https://example.com/{text}", "description": text}],
        "tags": [{"name": f"tag {text}", "description": text}],
        "security": [{f"key {text}": []}, {f"header {text}": []}],
        "paths": {
            f"/things/{inside}x/{{id {inside}}}/{{m {inside}}}/": {
                "post": {
                    "operationId": f"create {text}",
                    "tags": [f"tag {text}"],
                    "summary": text,
                    "description": text,
                    "parameters": [
                        {"name": f"id {inside}", "in": "path", "required": True, **parameter},
                        {"name": f"m {inside}", "in": "path", "style": "matrix", **parameter},
                        {"name": f"q {text}", "in": "query", **parameter},
                        {"name": f"d {text}", "in": "query", "style": "deepObject", **body},
                        {"name": f"r {text}", "in": "query", "allowReserved": True, **parameter},
                        {"name": f"h {text}", "in": "header", **parameter},
                        {"name": f"c {text}", "in": "cookie", **parameter},
                        {
                            "name": f"const {text}",
                            "in": "query",
                            "required": True,
                            "schema": {"type": "string", "enum": [f"v {text}"]},
                        },
                    ],
                    "requestBody": {
                        "description": text,
                        "content": {
                            "application/json": body,
                            "multipart/form-data": {
                                **body,
                                "encoding": {f"p {text}": {"contentType": "text/plain"}},
                            },
                        },
                    },
                    "responses": {
                        "200": {
                            "description": text,
                            "content": {
                                "application/json": {
                                    "schema": {"$ref": "#/components/schemas/Either"}
                                }
                            },
                        },
                        "400": {"description": text, "content": {"application/json": body}},
                    },
                }
            }
        },
        "components": {
            "securitySchemes": {
                f"key {text}": {"type": "apiKey", "in": "query", "name": f"k {text}"},
                f"header {text}": {
                    "type": "apiKey",
                    "in": "header",
                    "name": "Authorization",
                    "description": text,
                },
            },
            "schemas": {
                "Model": model,
                "Either": {
                    "description": text,
                    "oneOf": [
                        {"$ref": "#/components/schemas/Model"},
                        {"$ref": "#/components/schemas/Other"},
                    ],
                    "discriminator": {
                        "propertyName": "kind",
                        "mapping": {
                            f"one {text}": "#/components/schemas/Model",
                            f"two {text}": "#/components/schemas/Other",
                        },
                    },
                },
                "Other": {
                    "type": "object",
                    "required": ["kind"],
                    "properties": {"kind": {"type": "string"}, "n": {"type": "integer"}},
                },
            },
        },
    }


@pytest.fixture(scope="module")
def shapes(go: Go, make: Make) -> dict[str, str]:
    """The code of each attack: the kinds of the nodes of its syntax tree, and nothing else."""
    apis = [
        replace(read_api(load(json.loads(json.dumps(document(text)))), Report()), group=name)
        for name, text in {"harmless": "plain", **ATTACKS}.items()
    ]
    made = make(apis)
    for path in made.files:
        assert (made.folder / path).resolve().is_relative_to(made.folder.resolve())
    assert go.unformatted(made.folder) == ""
    go.run(made.folder, "vet", "./...")
    folders = [str(made.folder / api.group) for api in apis]
    shown = go.run(SKELETON.parent, "run", str(SKELETON), *folders).split("\n\n")
    return dict(zip([api.group for api in apis], shown, strict=True))


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_code_has_the_same_shape(attack: str, shapes: dict[str, str]) -> None:
    assert shapes[attack].strip() == shapes["harmless"].strip()


# --- Names ---------------------------------------------------------------------------------------

NAMES = [
    "Error", "Client", "Option", "Opt", "File", "Date", "Duration", "Decimal", "Unknown", "New",
    "Some", "Null", "Static", "WithTimeout", "Decode", "Download", "string", "error", "any", "func",
    "type", "User", "user", "USER", "users", "UsersService", "UsersAPI", "UsersListParams",
    "RoleAdmin", "Role", "1st", "中文", "日本", "é", "_", "-", "a.b", "a-b", "a_b", "init", "main",
    "MarshalJSON", "Extra", "request", "settings", "decoder", "Response", "context", "json",
]  # fmt: skip


def test_every_name_can_be_had(go: Go, make: Make, read: Read) -> None:
    operations = {
        f"/{number}/{{{name}}}/": {
            "get": {
                "operationId": f"users_{name}",
                "tags": ["users" if number % 2 else name],
                "parameters": [
                    {"name": name, "in": "path", "required": True, "schema": {"type": "string"}},
                    *(
                        {"name": other, "in": "query", "schema": {"type": "string"}}
                        for other in NAMES
                    ),
                ],
                "responses": {
                    "200": {
                        "description": "",
                        "content": {
                            "application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}
                        },
                    }
                },
            }
        }
        for number, name in enumerate(NAMES)
    }
    model = {
        "type": "object",
        "properties": {name: {"type": "string"} for name in NAMES},
        "additionalProperties": True,
    }
    schemas: dict[str, object] = dict.fromkeys(NAMES, model)
    schemas["Role"] = {
        "type": "string",
        "enum": ["admin", "Admin", "ADMIN", "", "-", "-admin", "1"],
    }
    api = read(
        {
            "openapi": "3.0.3",
            "info": {"title": "Names", "version": "1"},
            "paths": operations,
            "components": {"schemas": schemas},
        }
    )
    for codecs in (True, False):
        made = make([api], codecs=codecs)
        assert go.unformatted(made.folder) == ""
        go.check(made.folder)
    stems = [path.casefold() for path in made.files]
    assert len(set(stems)) == len(stems)
