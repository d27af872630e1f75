"""Files and sequences of items, as they go and come."""

from __future__ import annotations

import datetime as dt
import importlib
import io
import json
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from .conftest import Caller, Shop, Wire

CONTENT = bytes(range(256)) * 3000  # some three chunks


@pytest.fixture
def content(shop: Shop) -> ModuleType:
    return importlib.import_module("api_client.content.models")


def flow(stream: Any) -> Any:
    """Iterate over what comes, with either kind of client."""
    return aiter(stream) if hasattr(stream, "__aiter__") else iter(stream)


# --- Uploads -------------------------------------------------------------------------------------


@pytest.mark.parametrize("source", ["bytes", "path", "file"])
def test_uploads(
    caller: Caller,
    wire: Wire,
    customer: Any,
    shop: Shop,
    content: ModuleType,
    tmp_path: Path,
    source: str,
) -> None:
    path = tmp_path / "Größe (1).bin"
    path.write_bytes(CONTENT)
    told: list[tuple[int, int | None]] = []
    with path.open("rb") as opened:
        given = {"bytes": CONTENT, "path": path, "file": opened}[source]
        name = path.name if source == "bytes" else None
        file = shop.package.File(given, name, on_progress=lambda *now: told.append(now))
        data = content.MediaFileRequest(title=f"A {source}", kind="document", file=file)
        made = caller.do(customer.media.create(data))
    assert (made.size, made.title) == (len(CONTENT), f"A {source}")
    assert Path(made.file).name.startswith("Gr")
    assert [total for _, total in told] == [len(CONTENT)] * len(told)
    sent = [count for count, _ in told]
    assert sent == sorted(sent)
    assert (len(set(sent)), sent[-1]) == (3, len(CONTENT))
    assert wire.last.headers["content-type"].startswith("multipart/form-data")
    assert not isinstance(wire.last.content, bytes), "it is read while it is sent"
    if source != "file":
        assert f'filename="{path.name}"'.encode() in b"".join(wire.last.content)
    with caller.entered(customer.media.download(made.id)) as download:
        assert caller.do(download.read()) == CONTENT
    caller.do(customer.media.destroy(made.id))


def test_json_unless_there_is_a_file(
    caller: Caller, wire: Wire, customer: Any, shop: Shop, content: ModuleType
) -> None:
    file = shop.package.File(b"1", "a.txt")
    made = caller.do(customer.media.create(content.MediaFileRequest(title="a", file=file)))
    data = content.PatchedMediaFileRequest(title="b")
    caller.do(customer.media.partial_update(made.id, data))
    assert wire.last.headers["content-type"] == "application/json"
    assert wire.last_json == {"title": "b"}
    data = content.PatchedMediaFileRequest(file=shop.package.File(b"22", "b.txt"))
    changed = caller.do(customer.media.partial_update(made.id, data))
    assert wire.last.headers["content-type"].startswith("multipart/form-data")
    assert (changed.size, changed.title) == (2, "b")
    caller.do(customer.media.destroy(made.id))


def test_an_upload_is_sent_again(
    caller: Caller, wire: Wire, customer: Any, shop: Shop, content: ModuleType, slept: list[float]
) -> None:
    wire.faults = [(429, b"", {})]
    file = shop.package.File(io.BytesIO(CONTENT), "x.bin")
    made = caller.do(customer.media.create(content.MediaFileRequest(title="x", file=file)))
    assert made.size == len(CONTENT)
    assert len(slept) == 1
    caller.do(customer.media.destroy(made.id))


def test_errors_of_uploads(caller: Caller, customer: Any, shop: Shop, content: ModuleType) -> None:
    file = shop.package.File(b"x" * (2 * 1024 * 1024 + 1), "x.bin")
    with pytest.raises(shop.package.BadRequestError) as caught:
        caller.do(customer.media.create(content.MediaFileRequest(title="x", file=file)))
    assert caught.value.fields == {"file": ["Files may have 2 MB at most."]}


# --- Downloads -----------------------------------------------------------------------------------


def test_downloads(caller: Caller, visitor: Any, tmp_path: Path) -> None:
    stored = caller.do(visitor.media.list(kind="document")).results[0]
    with caller.entered(visitor.media.download(stored.id)) as download:
        assert download.filename == "Preisliste für Büros.pdf"
        saved = caller.do(download.save(tmp_path))
    assert saved == tmp_path / "Preisliste für Büros.pdf"
    assert saved.read_bytes().startswith(b"%PDF")
    assert list(tmp_path.iterdir()) == [saved]


def test_a_download_comes_in_pieces(caller: Caller, wire: Wire, visitor: Any) -> None:
    product = caller.do(visitor.products.list(search="EQP-MAC-001")).results[0]
    with caller.entered(visitor.products.manual(product.id)) as download:
        assert wire.last.stream
        assert download.response.content == b""
        assert download.filename == "Espresso machine – Anleitung.pdf"
        pieces = list(caller.each(flow(download)))
    assert b"".join(pieces).startswith(b"%PDF")


def test_errors_of_downloads(caller: Caller, visitor: Any) -> None:
    product = caller.do(visitor.products.list(search="EQP-POU-001")).results[0]
    with (
        pytest.raises(caller.shop.package.NotFoundError, match="without a manual"),
        caller.entered(visitor.products.manual(product.id)),
    ):
        pass


def test_a_table(caller: Caller, staff: Any) -> None:
    text = caller.do(staff.orders.export())
    assert text.startswith("number,customer,status,total,created_at")


# --- Items as they come --------------------------------------------------------------------------


def test_lines_of_json(caller: Caller, visitor: Any) -> None:
    with caller.entered(visitor.products.export()) as lines:
        products = [json.loads(line) for line in caller.each(flow(lines))]
    assert len(products) == caller.do(visitor.products.list(limit=1)).count
    assert "sku" in products[0]


def test_events(caller: Caller, wire: Wire, customer: Any) -> None:
    with caller.entered(customer.orders.events()) as stream:
        data = [json.loads(text) for text in caller.each(flow(stream))]
    assert len(data) > 3
    assert {"delivered", "pending"} <= {one["status"] for one in data}
    assert "text/event-stream" in wire.last.headers["accept"]


def test_events_have_names_and_ids(caller: Caller, wire: Wire, customer: Any) -> None:
    with caller.entered(customer.orders.events()) as stream:
        events = list(caller.each(stream.events()))
    assert [event.event for event in events] == [json.loads(one.data)["status"] for one in events]
    seen = events[-3].id
    assert dt.datetime.fromisoformat(json.loads(events[0].data)["happened_at"]).tzinfo
    with caller.entered(customer.orders.events(last_event_id=int(seen))) as stream:
        rest = list(caller.each(stream.events()))
    assert wire.last.headers["last-event-id"] == seen
    assert rest == events[-2:]


def test_a_stream_may_be_left(caller: Caller, customer: Any) -> None:
    with caller.entered(customer.orders.events()) as stream:
        next(caller.each(flow(stream)))
    assert caller.do(customer.accounts.me_retrieve()).username == "bob"
