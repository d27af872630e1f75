"""A server that does as a scenario says, also what no server should do.

It speaks HTTP/1.1 over bare sockets, one request a connection, and keeps what it was sent.
"""

from __future__ import annotations

import asyncio
import json
import socket
import struct
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Final

from oacgen_ir.wire.scenarios import Reply, Scenario

LATE: Final = 0.3
"""Seconds in which a server that starts late refuses connections."""

_CORS: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "*",
    "Access-Control-Allow-Headers": "*, Authorization",
    "Access-Control-Expose-Headers": "*",
}


@dataclass(frozen=True, slots=True)
class Received:
    """A request as it came; names of headers are lower case."""

    at: float
    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(slots=True)
class Stage:
    """One scenario being played to one client."""

    scenario: Scenario
    base: str
    received: list[Received] = field(default_factory=list)
    _used: dict[int, int] = field(default_factory=dict)
    _listener: socket.socket | None = None

    def reply(self, request: Received) -> Reply:
        """Return the first reply that is for the request and not used up yet."""
        for index, reply in enumerate(self.scenario.replies):
            used = self._used.get(index, 0)
            if used < reply.times and _is_for(reply, request):
                self._used[index] = used + 1
                return reply
        return Reply(status=599, text="the scenario has no further reply")


def _is_for(reply: Reply, request: Received) -> bool:
    when = reply.when
    named = f"{request.method} {request.target.partition('?')[0]}"
    headers = all(request.headers.get(name) == text for name, text in when.header.items())
    return headers and when.request in ("", named)


class Server:
    """Listens on 127.0.0.1; a stage stands below a path of its own."""

    def __init__(self) -> None:
        self.port = 0
        self.stages: dict[str, Stage] = {}
        self._loop = asyncio.new_event_loop()
        self._held: list[socket.socket] = []
        self._servers: list[asyncio.Server] = []

    def stage(self, client: str, scenario: Scenario) -> Stage:
        """Prepare a scenario for a client."""
        key = f"{client}/{len(self.stages)}"
        base = f"http://127.0.0.1:{self.port}/{key}"
        stage = Stage(scenario, base)
        if scenario.server != "scripted":
            held = socket.socket()  # bound but not listening: connections are refused
            held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            held.bind(("127.0.0.1", 0))
            stage.base = f"http://127.0.0.1:{held.getsockname()[1]}/{key}"
            stage._listener = held
            self._held.append(held)
        self.stages[key] = stage
        return stage

    # --- Connections

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            request = await _read(reader)
            if request is not None:
                await self._answer(request, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    async def _answer(self, request: Received, writer: asyncio.StreamWriter) -> None:
        parts = request.target.split("/", 3)
        if parts[1] == "begin":
            await self._begin(self.stages["/".join(parts[2:4])])
        stage = self.stages.get("/".join(parts[1:3]))
        if stage is None or request.method == "OPTIONS":
            page = "<!DOCTYPE html><title>wire</title>"
            writer.write(_head(Reply(text=page), page.encode()) + page.encode())
            return
        inner = Received(request.at, request.method, "/" + parts[3], request.headers, request.body)
        stage.received.append(inner)
        await _perform(stage.reply(inner), stage.base, writer)

    async def _begin(self, stage: Stage) -> None:
        """Start the clock of a server that is late."""
        if stage._listener is not None and stage.scenario.server == "late":
            listener, stage._listener = stage._listener, None
            self._loop.call_later(LATE, lambda: self._loop.create_task(self._listen(listener)))

    async def _listen(self, listener: socket.socket) -> None:
        self._servers.append(await asyncio.start_server(self._serve, sock=listener))

    async def _open(self, ready: threading.Event) -> None:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self._servers.append(server)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()

    async def _end(self) -> None:
        for server in self._servers:
            server.close()
        waiting = asyncio.all_tasks() - {asyncio.current_task()}
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)


@contextmanager
def serving() -> Iterator[Server]:
    """Run a server in a thread, until the block ends."""
    server, ready = Server(), threading.Event()

    def run() -> None:
        asyncio.set_event_loop(server._loop)
        server._loop.create_task(server._open(ready))
        server._loop.run_forever()
        server._loop.run_until_complete(server._end())
        server._loop.close()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    ready.wait(10)
    try:
        yield server
    finally:
        server._loop.call_soon_threadsafe(server._loop.stop)
        thread.join(10)
        for held in server._held:
            held.close()


# --- Reading and writing -------------------------------------------------------------------------


async def _read(reader: asyncio.StreamReader) -> Received | None:
    head = await reader.readuntil(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    method, target, _ = first.split(" ")
    headers = {}
    for line in filter(None, lines):
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    if headers.get("transfer-encoding") == "chunked":
        body = await _chunks(reader)
    else:
        body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Received(time.monotonic(), method, target, headers, body)


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    body = b""
    while size := int((await reader.readline()).split(b";")[0], 16):
        body += await reader.readexactly(size)
        await reader.readline()
    await reader.readline()
    return body


async def _perform(reply: Reply, base: str, writer: asyncio.StreamWriter) -> None:
    body = _body(reply, base)
    head = _head(reply, body, base)
    half = len(body) // 2
    match reply.fault:
        case "reset":
            _reset(writer)
        case "reset_in_body":
            writer.write(head + body[:half])
            await writer.drain()
            await asyncio.sleep(0.1)
            _reset(writer)
        case "slow_headers":
            await asyncio.sleep(reply.wait)
            writer.write(head + body)
        case "slow_body":
            writer.write(head + body[:half])
            await writer.drain()
            await asyncio.sleep(reply.wait)
            writer.write(body[half:])
        case "short":
            writer.write(head + body[:half])
        case _:
            writer.write(head + body)
    if not writer.transport.is_closing():
        await writer.drain()


def _reset(writer: asyncio.StreamWriter) -> None:
    connection = writer.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


def _body(reply: Reply, base: str) -> bytes:
    if reply.size:
        return bytes(index % 251 for index in range(1000)) * (reply.size // 1000)
    if reply.hex is not None:
        return bytes.fromhex(reply.hex)
    text = reply.text
    if text is None:
        text = "" if reply.json_ is None else json.dumps(reply.json_)
    return text.replace("{base}", base).replace("{long}", "x" * 1_000_000).encode()


def _head(reply: Reply, body: bytes, base: str = "") -> bytes:
    headers = {"Connection": "close", **_CORS}
    if reply.status != 204:
        headers["Content-Length"] = str(len(body))
    if body:
        headers["Content-Type"] = "text/html" if reply.text else "application/json"
    if reply.retry_date is not None:
        headers["Retry-After"] = formatdate(time.time() + reply.retry_date, usegmt=True)
    headers |= {name: value.replace("{base}", base) for name, value in reply.headers.items()}
    lines = [f"{name}: {value}" for name, value in headers.items() if value]
    return "\r\n".join([f"HTTP/1.1 {reply.status} -", *lines, "", ""]).encode()
