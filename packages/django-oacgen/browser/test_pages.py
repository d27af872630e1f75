"""The schema pages in a real browser: a strict policy, and no other host to be reached.

Needs Chromium, whose path CHROMIUM may say. Screenshots stand below pytest's `--basetemp`.
"""

from __future__ import annotations

import compileall
import json
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from examples.browsing import chromium
from examples.running import running_shop
from playwright.sync_api import Browser, Page, Request, expect

HERE = Path(__file__).parent
GROUPS = {
    "core": "Core API",
    "profiles": "Profiles API",
    "billing": "Billing API",
    "shop": "Shop API",
    "content": "Content API",
}
expect.set_options(timeout=30_000)  # Redoc takes long on a machine that has other work


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The live shop with its data; gives its address."""
    strict = {"DJANGO_SETTINGS_MODULE": "strict_site", "PYTHONPATH": str(HERE)}
    with running_shop(tmp_path_factory.mktemp("site"), **strict) as shop:
        yield shop.url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium with a profile of its own, and no way to any other host."""
    with chromium() as browser:
        yield browser


LOGO = "https://cdn.redoc.ly/redoc/logo-mini.svg"


class Watched:
    """What goes wrong on a page, apart from what the policy is there to stop."""

    def __init__(self, page: Page, site: str) -> None:
        self.faults: list[str] = []
        self._site = site
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        page.on("requestfinished", self._finished)
        page.on("requestfailed", self._failed)
        page.on("console", lambda message: self._said(message.type, message.text))

    def _finished(self, request: Request) -> None:
        if not request.url.startswith((self._site, "data:", "blob:")):
            self.faults.append(f"another host: {request.url}")

    def _failed(self, request: Request) -> None:
        stopped = (request.url, request.failure) == (LOGO, "csp")
        downloaded = request.url.endswith(".zip") and request.failure == "net::ERR_ABORTED"
        if not (stopped or downloaded):
            self.faults.append(f"{request.url}: {request.failure}")

    def _said(self, kind: str, text: str) -> None:
        # Redoc tries its logo, and styles that it does not need.
        stopped = LOGO in text or text.startswith("Applying inline style violates")
        if kind == "error" and not stopped:
            self.faults.append(f"console: {text}")


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    """A fresh page, signed in as the owner of the shop; nothing may go wrong on it."""
    context = browser.new_context(base_url=site, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto("/session/login/?next=/schema/")
    page.fill("input[name=username]", "admin")
    page.fill("input[name=password]", "admin-of-the-shop")
    page.click("input[type=submit]")
    page.wait_for_url("**/schema/")
    watched = Watched(page, site)
    page.reload()
    yield page
    context.close()
    assert watched.faults == []


def shoot(page: Page, folder: Path, name: str) -> None:
    page.screenshot(path=str(folder / f"{name}.png"))


def schema(site: str, group: str) -> dict[str, Any]:
    with urllib.request.urlopen(f"{site}/schema/{group}/schema/") as answer:
        found: dict[str, Any] = json.load(answer)
    return found


def operations(document: dict[str, Any]) -> dict[tuple[str, str], str]:
    return {
        (method.upper(), path): operation["operationId"]
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if method in ("get", "post", "put", "patch", "delete")
    }


def test_the_index_lists_groups_pages_and_clients(page: Page, tmp_path: Path) -> None:
    shoot(page, tmp_path, "index")
    assert page.locator("h1").inner_text() == "Shop API"
    assert page.locator("h2").all_inner_texts() == [*GROUPS.values()]
    style = page.evaluate("getComputedStyle(document.querySelector('dl')).display")
    assert style == "grid"  # the style sheet passes the policy
    for group in GROUPS:
        section = page.locator(f"section#{group}")
        links = section.locator("a").all_inner_texts()
        assert links[:3] == ["Swagger UI", "Redoc", "Schema"]
        assert "Python" in links
    page.locator("section#billing a", has_text="Redoc").click()
    page.wait_for_url("**/schema/billing/redoc/")
    expect(page.locator("h1").first).to_contain_text("Billing API")


@pytest.mark.parametrize("group", GROUPS)
def test_swagger_shows_the_group_and_calls_it(
    page: Page, site: str, group: str, tmp_path: Path
) -> None:
    expected = operations(schema(site, group))
    page.goto(f"/schema/{group}/swagger/")
    expect(page.locator(".info .title")).to_contain_text(GROUPS[group])
    blocks = page.locator(".opblock-summary")
    expect(blocks).to_have_count(len(expected))
    shoot(page, tmp_path, "swagger")
    shown = {
        (
            block.locator(".opblock-summary-method").inner_text(),
            block.locator("[class^=opblock-summary-path]").first.inner_text().replace("\u200b", ""),
        )
        for block in blocks.all()
    }
    assert shown == expected.keys()
    path = next(p for m, p in expected if m == "GET" and "{" not in p and not p.endswith("export/"))
    assert run(page, "get", path) == "200"
    page.locator(".live-responses-table").scroll_into_view_if_needed()
    shoot(page, tmp_path, "tried")


def run(page: Page, method: str, path: str) -> str:
    """Press "Try it out" and "Execute"; gives the status that came back."""
    pattern = re.compile("^" + "\u200b?".join(map(re.escape, path)) + "$")
    block = page.locator(f".opblock-{method}").filter(
        has=page.locator(".opblock-summary-path", has_text=pattern)
    )
    block.locator(".opblock-summary").click()
    block.get_by_role("button", name="Try it out").click()
    block.get_by_role("button", name="Execute").click()
    status = block.locator(".live-responses-table tbody .response-col_status").first
    status.wait_for()
    return status.inner_text().split()[0]


def test_swagger_sends_the_csrf_token(page: Page) -> None:
    page.goto("/schema/core/swagger/")
    assert run(page, "post", "/api/accounts/logout/") in ("200", "204")


@pytest.mark.parametrize("group", GROUPS)
def test_redoc_shows_the_group(page: Page, site: str, group: str, tmp_path: Path) -> None:
    expected = operations(schema(site, group))
    page.goto(f"/schema/{group}/redoc/")
    expect(page.locator("h1").first).to_contain_text(GROUPS[group])
    sections = page.locator("[data-section-id*='/operation/']")
    expect(sections).to_have_count(len(expected))
    found = {
        str(section.get_attribute("data-section-id")).rpartition("/")[2]
        for section in sections.all()
    }
    assert found == {*expected.values()}
    font = page.evaluate("getComputedStyle(document.querySelector('h1')).fontFamily")
    assert "Montserrat" in font  # Redoc's own styles pass the policy
    shoot(page, tmp_path, "redoc")


def test_a_client_can_be_downloaded_and_calls_the_shop(
    page: Page, site: str, tmp_path: Path
) -> None:
    with page.expect_download() as started:
        page.locator("section#shop a", has_text="Python").click()
    assert started.value.suggested_filename == "shop-py.zip"
    archive = tmp_path / "shop-py.zip"
    started.value.save_as(archive)
    client = tmp_path / "client"
    with ZipFile(archive) as made:
        made.extractall(client)
    assert compileall.compile_dir(client, quiet=1)
    code = """
import sys
from api_client import SyncAPIClient
with SyncAPIClient(base_url=sys.argv[1]) as client:
    print(client.products.list().count > 0)
"""
    done = subprocess.run(
        [sys.executable, "-c", code, site], cwd=client, capture_output=True, text=True, timeout=60
    )
    assert done.stdout.strip() == "True", done.stderr


def test_every_language_can_be_downloaded(page: Page, site: str) -> None:
    links = page.locator("section dd:last-child a").all()
    for url in [str(link.get_attribute("href")) for link in links]:
        with urllib.request.urlopen(site + url) as answer:
            assert answer.read(4) == b"PK\x03\x04", url
