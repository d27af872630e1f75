"""The example shop, seeded and running, and its generated client of either kind."""

from __future__ import annotations

import importlib
import json
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from examples.running import running_shop, served_shop

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

PASSWORDS = {"alice": "alice-runs-it", "bob": "bob-drinks-tea"}
SHORT = 3
"""Seconds that an access token lasts at the shop's second address."""


@dataclass(frozen=True, slots=True)
class Shop:
    """A running shop; the same one forgets its JWTs soon at `hasty_url`."""

    environment: Mapping[str, str]
    url: str
    hasty_url: str
    passwords: Mapping[str, str]
    tokens: Mapping[str, str]
    """DRF's tokens, by user."""
    expiring: Mapping[str, str]
    """The JWTs that bob got at `hasty_url` when it began: `access` and `refresh`."""
    package: Any
    """The client, imported."""


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    folder = tmp_path_factory.mktemp("live")
    hasty = folder / "hasty"
    hasty.mkdir()
    with (
        running_shop(folder, "py", SHOP_VOUCHER_RATE="1/s") as running,
        served_shop(
            {**running.environment, "SHOP_ACCESS_TOKEN_SECONDS": str(SHORT)}, hasty
        ) as hasty_url,
    ):
        url = running.url
        clients = str(running.clients / "python")
        sys.path.insert(0, clients)
        tokens = {
            name: _post(f"{url}/api/accounts/token/", username=name, password=word)["token"]
            for name, word in PASSWORDS.items()
        }
        pair = _post(f"{hasty_url}/api/accounts/jwt/", username="bob", password=PASSWORDS["bob"])
        package = importlib.import_module("api_client")
        yield Shop(running.environment, url, hasty_url, PASSWORDS, tokens, pair, package)
        sys.path.remove(clients)


def _post(url: str, **data: str) -> dict[str, str]:
    request = urllib.request.Request(
        url, json.dumps(data).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=10) as response:
        found: dict[str, str] = json.load(response)
    return found


class Wire:
    """What goes over the wire: every request is kept, and answers may be made up or changed."""

    def __init__(self) -> None:
        self.requests: list[Any] = []
        self.faults: list[Any] = []
        """Answers `(status, body, headers)`, or makers of errors, one per request until spent."""
        self.change: Callable[[bytes], bytes] = lambda content: content
        """What is done to the body of each answer that the shop gives."""

    @property
    def last(self) -> Any:
        """The last request."""
        return self.requests[-1]

    @property
    def last_json(self) -> Any:
        """The last request's body."""
        return json.loads(self.last.content)

    @property
    def last_query(self) -> str:
        """The last request's query, as it was sent."""
        return str(self.last.url).partition("?")[2]

    def faked(self, package: Any, request: Any) -> Any:
        """Note a request, and return an answer that is made up for it, if any."""
        self.requests.append(replace(request, headers=dict(request.headers)))
        if not self.faults:
            return None
        match self.faults.pop(0):
            case (status, body, headers):
                return package.Response(request, status, headers, body)
            case fault:
                raise fault(request)

    def changed(self, response: Any) -> Any:
        """Change an answer."""
        response.content = self.change(response.content)
        return response


def _transport(kind: str, package: Any, wire: Wire) -> Any:
    class Blocking(package.HttpTransport):
        def send(self, request: Any) -> Any:
            faked = wire.faked(package, request)
            return wire.changed(super().send(request)) if faked is None else faked

    class Awaited(package.AsyncHttpTransport):
        async def send(self, request: Any) -> Any:
            faked = wire.faked(package, request)
            return wire.changed(await super().send(request)) if faked is None else faked

    return (Awaited if kind == "async" else Blocking)(verify=False)


class Caller:
    """Makes clients of one kind for the shop, and finishes what their methods return."""

    def __init__(self, kind: str, shop: Shop) -> None:
        from driving import Driver

        self.kind = kind
        self.shop = shop
        self.wire = Wire()
        self.driver = Driver(kind)
        self.is_async = self.driver.is_async
        self.do = self.driver.do
        self.items = self.driver.items
        self.each = self.driver.each
        self.entered = self.driver.entered

    def client(self, user: str = "", url: str = "", **options: Any) -> Any:
        """Make a client, for one of the users who have a token."""
        package = self.shop.package
        if user:
            options["auth"] = package.token_auth(self.shop.tokens[user])
        made = (package.APIClient if self.is_async else package.SyncAPIClient)(
            url or self.shop.url,
            transport=_transport(self.kind, package, self.wire),
            **options,
        )
        self.driver.at_end(made.aclose if self.is_async else made.close)
        return made


@pytest.fixture(params=["sync", "async"])
def caller(request: pytest.FixtureRequest, shop: Shop) -> Iterator[Caller]:
    """Clients of either kind."""
    caller = Caller(request.param, shop)
    yield caller
    caller.driver.finish()


@pytest.fixture
def wire(caller: Caller) -> Wire:
    """What goes over the wire of the caller's clients."""
    return caller.wire


@pytest.fixture
def staff(caller: Caller) -> Any:
    """The client of alice, who runs the shop."""
    return caller.client("alice")


@pytest.fixture
def customer(caller: Caller) -> Any:
    """The client of bob, who buys there."""
    return caller.client("bob")


@pytest.fixture
def visitor(caller: Caller) -> Any:
    """A client without credentials."""
    return caller.client()


@pytest.fixture
def fresh(caller: Caller, staff: Any) -> Iterator[Any]:
    """A user who was made for the test, and has a manager."""
    models = importlib.import_module("api_client.core.models")
    name = f"fresh-{caller.kind}-{time.monotonic_ns()}"
    user = caller.do(staff.users.create(models.UserRequest(username=name, manager=1)))
    yield user
    caller.do(staff.users.destroy(user.id))


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch, shop: Shop) -> list[float]:
    """Seconds that a client would have slept; nobody waits for them."""
    waiting = importlib.import_module("api_client._runtime.waiting")
    waits: list[float] = []

    async def sleep(self: object, seconds: float) -> None:
        waits.append(seconds)

    monkeypatch.setattr(waiting.SyncIO, "sleep", sleep)
    monkeypatch.setattr(waiting.AsyncIO, "sleep", sleep)
    return waits
