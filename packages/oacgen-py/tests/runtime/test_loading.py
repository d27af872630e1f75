"""What is loaded when, and what the source is like."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import black
import pytest

import oacgen_py.runtime

RUNTIME = Path(oacgen_py.runtime.__file__).parent
SUPPORT = Path(__file__).parent / "support"
SOURCES = sorted(RUNTIME.glob("*.py"))


def loaded(code: str) -> set[str]:
    """Run code in a new interpreter and return what it prints as a set."""
    run = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(SUPPORT)!r})\n{code}"],
        capture_output=True,
        text=True,
        check=True,
    )
    return set(run.stdout.split())


REPORT = (
    "print(*[m for m in ('pydantic', 'httpx2', 'httpx', 'asyncio', 'email') if m in sys.modules])"
)


def test_a_client_is_made_without_loading_much() -> None:
    code = "from oacgen_py_shop.client import SyncAPIClient, APIClient, token_auth\n"
    code += "SyncAPIClient('http://x.test', auth=token_auth('t')).close(); APIClient()\n"
    assert loaded(code + REPORT) == set()


def test_models_do_not_load_the_http_library() -> None:
    assert "httpx2" not in loaded("import oacgen_py_shop.subclients.users\n" + REPORT)


def test_names_are_loaded_when_they_are_used(tmp_path: Path) -> None:
    package = tmp_path / "lazily"
    package.mkdir()
    package.joinpath("__init__.py").write_text(
        "from oacgen_py.runtime.lazy import lazy\n"
        "__getattr__, __dir__ = lazy(__name__, {'A': '.a', 'Fraction': 'fractions'})\n"
    )
    package.joinpath("a.py").write_text("A = 5\n")
    code = f"sys.path.insert(0, {str(tmp_path)!r})\nimport lazily\n"
    code += "print('early' if 'lazily.a' in sys.modules else 'late', *dir(lazily))\n"
    code += "print(lazily.A, 'kept' if 'A' in vars(lazily) else 'lost', lazily.Fraction.__name__)\n"
    code += "try: lazily.B\nexcept AttributeError as error: print(str(error).replace(' ', '_'))"
    assert loaded(code) == {
        "late",
        "A",
        "5",
        "kept",
        "Fraction",
        "module_'lazily'_has_no_attribute_'B'",
    }


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_black_has_nothing_to_do(source: Path) -> None:
    text = source.read_text()
    assert black.format_str(text, mode=black.Mode()) == text


def test_the_other_http_library_is_one_word_away() -> None:
    naming = {path.name for path in SOURCES if "httpx" in path.read_text()}
    assert naming == {"transport.py", "__init__.py"}
    text = (RUNTIME / "transport.py").read_text().replace("httpx2", "httpx")
    assert black.format_str(text, mode=black.Mode()) == text


def test_the_runtime_can_be_copied_anywhere() -> None:
    """It imports itself by relative names, and little else."""
    allowed = {"pydantic", "pydantic_core", "httpx2", "typing_extensions"}
    for source in SOURCES:
        for node in ast.walk(ast.parse(source.read_text())):
            match node:
                case ast.Import():
                    names = [alias.name for alias in node.names]
                case ast.ImportFrom(level=0, module=str(name)):
                    names = [name]
                case _:
                    continue
            for name in names:
                top = name.split(".")[0]
                assert top in allowed | set(sys.stdlib_module_names), (source.name, name)


def test_files_stay_short() -> None:
    assert {path.name for path in SOURCES if len(path.read_text().splitlines()) > 300} == set()
