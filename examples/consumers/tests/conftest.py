"""A seeded shop that runs, its client in a temporary folder, and ways to run the examples."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest

CONSUMERS = Path(__file__).parent.parent
SHOP = CONSUMERS.parent / "shop"
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
    folder = tmp_path_factory.mktemp("shop")
    of_shop = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "shop_elsewhere",
        "PYTHONPATH": str(Path(__file__).parent),
        "PYTHONDONTWRITEBYTECODE": "1",
        "SHOP_CLIENTS": str(folder / "openapi"),
        "SHOP_DATABASE": str(folder / "shop.sqlite3"),
        "SHOP_MEDIA_ROOT": str(folder / "uploads"),
        "SHOP_FAST_PASSWORDS": "1",
    }
    for words in (["migrate"], ["seed"], ["generate_api", "--lang", "py"]):
        _manage(of_shop, *words, "--verbosity", "0")
    port = _free_port()
    command = [sys.executable, "manage.py", "runserver", "--noreload", f"127.0.0.1:{port}"]
    with _served(command, SHOP, of_shop, folder / "shop.log", port) as url:
        code = folder / "openapi" / "clients" / "python"
        yield Shop(url, code, _for_consumers(url, code))


def _for_consumers(url: str, code: Path) -> dict[str, str]:
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(code), str(CONSUMERS)]),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONWARNINGS": LOUD,
        "SHOP_URL": url,
    }


def _manage(environment: Mapping[str, str], *words: str) -> None:
    command = [sys.executable, "manage.py", *words]
    done = subprocess.run(command, cwd=SHOP, env=environment, capture_output=True, check=False)
    assert done.returncode == 0, (words, done.stdout, done.stderr)


Serve = Callable[..., AbstractContextManager[str]]


@pytest.fixture(scope="session")
def serve(shop: Shop, tmp_path_factory: pytest.TempPathFactory) -> Serve:
    """`with serve("uvicorn", "module:app", "--port", "{port}") as url` runs an example.

    In the end the server must have stopped in peace, with nothing left open. `SHOP_URL="..."`
    gives it another shop.
    """

    @contextmanager
    def serving(*words: str, **changes: str) -> Iterator[str]:
        port = _free_port()
        command = [sys.executable, "-m", *(word.format(port=port) for word in words)]
        log = tmp_path_factory.mktemp("server") / "log"
        with _served(command, CONSUMERS, {**shop.environment, **changes}, log, port) as url:
            yield url
        said = log.read_text()
        assert not any(word in said for word in ("ResourceWarning", "Traceback", "ignored")), said

    return serving


@contextmanager
def _served(
    command: list[str], folder: Path, environment: Mapping[str, str], log: Path, port: int
) -> Iterator[str]:
    with log.open("wb") as output:
        server = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=output, stderr=output
        )
        try:
            _wait_for(port, server, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(10)


def _wait_for(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert server.poll() is None, log.read_text()
        time.sleep(0.05)
    pytest.fail(f"the server does not answer: {log.read_text()}")


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


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
