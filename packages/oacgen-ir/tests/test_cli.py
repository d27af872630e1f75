from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from oacgen_ir.cli import command
from oacgen_ir.options import Options
from oacgen_ir.plugins import AnyGenerator

Run = Callable[..., Result]
Install = Callable[..., None]

FILES = ["animals.txt", "index.txt", "keepers.txt", "runs.lock"]


@pytest.fixture
def run(
    toy: AnyGenerator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, installed: Install
) -> Run:
    """Run `oacgen-toy generate zoo.yaml -o out`, with more arguments, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    installed(toy=toy)

    def invoke(*arguments: str, file: str = "zoo.yaml", stdin: str | None = None) -> Result:
        whole = ["generate", file, "-o", "out", *arguments]
        return CliRunner().invoke(command(toy), whole, input=stdin)

    return invoke


@pytest.fixture
def out(zoo: Path) -> Path:
    return zoo.parent / "out"


def listing(folder: Path) -> list[str]:
    found = (p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())
    return sorted(path for path in found if path != ".oacgen.json")


def test_files_are_written_and_told(run: Run, out: Path) -> None:
    result = run()
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == f"{out}: files 4 added\n"
    assert listing(out) == FILES
    assert (out / "animals.txt").read_text() == "  list\n  create\n"


def test_a_second_run_changes_nothing(run: Run, out: Path) -> None:
    run()
    result = run()
    assert result.exit_code == 0
    assert result.stdout == f"4 files in {out}: nothing changed\n"


def test_changes_are_counted(run: Run, out: Path) -> None:
    run()
    result = run("--exclude-tag", "keepers", "--title", "New", "--verbose")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "edit   index.txt",
        "remove keepers.txt",
        f"{out}: files 1 changed, 1 removed, 2 unchanged",
    ]


@pytest.mark.parametrize("flag", ["--check", "--diff", "--dry-run"])
def test_a_look_writes_nothing(run: Run, out: Path, flag: str) -> None:
    result = run(flag)
    assert result.exit_code == (0 if flag == "--dry-run" else 1)
    assert not out.exists()
    run()
    before = (out / "index.txt").stat().st_mtime_ns
    result = run(flag, "--title", "New")
    assert result.exit_code == (0 if flag == "--dry-run" else 1)
    assert (out / "index.txt").stat().st_mtime_ns == before
    assert run(flag).exit_code == 0
    assert "nothing would change" in run(flag).output


def test_check_lists_what_differs(run: Run, out: Path) -> None:
    run()
    result = run("--check", "--title", "New")
    assert result.stdout == f"edit   index.txt\n{out}: files would be 1 changed, 3 unchanged\n"


def test_diff_prints_a_patch_alone_on_standard_output(run: Run, out: Path) -> None:
    run()
    result = run("--diff", "--title", "New")
    assert result.stdout == (
        "diff --git a/index.txt b/index.txt\n--- a/index.txt\n+++ b/index.txt\n"
        "@@ -1 +1 @@\n-Zoo\n+New\n"
    )
    assert "1 changed" in result.stderr


def test_check_sees_that_only_the_manifest_is_missing(run: Run, out: Path) -> None:
    run()
    (out / ".oacgen.json").unlink()
    result = run("--check")
    assert result.exit_code == 1
    assert "nothing would change, only .oacgen.json" in result.stdout


def test_quiet_prints_errors_only(run: Run, out: Path) -> None:
    assert run("-q").output == ""
    (out / ".oacgen.json").unlink()
    (out / "index.txt").write_text("mine")
    result = run("-q")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith(f"Error: toy: {out} has files that oacgen did not write")


def test_a_group_stands_one_level_down(run: Run, out: Path) -> None:
    assert run("--group", "core").exit_code == 0
    assert listing(out) == [
        "core/animals.txt", "core/keepers.txt", "core/runs.lock", "index.txt"
    ]  # fmt: skip
    for bad in ("../x", "a-b", "1", "é", ""):
        assert run("--group", bad).exit_code == (0 if bad == "" else 2)


def test_standard_input_is_a_file_too(run: Run, out: Path, zoo: Path) -> None:
    result = run(file="-", stdin=zoo.read_text())
    assert result.exit_code == 0
    assert listing(out) == FILES
    result = run(file="-", stdin="openapi: [")
    assert result.exit_code == 2
    assert result.stderr.startswith("Error: <stdin>:2:1: this is not valid YAML")
    result = run("--max-size", "1K", file="-", stdin=zoo.read_text())
    assert result.exit_code == 2
    assert "more than 1,024 bytes" in result.stderr


def test_every_option_is_a_flag(run: Run, out: Path) -> None:
    result = run(
        "--shout", "--indent", "0", "--skip", "list", "--skip", "x",
        "--rename", "create=make=new", "--title", "T", "--style", "fancy",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    assert (out / "animals.txt").read_text() == "MAKE=NEW\n"
    assert (out / "index.txt").read_text() == "T\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--style", "odd"], "'odd' is not one of"),
        (["--indent", "x"], "'x' is not a valid integer"),
        (["--rename", "x"], "'x' is not KEY=VALUE"),
        (["--stile", "x"], "No such option"),
        (["--max-size", "many"], "'many' is not a size"),
        (["--max-size", "0"], "'0' is not a size"),
        (["--format", "xml"], "'xml' is not one of"),
    ],
)
def test_wrong_usage_is_exit_code_2(
    run: Run, out: Path, arguments: list[str], message: str
) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert not out.exists()


def test_configuration_is_read_and_flags_win(run: Run, out: Path, zoo: Path) -> None:
    (zoo.parent / "oacgen.toml").write_text("[toy]\nshout = true\ntitle = 'From file'\n")
    run()
    assert (out / "animals.txt").read_text() == "  LIST\n  CREATE\n"
    assert (out / "index.txt").read_text() == "From file\n"
    run("--no-shout", "--title", "From flag")
    assert (out / "animals.txt").read_text() == "  list\n  create\n"
    assert (out / "index.txt").read_text() == "From flag\n"
    (zoo.parent / "other.toml").write_text("[toy]\ntitle = 'Other'\n")
    run("--config", "other.toml")
    assert (out / "index.txt").read_text() == "Other\n"


def test_a_typo_in_the_configuration_is_named(run: Run, out: Path, zoo: Path) -> None:
    (zoo.parent / "oacgen.toml").write_text("[toy]\nshuot = true\n")
    result = run()
    assert result.exit_code == 2
    assert result.stderr == (
        "Error: oacgen.toml [toy]: unknown option `shuot`; did you mean `shout`?\n"
    )
    assert not out.exists()


def test_remarks_are_told_and_strict_stops(run: Run, out: Path, zoo: Path) -> None:
    zoo.write_text(zoo.read_text().replace("[keepers]", "[silly]"))
    result = run("--strict")
    assert result.exit_code == 1
    assert "warning[toy-silly] zoo.yaml:2: #/info: the tag 'silly' is silly\n1 warning" in (
        result.stderr
    )
    assert "Nothing was written" in result.stderr
    assert not out.exists()
    assert run().exit_code == 0
    assert "silly.txt" in listing(out)
    assert run("--strict", "--check").exit_code == 1


def test_many_remarks_are_cut(run: Run, zoo: Path) -> None:
    extra = "".join(f"    S{n}: {{type: object, required: [x{n}]}}\n" for n in range(30))
    zoo.write_text(zoo.read_text() + extra)
    lines = run().stderr.splitlines()
    assert len(lines) == 21
    assert lines[-1] == "30 warnings; -v shows all"
    assert len(run("-v").stderr.splitlines()) == 31


def test_an_edit_by_hand_is_a_warning(run: Run, out: Path) -> None:
    run()
    (out / "index.txt").write_text("mine")
    result = run("--strict")
    assert result.exit_code == 1
    assert "warning[edited-by-hand]" in result.stderr
    assert (out / "index.txt").read_text() == "mine"
    assert run().exit_code == 0
    assert (out / "index.txt").read_text() == "Zoo\n"


def test_a_document_that_cannot_be_used_writes_nothing(run: Run, out: Path, zoo: Path) -> None:
    for file in ("nope.yaml", "."):
        result = run(file=file)
        assert result.exit_code == 2
        assert result.stderr.startswith(f"Error: {file}")
        assert result.stdout == ""
    zoo.write_text(zoo.read_text().replace("[keepers]", "[broken]"))
    result = run()
    assert (result.exit_code, result.stderr) == (2, "Error: toy: toys cannot be broken\n")
    assert not out.exists()


def test_json_is_one_object(run: Run, out: Path, zoo: Path) -> None:
    zoo.write_text(zoo.read_text().replace("[keepers]", "[silly]"))
    result = run("--format", "json")
    assert result.stderr == ""
    assert json.loads(result.stdout) == {
        "exit_code": 0,
        "written": True,
        "outputs": [
            {
                "generator": "toy",
                "root": str(out),
                "added": ["animals.txt", "index.txt", "runs.lock", "silly.txt"],
                "changed": [],
                "removed": [],
                "unchanged": 0,
            }
        ],
        "diagnostics": [
            {
                "severity": "warning",
                "code": "toy-silly",
                "message": "the tag 'silly' is silly",
                "pointer": "#/info",
                "file": "zoo.yaml",
                "line": 2,
                "hint": "",
            }
        ],
        "errors": [],
    }
    differing = json.loads(run("--format", "json", "--diff", "--title", "N").stdout)
    assert differing["exit_code"] == 1
    assert differing["written"] is False
    assert differing["outputs"][0]["changed"] == ["index.txt"]
    assert "+N\n" in differing["outputs"][0]["diff"]


def test_json_has_errors_too(run: Run) -> None:
    result = run("--format", "json", file="nope.yaml")
    assert result.exit_code == 2
    found = json.loads(result.stdout)
    assert found["exit_code"] == 2
    assert found["errors"][0]["file"] == "nope.yaml"


def test_what_a_generator_wrote_before_is_given_to_it(run: Run, out: Path) -> None:
    run()
    run("--exclude-tag", "keepers")
    assert (out / "runs.lock").read_text() == "3", "the toy keeps the largest number"


def test_an_option_must_not_hide_a_flag(toy: AnyGenerator, monkeypatch: pytest.MonkeyPatch) -> None:
    class Bad(Options):
        check: bool = False

    monkeypatch.setattr(toy, "options", Bad)
    with pytest.raises(ValueError, match="two options of generate have the flag --check"):
        command(toy)


def test_help_tells_all(toy: AnyGenerator) -> None:
    group = command(toy)
    assert isinstance(group, click.Group)
    assert "oacgen-toy generate openapi.yaml -o client" in CliRunner().invoke(group, []).output
    text = CliRunner().invoke(group, ["generate", "--help"], terminal_width=200).output
    assert "How lines look: `plain` or `fancy`.  [default: plain]" in text
    assert "Exit codes: 0 all is well" in text
    assert "--shout / --no-shout" in text
