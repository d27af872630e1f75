"""Runs the example shop, and other servers, for those who call them: the demo and the tests."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

SHOP = Path(__file__).parent / "shop"
SECONDS = 30.0  # that a server may take until it answers


@dataclass(frozen=True, slots=True)
class Shop:
    """A shop with data that runs, and where its clients are."""

    url: str
    clients: Path
    """With a folder for each language that was generated."""
    environment: Mapping[str, str]
    """Of its process: `manage.py` with it is about the same shop."""


@contextmanager
def running_shop(folder: Path, *languages: str, **environment: str) -> Iterator[Shop]:
    """Set up a shop in a folder, generate clients for the languages, and serve it.

    Nothing is written elsewhere. `SHOP_ACCESS_TOKEN_SECONDS="3"` and the like change its settings.
    """
    settings = shop_environment(folder, **environment)
    manage(settings, "migrate", "--verbosity", "0")
    manage(settings, "seed", "--verbosity", "0")
    if languages:
        manage(settings, "generate_api", "--lang", ",".join(languages), "--verbosity", "0")
    with served_shop(settings, folder) as url:
        yield Shop(url, folder / "openapi" / "clients", settings)


def shop_environment(folder: Path, **environment: str) -> dict[str, str]:
    """Return the environment of a shop whose data and clients are in a folder."""
    return {
        **os.environ,
        "PYTHONDONTWRITEBYTECODE": "1",
        "SHOP_CLIENTS": str(folder / "openapi"),
        "SHOP_DATABASE": str(folder / "shop.sqlite3"),
        "SHOP_MEDIA_ROOT": str(folder / "uploads"),
        "SHOP_FAST_PASSWORDS": "1",
        **environment,
    }


def manage(environment: Mapping[str, str], *words: str) -> str:
    """Run a command of the shop and return what it prints; it must succeed."""
    command = [sys.executable, "manage.py", *words]
    done = subprocess.run(
        command, cwd=SHOP, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"manage.py {' '.join(words)}: {done.stdout}{done.stderr}")
    return done.stdout


@contextmanager
def served_shop(environment: Mapping[str, str], folder: Path) -> Iterator[str]:
    """Serve a shop that is set up, until the block ends; what it says goes to `shop.log`."""
    port = free_port()
    command = [sys.executable, "manage.py", "runserver", "--noreload", f"127.0.0.1:{port}"]
    with served(command, port, folder / "shop.log", cwd=SHOP, environment=environment) as url:
        yield url


@contextmanager
def served(
    command: Sequence[str],
    port: int,
    log: Path,
    *,
    cwd: Path,
    environment: Mapping[str, str],
) -> Iterator[str]:
    """Run a server until the block ends; it must listen on a port of 127.0.0.1.

    The processes that it starts end with it.
    """
    with log.open("ab") as output:
        server = subprocess.Popen(
            command,
            cwd=cwd,
            env=environment,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        _wait_for(port, server, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        _end(server)


def _end(server: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):  # it has ended, and nothing is left of it
        os.killpg(server.pid, signal.SIGTERM)
    try:
        server.wait(10)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def _wait_for(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + SECONDS
    while server.poll() is None and time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError(f"the server does not answer: {log.read_text()}")
