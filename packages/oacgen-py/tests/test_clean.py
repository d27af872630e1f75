"""What is generated pleases the strictest tools, and is the same every time."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import black
import pytest

from oacgen_ir.ir import Api

if TYPE_CHECKING:
    from .conftest import Made, Make

CONSUMER = """
from typing import assert_type
from collections.abc import AsyncIterator, Iterator
from {name} import APIClient, MISSING, SyncAPIClient
from {name}.enums import KindEnum
from {name}.models import Dish, DishRequest, PaginatedDishList, Tag

def sync(client: SyncAPIClient) -> None:
    page = client.dishes.list(kind="stew", ordering=["-name"])
    assert_type(page, PaginatedDishList)
    assert_type(client.dishes.iterate(kind=KindEnum.SOUP), Iterator[Dish])
    assert_type(client.dishes.create(DishRequest(name="x", class_=MISSING)), Dish | None)
    assert_type(client.dishes.array.raw(limit=1).parse(), list[Dish])
    for dish in client.dishes.iterate_marked():
        assert_type(dish, Dish)
        assert_type(dish.tag, Tag | None)
    with client.dishes.download() as file:
        assert_type(file.read(), bytes)

async def wait(client: APIClient) -> None:
    assert_type(await client.dishes.list(kind=KindEnum.SOUP), PaginatedDishList)
    assert_type(client.dishes.iterate(kind=KindEnum.SOUP), AsyncIterator[Dish])
    async with client.dishes.events() as events:
        async for event in events:
            assert_type(event, str)
"""
MISTAKES = """
from {name} import SyncAPIClient
from {name}.models import DishRequest

def wrong(client: SyncAPIClient) -> None:
    client.dishes.list()
    client.dishes.list(kind="soup", ordering=["size"])
    client.dishes.list(kind="soup", pgae=1)
    client.dishes.create(DishRequest())
    client.dishes.create(DishRequest(name=1))
    client.dishez
"""


@pytest.fixture(scope="session")
def grouped(make: Make, read: Callable[[str], Api]) -> Made:
    """Two groups that have all names in common."""
    api = read("kitchen.yaml")
    return make([replace(api, group="core"), replace(api, group="shop", title="Shop")])


@pytest.fixture(scope="session")
def flat(make: Make, read: Callable[[str], Api]) -> Made:
    """Methods on the client itself."""
    api = read("kitchen.yaml")
    return make([replace(api, group="core")], client_structure="flat")


@pytest.fixture(scope="session")
def odd(make: Make, read: Callable[[str], Api]) -> Made:
    """The package of a document whose answers are seldom met."""
    return make([read("odd.yaml")])


@pytest.fixture(params=["kitchen", "grouped", "flat", "odd"])
def made(request: pytest.FixtureRequest) -> Made:
    """A package of each structure."""
    found: Made = request.getfixturevalue(request.param)
    return found


def test_black_changes_nothing(made: Made) -> None:
    for path, text in made.files.items():
        if path.endswith(".py"):
            assert black.format_str(text, mode=black.Mode()) == text, path


def test_imports_are_sorted_and_used(made: Made) -> None:
    ruff = [sys.executable, "-m", "ruff", "check", "--isolated", "--line-length", "88"]
    rules = ["--select", "I,F,E4,E7,E9,B,UP", "--ignore", "F403", "--exclude", "_runtime"]
    found = subprocess.run([*ruff, *rules, str(made.folder)], capture_output=True, text=True)
    assert found.returncode == 0, found.stdout


def test_nothing_is_any_and_nothing_is_ignored(made: Made) -> None:
    for path, text in made.files.items():
        if not path.startswith("_runtime/"):
            assert "Any" not in text, path
        assert "type: ignore" not in text, path
        assert "noqa" not in text, path


def test_mypy_is_strict_and_content(kitchen: Made, grouped: Made, flat: Made, odd: Made) -> None:
    consumer = kitchen.folder.parent / "consumer.py"
    consumer.write_text(CONSUMER.format(name=kitchen.folder.name))
    found = _mypy(kitchen.folder, grouped.folder, flat.folder, odd.folder, consumer)
    assert found.returncode == 0, found.stdout


def test_pyright_is_strict_and_content(odd: Made) -> None:
    rules = '{"typeCheckingMode": "strict", "exclude": ["**/_runtime"]}'
    (odd.folder / "pyrightconfig.json").write_text(rules)
    command = [sys.executable, "-m", "pyright", "-p", str(odd.folder)]
    found = subprocess.run(command, cwd=odd.folder.parent, capture_output=True, text=True)
    assert found.returncode == 0, found.stdout


def test_mypy_finds_mistakes(kitchen: Made) -> None:
    mistakes = kitchen.folder.parent / "mistakes.py"
    mistakes.write_text(MISTAKES.format(name=kitchen.folder.name))
    found = _mypy(mistakes)
    lines = {line.split(":")[1] for line in found.stdout.splitlines() if ": error:" in line}
    assert lines == {"6", "7", "8", "9", "10", "11"}, found.stdout


def _mypy(*paths: Path) -> subprocess.CompletedProcess[str]:
    cache = paths[0].parent / "mypy_cache"
    command = [sys.executable, "-m", "mypy", "--strict", f"--cache-dir={cache}"]
    return subprocess.run(
        [*command, *map(str, paths)], cwd=paths[0].parent, capture_output=True, text=True
    )


def test_the_bytes_do_not_depend_on_the_hash_seed(kitchen: Made) -> None:
    script = (
        "import hashlib, sys, pathlib\n"
        "from oacgen_ir.testing import generated\n"
        "from oacgen_py.generator import generator\n"
        "files = generated(pathlib.Path(sys.argv[1]), generator)\n"
        "text = ''.join(f'{file.path}{file.text}' for file in files)\n"
        "print(hashlib.sha256(text.encode()).hexdigest())\n"
    )
    document = Path(__file__).parent / "documents" / "kitchen.yaml"
    digests = {
        subprocess.run(
            [sys.executable, "-c", script, str(document)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(digests) == 1
