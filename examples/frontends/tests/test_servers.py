"""React Router, Remix and Astro, whose servers render what the shop tells."""

from __future__ import annotations

import re
import urllib.error
from collections.abc import Callable, Iterator

import pytest
from examples.frontends.workshop import App, Shop, fetch
from playwright.sync_api import Page, expect


@pytest.fixture
def react_router(prepare: Callable[..., App]) -> Iterator[str]:
    """The site made with React Router; gives its address."""
    app = prepare("react-router", into="app")
    app.npm("run", "build")
    with app.serving("start", PORT=app.port, HOST="127.0.0.1") as url:
        yield url


@pytest.fixture
def remix(prepare: Callable[..., App]) -> Iterator[str]:
    """The site made with Remix, which React Router grew out of; gives its address."""
    app = prepare("remix", into="app")
    app.npm("run", "build")
    with app.serving("start", PORT=app.port, HOST="127.0.0.1") as url:
        yield url


@pytest.fixture
def astro(prepare: Callable[..., App]) -> Iterator[str]:
    """The site made with Astro, which has no React; gives its address."""
    app = prepare("astro", document="core", options=["--no-generate-swr-hooks"])
    app.npm("run", "build")
    with app.serving("start", PORT=app.port, HOST="127.0.0.1") as url:
        yield url


def usernames(shop: Shop, query: str = "") -> list[str]:
    """People, as the shop itself tells."""
    return [user["username"] for user in shop.get(f"/api/users/{query}")["results"]]


def listed(html: str) -> list[str]:
    """What stands in the list of a page."""
    return [name.strip() for name in re.findall(r"<li>(.*?)</li>", html, re.DOTALL)]


def test_a_loader_and_an_action_of_react_router(
    react_router: str, shop: Shop, page: Page, shoot: Callable[[str], None]
) -> None:
    assert listed(fetch(f"{react_router}/")) == usernames(shop)
    assert listed(fetch(f"{react_router}/?search=ali")) == usernames(shop, "?search=ali")
    page.goto("/?search=frida-the-new")
    expect(page.locator("li")).to_have_count(0)
    page.get_by_label("Staff").fill("alice")
    page.get_by_label("Password").fill("alice-runs-it")
    page.get_by_label("New user").fill("not a name")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("alert")).to_contain_text("username: ")
    page.get_by_label("New user").fill("frida-the-new")
    page.get_by_role("button", name="Add").click()
    expect(page.locator("output")).to_be_visible()
    expect(page.locator("li")).to_have_text("frida-the-new")  # the loader ran again
    shoot("react-router")


def test_a_loader_of_remix(
    remix: str, shop: Shop, page: Page, shoot: Callable[[str], None]
) -> None:
    assert listed(fetch(f"{remix}/")) == usernames(shop)
    page.goto("/")
    expect(page.locator("h1")).to_have_text(f"{shop.get('/api/users/')['count']} users")
    shoot("remix")


def test_a_page_of_astro(astro: str, shop: Shop, page: Page, shoot: Callable[[str], None]) -> None:
    assert listed(fetch(f"{astro}/?page=2")) == usernames(shop, "?page=2")
    page.goto("/")
    expect(page.locator("li")).to_have_text(usernames(shop))
    shoot("astro")
    with pytest.raises(urllib.error.HTTPError, match="404"):
        fetch(f"{astro}/?page=999")
