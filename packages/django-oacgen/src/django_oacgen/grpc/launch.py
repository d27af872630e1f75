"""From what was asked for to running servers: the backend, then one process or several."""

from __future__ import annotations

import asyncio
import gc
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.core.servers.basehttp import get_internal_wsgi_application
from django.db import connections

from django_oacgen.grpc.exchange import Backend
from django_oacgen.grpc.handlers import Bridge
from django_oacgen.grpc.processes import Family, reserved
from django_oacgen.grpc.server import AddressError, Listening, serve
from django_oacgen.grpc.stubs import Rpc
from django_oacgen.grpc.upstream import Upstream
from django_oacgen.grpc.wsgi import InProcess

_PACE: Final = 20_000  # new objects between two collections


def backend(upstream: str | None, public: SplitResult) -> Backend:
    """Return what answers: a server over HTTP if one is named, else Django in this process."""
    if upstream is not None:
        return Upstream(url_of(upstream, "--upstream"))
    return InProcess(get_internal_wsgi_application(), public)


def url_of(text: str, flag: str) -> SplitResult:
    """Return an address of HTTP that was given, or an AddressError."""
    found = urlsplit(text)
    if found.scheme not in ("http", "https") or not found.hostname:
        raise AddressError(f"{flag} is to be like https://api.example.com, not {text!r}")
    return found


def own_url(*, secure: bool) -> SplitResult:
    """Return an address that Django takes for its own: localhost, or else an allowed host."""
    hosts = settings.ALLOWED_HOSTS or ["localhost"]
    local = {"*", "localhost", ".localhost"} & set(hosts)
    host = "localhost" if local else hosts[0].lstrip(".")
    return urlsplit(f"{'https' if secure else 'http'}://{host}")


def run(
    listening: Listening,
    services: Mapping[str, Sequence[Rpc]],
    bridge: Callable[[], Bridge],
    processes: int,
    announce: Callable[[int], None],
) -> int:
    """Serve until told to end; return 0, or 1 where calls had to be left."""
    _settle()
    if processes <= 1:
        return _one(listening, services, bridge(), announce)
    if not hasattr(os, "fork"):
        raise AddressError("several processes need a system that can fork")
    if listening.address.startswith("unix"):
        raise AddressError("several processes cannot share a unix: address")
    host, _, port = listening.address.rpartition(":")
    with reserved(host.strip("[]"), int(port)) as number:
        shared = replace(listening, address=f"{host}:{number}", shared=True)
        connections.close_all()  # none is to be shared with a child

        def work(leash: int, ready: int) -> int:
            return _one(shared, services, bridge(), lambda _: os.write(ready, b"."), leash)

        Family(processes, work, lambda: announce(number), listening.grace).run()
    return 0


def _settle() -> None:
    """Keep what is loaded out of garbage collection, which then seldom has to run.

    Serializers are made of cycles: at Python's own pace, a call waits for several collections.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_PACE)


def _one(
    listening: Listening,
    services: Mapping[str, Sequence[Rpc]],
    bridge: Bridge,
    announce: Callable[[int], object],
    leash: int | None = None,
) -> int:
    connections.close_all()  # of the start, in a thread that serves no call: none is to idle
    done = asyncio.run(serve(listening, services, bridge, announce, leash))
    return 0 if done else 1
