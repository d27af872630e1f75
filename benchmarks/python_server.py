"""A server that costs little: `python python_server.py` prints its port and answers until killed.

It answers with bytes that were made once, whatever the query and headers are. Its CPU time is
another process's, and is not counted.
"""

from __future__ import annotations

import asyncio
import json
import sys

MANY = 10_000


def user(number: int) -> dict[str, object]:
    """Return a user as Django REST framework prints one."""
    return {
        "id": number,
        "key": f"6f1c2a90-7d1e-4b55-9a3c-{number:012x}",
        "username": f"user-{number}",
        "email": f"user-{number}@example.com" if number % 7 else "",
        "first_name": "Grace",
        "last_name": "Höpper",
        "role": ("admin", "editor", "customer")[number % 3],
        "is_active": bool(number % 5),
        "balance": f"{number}.50",
        "date_joined": "2024-03-09T13:27:41.123456+01:00",
        "born": "1990-12-09" if number % 2 else None,
        "avatar": f"/media/avatars/{number}.png" if number % 3 else None,
        "team": {"id": number % 9, "name": "Compilers"} if number % 4 else None,
        "tags": ["early", "paid"][: number % 3],
    }


def response(value: object) -> bytes:
    """Return a whole response with this JSON."""
    body = json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()
    head = f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n"
    return f"{head}allow: GET, HEAD, OPTIONS\r\nvary: Accept, Cookie\r\n\r\n".encode() + body


ONE = response(user(7))
ALL = response([user(number) for number in range(MANY)])


class Answer(asyncio.Protocol):
    """Answers each request that has no body."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.seen = b""

    def data_received(self, data: bytes) -> None:
        self.seen += data
        while b"\r\n\r\n" in self.seen:
            head, _, self.seen = self.seen.partition(b"\r\n\r\n")
            path = head.split(b" ", 2)[1]
            self.transport.write(ALL if path.startswith(b"/api/users/everyone/") else ONE)


async def serve() -> None:
    """Listen on a free port of this machine, and print it."""
    server = await asyncio.get_running_loop().create_server(Answer, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    sys.exit(asyncio.run(serve()))
