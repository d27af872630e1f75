"""A seeded shop that runs, its client in a temporary folder, and ways to run the examples."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest
from examples.running import free_port, running_shop, served

CONSUMERS = Path(__file__).parent.parent
LOUD = "always::ResourceWarning"
"""What is left open is said on standard error, and the tests look there."""


@dataclass(frozen=True, slots=True)
class Shop:
    """A running shop."""

    url: str
    client: Path
    """The folder of its client's package."""
    environment: Mapping[str, str]
    """For processes that use its client and the examples."""


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with running_shop(tmp_path_factory.mktemp("shop"), "py") as running:
        code = running.clients / "python"
        yield Shop(running.url, code, _for_consumers(running.url, code))


def _for_consumers(url: str, code: Path) -> dict[str, str]:
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(code), str(CONSUMERS)]),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONWARNINGS": LOUD,
        "SHOP_URL": url,
    }


Serve = Callable[..., AbstractContextManager[str]]


@pytest.fixture(scope="session")
def serve(shop: Shop, tmp_path_factory: pytest.TempPathFactory) -> Serve:
    """`with serve("uvicorn", "module:app", "--port", "{port}") as url` runs an example.

    In the end the server must have stopped in peace, with nothing left open. `SHOP_URL="..."`
    gives it another shop.
    """

    @contextmanager
    def serving(*words: str, **changes: str) -> Iterator[str]:
        port = free_port()
        command = [sys.executable, "-m", *(word.format(port=port) for word in words)]
        log = tmp_path_factory.mktemp("server") / "log"
        environment = {**shop.environment, **changes}
        with served(command, port, log, cwd=CONSUMERS, environment=environment) as url:
            yield url
        said = log.read_text()
        assert not any(word in said for word in ("ResourceWarning", "Traceback", "ignored")), said

    return serving


Run = Callable[..., str]


@pytest.fixture(scope="session")
def run(shop: Shop) -> Run:
    """`run("-m", "pytest", ...)` runs Python with the client at hand, and returns what it prints.

    It must end well and say nothing on standard error.
    """

    def running(*words: str, **changes: str) -> str:
        done = subprocess.run(
            [sys.executable, *words],
            cwd=CONSUMERS,
            env={**shop.environment, **changes},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr
        return done.stdout

    return running


@pytest.fixture(scope="session")
def nowhere() -> Iterator[str]:
    """The URL of a shop that refuses every connection."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))  # bound but not listening
        yield f"http://127.0.0.1:{closed.getsockname()[1]}"


@dataclass(frozen=True, slots=True)
class Credentials:
    """What logs somebody in."""

    jwt: str
    token: str


@pytest.fixture(scope="session")
def credentials(shop: Shop) -> Callable[[str, str], Credentials]:
    """`credentials("bob", "bob-drinks-tea")` logs Bob in, both ways."""

    def log_in(username: str, password: str) -> Credentials:
        person = {"username": username, "password": password}
        jwt = httpx2.post(f"{shop.url}/api/accounts/jwt/", json=person).json()["access"]
        token = httpx2.post(f"{shop.url}/api/accounts/token/", json=person).json()["token"]
        return Credentials(jwt, token)

    return log_in
