from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import httpx2
import pytest

PROGRAMS = Path(__file__).parent / "programs"
FLAGS = ("--pool", "prefork", "--concurrency", "2", "--loglevel", "INFO", "--without-mingle")


@pytest.fixture
def token(credentials: Any) -> str:
    found: str = credentials("bob", "bob-drinks-tea").token
    return found


def test_tasks_in_process(run: Any, token: str, nowhere: str) -> None:
    said = run("tests/programs/eager.py", SHOP_TOKEN=token, NOWHERE=nowhere)
    assert said.splitlines() == ["refused: order 1", "lost: 4 1"]


@pytest.fixture
def flaky(shop: Any) -> Iterator[str]:
    """The URL of a shop that fails on the first request of each kind and key."""
    failed = set()

    class Relay(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            body = self.rfile.read(length)
            kind = (self.command, self.path, self.headers.get("Idempotency-Key"))
            if kind not in failed:
                failed.add(kind)
                self._answer(503, b"")
                return
            headers = {**self.headers, "Host": shop.url.removeprefix("http://")}
            url = f"{shop.url}{self.path}"
            answer = httpx2.request(self.command, url, content=body, headers=headers)
            self._answer(answer.status_code, answer.content)

        do_POST = do_GET

        def _answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Relay) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def settings(shop: Any, token: str, flaky: str, tmp_path: Path) -> dict[str, str]:
    """What the worker and those who hand it tasks have in their environment."""
    (tmp_path / "queue").mkdir()
    (tmp_path / "results").mkdir()
    return {
        "CELERY_RESULT_BACKEND": f"file://{tmp_path / 'results'}",
        "PYTHONPATH": f"{shop.environment['PYTHONPATH']}{os.pathsep}{PROGRAMS}",
        "QUEUE": str(tmp_path / "queue"),
        "SHOP_TOKEN": token,
        "SHOP_URL": flaky,
    }


@contextmanager
def working(environment: dict[str, str], log: Path) -> Iterator[None]:
    """Run a worker with two processes; it must end in peace."""
    command = [sys.executable, "-m", "celery", "-A", "filesystem_worker", "worker", *FLAGS]
    with log.open("wb") as output:
        worker = subprocess.Popen(command, env=environment, stdout=output, stderr=output)
        try:
            deadline = time.monotonic() + 30
            while "ready." not in log.read_text():
                assert worker.poll() is None, log.read_text()
                assert time.monotonic() < deadline, log.read_text()
                time.sleep(0.05)
            yield
        finally:
            worker.terminate()
            worker.wait(20)
    assert worker.returncode == 0, log.read_text()


def test_tasks_in_a_worker_that_forks(
    run: Any, shop: Any, settings: dict[str, str], tmp_path: Path
) -> None:
    log = tmp_path / "log"
    with working({**shop.environment, **settings}, log):
        said = run(str(PROGRAMS / "caller.py"), **{**settings, "SHOP_URL": shop.url})
    assert said == "400 order POST /api/payments/\n"
    text = log.read_text()
    assert "ForkPoolWorker-1]" in text
    assert "ForkPoolWorker-2]" in text
    assert "retry: Retry in" in text  # and yet all was paid
    assert "ResourceWarning" not in text
