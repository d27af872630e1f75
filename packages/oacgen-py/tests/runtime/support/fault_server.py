"""An HTTP server that does what it is told, faults included, and remembers what it was sent."""

from __future__ import annotations

import json
import socket
import struct
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TypeAlias
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True, slots=True)
class Seen:
    """A request as it arrived. Header names are lower case."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def path(self) -> str:
        """The path without the query."""
        return urlsplit(self.target).path

    @property
    def query(self) -> Mapping[str, Sequence[str]]:
        """The query, decoded."""
        return parse_qs(urlsplit(self.target).query, keep_blank_values=True)

    @property
    def json(self) -> object:
        """The body, which has to be JSON."""
        return json.loads(self.body)


Behaviour: TypeAlias = Callable[[socket.socket, Seen], bool]
"""Answers a request; returns whether the connection stays open."""

_REASONS = {200: "OK", 201: "Created", 204: "No Content", 302: "Found", 400: "Bad Request"}


def reply(
    body: object = None,
    status: int = 200,
    content_type: str = "application/json",
    headers: Mapping[str, str] | None = None,
) -> Behaviour:
    """Answer with a body: bytes and text as they are, all else as JSON."""
    data = body if isinstance(body, bytes) else b""
    if isinstance(body, str):
        data = body.encode()
    elif body is not None and not isinstance(body, bytes):
        data = json.dumps(body).encode()

    def answer(connection: socket.socket, seen: Seen) -> bool:
        head = _head(status, {"content-type": content_type, **(headers or {})}, len(data))
        connection.sendall(head + (b"" if seen.method == "HEAD" else data))
        return True

    return answer


def reset(connection: socket.socket, seen: Seen) -> bool:
    """Cut the connection before any answer."""
    _abort(connection)
    return False


def half(body: bytes = b'{"id": 1', headers: Mapping[str, str] | None = None) -> Behaviour:
    """Promise a longer body, send the start of it and cut the connection."""

    def answer(connection: socket.socket, seen: Seen) -> bool:
        connection.sendall(_head(200, headers or {}, len(body) + 1000) + body)
        connection.close()
        return False

    return answer


def silence(released: threading.Event) -> Behaviour:
    """Send the start of the headers, and nothing more until it is released."""

    def answer(connection: socket.socket, seen: Seen) -> bool:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Ty")
        released.wait(5)
        return False

    return answer


def chunked(
    *chunks: bytes, content_type: str, then: Callable[[], object] | None = None
) -> Behaviour:
    """Answer in chunks; `then` is called between the first and the others."""

    def answer(connection: socket.socket, seen: Seen) -> bool:
        headers = {"content-type": content_type, "transfer-encoding": "chunked"}
        connection.sendall(_head(200, headers, None))
        for number, chunk in enumerate(chunks):
            if number == 1 and then is not None:
                then()
            connection.sendall(f"{len(chunk):x}\r\n".encode() + chunk + b"\r\n")
        connection.sendall(b"0\r\n\r\n")
        return True

    return answer


def endless(body: bytes, left: threading.Event) -> Behaviour:
    """Send the start of a body that has no end, and tell when the client has left."""

    def answer(connection: socket.socket, seen: Seen) -> bool:
        connection.sendall(_head(200, {"content-type": "application/x-ndjson"}, 10**9) + body)
        connection.settimeout(5)
        with suppress(ConnectionError):
            connection.recv(1)
        left.set()
        return False

    return answer


def redirect(location: str, status: int = 302) -> Behaviour:
    """Send the client elsewhere."""
    return reply(None, status, headers={"location": location})


@dataclass(slots=True)
class FaultServer:
    """Plays the behaviours of `script`, one for each request, the last one again and again."""

    script: list[Behaviour] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)
    connections: int = 0
    _listener: socket.socket = field(default_factory=socket.socket)
    _threads: list[threading.Thread] = field(default_factory=list)
    _open: list[socket.socket] = field(default_factory=list)
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def start(self) -> None:
        """Listen on a free port."""
        self._listener.bind(("127.0.0.1", 0))
        self._listener.listen(64)
        self._spawn(self._accept)

    def stop(self) -> None:
        """Close everything, and wait for the threads."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in self._open:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(5)
        for connection in self._open:
            connection.close()

    @property
    def url(self) -> str:
        """The base URL."""
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def play(self, *script: Behaviour) -> None:
        """Do this from now on."""
        self.script[:] = script

    def _spawn(self, target: Callable[..., None], *args: object) -> None:
        thread = threading.Thread(target=target, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self._open.append(connection)
                self.connections += 1
                self._spawn(self._serve, connection)

    def _serve(self, connection: socket.socket) -> None:
        with suppress(OSError, ValueError), connection, connection.makefile("rb") as lines:
            while first := lines.readline().decode().split():
                headers: dict[str, str] = {}
                while line := lines.readline().decode("latin-1").strip():
                    name, _, value = line.partition(":")
                    headers[name.lower()] = value.strip()
                body = (
                    _chunks(lines.readline, lines.read) if "transfer-encoding" in headers else b""
                )
                body = body or lines.read(int(headers.get("content-length", 0)))
                if not self._next()(
                    connection, self._remember(Seen(first[0], first[1], headers, body))
                ):
                    return

    def _remember(self, seen: Seen) -> Seen:
        self.seen.append(seen)
        return seen

    def _next(self) -> Behaviour:
        with self._turn:
            return self.script.pop(0) if len(self.script) > 1 else self.script[0]


def _chunks(readline: Callable[[], bytes], read: Callable[[int], bytes]) -> bytes:
    body = b""
    while size := int(readline(), 16):
        body += read(size)
        readline()
    readline()
    return body


def _head(status: int, headers: Mapping[str, str], length: int | None) -> bytes:
    lines = [f"HTTP/1.1 {status} {_REASONS.get(status, 'Other')}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    if length is not None and status != 204:
        lines.append(f"content-length: {length}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8", "surrogateescape")


def _abort(connection: socket.socket) -> None:
    linger = struct.pack("ii", 1, 0)  # close with a reset, not in good order
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    connection.close()
