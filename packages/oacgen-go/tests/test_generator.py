"""Which Go a document becomes: types, names, files, options."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from oacgen_go.generator import package_of
from oacgen_go.naming import argument_name, declared_name, field_name, file_stem
from oacgen_go.options import GoOptions
from oacgen_go.types import Resolved, Types
from oacgen_ir.diagnostics import InputError
from oacgen_ir.options import parse_options

if TYPE_CHECKING:
    from .conftest import Make, Read

DOCUMENT = Path(__file__).parent / "documents" / "kitchen.yaml"


def fields(make: Make, read: Read, properties: dict[str, Any], *, required: bool) -> dict[str, str]:
    """Return the Go type and tag of each property of a model."""
    api = read(
        {
            "openapi": "3.0.3",
            "info": {"title": "T", "version": "1"},
            "paths": {},
            "components": {
                "schemas": {
                    "Role": {"type": "string", "enum": ["a", "b"]},
                    "Level": {"type": "integer", "enum": [1, 2]},
                    "Blank": {"enum": [""]},
                    "Inner": {"type": "object", "properties": {"x": {"type": "string"}}},
                    "Names": {"type": "array", "items": {"type": "string"}},
                    "Tree": {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}},
                    "Node": {
                        "type": "object",
                        "properties": {"next": {"$ref": "#/components/schemas/Node"}},
                    },
                    "Model": {
                        "type": "object",
                        "properties": properties,
                        "required": list(properties) if required else [],
                    },
                }
            },
        }
    )
    text = make([api]).files["models.go"]
    body = re.search(r"^type Model struct \{\n(.*?)^\}", text, re.DOTALL | re.MULTILINE)
    assert body is not None
    found = re.findall(r"^\t(\w+) +(\S+) +`json:\"(.*?)\"`$", body[1], re.MULTILINE)
    return {name: f"{type_} {tag}" for name, type_, tag in found}


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


INT = {"type": "integer"}
LIST = {"type": "array", "items": ref("Model")}
PROPERTIES = {
    "text": {"type": "string"},
    "null_text": {"type": "string", "nullable": True},
    "whole": {"type": "integer"},
    "long": {"type": "integer", "format": "int64"},
    "real": {"type": "number"},
    "yes": {"type": "boolean"},
    "money": {"type": "string", "format": "decimal"},
    "day": {"type": "string", "format": "date"},
    "at": {"type": "string", "format": "date-time"},
    "clock": {"type": "string", "format": "time"},
    "length": {"type": "string", "format": "duration"},
    "key": {"type": "string", "format": "uuid"},
    "data": {"type": "string", "format": "byte"},
    "any": {},
    "list": {"type": "array", "items": {"type": "string"}},
    "null_list": {"type": "array", "nullable": True, "items": {"type": "string", "nullable": True}},
    "map": {"type": "object", "additionalProperties": {"type": "integer"}},
    "free": {"type": "object", "additionalProperties": True},
    "role": ref("Role"),
    "blank_role": {"oneOf": [ref("Role"), ref("Blank")]},
    "blank_level": {"oneOf": [ref("Level"), ref("Blank")]},
    "inner": ref("Inner"),
    "names": ref("Names"),
    "tree": ref("Tree"),
    "number_or_int": {"oneOf": [{"type": "number"}, {"type": "integer"}]},
}


def test_what_is_always_there(make: Make, read: Read) -> None:
    assert fields(make, read, PROPERTIES, required=True) == {
        "Text": "string text",
        "NullText": "Opt[string] null_text",
        "Whole": "int whole",
        "Long": "int64 long",
        "Real": "float64 real",
        "Yes": "bool yes",
        "Money": "Decimal money",
        "Day": "Date day",
        "At": "DateTime at",
        "Clock": "TimeOfDay clock",
        "Length": "Duration length",
        "Key": "string key",
        "Data": "[]byte data",
        "Any": "json.RawMessage any",
        "List": "[]string list",
        "NullList": "Opt[[]Opt[string]] null_list",
        "Map": "map[string]int map",
        "Free": "map[string]json.RawMessage free",
        "Role": "Role role",
        "BlankRole": "Role blank_role",
        "BlankLevel": "Opt[Level] blank_level",
        "Inner": "Inner inner",
        "Names": "Names names",
        "Tree": "json.RawMessage tree",
        "NumberOrInt": "float64 number_or_int",
    }


def test_what_may_be_absent(make: Make, read: Read) -> None:
    assert fields(make, read, PROPERTIES, required=False) == {
        "Text": "Opt[string] text,omitzero",
        "NullText": "Opt[string] null_text,omitzero",
        "Whole": "Opt[int] whole,omitzero",
        "Long": "Opt[int64] long,omitzero",
        "Real": "Opt[float64] real,omitzero",
        "Yes": "Opt[bool] yes,omitzero",
        "Money": "Opt[Decimal] money,omitzero",
        "Day": "Opt[Date] day,omitzero",
        "At": "Opt[DateTime] at,omitzero",
        "Clock": "Opt[TimeOfDay] clock,omitzero",
        "Length": "Opt[Duration] length,omitzero",
        "Key": "Opt[string] key,omitzero",
        "Data": "Opt[[]byte] data,omitzero",
        "Any": "json.RawMessage any,omitzero",
        "List": "[]string list,omitzero",
        "NullList": "Opt[[]Opt[string]] null_list,omitzero",
        "Map": "map[string]int map,omitzero",
        "Free": "map[string]json.RawMessage free,omitzero",
        "Role": "Opt[Role] role,omitzero",
        "BlankRole": "Opt[Role] blank_role,omitzero",
        "BlankLevel": "Opt[Level] blank_level,omitzero",
        "Inner": "Opt[Inner] inner,omitzero",
        "Names": "Names names,omitzero",
        "Tree": "json.RawMessage tree,omitzero",
        "NumberOrInt": "Opt[float64] number_or_int,omitzero",
    }


def test_a_model_that_holds_itself_does_so_by_pointer(make: Make, read: Read) -> None:
    made = make([read("kitchen.yaml")])
    assert re.search(r"Manager +Opt\[\*User\]", made.files["models.go"])
    assert re.search(r"Address +Opt\[Address\]", made.files["models.go"])


@pytest.mark.parametrize(
    ("schema", "type_"),
    [
        ([{"type": "string"}, LIST], "Model"),
        ([{"type": "string"}, {"type": "array", "items": ref("Other")}], "Model"),
        ([{"type": "string"}, {"type": "array", "items": ref("List")}], "Model"),
        ([LIST, {**LIST, "minItems": 3}], "json.RawMessage"),
        ([LIST, {"enum": [None]}], "json.RawMessage"),
        (
            [{"type": "string"}, {"type": "array", "items": {"oneOf": [INT, ref("Model")]}}],
            "json.RawMessage",
        ),
    ],
)
def test_a_union_that_holds_itself(
    make: Make, read: Read, schema: list[dict[str, Any]], type_: str
) -> None:
    schemas = {
        "Holder": {"type": "object", "required": ["x"], "properties": {"x": ref("Model")}},
        "Model": {"oneOf": schema},
        "Other": {"oneOf": [INT, LIST]},
        "List": LIST,
    }
    info = {"title": "T", "version": "1"}
    made = make(
        [read({"openapi": "3.0.3", "info": info, "paths": {}, "components": {"schemas": schemas}})]
    )
    assert f"\tX {type_} `json" in made.files["models.go"]
    assert ("type Model struct {" in made.files.get("unions.go", "")) is (type_ == "Model")


def test_each_alias_is_resolved_a_few_times_only(
    make: Make, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    declared = Types._declared

    def counted(types: Types, name: str) -> Resolved:
        calls.append(name)
        assert len(calls) < 5_000, "every level doubles the work"
        return declared(types, name)

    monkeypatch.setattr(Types, "_declared", counted)
    levels = {
        f"U{n}": {
            "oneOf": [
                {"type": "array", "items": ref(f"U{n + 1}")},
                {"type": "object", "additionalProperties": ref(f"U{n + 1}")},
            ]
        }
        for n in range(20)
    }
    schemas = {**levels, "U20": {"oneOf": [{"type": "string"}, INT]}}
    info = {"title": "T", "version": "1"}
    made = make(
        [read({"openapi": "3.0.3", "info": info, "paths": {}, "components": {"schemas": schemas}})]
    )
    assert made.files["unions.go"].count("Value U") == 21


# --- Names ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "field", "argument"),
    [
        ("user_id", "UserID", "userID"),
        ("id", "ID", "id"),
        ("userIds", "UserIDs", "userIDs"),
        ("html_url", "HTMLURL", "htmlURL"),
        ("created_at__gte", "CreatedAtGte", "createdAtGte"),
        ("oauth2_token", "OAuth2Token", "oauth2Token"),
        ("é", "E", "e"),
    ],
)
def test_fields_and_arguments(text: str, field: str, argument: str) -> None:
    assert (field_name(text), argument_name(text)) == (field, argument)


def test_types_keep_their_name() -> None:
    assert declared_name("ApiKey") == "ApiKey"
    assert declared_name("api_key") == "APIKey"


@pytest.mark.parametrize(
    ("tag", "stem"),
    [
        ("users", "users"),
        ("api/profiles", "api_profiles"),
        ("user_test", "user_test_api"),
        ("for windows", "for_windows_api"),
        ("aux", "aux_api"),
        ("???", "operations"),
        ("x" * 300, "x" * 80),
    ],
)
def test_files_that_go_reads_everywhere(tag: str, stem: str) -> None:
    assert file_stem(tag) == stem


def test_packages_of_groups() -> None:
    names = [package_of(group) for group in ("core", "Billing-v2", "go", "main", "2fa")]
    assert names == ["core", "billingv2", "goapi", "mainapi", "api2fa"]


# --- Files ---------------------------------------------------------------------------------------


def test_each_group_is_a_package(make: Make, read: Read) -> None:
    api = read("kitchen.yaml")
    made = make([replace(api, group="core"), replace(api, group="billing")])
    assert "package core\n" in made.files["core/client.go"]
    assert "package billing\n" in made.files["billing/runtime_opt.go"]
    assert [path for path in made.files if "/" not in path] == ["go.mod"]


def test_only_what_a_package_needs(make: Make, read: Read) -> None:
    streaming, plain = (make([read(name)]).files for name in ("kitchen.yaml", "styles.yaml"))
    assert set(streaming) - set(plain) >= {"runtime_streams.go"}
    assert "runtime_downloads.go" in plain
    assert "runtime_reflect.go" not in plain


def test_no_escape_hatch(make: Make, read: Read) -> None:
    for codecs in (True, False):
        for path, text in make([read("kitchen.yaml")], codecs=codecs).files.items():
            code = re.sub(r"//.*|\[[^\]]*\bany\b[^\]]*\]|interface\{ any \}", "", text)
            assert not re.search(r"\bany\b|interface\{\}", code), path


def test_nothing_but_the_standard_library(make: Make, read: Read) -> None:
    made = make([read("kitchen.yaml")])
    imported = {
        path
        for text in made.files.values()
        for block in re.findall(r"^import (?:\((.*?)^\)|(\".*?\"))", text, re.DOTALL | re.MULTILINE)
        for path in re.findall(r"\"(.*?)\"", "".join(block))
    }
    assert imported
    assert not [path for path in imported if "." in path]
    assert "require" not in made.files["go.mod"]


def test_the_same_bytes_whatever_the_hash_seed() -> None:
    code = (
        "import hashlib, sys\n"
        "from oacgen_go.generator import generator\n"
        "from oacgen_go.options import GoOptions\n"
        "from oacgen_ir.diagnostics import Report\n"
        "from oacgen_ir.document import load\n"
        "from oacgen_ir.pipeline import generate_files, read_api\n"
        "report = Report(extra=generator.diagnostics)\n"
        "api = read_api(load(sys.argv[1]), report)\n"
        "files = generate_files(generator, [api], GoOptions(), report, lambda _: None)\n"
        "print(hashlib.sha256(repr(files).encode()).hexdigest())\n"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", code, str(DOCUMENT)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(seen) == 1
    assert len(seen.pop().strip()) == hashlib.sha256().digest_size * 2


# --- Options -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "options",
    [
        {"module": "../evil"},
        {"module": "a b"},
        {"module": 'x"\n'},
        {"package": "type"},
        {"package": "Api"},
        {"package": "main"},
        {"package": "a-b"},
        {"codec": True},
    ],
)
def test_options_that_make_no_sense(options: dict[str, object]) -> None:
    with pytest.raises(InputError):
        parse_options(GoOptions, options, where="oacgen.toml")


def test_an_answer_without_a_body_is_taken_only_where_the_document_has_one(
    make: Make, read: Read
) -> None:
    found = {"200": {"description": "", "content": {"application/json": {"schema": ref("Model")}}}}
    none = {"204": {"description": ""}}
    paths = {
        "/a/": {"get": {"operationId": "a_get", "tags": ["a"], "responses": found}},
        "/b/": {"get": {"operationId": "b_get", "tags": ["b"], "responses": {**found, **none}}},
    }
    model = {"type": "object", "properties": {"x": {"type": "string"}}}
    api = read(
        {
            "openapi": "3.0.3",
            "info": {"title": "T", "version": "1"},
            "paths": paths,
            "components": {"schemas": {"Model": model}},
        }
    )
    files = make([api]).files
    assert "bodiless" not in files["a.go"]
    assert "\tr.bodiless = true\n" in files["b.go"]


VERSIONED = {
    "openapi": "3.1.0",
    "info": {"title": "t", "version": "1"},
    "paths": {
        f"/{name}/": {
            "get": {
                "operationId": f"things_{name}",
                "tags": ["things"],
                "responses": {
                    "200": {
                        "description": "",
                        "content": {f"{media}; version=v2": {"schema": {"type": "string"}}},
                    }
                },
            }
        }
        for name, media in {"feed": "text/event-stream", "table": "text/csv"}.items()
    },
}
"""A stream and a file of an API whose version is asked for by `Accept`."""


def test_a_version_is_asked_for_of_streams_and_files_too(make: Make, read: Read) -> None:
    text = (make([read(VERSIONED)]).folder / "things.go").read_text("utf-8")
    assert '"text/event-stream; version=v2, */*;q=0.5"' in text
    assert '"text/csv; version=v2, */*;q=0.5"' in text
