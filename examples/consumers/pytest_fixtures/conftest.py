"""Fixtures for tests that use the client: against a running shop, and without one."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable, Iterator

import pytest
import pytest_asyncio
from api_client import APIClient, Request, Response, Retry, SyncAPIClient, jwt_auth
from api_client.core.models import TokenObtainPairRequest

ONCE = Retry(times=0)  # a test shows a failure, and does not wait for it to pass


@pytest.fixture(scope="session")
def client() -> Iterator[SyncAPIClient]:
    """One client, and so one pool of connections, for the whole run."""
    with SyncAPIClient(os.environ["SHOP_URL"], retry=ONCE) as client:
        yield client


@pytest_asyncio.fixture
async def async_client() -> AsyncIterator[APIClient]:
    """One client for each test, since each test has an event loop of its own."""
    async with APIClient(os.environ["SHOP_URL"], retry=ONCE) as client:
        yield client


@pytest.fixture
def client_of(client: SyncAPIClient) -> Callable[[str, str], SyncAPIClient]:
    """`client_of("bob", "bob-drinks-tea")` makes calls as Bob."""

    def log_in(username: str, password: str) -> SyncAPIClient:
        pair = client.accounts.jwt_create(
            TokenObtainPairRequest(username=username, password=password)
        )
        return client.with_options(auth=jwt_auth(pair.access))

    return log_in


class Canned:
    """Answers every request itself; `requests` is what was sent."""

    def __init__(self, status: int, body: bytes) -> None:
        self.requests: list[Request] = []
        self._status, self._body = status, body

    def send(self, request: Request) -> Response:
        self.requests.append(request)
        return Response(request, self._status, {"content-type": "application/json"}, self._body)

    def close(self) -> None:
        pass


@pytest.fixture
def canned() -> Callable[[int, bytes], tuple[SyncAPIClient, Canned]]:
    """`client, shop = canned(200, b"{...}")` needs no network."""

    def make(status: int, body: bytes) -> tuple[SyncAPIClient, Canned]:
        shop = Canned(status, body)
        return SyncAPIClient("http://shop.test", transport=shop, retry=ONCE), shop

    return make
