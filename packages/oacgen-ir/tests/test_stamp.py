"""A run that would come to the same as the last one is not made, and says the same."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from oacgen_ir import document, stamp
from oacgen_ir.cli import command
from oacgen_ir.diagnostics import Entry, Report
from oacgen_ir.files import File
from oacgen_ir.ir import Api
from oacgen_ir.plugins import AnyGenerator, Previous

Run = Callable[..., Result]

REMARK = "warning[toy-silly] zoo.yaml:"


@pytest.fixture
def seen(toy: AnyGenerator, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The titles of the documents that the toy was run over."""
    found: list[str] = []
    kind = type(toy)
    generate = kind.generate

    def noted(
        self: AnyGenerator, api: Api, options: object, report: Report, previous: Previous
    ) -> Iterable[File]:
        found.append(api.title)
        yield from generate(self, api, options, report, previous)

    monkeypatch.setattr(kind, "generate", noted)
    return found


@pytest.fixture
def run(
    toy: AnyGenerator, zoo: Path, monkeypatch: pytest.MonkeyPatch, installed: Callable[..., None]
) -> Run:
    monkeypatch.chdir(zoo.parent)
    monkeypatch.setattr(type(toy), "__module__", "toys.generator")
    installed(toy=toy)

    def invoke(*more: str, file: str = "zoo.yaml", out: str = "out") -> Result:
        return CliRunner().invoke(command(toy), ["generate", file, "-o", out, *more])

    return invoke


def records() -> list[Path]:
    return sorted(Path(stamp.FOLDER).glob("*.json"))


def test_nothing_is_made_twice(run: Run, seen: list[str]) -> None:
    assert run().exit_code == 0
    for _ in range(2):
        again = run()
        assert (again.exit_code, again.stderr) == (0, "")
        assert again.stdout == f"4 files in {Path('out').resolve()}: nothing changed\n"
    assert len(seen) == 1


def test_it_says_what_a_whole_run_would(run: Run, zoo: Path, seen: list[str]) -> None:
    zoo.write_text(zoo.read_text().replace("animals", "silly"))
    for flags in ((), ("-v",), ("-q",), ("--format", "json"), ("--strict",), ("--check", "-v")):
        run(*flags)
        told = run(*flags)
        count = len(seen)
        for path in records():
            path.unlink()
        whole = run(*flags)
        assert len(seen) == count + 1
        assert (told.exit_code, told.stdout, told.stderr) == (
            whole.exit_code,
            whole.stdout,
            whole.stderr,
        )
        assert (told.exit_code == 1) == ("--strict" in flags)
        assert (REMARK in told.stderr) == (not {"-q", "json"} & set(flags))
    assert len(seen) == 12


@pytest.mark.parametrize("flag", ["--check", "--diff", "--dry-run"])
def test_a_look_that_sees_a_difference_is_not_kept(run: Run, zoo: Path, flag: str) -> None:
    expected = 0 if flag == "--dry-run" else 1
    assert run(flag).exit_code == run(flag).exit_code == expected
    run()
    assert run(flag).exit_code == run(flag).exit_code == 0
    zoo.write_text(zoo.read_text().replace("Zoo", "Park"))
    assert run(flag).exit_code == run(flag).exit_code == expected


def test_another_question_is_another_run(run: Run, seen: list[str]) -> None:
    run()
    for more in ((), ("--shout",), ("--group", "g"), ("--include-tag", "animals")):
        run(*more, out=f"out{len(more)}{more[:1]}")
    run(out="elsewhere")
    assert len(seen) == 6


def test_outputs_and_documents_do_not_drive_each_other_out(
    run: Run, zoo: Path, seen: list[str]
) -> None:
    zoo.with_name("park.yaml").write_text(zoo.read_text().replace("Zoo", "Park"))
    for _ in range(2):
        run()
        run(out="other")
        run(file="park.yaml", out="park")
    assert seen == ["Zoo", "Zoo", "Park"]


