"""What every generator promises, and names: of folders, services, rpcs and fields."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from oacgen_ir.diagnostics import Report
from oacgen_ir.document import load
from oacgen_ir.options import options_table
from oacgen_ir.pipeline import generate_files, read_api
from oacgen_ir.render import check_templates, environment
from oacgen_ir.testing import check_generator
from oacgen_proto.generator import DIAGNOSTICS, generator
from oacgen_proto.main import main
from oacgen_proto.options import ProtoOptions
from oacgen_proto.syntax import field_name, json_default, json_name, prefix, value_name

Make = Callable[..., Path]
Run = Callable[..., str]
DATA = Path(__file__).parent / "data"


def test_promises() -> None:
    """The generator is pure, and its options and diagnostics are in order."""
    check_generator(generator, DATA / "people.yaml")
    check_generator(generator, DATA / "odd.yaml")


def test_templates_only_print() -> None:
    """No decision stands in a template."""
    assert check_templates(environment("oacgen_proto")) == []


def test_tree(people: Path) -> None:
    """The files are those that users know, with groups and tags as folders."""
    found = {path.relative_to(people).as_posix() for path in people.rglob("*") if path.is_file()}
    found = {path for path in found if "__pycache__" not in path and ".mypy" not in path}
    assert {path for path in found if path.startswith("staff/people/")} == {
        f"staff/people/{name}"
        for name in (
            "__init__.py",
            "codec.py",
            "messages.proto",
            "messages_pb2.py",
            "messages_pb2.pyi",
            "messages_pb2_grpc.py",
            "service.proto",
            "service_pb2.py",
            "service_pb2.pyi",
            "service_pb2_grpc.py",
            "service_pb2_grpc.pyi",
        )
    }
    assert {path for path in found if path.count("/") < 2} == {
        "README.md",
        "buf.yaml",
        "staff/README.md",
        "staff/__init__.py",
        "staff/_call.py",
        "staff/_codec.py",
        "staff/oacgen.lock.json",
    }


def test_without_stubs(make: Make, tmp_path: Path) -> None:
    """The option leaves out all Python."""
    folder = make(DATA / "people.yaml", tmp_path / "out", stubs=False)
    assert not list(folder.rglob("*.py*"))
    assert (folder / "people/messages.proto").exists()


def test_shuffled_components_change_nothing(tmp_path: Path) -> None:
    """The order of schemas in a document moves no number and no rpc."""

    def files(document: dict[str, Any]) -> dict[str, str]:
        report = Report(extra=DIAGNOSTICS)
        api = read_api(load(document, name="t"), report)
        made = generate_files(generator, [api], ProtoOptions(), report, lambda path: None)
        return {file.path: file.text for file in made}

    content = {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}}
    responses = {"200": {"description": "", "content": content}}
    schemas = {
        "A": {"type": "object", "properties": {"b": {"$ref": "#/components/schemas/B"}}},
        "B": {"type": "object", "properties": {"x": {"type": "string"}}},
    }
    document = {
        "openapi": "3.0.3",
        "info": {"title": "T", "version": "1"},
        "paths": {"/a/": {"get": {"operationId": "a", "tags": ["t"], "responses": responses}}},
    }
    first = files({**document, "components": {"schemas": schemas}})
    turned = dict(reversed(schemas.items()))
    assert files({**document, "components": {"schemas": turned}}) == first


# --- Names ---------------------------------------------------------------------------------------

ENUMS = [
    *("Role", "HTTPMethod", "OAuth2Grant", "IPv4Kind", "AB1CD", "Foo1bar2Baz", "A", "Enum404"),
    *("aB", "URLs", "X1Y2z", "I18nKind", "MD5Hash", "Ab1", "A1b", "ABc", "AbC", "A1B2C3"),
]


def test_prefixes_are_those_of_buf(run: Run, tmp_path: Path) -> None:
    """Values begin as `buf lint` reads the names of their enums."""
    folder = tmp_path / "a"
    folder.mkdir()
    (tmp_path / "buf.yaml").write_text("version: v2\nlint:\n  use: [ENUM_VALUE_PREFIX]\n")
    enums = [f"enum {name} {{\n  {prefix(name)}UNSPECIFIED = 0;\n}}\n" for name in ENUMS]
    (folder / "a.proto").write_text('syntax = "proto3";\n\npackage a;\n\n' + "\n".join(enums))
    assert run(tmp_path, "buf", "lint") == ""


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("page_size", "page_size"),
        ("pageSize", "page_size"),
        ("id__in", "id_in"),
        ("class", "class_value"),
        ("self", "self_value"),
        ("@type", "type"),
        ("1st", "n1st"),
        ("", "n"),
        ("-", "minus"),
        ("HTTPStatus", "http_status"),
        ("日", "u65e5"),
    ],
)
def test_field_names(key: str, name: str) -> None:
    """Names are in snake_case, legal in Python too."""
    assert field_name(key) == name


def test_keys_in_json() -> None:
    """A key is written where protobuf would not come to it by itself."""
    assert json_default("page_size") == "pageSize"
    assert json_name("pageSize", "page_size") == ""
    assert json_name("page_size", "page_size") == "page_size"
    assert json_name("[x]", "x") == ""
    assert json_name("a\0b", "a_b") == ""


@pytest.mark.parametrize(
    ("literal", "name"),
    [
        ("admin", "ROLE_ADMIN"),
        ("-created", "ROLE_DESC_CREATED"),
        ("", "ROLE_BLANK"),
        ("in-progress", "ROLE_IN_PROGRESS"),
        (1, "ROLE_1"),
        (-1, "ROLE_MINUS_1"),
        (0.5, "ROLE_0_5"),
        ("+1", "ROLE_PLUS_1"),
    ],
)
def test_value_names(literal: str | int | float, name: str) -> None:
    """Values are named after what they are in JSON."""
    assert value_name("Role", literal) == name


def paths(*operations: tuple[str, str]) -> dict[str, Any]:
    """Return a document of operations that are ids and tags."""
    responses = {"204": {"description": ""}}
    return {
        "openapi": "3.0.3",
        "info": {"title": "T", "version": "1"},
        "paths": {
            f"/{number}/": {"get": {"operationId": id_, "tags": [tag], "responses": responses}}
            for number, (id_, tag) in enumerate(operations)
        },
    }


def test_services_are_called_after_the_last_part(make: Make, tmp_path: Path) -> None:
    """A tag that is a path gives its last part; on a clash, all of them."""
    document = paths(("a", "api/profiles"), ("b", "v1/users"), ("c", "v2/users"))
    folder = make(document, tmp_path / "out", group="g")
    found = {
        path.parent.name: re.findall(r"^service (\w+)", path.read_text(), re.M)
        for path in folder.rglob("service.proto")
    }
    assert found == {
        "api__profiles": ["ProfilesService"],
        "v1__users": ["V1UsersService"],
        "v2__users": ["V2UsersService"],
    }


def test_a_later_tag_renames_no_service(make: Make, tmp_path: Path) -> None:
    """What has a name keeps it, whoever comes."""
    out = tmp_path / "out"
    make(paths(("a", "v1/users")), out)
    make(paths(("b", "v2/users"), ("a", "v1/users")), out)
    assert "service UsersService " in (out / "v1__users/service.proto").read_text()
    assert "service V2UsersService " in (out / "v2__users/service.proto").read_text()


def test_versioned_folders(make: Make, tmp_path: Path) -> None:
    """The versioned layout has one folder more and no double underscore."""
    folder = make(paths(("a", "api/profiles")), tmp_path, group="g", layout="versioned")
    text = (folder / "g/api_profiles/v1/service.proto").read_text()
    assert "package g.api_profiles.v1;" in text


def test_reserved_folders(make: Make, tmp_path: Path) -> None:
    """A folder is never a keyword, nor a package of others."""
    document = paths(("a", "class"), ("b", "google"), ("c", "con"), ("d", "../up"), ("e", "Class"))
    folder = make(document, tmp_path / "out", group="import")
    assert {path.parent.name for path in folder.rglob("service.proto")} == {
        *("class_api", "google_api", "con_api", "dot_dot__up", "class_api_2"),
    }
    assert (folder / "import_api/README.md").exists()


def test_operations_whose_names_meet(make: Make, tmp_path: Path) -> None:
    """Two ids that give one name make two rpcs."""
    folder = make(paths(("get_it", "t"), ("getIt", "t"), ("2get", "t")), tmp_path)
    text = (folder / "t/service.proto").read_text()
    assert re.findall(r"  rpc (\w+)", text) == ["GetIt", "GetIt2", "N2get"]


# --- HTTP ----------------------------------------------------------------------------------------


def test_rules_for_transcoding(people: Path) -> None:
    """Every rpc says which call it is, in the grammar of the rule."""
    text = (people / "staff/people/service.proto").read_text(encoding="utf-8")
    assert text.count("option (google.api.http)") == text.count("  rpc ")
    assert (
        '{\n      patch: "/api/people/{id}"\n      body: "body"\n      response_body: "data"'
        in text
    )
    assert 'put: "/api/people/{start.id}/portrait"\n      body: "*"' in text
    other = (people / "staff/blob/service.proto").read_text(encoding="utf-8")
    assert 'custom: {\n        kind: "HEAD"\n        path: "/api/blob"' in other


def test_what_is_repeatable(people: Path) -> None:
    """Methods of HTTP say what may be repeated."""
    text = (people / "staff/people/service.proto").read_text(encoding="utf-8")
    rpcs = dict(re.findall(r"rpc (\w+)\([^{]*\{\n((?:    .*\n)*)", text))
    assert "NO_SIDE_EFFECTS" in rpcs["PeopleList"]
    assert "IDEMPOTENT" in rpcs["PeopleDestroy"]
    assert "deprecated = true" in rpcs["PeopleDestroy"]
    assert "idempotency_level" not in rpcs["PeopleCreate"]


def test_comments_tell_what_fails(people: Path) -> None:
    """An rpc names the messages that failures carry, and the headers that come back."""
    text = (people / "staff/people/service.proto").read_text(encoding="utf-8")
    assert "// INVALID_ARGUMENT carries `Errors`: What is wrong\n" in text
    assert "// ABORTED carries `google.protobuf.Value`." in text
    assert "// Initial metadata has `x-total`." in text
    assert "`authorization: Token <key>`" in text


# --- Command line --------------------------------------------------------------------------------


def test_options_on_the_command_line(tmp_path: Path) -> None:
    """The options are flags; a wrong one is refused with exit code 2."""
    command = ["generate", str(DATA / "people.yaml"), "-o", str(tmp_path / "out")]
    done = CliRunner().invoke(main, [*command, "--layout", "versioned", "--no-stubs"])
    assert done.exit_code == 0, done.output
    assert (tmp_path / "out/people/v1/messages.proto").exists()
    assert CliRunner().invoke(main, [*command, "--layout", "other"]).exit_code == 2


def test_what_cannot_be_said_is_reported(make: Make, tmp_path: Path) -> None:
    """Media types, paths and folders that lose something are told."""
    report = Report(extra=DIAGNOSTICS)
    schema = {"schema": {"type": "object", "properties": {"a": {"type": "string"}}}}
    binary = {"schema": {"type": "string", "format": "binary"}}
    document = paths(("a", "json"))
    document["paths"] = {
        "/x/{name}.{end}": {
            "post": {
                "operationId": "send",
                "tags": ["json"],
                "parameters": [
                    {"in": "path", "name": name, "required": True, "schema": {"type": "string"}}
                    for name in ("name", "end")
                ],
                "requestBody": {"content": {"application/xml": schema}},
                "responses": {
                    "200": {
                        "description": "",
                        "content": {"application/json": schema, "application/pdf": binary},
                    }
                },
            }
        }
    }
    folder = make(document, tmp_path, report=report)
    found = [(one.code, one.message) for one in report if one.code.startswith("proto-")]
    assert found == [
        (
            "proto-media",
            "the body is application/xml, which goes out as the bytes that it is given",
        ),
        (
            "proto-media",
            "the response comes as application/pdf too, which the rpc does not ask for",
        ),
        ("proto-path", "/x/{name}.{end} becomes /x/*"),
        ("proto-shadow", "the folder json is called like a module of Python"),
    ]
    assert 'post: "/x/*"' in (folder / "json/service.proto").read_text()


def test_readme_has_the_options() -> None:
    """The table in the README is the one that the options make."""
    readme = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    assert options_table(ProtoOptions) in readme
