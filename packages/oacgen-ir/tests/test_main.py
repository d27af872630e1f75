from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from copy import copy
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pydantic import TypeAdapter

from oacgen_ir.diagnostics import CATALOGUE, InputError, Report
from oacgen_ir.document import load
from oacgen_ir.files import File
from oacgen_ir.ir import Api
from oacgen_ir.main import main
from oacgen_ir.pipeline import read_api
from oacgen_ir.plugins import AnyGenerator

Install = Callable[..., None]


@pytest.fixture(autouse=True)
def place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, installed: Install, toy: AnyGenerator
) -> None:
    monkeypatch.chdir(tmp_path)
    installed(toy=toy)


def run(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(main, list(arguments), input=stdin)


# --- generate ------------------------------------------------------------------------------------


def test_each_generator_has_its_folder(zoo: Path) -> None:
    result = run("generate", "zoo.yaml", "-o", "out")
    assert (result.exit_code, result.stderr) == (0, "")
    assert (zoo.parent / "out" / "toys" / "animals.txt").is_file()
    assert not (zoo.parent / "out" / ".oacgen.json").exists()


def test_a_generator_that_is_missing_does_not_stop_the_others(zoo: Path) -> None:
    result = run("generate", "zoo.yaml", "-o", "out", "--lang", "ts, toy")
    assert result.exit_code == 2
    assert "Error: the generator ts is not installed\n    hint: pip install oacgen-ts" in (
        result.stderr
    )
    assert (zoo.parent / "out" / "toys" / "animals.txt").is_file()


def test_one_that_fails_keeps_its_old_output(
    zoo: Path, installed: Install, toy: AnyGenerator, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> list[File]:
        raise InputError("it failed")

    failing = copy(toy)
    failing.name = failing.folder = "failing"
    monkeypatch.setattr(failing, "root", fail)
    installed(failing=failing, toy=toy)
    kept = zoo.parent / "out" / "failing" / "old.txt"
    kept.parent.mkdir(parents=True)
    kept.write_text("old")
    result = run("generate", "zoo.yaml", "-o", "out")
    assert result.exit_code == 2
    assert "Error: failing: it failed" in result.stderr
    assert [path.name for path in kept.parent.iterdir()] == ["old.txt"]
    assert (zoo.parent / "out" / "toys" / "index.txt").is_file()


def test_without_generators_there_is_nothing_to_do(zoo: Path, installed: Install) -> None:
    installed()
    result = run("generate", "zoo.yaml", "-o", "out")
    assert result.exit_code == 2
    assert "no generator is installed" in result.stderr
    assert "pip install oacgen-py" in result.stderr


def test_several_summaries_are_told_apart(zoo: Path, installed: Install, toy: AnyGenerator) -> None:
    other = copy(toy)
    other.name = other.folder = "other"
    installed(toy=toy, other=other)
    lines = run("generate", "zoo.yaml", "-o", "out").stdout.splitlines()
    assert [line.split(":")[0] for line in lines] == ["toy", "other"]
    found = json.loads(run("generate", "zoo.yaml", "-o", "out", "--format", "json").stdout)
    assert [each["generator"] for each in found["outputs"]] == ["toy", "other"]


# --- inspect, validate, dump ---------------------------------------------------------------------


def test_inspect_is_readable(zoo: Path) -> None:
    result = run("inspect", "zoo.yaml")
    assert result.exit_code == 0
    assert result.stdout == (
        "Zoo 1.2.3\n"
        "zoo.yaml, OpenAPI 3.0\n"
        "\n"
        "3 operations in 2 tags, 4 models, 1 enum\n"
        "  auth    token: API key in header Authorization after 'Token '\n"
        "\n"
        "animals\n"
        "  GET     /animals/  list  pages by page\n"
        "  POST    /animals/  create\n"
        "\n"
        "keepers\n"
        "  GET     /keepers/{id}/  retrieve  deprecated\n"
    )


def test_inspect_takes_filters_and_json(zoo: Path) -> None:
    result = run("inspect", "zoo.yaml", "--format", "json", "--include-tag", "keepers")
    found = json.loads(result.stdout)
    assert [operation["id"] for operation in found["operations"]] == ["keepers_retrieve"]
    assert found["operations"][0] == {
        "id": "keepers_retrieve",
        "tag": "keepers",
        "action": "retrieve",
        "method": "GET",
        "path": "/keepers/{id}/",
        "pagination": None,
        "deprecated": True,
    }
    assert found["declarations"] == {"models": 2, "enums": 0, "aliases": 0}


def test_inspect_cannot_disturb_the_terminal(zoo: Path) -> None:
    zoo.write_text(zoo.read_text().replace("title: Zoo", 'title: "Z\\e[2J\\noo"'))
    assert run("inspect", "zoo.yaml").stdout.startswith("Z\\x1b[2J\\noo 1.2.3\n")


def test_validate_has_three_answers(zoo: Path) -> None:
    result = run("validate", "zoo.yaml")
    assert (result.exit_code, result.output) == (0, "zoo.yaml: nothing to remark\n")
    whole = zoo.read_text()
    zoo.write_text(whole + "    Odd: {type: object, required: [x]}\n")
    result = run("validate", "zoo.yaml")
    assert result.exit_code == 0
    assert "warning[required-undeclared] zoo.yaml:" in result.stderr
    assert run("validate", "zoo.yaml", "--strict").exit_code == 1
    zoo.write_text(whole.replace("'#/components/schemas/Friend'", "'#/components/schemas/F'"))
    result = run("validate", "zoo.yaml")
    assert result.exit_code == 2
    assert "error[dangling-ref] zoo.yaml:" in result.stderr
    as_json = run("validate", "zoo.yaml", "--format", "json")
    assert as_json.exit_code == json.loads(as_json.stdout)["exit_code"] == 2
    zoo.write_text("openapi: 2.0")
    assert run("validate", "zoo.yaml").exit_code == 2


def test_dump_reads_back(zoo: Path) -> None:
    result = run("dump", "zoo.yaml")
    assert result.exit_code == 0
    api = read_api(load(zoo), Report())
    assert TypeAdapter(Api).validate_json(result.stdout) == api


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--operation", "animals_list"], ["animals_list"]),
        (["--declaration", "Kind"], ["Kind"]),
        (["--operation", "animals_list", "--declaration", "Kind"], ["animals_list", "Kind"]),
        (["--pointer", "#/paths/~1animals~1"], ["animals_list", "animals_create"]),
        (["--pointer", "/paths/~1animals~1/post"], ["animals_create"]),
        (["--pointer", "#/components/schemas/Kind/"], ["Kind"]),
    ],
)
def test_dump_narrows_down(zoo: Path, arguments: list[str], expected: list[str]) -> None:
    found = json.loads(run("dump", "zoo.yaml", *arguments).stdout)
    assert [node.get("id") or node["name"] for node in found] == expected


