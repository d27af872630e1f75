"""Who calls: each scheme of the document, and credentials that run out."""

from __future__ import annotations

import asyncio
import importlib
import re
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

if TYPE_CHECKING:
    from .conftest import Caller, Shop, Wire

WAITING = 6
"""Calls at the same time."""


def me(caller: Caller, auth: Any) -> str:
    """Return who the server takes the caller for."""
    name: str = caller.do(caller.client(auth=auth).accounts.me_retrieve()).username
    return name


def test_a_token_of_drf(caller: Caller, shop: Shop, wire: Wire) -> None:
    assert me(caller, shop.package.token_auth(shop.tokens["alice"])) == "alice"
    assert wire.last.headers["authorization"] == f"Token {shop.tokens['alice']}"


def test_a_jwt(caller: Caller, shop: Shop, visitor: Any, wire: Wire) -> None:
    core = importlib.import_module("api_client.core.models")
    data = core.TokenObtainPairRequest(username="bob", password=shop.passwords["bob"])
    access = caller.do(visitor.accounts.jwt_create(data)).access
    assert me(caller, shop.package.jwt_auth(access)) == "bob"
    assert wire.last.headers["authorization"] == f"Bearer {access}"


def test_the_cookie_of_a_session(caller: Caller, shop: Shop, wire: Wire) -> None:
    session = log_in(shop, "bob")
    assert me(caller, shop.package.cookie_auth(session)) == "bob"
    assert wire.last.headers["cookie"] == f"sessionid={session}"


def log_in(shop: Shop, name: str) -> str:
    """Log in as a browser does, and return the session's cookie."""
    url = f"{shop.url}/session/login/"
    with httpx2.Client() as browser:
        token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', browser.get(url).text)
        assert token is not None
        form = {"username": name, "password": shop.passwords[name]}
        browser.post(url, data={**form, "csrfmiddlewaretoken": token[1]})
        return str(browser.cookies["sessionid"])


def test_a_callable_is_asked_each_time(caller: Caller, shop: Shop) -> None:
    names = iter(["alice", "bob"])

    def secret() -> str:
        return shop.tokens[next(names)]

    async def awaited() -> str:
        return secret()

    client = caller.client(auth=shop.package.token_auth(awaited if caller.is_async else secret))
    found = [caller.do(client.accounts.me_retrieve()).username for _ in range(2)]
    assert found == ["alice", "bob"]


def test_headers_of_ones_own(caller: Caller, shop: Shop, wire: Wire) -> None:
    client = caller.client(headers={"Authorization": f"Token {shop.tokens['bob']}"})
    assert caller.do(client.accounts.me_retrieve()).username == "bob"
    caller.do(client.with_options(headers={"X-Trace": "7"}).accounts.me_retrieve())
    assert wire.last.headers["x-trace"] == "7"
    assert wire.last.headers["authorization"].startswith("Token ")


def test_cookies_of_the_server_are_not_kept(caller: Caller, shop: Shop, wire: Wire) -> None:
    client = caller.client(auth=shop.package.cookie_auth(log_in(shop, "bob")))
    caller.do(client.accounts.me_retrieve())
    stranger = client.with_options(auth=())
    with pytest.raises(shop.package.UnauthorizedError):
        caller.do(stranger.accounts.me_retrieve())
    assert "cookie" not in wire.last.headers


def test_one_refresh_for_many_calls(caller: Caller, shop: Shop, wire: Wire) -> None:
    """bob's JWT has run out; the shop gives him another, once."""
    renewals = 0
    core = importlib.import_module("api_client.core.models")
    visitor = caller.client(url=shop.hasty_url)
    refreshing = core.TokenRefreshRequest(refresh=shop.expiring["refresh"])

    def refresh() -> str:
        nonlocal renewals
        renewals += 1
        token: str = visitor.accounts.jwt_refresh_create(refreshing).access
        return token

    async def refresh_later() -> str:
        nonlocal renewals
        renewals += 1
        token: str = (await visitor.accounts.jwt_refresh_create(refreshing)).access
        return token

    auth = shop.package.jwt_auth(
        shop.expiring["access"], refresh=refresh_later if caller.is_async else refresh
    )
    client = caller.client(url=shop.hasty_url, auth=auth)
    wait_until_refused(shop)
    names = many(caller, client)
    assert names == ["bob"] * WAITING
    assert renewals == 1
    refused = sum(1 for request in wire.requests if shop.expiring["access"] in str(request.headers))
    assert refused > 1, "several calls met the old token"


def wait_until_refused(shop: Shop) -> None:
    """Wait until the access token that was given at the beginning has run out."""
    headers = {"Authorization": f"Bearer {shop.expiring['access']}"}
    for _ in range(100):
        if httpx2.get(f"{shop.hasty_url}/api/accounts/me/", headers=headers).status_code == 401:
            return
        time.sleep(0.1)
    pytest.fail("the token does not run out")


def many(caller: Caller, client: Any) -> list[str]:
    """Make several calls at once, and return who made them."""
    if caller.is_async:

        async def together() -> list[Any]:
            calls = (client.accounts.me_retrieve() for _ in range(WAITING))
            return await asyncio.gather(*calls)

        return [found.username for found in caller.do(together())]
    with ThreadPoolExecutor(WAITING) as pool:
        found = pool.map(lambda _: client.accounts.me_retrieve(), range(WAITING))
        return [one.username for one in found]


def test_a_refresh_that_does_not_help(caller: Caller, shop: Shop, wire: Wire) -> None:
    auth = shop.package.token_auth("wrong", refresh=lambda: "wrong too")
    with pytest.raises(shop.package.UnauthorizedError, match="Invalid token"):
        me(caller, auth)
    assert len(wire.requests) == 2


def test_a_refresh_that_fails(caller: Caller, shop: Shop) -> None:
    def refresh() -> str:
        raise RuntimeError("no more tokens")

    with pytest.raises(shop.package.UnauthorizedError) as caught:
        me(caller, shop.package.token_auth("wrong", refresh=refresh))
    assert str(caught.value.__cause__) == "no more tokens"
