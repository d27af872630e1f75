"""What a project's own tests can use, and the hook before its commits."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import get_commands

from django_oacgen.generation.outcome import Request
from django_oacgen.testing import assert_clients_current
from oacgen_ir.diagnostics import InputError

Configure = Callable[..., None]

CORE = {"name": "core", "apps": ["people"]}
SALES = {"name": "sales", "apps": ["trade"]}
ROOT = Path(__file__).parents[3]


def generate() -> None:
    from django_oacgen.config import get_base_dir, get_config
    from django_oacgen.generation.generate import generate

    assert generate(get_config(), get_base_dir(), Request()).exit_code == 0


def test_clients_that_are_current_pass(project: Configure, toy: Any, tmp_path: Path) -> None:
    project(CORE, SALES)
    generate()
    assert_clients_current()
    file = tmp_path / "openapi/clients/typescript/sales/orders.txt"
    file.write_text("old")
    with pytest.raises(AssertionError, match="not up to date") as caught:
        assert_clients_current()
    assert str(file) in str(caught.value)
    assert_clients_current(groups=["core"])
    assert file.read_text() == "old"


def test_many_files_are_counted(project: Configure, toy: Any) -> None:
    project(CORE, SALES)
    with pytest.raises(AssertionError) as caught:
        assert_clients_current(languages=["ts"])
    assert len(str(caught.value).splitlines()) == 12
    assert str(caught.value).endswith("    and 2 more")


def test_what_cannot_be_made_is_no_pass(
    project: Configure, toy: Any, urlconf_: Callable[[str], None]
) -> None:
    project(CORE, SALES)
    generate()
    urlconf_("broken")
    with pytest.raises(AssertionError, match="cannot be generated") as caught:
        assert_clients_current()
    assert "people.views.Failing" in str(caught.value)
    with pytest.raises(InputError, match="there is no group 'cor'"):
        assert_clients_current(["cor"])


def test_the_hook_calls_a_command_that_exists() -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    program, script, command, *rest = shlex.split(hook["entry"])
    assert (program, script, rest) == ("python", "manage.py", [])
    assert get_commands()[command] == "django_oacgen"
    assert hook["language"] == "system"  # the project's own environment
    assert hook["pass_filenames"] is False