def test_dump_says_when_there_is_nothing(zoo: Path) -> None:
    for flag in ("--operation", "--declaration", "--pointer"):
        result = run("dump", "zoo.yaml", flag, "animals")
        assert (result.exit_code, result.stdout) == (2, "")
        assert "zoo.yaml has nothing like that" in result.stderr


@pytest.mark.parametrize("command", ["inspect", "validate", "dump"])
def test_bad_input_is_one_clear_error(command: str) -> None:
    result = run(command, "-", stdin="[]")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("Error: <stdin>")
    as_json = run(command, "-", "--format", "json", stdin="[]")
    assert json.loads(as_json.stdout)["errors"][0]["file"] == "<stdin>"


# --- explain -------------------------------------------------------------------------------------


def test_explain_knows_the_generators_codes_too() -> None:
    assert run("explain", "dangling-ref").stdout.startswith("dangling-ref (error)\n\nCause: ")
    assert "A tag has a silly name." in run("explain", "toy-silly").stdout
    lines = run("explain").stdout.splitlines()
    assert {line.split()[0] for line in lines} == {*CATALOGUE, "toy-silly"}


def test_explain_names_the_nearest_code() -> None:
    result = run("explain", "dangling-reff")
    assert (result.exit_code, result.stdout) == (2, "")
    assert (
        result.stderr == "Error: unknown diagnostic `dangling-reff`; did you mean `dangling-ref`?\n"
    )


# --- Start -------------------------------------------------------------------------------------


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from oacgen_ir.main import main\n"
        "try: main(['generate', '--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'yaml', 'jinja2', 'oacgen_ir.document', 'oacgen_ir.read', 'inflection'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == "[]\n"
