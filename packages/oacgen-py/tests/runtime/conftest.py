"""A fault server, and both kinds of client."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

for folder in (Path(__file__).parent, Path(__file__).parents[1]):
    sys.path.insert(0, str(folder / "support"))

if TYPE_CHECKING:
    from both import Both
    from fault_server import FaultServer


@pytest.fixture
def server() -> Iterator[FaultServer]:
    """A server that plays a script."""
    from fault_server import FaultServer

    server = FaultServer()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def elsewhere() -> Iterator[FaultServer]:
    """A server on another origin."""
    from fault_server import FaultServer

    server = FaultServer()
    server.start()
    yield server
    server.stop()


@pytest.fixture(params=["sync", "async"])
def both(request: pytest.FixtureRequest, server: FaultServer) -> Iterator[Both]:
    """Clients of either kind, for the server."""
    from both import Both

    both = Both(request.param, server.url)
    yield both
    both.finish()


@pytest.fixture(autouse=True)
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Seconds that a client would have slept; nobody waits for them."""
    from oacgen_py.runtime.waiting import AsyncIO, SyncIO

    waits: list[float] = []

    async def sleep(self: object, seconds: float) -> None:
        waits.append(seconds)

    monkeypatch.setattr(SyncIO, "sleep", sleep)
    monkeypatch.setattr(AsyncIO, "sleep", sleep)
    return waits
