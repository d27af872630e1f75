"""What the README shows is run as it is printed, against the shop."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from examples.running import manage

from oacgen_ir.options import options_table
from oacgen_py.main import main
from oacgen_py.options import PyOptions

if TYPE_CHECKING:
    from .conftest import Shop

PACKAGE = Path(__file__).parents[2]
README = (PACKAGE / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


@pytest.fixture(scope="module")
def place(shop: Shop, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the shop's document, all in one group, and with what samples read."""
    folder = tmp_path_factory.mktemp("readme")
    whole = {"output_dir": str(folder / "whole"), "api_prefix": "api"}
    settings = f"from shop.settings import *\nOACGEN = {whole!r}\n"
    (folder / "whole_settings.py").write_text(settings)
    at_work = {"DJANGO_SETTINGS_MODULE": "whole_settings", "PYTHONPATH": str(folder)}
    manage({**shop.environment, **at_work}, "generate_api", "--lang", "py")
    document = folder / "whole" / "schemas" / "api.json"
    (folder / "openapi.yaml").write_bytes(document.read_bytes())
    (folder / "report.pdf").write_bytes(b"%PDF " * 9)
    (folder / "downloads").mkdir()
    return folder


def test_samples_run(place: Path, shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(place)
    words = shlex.split(next(line for line in blocks("sh")[0].splitlines() if "generate" in line))
    done = CliRunner().invoke(main, words[1:])
    assert done.exit_code == 0, done.output
    code = "\n".join(blocks("python")).replace("https://api.example.com", shop.url)
    (place / "samples.py").write_text(code, encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-W", "error::DeprecationWarning", "samples.py"],
        env={**os.environ, "API_TOKEN": shop.tokens["alice"]},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    for said in ("alice\n", "bob@example.com", "404 No User matches", "A report.pdf", "45 45"):
        assert said in run.stdout, run.stdout
    assert (place / "downloads" / "A report.pdf").read_bytes() == b"%PDF " * 9
    assert re.search(r"200 application/json\n(\d\d)\n1\n$", run.stdout), run.stdout


def test_samples_have_types(place: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "samples.py"],
        cwd=place,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout


def test_the_options_are_those_that_there_are() -> None:
    assert options_table(PyOptions) in README
