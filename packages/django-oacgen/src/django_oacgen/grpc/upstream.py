"""The REST API behind an address: one connection for each thread, kept open between calls."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from selectors import EVENT_READ, DefaultSelector
from socket import SHUT_RDWR, socket
from typing import Final
from urllib.parse import SplitResult

from django_oacgen.grpc.exchange import Answer, Request
from django_oacgen.grpc.redirects import followed

PATIENCE: Final = 300.0  # seconds for an answer to a call without a deadline
_LONGEST: Final = 86_400.0  # seconds for any, since sockets cannot wait for ever
_BLOCK: Final = 64 * 1024
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "DELETE"})


class Unreachable(Exception):
    """No answer came: for lack of time if `timed_out`, and surely to no effect if not `sent`."""

    def __init__(self, message: str, *, timed_out: bool = False, sent: bool = True) -> None:
        super().__init__(message)
        self.timed_out = timed_out
        self.sent = sent


class Upstream:
    """Sends requests to a server over HTTP."""

    def __init__(self, address: SplitResult) -> None:
        self._address = address
        self._tls = ssl.create_default_context() if address.scheme == "https" else None
        self._local = threading.local()

    def __call__(self, request: Request) -> Answer:
        """Send a request, and return the answer once its head is here; else `Unreachable`."""
        return followed(self._send, request, self._address)

    def _send(self, request: Request) -> Answer:
        left = request.remaining()
        seconds = PATIENCE if left is None else min(max(left, 0.001), _LONGEST)
        connection, fresh = self._connection(seconds)
        try:
            return self._exchange(connection, request)
        except TimeoutError as error:
            connection.close()
            raise Unreachable("the API takes too long", timed_out=True) from error
        except (OSError, HTTPException) as error:
            connection.close()
            if fresh or request.method not in _SAFE or not isinstance(request.body, bytes):
                raise Unreachable(f"the API does not answer: {error}") from error
            return self._send(request)  # the server may close what is idle, at any moment

    def _connection(self, seconds: float) -> tuple[HTTPConnection, bool]:
        """Return the connection of this thread with a time limit, and whether it is new."""
        kept: HTTPConnection | None = getattr(self._local, "connection", None)
        if kept is not None and kept.sock is not None and not _is_closed(kept):
            kept.sock.settimeout(seconds)
            return kept, False
        if kept is not None:
            kept.close()
        host, port = self._address.hostname or "", self._address.port
        if self._tls is None:
            made = HTTPConnection(host, port, timeout=seconds)
        else:
            made = HTTPSConnection(host, port, context=self._tls, timeout=seconds)
        try:
            made.connect()
        except OSError as error:
            made.close()
            late = isinstance(error, TimeoutError)
            text = f"the API cannot be reached: {error}"
            raise Unreachable(text, timed_out=late, sent=False) from error
        self._local.connection = made
        return made, True

    def _exchange(self, connection: HTTPConnection, request: Request) -> Answer:
        headers = {name.lower(): value for name, value in request.headers}
        if request.length:
            headers["content-length"] = str(request.length)
        if request.peer:  # behind those who have said so before, if that may pass
            before = headers.get("x-forwarded-for")
            headers["x-forwarded-for"] = f"{before}, {request.peer}" if before else request.peer
        target = self._address.path.rstrip("/") + request.target
        lines = {name: value.encode() for name, value in headers.items()}
        connection.request(request.method, target, request.body or None, lines)
        sock = connection.sock
        response = connection.getresponse()
        return Answer(
            response.status,
            response.getheaders(),
            _blocks(response),
            partial(_leave, response, connection),
            partial(_shut, sock),
        )


def _blocks(response: HTTPResponse) -> Iterator[bytes]:
    try:
        while block := response.read1(_BLOCK):
            yield block
    except TimeoutError as error:
        raise Unreachable("the API takes too long", timed_out=True) from error
    except (OSError, HTTPException) as error:
        raise Unreachable(f"the answer breaks off: {error}") from error
    if response.length:  # `read1` takes the end of a connection for that of the body
        raise Unreachable(f"the answer breaks off: {response.length} bytes are missing")


def _leave(response: HTTPResponse, connection: HTTPConnection) -> None:
    """Keep a connection for the next call if nothing of this one is left on it."""
    if not response.isclosed():
        response.close()  # it has the socket for its own where the server keeps none open
        connection.close()


def _shut(sock: socket) -> None:
    """Wake the thread that waits for more."""
    with suppress(OSError):
        sock.shutdown(SHUT_RDWR)


def _is_closed(connection: HTTPConnection) -> bool:
    """Whether the server has closed a connection that nothing is expected from."""
    with DefaultSelector() as selector:
        selector.register(connection.sock, EVENT_READ)
        return bool(selector.select(0))
