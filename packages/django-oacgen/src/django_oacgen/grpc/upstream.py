"""The REST API behind an address: one connection for each thread, kept open between calls."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from functools import partial
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from selectors import EVENT_READ, DefaultSelector
from typing import Final
from urllib.parse import SplitResult

from django_oacgen.grpc.exchange import Answer, Request

PATIENCE: Final = 300.0  # seconds for an answer to a call without a deadline
_BLOCK: Final = 64 * 1024
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "DELETE"})


class Unreachable(Exception):
    """No answer came; `timed_out` tells whether that is for lack of time."""

    def __init__(self, message: str, *, timed_out: bool = False) -> None:
        super().__init__(message)
        self.timed_out = timed_out


class Upstream:
    """Sends requests to a server over HTTP."""

    def __init__(self, address: SplitResult) -> None:
        self._address = address
        self._tls = ssl.create_default_context() if address.scheme == "https" else None
        self._local = threading.local()

    def __call__(self, request: Request) -> Answer:
        """Send a request, and return the answer once its head is here; else `Unreachable`."""
        connection, fresh = self._connection()
        try:
            return self._exchange(connection, request)
        except (ConnectionError, HTTPException) as error:
            connection.close()
            if fresh or request.method not in _SAFE or not isinstance(request.body, bytes):
                raise Unreachable(f"the API does not answer: {error}") from error
            return self(request)  # the server may close what is idle, at any moment
        except TimeoutError as error:
            connection.close()
            raise Unreachable("the API takes too long", timed_out=True) from error
        except OSError as error:
            connection.close()
            raise Unreachable(f"the API cannot be reached: {error}") from error

    def _connection(self) -> tuple[HTTPConnection, bool]:
        """Return the connection of this thread, and whether it is new."""
        kept: HTTPConnection | None = getattr(self._local, "connection", None)
        if kept is not None and kept.sock is not None and not _is_closed(kept):
            return kept, False
        if kept is not None:
            kept.close()
        host, port = self._address.hostname or "", self._address.port
        if self._tls is None:
            made = HTTPConnection(host, port)
        else:
            made = HTTPSConnection(host, port, context=self._tls)
        self._local.connection = made
        return made, True

    def _exchange(self, connection: HTTPConnection, request: Request) -> Answer:
        left = request.remaining()
        seconds = PATIENCE if left is None else max(left, 0.001)
        connection.timeout = seconds
        if connection.sock is not None:
            connection.sock.settimeout(seconds)
        headers = dict(request.headers)
        if request.length:
            headers["Content-Length"] = str(request.length)
        if request.peer:
            headers["X-Forwarded-For"] = request.peer
        target = self._address.path.rstrip("/") + request.target
        connection.request(request.method, target, request.body or None, headers)
        response = connection.getresponse()
        return Answer(
            response.status,
            response.getheaders(),
            _blocks(response),
            partial(_leave, response, connection),
        )


def _blocks(response: HTTPResponse) -> Iterator[bytes]:
    try:
        while block := response.read1(_BLOCK):
            yield block
    except TimeoutError as error:
        raise Unreachable("the API takes too long", timed_out=True) from error
    except (OSError, HTTPException) as error:
        raise Unreachable(f"the answer breaks off: {error}") from error


def _leave(response: HTTPResponse, connection: HTTPConnection) -> None:
    """Keep a connection for the next call if nothing of this one is left on it."""
    if not response.isclosed():
        connection.close()


def _is_closed(connection: HTTPConnection) -> bool:
    """Whether the server has closed a connection that nothing is expected from."""
    with DefaultSelector() as selector:
        selector.register(connection.sock, EVENT_READ)
        return bool(selector.select(0))
