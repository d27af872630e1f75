"""Vite with React 18 and the newest: what only a browser does, with one set of sources."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from examples.frontends.workshop import App, Shop
from playwright.sync_api import Page, expect

SOURCES = {"vite": ("vite",), "vite-react18": ("vite", "vite-react18")}
PASSWORD = "bob-drinks-tea"
ACCOUNT = re.compile(r"bob: \d+ orders, \d+ profiles")


@pytest.fixture(scope="module", params=SOURCES)
def site(prepare: Callable[..., App], request: pytest.FixtureRequest) -> Iterator[str]:
    """A site that is built and served; gives its name."""
    app = prepare(*SOURCES[request.param])
    app.npm("run", "build")
    with app.serving("start", "--host", "127.0.0.1", "--port", app.port, "--strictPort"):
        yield str(request.param)


@pytest.fixture
def bob(site: str, page: Page) -> Page:
    """The page, on which bob has logged in by session."""
    page.goto("/")
    page.get_by_role("link", name="Log in").click()
    page.fill("input[name=username]", "bob")
    page.fill("input[name=password]", PASSWORD)
    page.click("input[type=submit]")
    expect(page.get_by_role("heading", name="Hello")).to_be_visible()
    return page


def save(page: Page, first_name: str, email: str) -> None:
    page.get_by_label("First name").fill(first_name)
    page.get_by_label("E-mail").fill(email)
    page.get_by_role("button", name="Save").click()


def test_the_session_and_its_csrf_token_go_along(
    bob: Page, site: str, shoot: Callable[[str], None]
) -> None:
    with bob.expect_request(lambda request: request.method == "PATCH") as patched:
        save(bob, f"Bob of {site}", "")
    token = next(c["value"] for c in bob.context.cookies() if c["name"] == "csrftoken")
    assert patched.value.headers["x-csrftoken"] == token
    assert patched.value.post_data_json == {"first_name": f"Bob of {site}", "email": ""}
    expect(bob.get_by_role("heading", name=f"Hello, Bob of {site}")).to_be_visible()
    shoot(f"{site}-session")


def test_what_is_wrong_stands_at_its_field(bob: Page) -> None:
    save(bob, "Bob", "no address")
    expect(bob.get_by_role("alert")).to_contain_text("email: ")


def test_django_refuses_a_page_that_has_lost_its_token(bob: Page) -> None:
    bob.context.clear_cookies(name="csrftoken")
    save(bob, "Mallory", "")
    expect(bob.get_by_role("alert")).to_contain_text("detail: CSRF")


def test_a_picture_is_uploaded_and_shown(
    bob: Page, site: str, shop: Shop, picture: Path, shoot: Callable[[str], None]
) -> None:
    bob.get_by_label("Picture").set_input_files(picture)
    avatar = bob.get_by_role("img", name="Avatar")
    expect(avatar).to_be_visible()
    bob.wait_for_function("document.querySelector('img').naturalWidth === 64")
    shoot(f"{site}-avatar")
    bob.get_by_label("Picture").set_input_files(
        {"name": "not.png", "mimeType": "image/png", "buffer": b"no picture"}
    )
    expect(bob.get_by_role("alert")).to_contain_text("avatar: ")


def test_an_upload_comes_back_under_its_name(bob: Page, site: str, tmp_path: Path) -> None:
    content = "x" * 70_000 + "ü"
    path = tmp_path / f"Grüße {site}.txt"
    path.write_text(content, encoding="utf-8")
    bob.get_by_label("File").set_input_files(path)
    button = bob.get_by_role("button", name=f"Download {path.stem}")
    expect(button).to_be_visible()
    with bob.expect_download() as download:
        button.click()
    assert download.value.suggested_filename == path.name
    assert Path(download.value.path()).read_text("utf-8") == content


def test_events_are_read_to_their_end(bob: Page, site: str, shoot: Callable[[str], None]) -> None:
    bob.get_by_role("button", name="Listen").click()
    expect(bob.locator("output")).to_have_text("ended")
    events = bob.locator("ol li").all_inner_texts()
    assert events
    assert all("status" in json.loads(event) for event in events)
    shoot(f"{site}-events")


def test_stop_ends_the_request(bob: Page) -> None:
    bob.route("**/api/orders/events/", lambda route: None)  # no answer ever
    bob.get_by_role("button", name="Listen").click()
    expect(bob.locator("output")).to_have_text("listening")
    with bob.expect_event("requestfailed") as failed:
        bob.get_by_role("button", name="Stop").click()
    assert failed.value.failure == "net::ERR_ABORTED"
    expect(bob.locator("output")).to_have_text("stopped")


@pytest.fixture
def tokens(site: str, page: Page) -> Page:
    """The page on which bob has got JSON web tokens."""
    page.goto("/tokens.html")
    page.get_by_label("Username").fill("bob")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.locator("p")).to_have_text(ACCOUNT)
    return page


def path_of(url: str) -> str:
    return urlsplit(url).path


def stored(page: Page) -> dict[str, str]:
    found: dict[str, str] = page.evaluate("({ ...localStorage })")
    return found


def test_tokens_stay_in_the_browser_until_log_out(tokens: Page) -> None:
    assert stored(tokens).keys() == {"shop.access", "shop.refresh"}
    tokens.reload()
    expect(tokens.locator("p")).to_have_text(ACCOUNT)
    assert tokens.context.cookies() == []
    tokens.get_by_role("button", name="Log out").click()
    assert stored(tokens) == {}
    expect(tokens.get_by_label("Username")).to_be_visible()


def test_a_token_that_is_too_old_is_renewed_once(
    tokens: Page, site: str, shoot: Callable[[str], None]
) -> None:
    tokens.evaluate("localStorage.setItem('shop.access', 'too-old')")
    statuses: dict[str, list[int]] = {}
    tokens.on("response", lambda got: statuses.setdefault(path_of(got.url), []).append(got.status))
    tokens.reload()
    expect(tokens.locator("p")).to_have_text(ACCOUNT)
    assert statuses["/api/accounts/jwt/refresh/"] == [200]
    for path in ("/api/accounts/me/", "/api/orders/", "/api/profiles/profiles/"):
        assert statuses[path] == [401, 200]
    assert stored(tokens)["shop.access"] != "too-old"
    shoot(f"{site}-tokens")


def test_a_wrong_password_is_told(site: str, page: Page) -> None:
    page.goto("/tokens.html")
    page.get_by_label("Username").fill("bob")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("alert")).to_contain_text("401")
