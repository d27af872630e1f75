"""What files there are, and what stands in them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from oacgen_ir.cli import command
from oacgen_ir.diagnostics import InputError
from oacgen_ir.options import options_table, parse_options
from oacgen_ir.plugins import find
from oacgen_ts.generator import generator
from oacgen_ts.options import TsOptions


def test_the_tree_is_that_of_the_contract(client: Callable[..., Any]) -> None:
    made = set(client(generate_package_files=True))
    assert made >= {
        "client.ts",
        "enums.ts",
        "index.ts",
        "models.ts",
        "package.json",
        "tsconfig.json",
        "_utils/fetchers/members.ts",
        "_utils/hooks/members.ts",
        "_utils/schemas/Member.schema.ts",
        "_utils/schemas/MemberRequest.schema.ts",
        "_utils/runtime/transport.ts",
    }


def test_a_group_is_a_level_and_the_root_has_short_paths(
    read_document: Callable[..., Any], make: Callable[..., Any], studio: Path
) -> None:
    made = set(make(read_document(studio, group="core")[0]))
    assert made >= {
        "client.ts",
        "core/client.ts",
        "core/enums.ts",
        "core/models.ts",
        "core/_utils/fetchers/members.ts",
        "core/_utils/hooks/members.ts",
        "core/_utils/schemas/Member.schema.ts",
        "index.ts",
        "_utils/fetchers/members.ts",
        "_utils/hooks/members.ts",
        "_utils/runtime/types.ts",
    }


@pytest.mark.parametrize(
    ("option", "folder"),
    [
        ("generate_zod_schemas", "schemas"),
        ("generate_swr_hooks", "hooks"),
        ("generate_fetchers", "fetchers"),
    ],
)
def test_each_part_can_be_off(client: Callable[..., Any], option: str, folder: str) -> None:
    assert not [path for path in client(**{option: False}) if f"_utils/{folder}/" in path]


def test_only_hooks_are_for_the_browser_alone(client: Callable[..., Any]) -> None:
    for path, text in client().items():
        assert text.startswith('"use client";') == ("_utils/hooks/" in path), path


def test_zod_is_never_imported_in_a_form_that_brings_all_of_it(
    client: Callable[..., Any],
) -> None:
    for zod, module, type_ in (("mini", "zod/mini", "ZodMiniType"), ("full", "zod", "ZodType")):
        text = "\n".join(client(zod=zod).values())
        assert set(re.findall(r'^import (.*) from "zod.*";', text, re.MULTILINE)) == {
            "* as z",
            "type { $ZodRawIssue }",
            f"type {{ {type_} }}",
            "{ $ZodNullable, type $ZodRawIssue, type $ZodType }",
        }
        assert f'import * as z from "{module}";' in text


def test_a_document_s_server_is_the_last_resort(
    read_document: Callable[..., Any], make: Callable[..., Any], studio: Path
) -> None:
    text = studio.read_text() + "servers: [{ url: 'https://api.example/v1/' }]\n"
    fetchers = make(read_document(text)[0])["_utils/fetchers/members.ts"]
    assert 'const server = "https://api.example/v1";' in fetchers
    assert "    server,\n" in fetchers


def test_what_is_public_sends_no_credentials(client: Callable[..., Any]) -> None:
    assert "auth: false" in client()["_utils/fetchers/health.ts"]
    assert "auth: false" not in client()["_utils/fetchers/members.ts"]


def test_a_body_that_fetch_refuses_is_reported(
    read_document: Callable[..., Any], make: Callable[..., Any]
) -> None:
    document = """
openapi: 3.0.3
info: { title: x, version: "1" }
paths:
  /x/:
    get:
      operationId: x_list
      tags: [x]
      requestBody: { content: { application/json: { schema: { type: object } } } }
      responses: { "200": { description: "" } }
