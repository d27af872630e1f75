"""The shop's clients at work on the shop itself, as a Django project makes and serves them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from examples.running import running_shop

if TYPE_CHECKING:
    from .conftest import Go

PACKAGE = Path(__file__).parent.parent
EXAMPLE = PACKAGE.parent.parent / "examples" / "go"


@dataclass(frozen=True, slots=True)
class Shop:
    """A shop that runs, and the module with its clients."""

    url: str
    module: Path


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with running_shop(tmp_path_factory.mktemp("shop"), "go") as running:
        yield Shop(running.url, running.clients / "go")


def test_the_clients_are_clean(shop: Shop, go: Go) -> None:
    assert go.unformatted(shop.module) == ""
    go.check(shop.module)


def test_the_shop_answers(shop: Shop, go: Go, monkeypatch: pytest.MonkeyPatch) -> None:
    live = shop.module / "live"
    shutil.copytree(PACKAGE / "tests" / "gotests" / "live", live, dirs_exist_ok=True)
    monkeypatch.setenv("SHOP_URL", shop.url)
    go.run(shop.module, "test", "-race", "-count", "1", "./live")


def test_the_example_runs(shop: Shop, go: Go, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(EXAMPLE, shop.module / "example", dirs_exist_ok=True)
    monkeypatch.setenv("SHOP_URL", shop.url)
    shown = go.run(shop.module, "run", "./example").splitlines()
    assert shown[-2:] == [
        'Ann has the e-mail address "" and a picture: true',
        "status 400: [A user with that username already exists.]",
    ]
