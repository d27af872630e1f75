"""What a caller can do about a call: settings, hooks, the raw response, another transport."""

from __future__ import annotations

import asyncio
import importlib
import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from .conftest import Caller, Shop, Wire


def test_timeouts(caller: Caller, wire: Wire, visitor: Any) -> None:
    caller.do(visitor.users.retrieve(1))
    assert wire.last.timeout == 30
    caller.do(visitor.with_options(timeout=7).users.retrieve(1))
    assert wire.last.timeout == 7
    caller.do(visitor.users.retrieve(1))
    assert wire.last.timeout == 30, "it held for one call"


def test_a_timeout_of_one_call(caller: Caller, shop: Shop, visitor: Any) -> None:
    hasty = visitor.with_options(timeout=0.0001, retry=shop.package.Retry(times=0))
    with pytest.raises(shop.package.APITimeoutError):
        caller.do(hasty.users.list())
    assert caller.do(visitor.users.list()).count


def test_headers(caller: Caller, wire: Wire, visitor: Any) -> None:
    caller.do(visitor.with_options(headers={"Accept-Language": "de"}).users.retrieve(1))
    assert wire.last.headers["accept-language"] == "de"


def test_another_base_url(caller: Caller, shop: Shop, visitor: Any) -> None:
    moved = visitor.with_options(base_url=f"{shop.hasty_url}/")
    raw = caller.do(moved.users.retrieve.raw(1))
    assert raw.response.request.url == f"{shop.hasty_url}/api/users/1/"
    with pytest.raises(ValueError, match="http"):
        visitor.with_options(base_url="shop.example.com")


def test_hooks_see_and_change(caller: Caller, wire: Wire, visitor: Any) -> None:
    seen: list[str] = []

    def on_request(request: Any) -> None:
        seen.append(f"{request.method} {request.path}")
        request.headers["x-request-id"] = "9"

    async def later(response: Any) -> None:
        seen.append(str(response.status))

    def on_response(response: Any) -> None:
        seen.append(str(response.status))

    client = visitor.with_options(
        on_request=[on_request], on_response=[later if caller.is_async else on_response]
    )
    wire.faults = [(503, b"", {"retry-after": "0"})]
    caller.do(client.users.retrieve(1))
    assert seen == ["GET /api/users/1/", "503", "GET /api/users/1/", "200"]
    assert wire.last.headers["x-request-id"] == "9"


def test_a_hook_may_refuse(caller: Caller, wire: Wire, visitor: Any) -> None:
    def refuse(request: Any) -> None:
        raise PermissionError("not on Sundays")

    with pytest.raises(PermissionError):
        caller.do(visitor.with_options(on_request=[refuse]).users.list())
    assert wire.requests == []


def test_the_raw_response(caller: Caller, visitor: Any) -> None:
    reply = caller.do(visitor.users.retrieve.raw(1))
    assert reply.response.status == 200
    assert reply.response.headers["content-type"] == "application/json"
    assert json.loads(reply.response.content)["username"] == "admin"
    assert reply.parse().username == "admin"


def test_a_transport_of_ones_own(caller: Caller, shop: Shop) -> None:
    package = shop.package

    class Canned:
        def send(self, request: Any) -> Any:
            return package.Response(request, 200, {}, b'{"count": 0, "results": []}')

        def close(self) -> None: ...

    class AsyncCanned:
        async def send(self, request: Any) -> Any:
            return Canned().send(request)

        async def aclose(self) -> None: ...

    kind = package.APIClient if caller.is_async else package.SyncAPIClient
    client = kind(
        "http://nowhere.invalid", transport=(AsyncCanned if caller.is_async else Canned)()
    )
    assert caller.do(client.users.list()).results == []


def test_groups_and_short_names_are_one(caller: Caller, visitor: Any) -> None:
    plan = caller.do(visitor.plans.retrieve("office"))
    assert caller.do(visitor.billing.plans.retrieve("office")) == plan


def test_a_client_may_be_left_and_used_again(caller: Caller, visitor: Any) -> None:
    with caller.entered(visitor) as client:
        caller.do(client.users.retrieve(1))
    assert caller.do(visitor.users.retrieve(1)).id == 1


def test_a_call_may_be_cancelled(shop: Shop) -> None:
    async def main() -> str:
        async with shop.package.APIClient(shop.url) as client:
            calls = [asyncio.create_task(client.users.list()) for _ in range(3)]
            await asyncio.sleep(0.01)
            calls[0].cancel()
            done = await asyncio.gather(*calls, return_exceptions=True)
            assert isinstance(done[0], asyncio.CancelledError)
            assert done[1] == done[2]
            user = await client.users.retrieve(1)
            return str(user.username)

    assert asyncio.run(main()) == "admin"


def test_everything_can_be_loaded_ahead(shop: Shop) -> None:
    shop.package.preload()
    for group in ("core", "profiles", "billing", "shop", "content"):
        models = importlib.import_module(f"api_client.{group}.models")
        for name in dir(models):
            assert getattr(models, name) is not None
