"""The shop's clients at work on the shop itself, as a Django project makes and serves them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from examples.running import running_shop

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Shop:
    """A shop that runs, and its clients."""

    url: str
    client: Path


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    folder = tmp_path_factory.mktemp("shop")
    (folder / "node_modules").symlink_to(HERE.parent / "node_modules")
    with running_shop(folder, "ts") as running:
        yield Shop(running.url, running.clients / "typescript")


def test_the_shop_answers(shop: Shop, node: Any) -> None:
    env = {"OACGEN_CLIENT": str(shop.client), "SHOP_URL": shop.url}
    node.run("vitest/vitest.mjs", "run", "--root", str(HERE / "shop"), env=env)


def test_the_clients_are_clean(shop: Shop, node: Any) -> None:
    for source in sorted(shop.client.iterdir()):
        node.check_format(source)
    node.type_check(shop.client, "typescript7")
    node.type_check_against(HERE / "shop", {"client": shop.client})
