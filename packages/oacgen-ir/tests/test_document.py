"""What `load` makes of every kind of input, and how references and lines are found."""

from __future__ import annotations

import json
import os
import threading
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from oacgen_ir.diagnostics import InputError
from oacgen_ir.document import Document, RefError, child, load


def body(text: str) -> Any:
    """Return what YAML `text`, indented or flow, means as the value of a key."""
    return load(f"openapi: 3.0.3\nx: {text}\n".encode()).root["x"]


def refusal(source: Any, **options: Any) -> InputError:
    with pytest.raises(InputError) as caught:
        load(source, **options)
    return caught.value


@pytest.fixture(params=[True, False], ids=["libyaml", "pure"])
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Run a test with libyaml and with the parser in Python."""
    monkeypatch.setattr(yaml, "__with_libyaml__", request.param)
    return bool(request.param)


# --- Scalars of YAML 1.2 -------------------------------------------------------------------------

SCALARS = [
    ("no", "no"),
    ("on", "on"),
    ("Yes", "Yes"),
    ("off", "off"),
    ("y", "y"),
    ("2020-01-01", "2020-01-01"),
    ("2020-01-01T10:00:00Z", "2020-01-01T10:00:00Z"),
    ("1:30", "1:30"),
    ("1_000", "1_000"),
    ("0b1", "0b1"),
    ("012", 12),
    ("0o17", 15),
    ("0x1F", 31),
    ("-12", -12),
    ("+1", 1),
    (".5", 0.5),
    ("-.5", -0.5),
    ("1.", 1.0),
    ("1e3", 1000.0),
    ("-1.5E-3", -0.0015),
    (".inf", ".inf"),
    (".nan", ".nan"),
    ("1e999", "1e999"),
    ("9" * 5000, "9" * 5000),
    ("+", "+"),
    (".", "."),
    ("", None),
    ("~", None),
    ("null", None),
    ("Null", None),
    ("NULL", None),
    ("nULL", "nULL"),
    ("true", True),
    ("True", True),
    ("FALSE", False),
    ("tRUE", "tRUE"),
    ("'12'", "12"),
    ('"true"', "true"),
    ("''", ""),
    ("!!str 123", "123"),
    ('!!int "3"', 3),
    ("!!float 3", 3.0),
    ("!!int x", "x"),
    ("! 12", "12"),
    ("!!binary aGk=", "aGk="),
    ("!!timestamp 2020-01-01", "2020-01-01"),
    ("!custom 5", 5),
    ("!custom '5'", "5"),
    ("!!python/object/apply:os.getcwd []", []),
    ("!!set {a, b}", {"a": None, "b": None}),
    ("|\n  a\n  b", "a\nb\n"),
    (">\n  a\n  b", "a b\n"),
]


@pytest.mark.parametrize(("text", "value"), SCALARS)
def test_scalars_follow_yaml_1_2(text: str, value: object, parser: bool) -> None:
    found = body(text)
    assert found == value
    assert type(found) is type(value)


def test_keys_are_text_as_written() -> None:
    assert body("{200: a, null: b, true: c, 1.0: d, 2020-01-01: e, 0x1F: f, no: g}") == {
        "200": "a",
        "null": "b",
        "true": "c",
        "1.0": "d",
        "2020-01-01": "e",
        "0x1F": "f",
        "no": "g",
    }


def test_an_unquoted_version_is_a_number_and_understood() -> None:
    assert load(b"openapi: 3.0").version == (3, 0)
    assert load(b"openapi: 3.1").version == (3, 1)
    assert load(b"openapi: 3.2.0").version == (3, 2)
    assert load(b"openapi: '3.1.0-rc1'").version == (3, 1)


# --- Anchors, aliases, merges --------------------------------------------------------------------


def test_aliases_and_merge_keys(parser: bool) -> None:
    document = load(
        b"openapi: 3.0.3\n"
        b"a: &a {x: 1, y: 1}\n"
        b"b: &b\n  <<: *a\n  y: 2\n"
        b"c: {z: 3, <<: [{y: 9}, *b]}\n"
        b"d: !!merge &d {k: &s text}\n"
        b"e: *s\n"
        b"f: {*s : 1}\n"
        b"g:\n  !!merge <<: *a\n"
        b"h: {'<<': *a}\n"
        b"i: {<<: text}\n"
    )
    root = document.root
    assert root["b"] == {"x": 1, "y": 2}
    assert root["c"] == {"y": 9, "x": 1, "z": 3}
    assert root["e"] == "text"
    assert root["f"] == {"text": 1}
    assert root["g"] == {"x": 1, "y": 1}
    assert root["h"] == {"<<": {"x": 1, "y": 1}}
    assert root["i"] == {"<<": "text"}
    assert document.notes == []


def bomb(width: int, levels: int) -> bytes:
    lines = ["openapi: 3.0.3", "a0: &a0 [x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * width)}]" for n in range(1, levels)]
    return "\n".join(lines).encode()


def test_an_alias_bomb_is_refused() -> None:
    assert "aliases repeat more than 1000000 values" in refusal(bomb(10, 12)).message
    assert "nested" in refusal(bomb(1, 300)).message
    load(bomb(10, 5))


@pytest.mark.parametrize("text", ["&a [*a]", "&a {b: {c: *a}}", "&a {<<: *a}"])
def test_an_alias_inside_what_it_names_is_refused(text: str) -> None:
    error = refusal(f"openapi: 3.0.3\nx: {text}".encode())
    assert error.message == "the alias *a stands inside what it names"
    assert error.line == 2


def test_an_alias_without_an_anchor_is_refused() -> None:
    assert "no anchor" in refusal(b"openapi: 3.0.3\nx: *nowhere").message


# --- Bounds --------------------------------------------------------------------------------------


@pytest.mark.parametrize("depth", [300, 5_000, 100_000])
@pytest.mark.parametrize(("start", "end"), [("[", "]"), ('{"a":', "}"), ("[", "")])
def test_deep_nesting_is_refused(start: str, end: str, depth: int) -> None:
    nested = start * depth + "1" + end * depth
    refusal(f'{{"openapi": "3.0.3", "x": {nested}}}'.encode())
    refusal(f"openapi: 3.0.3\nx: {nested}".encode())


def test_nesting_that_people_write_is_fine() -> None:
    nested = "[" * 200 + "1" + "]" * 200
    assert load(f"openapi: 3.0.3\nx: {nested}".encode()).root["x"]
    assert load(f'{{"openapi": "3.0.3", "x": {nested}}}'.encode()).root["x"]


def test_the_size_is_bounded(tmp_path: Path) -> None:
    text = b"openapi: 3.0.3\n" + b"#" * 100
    file = tmp_path / "openapi.yaml"
    file.write_bytes(text)
    assert load(text, max_size=len(text)).version == (3, 0)
    for source in (text, file):
        error = refusal(source, max_size=len(text) - 1)
        assert "bytes" in error.message
        assert "--max-size" in error.hint


def test_a_file_that_does_not_tell_its_size_is_bounded(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    text = b"openapi: 3.0.3\n" + b"#" * 1000
    writer = threading.Thread(target=pipe.write_bytes, args=(text,))
    writer.start()
    assert "bytes" in refusal(pipe, max_size=100).message
    writer.join()


def test_no_more_is_read_than_the_bound(tmp_path: Path) -> None:
    file = tmp_path / "openapi.yaml"
    with file.open("wb") as sparse:
        sparse.truncate(1 << 38)
    assert "bytes" in refusal(file, max_size=100).message


# --- Encodings and notations ---------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
@pytest.mark.parametrize(
    "text", ["openapi: 3.0.3\nx: é中😀\n", '{"openapi": "3.0.3", "x": "é中😀"}']
)
def test_encodings(text: str, encoding: str) -> None:
    assert load(text.encode(encoding)).root == {"openapi": "3.0.3", "x": "é中😀"}


def test_line_ends_of_every_system() -> None:
    assert load(b"openapi: 3.0.3\r\nx: |\r\n  a\r\n  b\r\n").root["x"] == "a\nb\n"


def test_json_with_what_yaml_allows() -> None:
    assert load(b"{openapi: 3.0.3, x: [1, 2,],}").root["x"] == [1, 2]


def test_json_keeps_to_json(parser: bool) -> None:
    text = (
        rb'{"openapi": "3.0.3", "x": [NaN, -Infinity, 1e999, 1E2, "\ud83d\ude00", "\ud800", 1.50]}'
    )
    assert load(text).root["x"] == ["NaN", "-Infinity", "1e999", 100.0, "😀", "\ufffd", 1.5]
    long = "1" * 5000
    assert load(f'{{"openapi": "3.0.3", "x": {long}}}'.encode()).root["x"] == long


@pytest.mark.parametrize(
    "text",
    [
        '{"openapi": "3.0.3",\n "a": {"b": 1, "c": [{"d~/%": 1, "d~/%": 2}]}, "a": {"b": 3,\n'
        ' "c": [0, {"d~/%": 1, "d~/%": 2, "d~/%": 3}]}}',
        "openapi: 3.0.3\na: {b: 1, c: [{d~/%: 1, d~/%: 2}]}\n"
        "a: {b: 3, c: [0, {d~/%: 1, d~/%: 2, d~/%: 3}]}",
    ],
    ids=["json", "yaml"],
)
def test_of_equal_keys_the_last_wins_and_is_noted(text: str) -> None:
    document = load(text.encode())
    assert document.root["a"] == {"b": 3, "c": [0, {"d~/%": 3}]}
    pointers = ["#/a", "#/a/c/1/d~0~1%25", "#/a/c/1/d~0~1%25"]
    assert [note.pointer for note in document.notes] == pointers
    assert {note.code for note in document.notes} == {"duplicate-key"}
    assert "'d~/%'" in document.notes[1].message


# --- Data in memory ------------------------------------------------------------------------------


class Lazy:
    def __str__(self) -> str:
        return "lazy"


class Text(str):
    def __str__(self) -> str:
        return "not this"


def test_data_in_memory_becomes_plain() -> None:
    given: dict[Any, Any] = {
        "openapi": Text("3.0.3"),
        "x": {200: (1, 2.5, None, True), None: Lazy(), True: float("nan"), "d": Decimal("1.10")},
        Lazy(): "\ud800",
    }
    document = load(given, name="users")
    assert document.root == {
        "openapi": "3.0.3",
        "x": {"200": [1, 2.5, None, True], "null": "lazy", "true": "nan", "d": "1.10"},
        "lazy": "\ufffd",
    }
    assert type(document.root["openapi"]) is str
    assert document.name == "users"
    assert document.locate("#/x") == ("users", None)


def test_a_cycle_in_memory_is_refused() -> None:
    given: dict[str, Any] = {"openapi": "3.0.3"}
    given["x"] = given
    assert "nested" in refusal(given).message


def test_data_in_memory_is_copied() -> None:
    given: dict[str, Any] = {"openapi": "3.0.3", "x": []}
    document = load(given)
    given["x"].append(1)
    assert document.root["x"] == []


# --- Refusals ------------------------------------------------------------------------------------

REFUSED = [
    (b"", "empty", ""),
    (b" \n\t\n", "empty", ""),
    (b"# nothing\n", "empty", ""),
    (b"\xff\xfeo", "UTF-16", "UTF-8"),
    (b"openapi: \xe9", "not UTF-8 text: byte 0xe9", "UTF-8"),
    (b"openapi: 3.0.3\nx: \x07", "U+0007", ""),
    (b"- openapi: 3.0.3", "a list", "openapi"),
    (b"just text", "plain text", "openapi"),
    (b"42", "a number", "openapi"),
    (b'{"swagger": "2.0", "paths": {}}', "Swagger 2.0", "swagger2openapi"),
    (b"swagger: '2.0'", "Swagger 2.0", "drf-spectacular"),
    (b"asyncapi: 2.6.0", "AsyncAPI", ""),
    (b'{"info": {"_postman_id": "1"}, "item": []}', "Postman", "Export"),
    (b'{"info": {"schema": "https://schema.getpostman.com/"}, "item": []}', "Postman", ""),
    (b'{"data": {"__schema": {}}}', "GraphQL", ""),
    (b"type Query {\n  users: [User!]!\n}\n", "GraphQL", ""),
    (b"<!DOCTYPE html>\n<html><body>Log in</body></html>", "HTML", "login page"),
    (b"<?xml version='1.0'?><definitions/>", "XML", ""),
    (b'syntax = "proto3";\nmessage A {}', "protobuf", ""),
    (b'{"$schema": "https://json-schema.org/draft/2020-12/schema"}', "JSON Schema", "components"),
    (b"type: object\nproperties: {}\n", "JSON Schema", ""),
    (b'{"detail": "Authentication credentials were not provided."}', "credentials were", "again"),
    (b"apiVersion: v1\nkind: Pod", "Kubernetes", ""),
    (b"info: {}\npaths: {}", "no `openapi` key", "openapi: 3.0.3"),
    (b"a: 1", "not an OpenAPI document", "openapi"),
    (b"openapi: 4.0.0", "4.0.0", "3.0.3"),
    (b"openapi: 3", "3", "in full"),
    (b"openapi: 3.10.0", "3.10.0", ""),
    (b"openapi: 2.0", "2.0", ""),
    (b"openapi: [3]", "[3]", ""),
    (b"openapi:", "None", ""),
    (b"openapi: 3.0.3\n---\nopenapi: 3.1.0\n", "more than one YAML document", "---"),
    (b"openapi: 3.0.3\n? [a]\n: b\n", "where a key belongs", ""),
    (b"openapi: 3.0.3\n? {a: b}\n: b\n", "where a key belongs", ""),
]


@pytest.mark.parametrize(("text", "message", "hint"), REFUSED)
def test_a_refusal_says_what_it_is_and_what_to_do(text: bytes, message: str, hint: str) -> None:
    error = refusal(text, name="given.yaml")
    assert message in error.message
    assert hint in error.hint
    assert error.file == "given.yaml"


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        (b"openapi: 3.0.3\ninfo:\n  title: a: b\n", 3, 11),
        (b"openapi: 3.0.3\ninfo:\n\ttitle: a\n", 3, 1),
        (b"openapi: 3.0.3\nx: [1,\ny: 2\n", 4, 1),
        (b'{"openapi": "3.0.3",\n "x": ]}', 2, 7),
        (b'{"openapi": "3.0.3"} x', 1, 22),
        (b'{"openapi": "3.0.3"', 1, 20),
        (b"{openapi: 3.0.3,\n x: ]}", 2, 5),
        (b"openapi: 3.0.3\n---\nopenapi: 3.0.3", 2, 1),
    ],
)
def test_a_mistake_in_the_text_has_its_place(text: bytes, line: int, column: int) -> None:
    error = refusal(text)
    assert (error.line, error.column) == (line, column)


def test_tabs_and_colons_are_explained() -> None:
    assert "spaces" in refusal(b"openapi: 3.0.3\ninfo:\n\ttitle: a\n").hint
    assert "quotes" in refusal(b"openapi: 3.0.3\ninfo:\n  title: a: b\n").hint


def test_the_notation_that_was_meant_is_blamed() -> None:
    assert "JSON" in refusal(b'{"openapi": "3.0.3", "x": ]}').message
    assert "YAML" in refusal(b"{openapi: 3.0.3, x: ]}").message


def test_an_unsupported_version_has_its_place(parser: bool) -> None:
    error = refusal(b"# first\nopenapi: 4.0.0\n")
    assert (error.line, error.pointer) == (2, "#/openapi")


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    missing = refusal(tmp_path / "no.yaml")
    assert "no such file" in missing.message
    assert missing.file == str(tmp_path / "no.yaml")
    (tmp_path / "schema.yml").write_text("openapi: 3.0.3")
    assert "schema.yml" in refusal(tmp_path).hint
    assert "curl" in refusal("https://example.com/openapi.yaml").hint
    assert "no such file" in refusal(str(tmp_path / "schema.yml" / "x")).message
    assert "cannot be read" in refusal("a\0b").message
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    assert "cannot be read" in refusal(loop).message


# --- References ----------------------------------------------------------------------------------


def test_local_references() -> None:
    document = load(
        {
            "openapi": "3.0.3",
            "paths": {"/users/{id}": {"get": 1}, "a%20b": 2, "a~b": 3, "": {"x": 4}},
            "list": [{"x": 5}],
        }
    )
    for ref, pointer, value in [
        ("#/paths/~1users~1{id}/get", "#/paths/~1users~1{id}/get", 1),
        ("#/paths/~1users~1%7Bid%7D/get", "#/paths/~1users~1{id}/get", 1),
        ("#/paths/a%2520b", "#/paths/a%2520b", 2),
        ("#/paths/a%20b", "#/paths/a%2520b", 2),  # as tsoa writes it
        ("#/paths/a~0b", "#/paths/a~0b", 3),
        ("#/paths//x", "#/paths//x", 4),
        ("#/list/0/x", "#/list/0/x", 5),
        ("#", "#", document.root),
    ]:
        assert document.resolve(ref, "#/paths") == (pointer, value)
        assert document.resolve(pointer, "#") == (pointer, value)


@pytest.mark.parametrize(
    "ref",
    [
        "#/no",
        "#/list/1",
        "#/list/-1",
        "#/list/00",
        "#/list/" + "9" * 9999,
        "#/openapi/0",
        "#x",
        "#/",
    ],
)
def test_a_reference_that_leads_nowhere(ref: str) -> None:
    document = load({"openapi": "3.1.0", "list": [1]})
    with pytest.raises(RefError, match="leads nowhere"):
        document.resolve(ref, "#")


@pytest.fixture
def tree(tmp_path: Path) -> Document:
    """A document in three files, with a fourth outside its folder."""
    folder = tmp_path / "api"
    (folder / "schemas").mkdir(parents=True)
    (folder / "openapi.yaml").write_text("openapi: 3.0.3\nx: 1\n")
    (folder / "common.yaml").write_text("Id:\n  $ref: schemas/pet.json#/Id\nOld: 1\nOld: 2\n")
    (folder / "schemas" / "pet.json").write_text('{"Id": {"type": "integer"},\n "a b": 1}')
    (folder / "broken.yaml").write_text("a: [")
    (tmp_path / "secret.yaml").write_text("a: 1")
    (folder / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    (folder / "again.yaml").symlink_to("common.yaml")
    (folder / "loop.yaml").symlink_to("loop.yaml")
    return load(folder / "openapi.yaml")


def test_references_into_other_files(tree: Document) -> None:
    at, value = tree.resolve("common.yaml#/Id", "#/x")
    assert (at, value) == ("common.yaml#/Id", {"$ref": "schemas/pet.json#/Id"})
    at, value = tree.resolve("schemas/pet.json#/Id", at)
    assert (at, value) == ("schemas/pet.json#/Id", {"type": "integer"})
    assert tree.resolve("#/a%20b", at) == ("schemas/pet.json#/a b", 1)
    assert tree.resolve("../common.yaml", at)[0] == "common.yaml#"
    assert tree.resolve("../openapi.yaml#/x", at) == ("#/x", 1)
    assert tree.resolve("./schemas/../common.yaml#/Old", "#") == ("common.yaml#/Old", 2)
    assert tree.resolve("again.yaml#/Old", "#")[1] == 2


def test_other_files_are_read_once_and_noted(tree: Document, tmp_path: Path) -> None:
    tree.resolve("common.yaml#/Id", "#")
    (tmp_path / "api" / "common.yaml").unlink()
    tree.resolve("common.yaml#/Old", "#")
    assert [note.pointer for note in tree.notes] == ["common.yaml#/Old"]
    file, line = tree.locate("common.yaml#/Old")
    assert file.endswith("common.yaml")
    assert line == 4


@pytest.mark.parametrize(
    ("ref", "message"),
    [
        ("../secret.yaml#/a", "outside the folder"),
        ("schemas/../../secret.yaml#/a", "outside the folder"),
        ("%2e%2e/secret.yaml#/a", "outside the folder"),
        ("/etc/passwd", "does not name a file"),
        ("link.yaml#/a", "outside the folder"),
        ("..", "outside the folder"),
        ("https://example.com/a.yaml#/a", "on the network"),
        ("//example.com/a.yaml", "on the network"),
        ("file:///etc/passwd", "on the network"),
        ("no.yaml#/a", "no such file"),
        ("schemas", "a folder"),
        ("a%00b", "does not name a file"),
        ("a%23b", "does not name a file"),
        ("loop.yaml", "cannot be read"),
        ("broken.yaml#/a", "not valid YAML"),
        ("common.yaml#/no", "leads nowhere"),
    ],
)
def test_references_that_are_refused(tree: Document, ref: str, message: str) -> None:
    for _ in range(2):
        with pytest.raises(RefError, match=message):
            tree.resolve(ref, "#/x")


def test_other_files_have_the_same_bounds(tree: Document, tmp_path: Path) -> None:
    (tmp_path / "api" / "large.yaml").write_text("a: 1\n" + "#" * 100)
    document = load(tmp_path / "api" / "openapi.yaml", max_size=50)
    with pytest.raises(RefError, match="bytes"):
        document.resolve("large.yaml#/a", "#")


def test_text_without_a_folder_has_no_other_files() -> None:
    with pytest.raises(RefError, match="no folder"):
        load(b"openapi: 3.0.3").resolve("other.yaml#/a", "#")


IDENTIFIED = {
    "openapi": "3.1.0",
    "components": {
        "schemas": {
            "Pet": {
                "$id": "https://example.com/schemas/pet",
                "properties": {"name": {"$anchor": "name"}, "owner": {"$ref": "owner"}},
                "$defs": {
                    "bad": {"$id": "http://["},
                    "inner": {"$id": "deep/inner", "$defs": {"x": {"$anchor": "x"}}},
                },
            },
            "Owner": {"$id": "https://example.com/schemas/owner", "type": "object"},
            "Loose": {"$dynamicAnchor": "loose"},
            "Data": {"type": "object", "example": {"$id": "https://example.com/schemas/data"}},
        }
    },
}


@pytest.mark.parametrize(
    ("ref", "base", "pointer"),
    [
        ("https://example.com/schemas/pet", "#", "/Pet"),
        ("https://example.com/schemas/pet#name", "#", "/Pet/properties/name"),
        ("https://example.com/schemas/pet#/properties/name", "#", "/Pet/properties/name"),
        ("owner", "/Pet/properties/owner", "/Owner"),
        ("#name", "/Pet/properties/owner", "/Pet/properties/name"),
        ("#/properties/name", "/Pet/properties/owner", "/Pet/properties/name"),
        ("#/components/schemas/Owner", "/Pet/properties/owner", "/Owner"),
        ("deep/inner#x", "/Pet", "/Pet/$defs/inner/$defs/x"),
        ("#x", "/Pet/$defs/inner", "/Pet/$defs/inner/$defs/x"),
        ("#loose", "#", "/Loose"),
        ("#loose", "/Pet", "/Loose"),
    ],
)
def test_identifiers_of_json_schema(ref: str, base: str, pointer: str) -> None:
    document = load(IDENTIFIED)
    schemas = "#/components/schemas"
    at, _ = document.resolve(ref, base if base == "#" else schemas + base)
    assert at == schemas + pointer


def test_identifiers_do_not_reach_too_far() -> None:
    document = load(IDENTIFIED)
    for ref in ("#name", "https://example.com/schemas/data", "http://[#/x"):
        with pytest.raises(RefError):
            document.resolve(ref, "#")
    older = load({**IDENTIFIED, "openapi": "3.0.3"})
    with pytest.raises(RefError):
        older.resolve("https://example.com/schemas/pet", "#")


# --- Lines ---------------------------------------------------------------------------------------

YAML_TEXT = """\
# a comment
openapi: 3.0.3
paths:
  /users/{id}:
    get: &op
      tags:
        - a
        -
          - b
    put: *op
    text: |
      one
      two
    a~b: 1
  twice: 1
  twice: 2