"""
    api, report = read_document(document)
    list(generator.generate(api, TsOptions(), report, lambda path: None))
    assert [one.code for one in report] == ["ts-no-body"]


def test_the_same_document_makes_the_same_bytes(studio: Path) -> None:
    script = (
        "import sys, hashlib; from pathlib import Path\n"
        "from oacgen_ir.diagnostics import Report; from oacgen_ir.document import load\n"
        "from oacgen_ir.pipeline import generate_files, read_api\n"
        "from oacgen_ts.generator import generator; from oacgen_ts.options import TsOptions\n"
        "report = Report(extra=generator.diagnostics)\n"
        "api = read_api(load(Path(sys.argv[1])), report)\n"
        "files = generate_files(generator, [api], TsOptions(), report, lambda path: None)\n"
        "text = '\\0'.join(f'{file.path}\\0{file.text}' for file in files)\n"
        "print(hashlib.sha256(text.encode()).hexdigest())\n"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", script, str(studio)],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(seen) == 1


def test_the_generator_is_found() -> None:
    assert find("ts") is generator


def test_the_command_writes_and_then_finds_nothing_to_do(studio: Path, tmp_path: Path) -> None:
    run = CliRunner().invoke
    args = ["generate", str(studio), "-o", str(tmp_path), "--generate-package-files"]
    assert run(command(generator), args).exit_code == 0
    assert (tmp_path / "package.json").exists()
    assert run(command(generator), [*args, "--check"]).exit_code == 0
    assert run(command(generator), [*args, "--check", "--zod", "full"]).exit_code == 1


def test_hooks_without_fetchers_are_refused() -> None:
    asked = {"generate_swr_hooks": True, "generate_fetchers": False}
    with pytest.raises(InputError, match="needs generate_fetchers"):
        parse_options(TsOptions, asked, where="x")
    assert not TsOptions(generate_fetchers=False).hooks


def test_the_readme_has_the_table_of_options() -> None:
    assert options_table(TsOptions) in (Path(__file__).parents[1] / "README.md").read_text()


def test_an_unreadable_enum_style_names_the_choices() -> None:
    with pytest.raises(InputError, match="enums"):
        parse_options(TsOptions, {"enums": "both"}, where="x")


WIRE = """
openapi: 3.0.3
info: { title: x, version: "1" }
paths:
  /things/:
    get:
      operationId: things_list
      tags: [things]
      responses:
        "200":
          description: ""
          content: { application/json: { schema: { $ref: "#/components/schemas/Thing" } } }
    post:
      operationId: things_create
      tags: [things]
      requestBody:
        content: { application/json: { schema: { $ref: "#/components/schemas/Thing" } } }
      responses: { "204": { description: "" } }
components:
  schemas:
    Colour: { type: string, enum: [red, green] }
    Blank: { enum: [""] }
    Null: { enum: [null] }
    Thing:
      type: object
      required: [big, colour, when]
      properties:
        big: { type: integer, format: int64, maximum: 9223372036854775807, minimum: 0 }
        colour:
          nullable: true
          oneOf:
            - { $ref: "#/components/schemas/Colour" }
            - { $ref: "#/components/schemas/Blank" }
            - { $ref: "#/components/schemas/Null" }
        when: { type: string, format: date-time }
        link: { type: string, format: uri }
        price: { type: string, format: decimal, pattern: '^-?\\d{0,8}(?:\\.\\d{0,2})?$' }
"""


def test_schemas_tolerate_what_comes_and_check_what_is_sent(
    read_document: Callable[..., Any], make: Callable[..., Any]
) -> None:
    made = make(read_document(WIRE)[0])
    both = made["_utils/schemas/Thing.schema.ts"]
    received, sent = both.split("/** As it may be sent. */")
    assert "big: z.number()," in received
    assert 'colour: z.nullable(z.union([z.string(), z.literal("")])),' in received
    assert "when: z.string()," in received
    assert "link: z.optional(z.string())," in received
    assert "z.int(message).check(z.gte(0, message))" in sent
    assert "z.enum(Colour, message)" in sent
    assert "z.iso.datetime({ local: true, offset: true, ...message })" in sent
    assert "z.url(message)" in sent
    assert r"/^-?\d{0,8}(?:\.\d{0,2})?$/u" in sent
    assert 'colour: Colour | (string & {}) | "" | null;' in made["models.ts"]


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


def test_a_version_is_asked_for_of_streams_and_files_too(
    read_document: Callable[..., Any], make: Callable[..., Any]
) -> None:
    api, _ = read_document(json.dumps(VERSIONED))
    text = make(api)["_utils/fetchers/things.ts"]
    assert '"text/event-stream; version=v2, */*;q=0.5"' in text
    assert '"text/csv; version=v2, */*;q=0.5"' in text
    assert "eventTexts" in text
