"""Imports stand where isort's black profile has them, and hide nothing of the module's own."""

from __future__ import annotations

import subprocess
import sys

from hypothesis import given, settings
from hypothesis import strategies as st

from oacgen_py.imports import Imports

MODULES = [
    "builtins",
    "typing",
    "collections.abc",
    "decimal",
    "pydantic",
    "typing_extensions",
    ".shared",
    "..models.users",
    "..models.users2",
    "..models.users10",
    ".._runtime.model",
]
NAMES = [
    "A",
    "AB",
    "Ab",
    "aB",
    "ab",
    "B2",
    "B10",
    "C_co",
    "MISSING",
    "UUID",
    "User",
    "UserS",
    "Users",
]


def test_a_name_of_the_module_itself_is_imported_under_another() -> None:
    imports = Imports({"Field", "csv"})
    assert imports.name("pydantic", "Field") == "_Field"
    assert imports.name("pydantic", "Field") == "_Field"
    assert imports.name("pydantic", "Tag") == "Tag"
    assert imports.module("csv") == "_csv"
    assert imports.text() == (
        "import csv as _csv\n\nfrom pydantic import Field as _Field\nfrom pydantic import Tag"
    )


def test_two_modules_may_have_one_name() -> None:
    imports = Imports()
    assert imports.name(".core.users", "Users") == "Users"
    assert imports.name(".shop.users", "Users") == "_Users"
    assert imports.name(".wiki.users", "Users") == "__Users"


@settings(max_examples=20, deadline=None)
@given(st.sets(st.tuples(st.sampled_from(MODULES), st.sampled_from(NAMES)), min_size=1))
def test_the_order_is_that_of_isort(pairs: set[tuple[str, str]]) -> None:
    imports = Imports({"UUID"})
    for module, name in sorted(pairs):
        imports.name(module, name)
    code = f"from __future__ import annotations\n\n{imports.text()}\n"
    ruff = [sys.executable, "-m", "ruff", "check", "--isolated", "--select", "I", "--line-length"]
    found = subprocess.run([*ruff, "88", "-"], input=code, capture_output=True, text=True)
    assert found.returncode == 0, f"{code}\n{found.stdout}{found.stderr}"
