"""References to the network: fetched when asked, and only then."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from oacgen_ir.document import RefError, load

FILES = {
    "/pets.yaml": b"Pet: {type: object}\nOwner: {$ref: 'people.json#/Owner'}\n",
    "/people.json": b'{"Owner": {"type": "string"}, "Disk": {"$ref": "file:///etc/passwd"}}',
}


class Handler(BaseHTTPRequestHandler):
    """Serves FILES."""

    def do_GET(self) -> None:
        """Answer with a file or 404."""
        content = FILES.get(self.path)
        self.send_response(200 if content else 404)
        self.end_headers()
        self.wfile.write(content or b"")

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def url() -> Iterator[str]:
    """Serve on a free port."""
    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_fetched_when_asked(url: str) -> None:
    """A URL is read once, and what it refers to is taken from beside it."""
    document = load({"openapi": "3.0.3"}, remote=True)
    at, value = document.resolve(f"{url}/pets.yaml#/Owner", "#")
    assert at == f"{url}/pets.yaml#/Owner"
    assert value == {"$ref": "people.json#/Owner"}
    assert document.resolve("people.json#/Owner", at) == (
        f"{url}/people.json#/Owner",
        {"type": "string"},
    )


def test_not_fetched_unasked(url: str) -> None:
    """Without being asked, nothing is fetched, and the message says how to ask."""
    with pytest.raises(RefError, match="--remote-refs"):
        load({"openapi": "3.0.3"}).resolve(f"{url}/pets.yaml#/Pet", "#")


def test_faults(url: str) -> None:
    """What is not there, what is too large, and the disk are refused."""
    document = load({"openapi": "3.0.3"}, remote=True, max_size=20)
    with pytest.raises(RefError, match="404"):
        document.resolve(f"{url}/none.yaml#/Pet", "#")
    with pytest.raises(RefError, match="more than 20 bytes"):
        document.resolve(f"{url}/pets.yaml#/Pet", "#")
    with pytest.raises(RefError, match="network"):
        document.resolve("file:///etc/passwd#/root", f"{url}/people.json#/Disk")