def test_another_document_is_another_run(run: Run, zoo: Path, seen: list[str]) -> None:
    run()
    before = zoo.stat()
    zoo.write_text(zoo.read_text().replace("Zoo", "Ooz"))
    os.utime(zoo, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert "1 changed" in run().stdout
    assert seen == ["Zoo", "Ooz"]
    zoo.unlink()
    assert run().exit_code == 2


def test_whatever_its_encoding(run: Run, zoo: Path, seen: list[str]) -> None:
    zoo.write_text(zoo.read_text(), encoding="utf-16-le")
    assert run().exit_code == run().exit_code == 0
    assert len(seen) == 1


def test_so_is_one_that_refers_to_another_file(run: Run, zoo: Path, seen: list[str]) -> None:
    beside = zoo.parent / "beside.yaml"
    beside.write_text("Keeper: {type: object, properties: {name: {type: string}}}\n")
    text = zoo.read_text().replace(
        "$ref: '#/components/schemas/Animal'", "$ref: 'beside.yaml#/Keeper'", 1
    )
    assert "beside" in text
    zoo.write_text(text)
    run()
    run()
    assert len(seen) == 1
    beside.write_text(beside.read_text().replace("string", "integer"))
    run()
    run()
    assert len(seen) == 2
    beside.unlink()
    run()
    run()
    assert len(seen) == 4  # what cannot be read may be there the next time
    assert "beside.yaml" in run().stderr


def test_another_configuration_is_another_run(run: Run, zoo: Path, seen: list[str]) -> None:
    for name, text in (
        ("pyproject.toml", "[tool.oacgen.toy]\nindent = 4\n"),
        ("oacgen.toml", "[toy]\nindent = 3\n"),
        ("oacgen.toml", "[toy]\nindent = 1\n"),
        ("oacgen.toml", "[toy]\nindent = 1\n[rename]\nanimals_list = 'all'\n"),
    ):
        run()
        run()
        (zoo.parent / name).write_text(text)
    run()
    assert len(seen) == 5
    other = zoo.parent / "other.toml"
    other.write_text("[toy]\nindent = 7\n")
    run("--config", "other.toml")
    run("--config", "other.toml")
    other.write_text("[toy]\nindent = 8\n")
    run("--config", "other.toml")
    assert len(seen) == 7


@pytest.mark.parametrize(
    "spoil",
    [
        Path.unlink,
        lambda path: path.write_text("mine"),
        lambda path: path.with_name(".oacgen.json").unlink(),
        lambda path: path.with_name(".oacgen-staging").mkdir(),
        lambda path: path.with_name(".oacgen.json").write_text('{"format": 1, "files": {}}'),
    ],
)
def test_an_output_that_is_not_as_it_was_is_looked_at(
    run: Run, seen: list[str], spoil: Callable[[Path], object]
) -> None:
    run()
    spoil(Path("out/index.txt"))
    run()
    assert len(seen) == 2


def test_an_edited_file_is_put_right_and_told_once(run: Run) -> None:
    run()
    Path("out/index.txt").write_text("mine")
    assert "edited-by-hand" in run().stderr
    assert Path("out/index.txt").read_text() == "Zoo\n"
    assert run().stderr == ""


def test_what_passes_is_not_told_again(
    run: Run, zoo: Path, toy: AnyGenerator, monkeypatch: pytest.MonkeyPatch
) -> None:
    passing = {"toy-silly": Entry("warning", "A tag is new.", "Wait.", passing=True)}
    monkeypatch.setattr(type(toy), "diagnostics", passing)
    zoo.write_text(zoo.read_text().replace("animals", "silly"))
    assert REMARK in run().stderr
    assert run().stderr == ""


def test_failures_standard_input_and_the_network_are_never_spared(
    run: Run, toy: AnyGenerator, zoo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    CliRunner().invoke(command(toy), ["generate", "-", "-o", "in"], input=zoo.read_text())
    text = zoo.read_text()
    zoo.write_text(text.replace("animals", "broken"))
    assert run(out="broken").exit_code == 2
    monkeypatch.setattr(document, "fetch", lambda url, size: b"Keeper: {type: object}")
    zoo.write_text(text.replace("#/components/schemas/Animal'", "https://x.test/y.yaml#/Keeper'"))
    result = run("--remote-refs")
    assert (result.exit_code, result.stderr) == (0, "")
    assert records() == []


@pytest.mark.parametrize("text", ["", "[]", "3", '{"key": 1}', '{"outputs": [1]}', "\x00"])
def test_a_record_that_cannot_be_read_counts_for_nothing(
    run: Run, seen: list[str], text: str
) -> None:
    run()
    [record] = records()
    record.write_text(text)
    assert run().exit_code == 0
    assert len(seen) == 2


def test_the_folder_keeps_out_of_version_control_and_small(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stamp, "_MOST", 3)
    for number in range(5):
        run(out=f"out{number}")
    assert Path(stamp.FOLDER, ".gitignore").read_text() == "*\n"
    assert len(records()) == 3


def test_a_folder_that_cannot_be_written_to_does_no_harm(run: Run, seen: list[str]) -> None:
    Path(stamp.FOLDER).write_text("a file")
    assert run().exit_code == run().exit_code == 0
    assert len(seen) == 2


# --- Code ----------------------------------------------------------------------------------------


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "stuff" / "some_generator"
    (folder / "templates").mkdir(parents=True)
    (folder / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(str(folder.parent))
    return folder


def test_the_key_changes_with_code_and_with_what_is_installed(
    package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = stamp.Stamp(Path(), "name", ["asked"])

    def key() -> str:
        return one.key(["oacgen_ir", "some_generator", "not_there"])

    keys = [key(), stamp.Stamp(Path(), "name", ["else"]).key(["oacgen_ir", "some_generator"])]
    (package / "templates" / "x.jinja").write_text("new")
    keys.append(key())
    (package / "templates" / "x.jinja").write_text("newer")
    keys.append(key())
    (package.parent / "jinja2-9.9.dist-info").mkdir()
    keys.append(key())
    monkeypatch.setattr(sys, "version", "4.0")
    keys.append(key())
    assert len(set(keys)) == 6
    (package / "__pycache__").mkdir()
    (package / "__pycache__" / "x.pyc").write_text("")
    assert key() == keys[-1]


def test_a_module_is_code_too(package: Path) -> None:
    module = package.with_name("some_module.py")
    module.write_text("")
    one = stamp.Stamp(Path(), "name", [])
    before = one.key(["some_module"])
    module.write_text("x = 1")
    assert one.key(["some_module"]) != before


def test_the_generator_at_work_is_part_of_the_key(run: Run) -> None:
    run()
    [record] = records()
    assert json.loads(record.read_text())["packages"] == ["oacgen_ir", "toys"]


def test_what_is_spared_is_not_even_imported(zoo: Path) -> None:
    code = """
import sys
from oacgen_ir.main import main
try:
    main()
finally:
    heavy = {"jinja2", "yaml", "pydantic.main", "oacgen_py.generator", "oacgen_ir.job"}
    print(sorted(heavy & {*sys.modules}))
"""
    args = [sys.executable, "-c", code, "generate", "zoo.yaml", "-o", "out", "--lang", "py", "-q"]
    for expected in (5, 0):
        done = subprocess.run(args, cwd=zoo.parent, capture_output=True, text=True, check=True)
        assert len(json.loads(done.stdout.replace("'", '"'))) == expected
