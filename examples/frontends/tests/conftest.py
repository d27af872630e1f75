"""The shop, Node and the browser that the apps are tried with."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from examples.browsing import chromium
from examples.frontends.workshop import BUILT, App, Shop, copy, open_shop
from PIL import Image
from playwright.sync_api import Browser, Page


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """The live shop, with its data and its client."""
    with open_shop(tmp_path_factory.mktemp("shop")) as shop:
        yield shop


@pytest.fixture(scope="session")
def node() -> Path:
    """Node's executable, with npm beside it."""
    path = os.environ.get("OACGEN_NODE") or shutil.which("node")
    assert path, "Node is missing: put it on the PATH, or name it by OACGEN_NODE"
    return Path(path).resolve()


@pytest.fixture(scope="session")
def prepare(shop: Shop, node: Path) -> Callable[..., App]:
    """A function that copies an app, installs its packages and puts the client into it.

    The client is the one that the project makes of all groups, or is made from the document
    of one of them.
    """

    def prepared(
        *sources: str, document: str = "", options: Sequence[str] = (), into: str = "src"
    ) -> App:
        app = App(copy(sources, sources[-1]), node, shop)
        client = app.folder / into / "api" / "generated"
        if document:
            shop.generate(document, client, *options)
        else:
            shutil.copytree(shop.client, client)
        app.install()
        return app

    return prepared


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium with a profile of its own, and no way to any other host."""
    with chromium() as browser:
        yield browser


@pytest.fixture
def page(browser: Browser, shop: Shop) -> Iterator[Page]:
    """A fresh page of the app, in which no script may fail."""
    context = browser.new_context(base_url=shop.front_end, viewport={"width": 900, "height": 700})
    page = context.new_page()
    page.set_default_timeout(15_000)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    context.close()
    assert faults == []


@pytest.fixture
def shoot(page: Page) -> Callable[[str], None]:
    """A function that keeps a picture of the page, under a name."""

    def shot(name: str) -> None:
        folder = BUILT / "screenshots"
        folder.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=str(folder / f"{name}.png"), full_page=True)

    return shot


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """An image to upload, 64 pixels wide."""
    path = tmp_path / "orange.png"
    Image.new("RGB", (64, 64), "orange").save(path)
    return path
