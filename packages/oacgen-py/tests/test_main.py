"""The command, as a shell calls it."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from oacgen_py.main import main

DOCUMENT = Path(__file__).parent / "documents" / "kitchen.yaml"


def test_a_document_becomes_a_package(tmp_path: Path) -> None:
    arguments = ["generate", str(DOCUMENT), "-o", str(tmp_path / "client")]
    first = CliRunner().invoke(main, arguments)
    assert first.exit_code == 0, first.output
    assert (tmp_path / "client" / "subclients" / "dishes.py").is_file()
    again = CliRunner().invoke(main, [*arguments, "--check"])
    assert again.exit_code == 0, again.output
    other = CliRunner().invoke(main, [*arguments, "--check", "--client-structure", "flat"])
    assert other.exit_code == 1, other.output


def test_a_name_that_cannot_be_imported_is_refused(tmp_path: Path) -> None:
    arguments = ["generate", str(DOCUMENT), "-o", str(tmp_path), "--package-name", "my-client"]
    found = CliRunner().invoke(main, arguments)
    assert found.exit_code == 2
    assert "cannot be imported" in found.output