"""
YAML_LINES = {
    "#": 2,
    "#/openapi": 2,
    "#/paths": 3,
    "#/paths/~1users~1{id}": 4,
    "#/paths/~1users~1{id}/get/tags": 6,
    "#/paths/~1users~1{id}/get/tags/0": 7,
    "#/paths/~1users~1{id}/get/tags/1/0": 9,
    "#/paths/~1users~1{id}/get/none/at/all": 5,
    "#/paths/~1users~1{id}/put/tags/0": 10,
    "#/paths/~1users~1{id}/text": 11,
    "#/paths/~1users~1{id}/a~0b": 14,
    "#/paths/twice": 16,
    "#/no": 2,
    "other.yaml#/no": None,
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16-le"])
def test_lines_of_yaml(parser: bool, encoding: str) -> None:
    document = load(YAML_TEXT.encode(encoding), name="x.yaml")
    for pointer, line in YAML_LINES.items():
        assert document.locate(pointer) == ("x.yaml", line), pointer


def test_lines_of_json() -> None:
    text = (
        '{"openapi":"3.0.3",\n"a": {\n\t"b\\"{": [1, "x\\n]",\n {"c": 1e3}],\n'
        '"\\ud83d\\ude00": null\n}, "d": [\n[], {},\n3]}\n'
    )
    document = load(text.encode(), name="x.json")
    assert document.root["d"] == [[], {}, 3]
    for pointer, line in {
        "#": 1,
        "#/a": 2,
        '#/a/b"{': 3,
        '#/a/b"{/1': 3,
        '#/a/b"{/2/c': 4,
        "#/a/😀": 5,
        "#/d": 6,
        "#/d/0": 7,
        "#/d/1": 7,
        "#/d/2": 8,
    }.items():
        assert document.locate(pointer) == ("x.json", line), pointer


# --- Properties ----------------------------------------------------------------------------------

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8"))
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(codec="utf-8")), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(values)
def test_json_comes_back_as_it_was(value: object) -> None:
    given_root = {"openapi": "3.0.3", "x": value}
    assert load(json.dumps(given_root).encode()).root == given_root
    assert load(json.dumps(given_root, ensure_ascii=False, indent=1).encode()).root == given_root
    assert load(given_root).root == given_root


def speakable(value: object) -> object:
    """Return `value` without texts that PyYAML writes plain since YAML 1.1 reads them as text."""
    match value:
        case str():
            return "'" + value
        case dict():
            return {"'" + key: speakable(inner) for key, inner in value.items()}
        case list():
            return [speakable(inner) for inner in value]
        case _:
            return value


@given(values)
def test_yaml_comes_back_as_it_was(value: object) -> None:
    given_root = {"openapi": "3.0.3", "x": speakable(value)}
    text = yaml.safe_dump(given_root, sort_keys=False)
    assert load(text.encode()).root == given_root


@given(values)
def test_every_value_has_a_line(value: object) -> None:
    text = json.dumps({"openapi": "3.0.3", "x": value}, indent=1)
    document = load(text.encode())
    line_of_x = next(n for n, line in enumerate(text.splitlines(), 1) if line.startswith(' "x"'))
    last = len(text.splitlines())
    stack = [(document.root["x"], "#/x")]
    while stack:
        inner, at = stack.pop()
        assert document.resolve(at, "#") == (at, inner)
        _, line = document.locate(at)
        assert line is not None
        assert line_of_x <= line <= last
        below: Any = inner.items() if isinstance(inner, dict) else ()
        if isinstance(inner, list):
            below = enumerate(inner)
        stack += [(value, child(at, key)) for key, value in below]


@settings(max_examples=300)
@given(
    st.binary(max_size=60)
    | st.text("{}[]:,-?&*!|>'\"%@`#\n\t ab1.~<=", max_size=60).map(str.encode)
)
def test_no_text_does_more_than_to_be_refused(text: bytes) -> None:
    for given_text in (text, b"openapi: 3.0.3\n" + text, b'{"openapi": "3.0.3", ' + text):
        try:
            document = load(given_text)
        except InputError:
            continue
        json.dumps(document.root, allow_nan=False).encode()
        document.locate("#/x/y")
