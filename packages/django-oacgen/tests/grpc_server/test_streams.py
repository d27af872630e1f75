"""Files and items on their way."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import grpc
import pytest

MIB = 1 << 20


def parts(size: int, chunk: int = 64 * 1024) -> Iterator[dict[str, Any]]:
    info = {"name": 'a "plan".pdf', "content_type": "application/pdf"}
    body = {"title": "Roof", "alt_text": "Ünten", "file": info}
    yield {"start": {"body": body}}
    data = content(size)
    for start in range(0, size, chunk):
        yield {"file": data[start : start + chunk]}


def content(size: int) -> bytes:
    return (b"0123456789abcdef" * (size // 16 + 1))[:size]


def test_a_file_goes_up_and_comes_back(client: Any, web: Any) -> None:
    bob = client("bob")
    size = MIB + 500_017
    made = bob.call("MediaCreate", parts(size)).data
    assert bob.code == 201
    assert (made.title, made.alt_text, made.size) == ("Roof", "Ünten", size)
    first, *rest = client().call("MediaDownloadRetrieve", {"id": made.id})
    assert first.file.name == "Roof.pdf"
    assert first.file.content_type == "application/pdf"
    assert first.file.size == size
    came = b"".join(part.chunk for part in rest)
    assert sha256(came).digest() == sha256(content(size)).digest()
    assert len(rest) > 20  # not all at once
    bob.call("MediaDestroy", {"id": made.id})


def test_an_upload_is_refused_as_http_refuses_it(client: Any) -> None:
    assert client().fails("MediaCreate", parts(100)).code == "UNAUTHENTICATED"
    no_file = client("bob").fails("MediaCreate", [{"start": {"body": {"title": "x"}}}])
    assert no_file.fields == {"file": "No file was submitted."}


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ([], "the stream is empty"),
        ([{"file": b"x"}], "the first message of the stream is `start`"),
        ([{"start": {}}, {"start": {}}], "a message after the first has bytes of a file"),
    ],
)
def test_a_stream_in_the_wrong_order_is_refused(client: Any, sent: Any, message: str) -> None:
    failed = client("bob").fails("MediaCreate", sent)
    assert (failed.code, failed.message) == ("INVALID_ARGUMENT", message)


def test_an_upload_has_a_limit_and_costs_no_memory(serve: Any, client: Any) -> None:
    running = serve("--max-upload", "40")
    bob = client("bob", to=running)
    bob.call("MediaCreate", parts(MIB))
    before = running.memory()
    passed = bob.fails("MediaCreate", parts(32 * MIB))
    assert passed.fields == {"file": "Files may have 2 MB at most."}  # so the API has seen it
    assert running.memory() - before < 16 * MIB
    failed = bob.fails("MediaCreate", parts(41 * MIB))
    assert failed.code == "RESOURCE_EXHAUSTED"
    assert failed.message == f"the upload is larger than {40 * MIB} bytes"


def test_events_come_one_by_one(client: Any, web: Any) -> None:
    _, said = web.send("GET", "/api/orders/events/", "bob", Accept="text/event-stream")
    data = [line[6:] for line in said.decode().splitlines() if line.startswith("data: ")]
    events = client("bob").call("OrdersEventsRetrieve")
    assert len(data) > 3
    assert [each.data for each in events] == data


def test_lines_come_one_by_one_and_text_as_a_whole(client: Any, web: Any) -> None:
    _, said = web.send("GET", "/api/products/export/", Accept="application/x-ndjson")
    lines = said.decode().splitlines()
    assert len(lines) > 5
    items = client().call("ProductsExportRetrieve")
    assert [json.loads(each.data) for each in items] == [*map(json.loads, lines)]
    _, table = web.send("GET", "/api/orders/export/", "alice", Accept="text/csv")
    assert client("alice").call("OrdersExportRetrieve").data == table.decode()


def test_one_stream_too_many_is_refused_while_calls_go_on(serve: Any, client: Any) -> None:
    running = serve("--streams", "1")
    # Else a client reads ahead the more, the slower things go, until it has all of it.
    narrow = [("grpc.http2.bdp_probe", 0), ("grpc.http2.lookahead_bytes", 64 * 1024)]
    channel = grpc.insecure_channel(f"127.0.0.1:{running.port}", options=narrow)
    bob = client("bob", channel=channel)
    big = bob.call("MediaCreate", parts(MIB + 900_000)).data
    rpc = bob.rpcs["MediaDownloadRetrieve"]
    reading = bob.raw("MediaDownloadRetrieve")(rpc.call.request(id=big.id).SerializeToString())
    assert next(reading).file.size > MIB  # and then it is not read
    failed = bob.fails("OrdersEventsRetrieve")
    assert (failed.code, failed.message) == (
        "RESOURCE_EXHAUSTED",
        "1 streams are open, which is the limit",
    )
    assert bob.call("AccountsMeRetrieve").data.username == "bob"
    reading.cancel()
    running.until(lambda: _events(bob))
    # One whose caller has left keeps its thread for as long as the view takes, and its place.
    left = bob.raw("OrdersEventsRetrieve")(b"", metadata=bob.metadata({"prefer": "wait=5"}))
    time.sleep(0.5)
    left.cancel()
    assert bob.fails("OrdersEventsRetrieve", timeout=4).code == "RESOURCE_EXHAUSTED"
    running.until(lambda: _events(bob))


def _events(caller: Any) -> Any:
    """What comes, or None where there is no place for the stream."""
    try:
        return caller.call("OrdersEventsRetrieve")
    except Exception as failed:
        if getattr(failed, "code", "") == "RESOURCE_EXHAUSTED":
            return None
        raise
