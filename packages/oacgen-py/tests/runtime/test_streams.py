"""Server-sent events and lines of JSON."""

from __future__ import annotations

import threading

import pytest
from both import Both
from fault_server import FaultServer, chunked, endless, half, reply
from hypothesis import given
from hypothesis import strategies as st
from oacgen_py_shop.models.users import EmailNotification, User

from oacgen_py.runtime.errors import APIConnectionError, APIResponseError, ServerError
from oacgen_py.runtime.events import Event, JsonLines, ServerSentEvents
from oacgen_py.runtime.retry import Retry

SSE = "text/event-stream"
LINES = "application/x-ndjson"
EMAIL = b'{"kind": "email", "subject": "%s"}'


def items(both: Both, stream: object) -> list[object]:
    return both.items(aiter(stream) if both.is_async else iter(stream))


def test_events_are_typed(both: Both, server: FaultServer) -> None:
    server.play(
        chunked(
            b": hello\n\ndata: " + EMAIL % b"a" + b"\n\nda",
            b'ta: {"kind": "email",\ndata: "subject": "b"}\n\n: ping\n\n',
            content_type=SSE,
        )
    )
    with both.entered(both.client().files.events()) as stream:
        assert items(both, stream) == [
            EmailNotification(kind="email", subject="a"),
            EmailNotification(kind="email", subject="b"),
        ]
    assert server.seen[0].headers["accept"].startswith("text/event-stream")


def test_items_come_when_they_are_sent(both: Both, server: FaultServer) -> None:
    read = threading.Event()
    first, second = (b'{"id": %d, "username": "u"}\n' % id for id in (1, 2))
    server.play(chunked(first, second, content_type=LINES, then=lambda: read.wait(5)))
    with both.entered(both.client().files.lines()) as stream:
        users = both.each(aiter(stream) if both.is_async else iter(stream))
        assert next(users) == User(id=1, username="u")
        read.set()
        assert next(users) == User(id=2, username="u")
        assert list(users) == []


def test_events_with_names_and_ids(both: Both, server: FaultServer) -> None:
    server.play(chunked(b"event: ping\nid: 7\nretry: 50\ndata: x\n\n", content_type=SSE))
    with both.entered(both.client().files.texts()) as stream:
        assert both.items(stream.events()) == [Event("x", "ping", "7", 50)]


def test_text_is_not_json(both: Both, server: FaultServer) -> None:
    server.play(chunked(b"data: a {\n\n", content_type=SSE))
    with both.entered(both.client().files.texts()) as stream:
        assert items(both, stream) == ["a {"]


def test_an_item_that_does_not_fit(both: Both, server: FaultServer) -> None:
    server.play(chunked(b'{"id": 1, "username": "u"}\n{"id": "x"}\n', content_type=LINES))
    with both.entered(both.client().files.lines()) as stream:
        users = both.each(aiter(stream) if both.is_async else iter(stream))
        next(users)
        with pytest.raises(
            APIResponseError, match=r"/files/lines/: an item does not fit: id: Input"
        ):
            next(users)


def test_a_stream_that_breaks(both: Both, server: FaultServer) -> None:
    server.play(half(b'{"id": 1, "username": "u"}\n{"id"', {"content-type": LINES}))
    with both.entered(both.client().files.lines()) as stream:
        users = both.each(aiter(stream) if both.is_async else iter(stream))
        next(users)
        with pytest.raises(APIConnectionError):
            next(users)
    assert len(server.seen) == 1


def test_a_stream_may_be_left(both: Both, server: FaultServer) -> None:
    left = threading.Event()
    server.play(endless(b'{"id": 1, "username": "u"}\n', left))
    with both.entered(both.client().files.lines()) as stream:
        users = both.each(aiter(stream) if both.is_async else iter(stream))
        next(users)
        assert not left.is_set()
    assert left.wait(60)


def test_a_stream_that_fails_to_start(both: Both, server: FaultServer) -> None:
    server.play(reply("", 500))
    with pytest.raises(ServerError), both.entered(both.client(retry=Retry(times=0)).files.lines()):
        pytest.fail("entered")


# --- Without a network ---------------------------------------------------------------------------


def read(reader: JsonLines | ServerSentEvents, data: bytes, size: int) -> list[Event]:
    found = []
    for at in range(0, len(data), size):
        found += reader.feed(data[at : at + size])
    return [*found, *reader.end()]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("size", [1, 2, 3, 1000])
def test_events_are_cut_anywhere(end: str, size: int) -> None:
    lines = [
        "\ufeffdata: é",
        "data",
        "data:  two",
        "event: e",
        "other: x",
        ":c",
        "",
        "id: a",
        "",
        "data:1",
        "",
    ]
    lines += ["data: incomplete"]
    found = read(ServerSentEvents(), end.join(lines).encode(), size)
    assert found == [Event("é\n\n two", "e"), Event("1", id="a")]


def test_bad_fields_of_events() -> None:
    text = b"retry: soon\nid: a\0b\nevent: gone\n\ndata: \xff\n\n"
    assert read(ServerSentEvents(), text, 1000) == [Event("\ufffd")]


@given(
    st.lists(
        st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"])).filter(
            str.strip
        )
    ),
    st.integers(1, 9),
    st.booleans(),
)
def test_lines_are_cut_anywhere(lines: list[str], size: int, ended: bool) -> None:
    text = "\r\n".join(lines) + ("\n" if ended else "")
    found = read(JsonLines(), text.encode(), size)
    assert [event.data.strip() for event in found] == [
        line.strip() for line in lines if line.encode().strip()
    ]
