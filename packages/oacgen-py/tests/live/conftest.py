"""The example shop, seeded and running, and its generated client of either kind."""

from __future__ import annotations

import importlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

SHOP = Path(__file__).parents[4] / "examples" / "shop"
PASSWORDS = {"alice": "alice-runs-it", "bob": "bob-drinks-tea"}
SHORT = 3
"""Seconds that an access token lasts at the shop's second address."""


@dataclass(frozen=True, slots=True)
class Shop:
    """A running shop; the same one forgets its JWTs soon at `hasty_url`."""

    folder: Path
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
    copy = folder / "shop"
    shutil.copytree(
        SHOP, copy, ignore=shutil.ignore_patterns("openapi", "*.sqlite3", "__pycache__", ".*cache")
    )
    environment = {
        **os.environ,
        "PYTHONDONTWRITEBYTECODE": "1",
        "SHOP_DATABASE": str(folder / "shop.sqlite3"),
        "SHOP_MEDIA_ROOT": str(folder / "uploads"),
        "SHOP_FAST_PASSWORDS": "1",
        "SHOP_VOUCHER_RATE": "1/s",
    }
    for words in (["migrate"], ["seed"], ["generate_api", "--lang", "py"]):
        _manage(copy, environment, *words, "--verbosity", "0")
    hasty = {**environment, "SHOP_ACCESS_TOKEN_SECONDS": str(SHORT)}
    clients = copy / "openapi" / "clients" / "python"
    with _served(copy, environment) as url, _served(copy, hasty) as hasty_url:
        sys.path.insert(0, str(clients))
        tokens = {
            name: _post(f"{url}/api/accounts/token/", username=name, password=word)["token"]
            for name, word in PASSWORDS.items()
        }
        pair = _post(f"{hasty_url}/api/accounts/jwt/", username="bob", password=PASSWORDS["bob"])
        package = importlib.import_module("api_client")
        yield Shop(copy, url, hasty_url, PASSWORDS, tokens, pair, package)
        sys.path.remove(str(clients))


def _manage(folder: Path, environment: Mapping[str, str], *words: str) -> None:
    command = [sys.executable, "manage.py", *words]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False)
    assert done.returncode == 0, (words, done.stdout, done.stderr)


@contextmanager
def _served(folder: Path, environment: Mapping[str, str]) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    command = [sys.executable, "manage.py", "runserver", "--noreload", address]
    log = folder / f"{address.partition(':')[2]}.log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=output, stderr=output
        )
        try:
            _wait_for(f"http://{address}/api/health/", server, log)
            yield f"http://{address}"
        finally:
            server.terminate()
            server.wait(10)


def _wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(200):
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            assert server.poll() is None, log.read_text()
            time.sleep(0.1)
    pytest.fail(f"the shop does not answer: {log.read_text()}")


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
