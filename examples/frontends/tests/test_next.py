"""Next.js 13 and the newest: one set of sources, two sets of packages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from examples.frontends.workshop import App, Shop, fetch
from playwright.sync_api import Page, expect

SOURCES = {"next": ("next",), "next13": ("next", "next13")}


@dataclass(frozen=True)
class Site:
    """A site that is built and served."""

    name: str
    url: str


@pytest.fixture(scope="module", params=SOURCES)
def site(prepare: Callable[..., App], request: pytest.FixtureRequest) -> Iterator[Site]:
    app = prepare(*SOURCES[request.param])
    app.npm("run", "build")  # types are checked, and pages without a cookie are rendered
    with app.serving("start", "--hostname", "127.0.0.1", "--port", app.port) as url:
        yield Site(request.param, url)


def usernames(shop: Shop, query: str = "") -> list[str]:
    """The people on the first page, as the shop itself tells."""
    return [user["username"] for user in shop.get(f"/api/users/?page=1{query}")["results"]]


def listed(html: str) -> list[str]:
    """What stands in the first list of a page."""
    return re.findall(r"<li>(.*?)</li>", html.partition("<ul")[2].partition("</ul>")[0])


def test_a_server_component_shows_what_a_fetcher_gives(site: Site, shop: Shop) -> None:
    count = shop.get("/api/users/")["count"]
    assert f"<div>{count}<!-- --> users</div>" in fetch(f"{site.url}/")


def test_users_come_from_the_server_and_through_a_hook(
    site: Site, shop: Shop, page: Page, shoot: Callable[[str], None]
) -> None:
    names = usernames(shop)
    assert listed(fetch(f"{site.url}/users")) == names
    page.goto("/users")
    expect(page.locator("#server li")).to_have_text(names)
    expect(page.locator("#client li")).to_have_text(names)
    shoot(f"{site.name}-users")
    page.get_by_label("Search").fill("ali")
    found = usernames(shop, "&search=ali")
    assert found
    assert found != names
    expect(page.locator("#client li")).to_have_text(found)


def test_what_next_caches_lasts_until_its_tag_is_revalidated(site: Site, shop: Shop) -> None:
    def count() -> int:
        shown = re.search(r"<h1>(\d+)<!-- --> users</h1>", fetch(f"{site.url}/users"))
        assert shown
        return int(shown[1])

    before = count()
    made = shop.as_owner("POST", "/api/users/", {"username": f"new-in-{site.name}"})
    assert count() == before
    fetch(f"{site.url}/refresh", "POST")
    assert count() == before + 1
    shop.as_owner("DELETE", f"/api/users/{made['id']}/")
    fetch(f"{site.url}/refresh", "POST")
    assert count() == before


def test_the_pages_router_hands_over_to_a_hook(
    site: Site, shop: Shop, page: Page, shoot: Callable[[str], None]
) -> None:
    names = usernames(shop)
    assert listed(fetch(f"{site.url}/classic")) == names
    with page.expect_response("**/api/users/?page=1"):
        page.goto("/classic")
    expect(page.locator("li")).to_have_text(names)
    shoot(f"{site.name}-classic")


def test_a_server_component_asks_as_the_visitor(
    site: Site, page: Page, shoot: Callable[[str], None]
) -> None:
    page.goto("/me")
    page.get_by_role("link", name="Log in").click()
    page.fill("input[name=username]", "bob")
    page.fill("input[name=password]", "bob-drinks-tea")
    page.click("input[type=submit]")
    expect(page.get_by_text("Signed in as bob.")).to_be_visible()
    shoot(f"{site.name}-me")
    assert "Nobody is signed in." in fetch(f"{site.url}/me")  # somebody else
