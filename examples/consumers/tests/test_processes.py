"""What the examples rely on: a client may be shared by loops, threads and forked processes."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest


def test_event_loops_share_a_client(run: Any) -> None:
    assert int(run("tests/programs/loops.py")) > 20


def test_threads_share_a_client(run: Any) -> None:
    said = run("tests/programs/threads.py")
    assert said == "nobody's credentials stayed behind\n"


class Peer(BaseHTTPRequestHandler):
    """Answers with the port that the request came from, which tells connections apart."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.send_response(204)
        self.send_header("X-Port", str(self.client_address[1]))
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def peer() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Peer) as server:
        server.daemon_threads = True
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_forked_processes_share_a_client_and_no_connection(run: Any, peer: str) -> None:
    assert int(run("tests/programs/forks.py", SHOP_URL=peer)) > 1


def test_after_preload_a_call_loads_no_models(run: Any, credentials: Any) -> None:
    token = credentials("bob", "bob-drinks-tea").token
    assert run("tests/programs/preloaded.py", SHOP_TOKEN=token).split() == []


@pytest.mark.parametrize(
    ("example", "status"),
    [
        (("django_site", "application", "/orders/"), "401"),
        (("fastapi_service", "app", "/people"), "200"),
    ],
    ids=["django", "fastapi"],
)
def test_a_client_lives_as_long_as_its_server(run: Any, example: Any, status: str) -> None:
    assert run("tests/programs/lifespan.py", *example) == f"{status}\n"
