"""What the README shows is run as it is printed."""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from oacgen_ir.main import main
from oacgen_ir.plugins import AnyGenerator

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


@pytest.fixture(autouse=True)
def place(zoo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The zoo, spelt as the README has it."""
    text = zoo.read_text().replace("keepers", "users").replace("animals_list", "users_list")
    (zoo.parent / "openapi.yaml").write_text(text)
    monkeypatch.chdir(zoo.parent)


def test_python_runs(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As a module, since the docstrings of options are read from their source.
    (tmp_path / "what_the_readme_shows.py").write_text("\n".join(blocks("python")))
    monkeypatch.syspath_prepend(tmp_path)
    command = import_module("what_the_readme_shows").main
    assert capsys.readouterr().out == "GET /users/{id}/ retrieve\n"
    assert isinstance(command, click.Command)
    arguments = re.findall(r"`oacgen-listing (.*?)`", README)[0]
    result = CliRunner().invoke(command, shlex.split(arguments))
    assert result.exit_code == 0, result.output
    assert (tmp_path / "docs" / "calls.md").read_text().startswith("1. `GET /animals/`\n")


def test_commands_run(installed: Callable[..., None], toy: AnyGenerator) -> None:
    installed(toy=toy)
    lines = [line for block in blocks("sh") for line in block.splitlines()]
    commands = [shlex.split(line, comments=True) for line in lines if line.startswith("oacgen-ir")]
    assert len(commands) == 7
    for words in commands:
        result = CliRunner().invoke(main, words[1:])
        assert result.exit_code == 0, (words, result.output)


def test_toml_is_toml() -> None:
    assert [tomllib.loads(block) for block in blocks("toml")]
