"""The parts of the bridge, each alone."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from types import ModuleType, SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.http import StreamingHttpResponse
from django.test import override_settings
from django.urls import path
from google.protobuf.empty_pb2 import Empty
from grpc import StatusCode
from opentelemetry import trace

from django_oacgen.grpc import tracing
from django_oacgen.grpc.exchange import Answer, Request
from django_oacgen.grpc.forms import Uploaded, written
from django_oacgen.grpc.items import items
from django_oacgen.grpc.launch import own_url
from django_oacgen.grpc.pool import Pool
from django_oacgen.grpc.request import PASSED, address_of, headers_of
from django_oacgen.grpc.response import metadata_of
from django_oacgen.grpc.server import is_local
from django_oacgen.grpc.status import Refusal, code_of, refusal_of
from django_oacgen.grpc.wsgi import InProcess


def answer(status: int, body: bytes, **headers: str) -> Answer:
    pairs = [(name.replace("_", "-"), value) for name, value in headers.items()]
    return Answer(status, pairs, [body], lambda: None)


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (400, "INVALID_ARGUMENT"),
        (401, "UNAUTHENTICATED"),
        (402, "FAILED_PRECONDITION"),
        (403, "PERMISSION_DENIED"),
        (404, "NOT_FOUND"),
        (409, "ABORTED"),
        (429, "RESOURCE_EXHAUSTED"),
        (500, "INTERNAL"),
        (502, "UNAVAILABLE"),
        (503, "UNAVAILABLE"),
        (504, "DEADLINE_EXCEEDED"),
        (599, "INTERNAL"),
        (302, "UNKNOWN"),
    ],
)
def test_statuses(status: int, code: str) -> None:
    assert code_of(status).name == code


@pytest.mark.parametrize(
    ("body", "message", "fields"),
    [
        (b'{"detail": "Gone."}', "Gone.", []),
        (b'["Odd."]', "Odd.", [("", "Odd.")]),
        (b'{"non_field_errors": ["a"]}', "a", [("", "a")]),
        (b'{"a": {"b": ["x", "y"]}}', "a.b: x", [("a.b", "x"), ("a.b", "y")]),
        (b'[{}, {"n": ["x"]}]', "1.n: x", [("1.n", "x")]),
        (
            b'{"type": "validation_error", "errors": [{"attr": "n", "detail": "x", "code": "c"}]}',
            "n: x",
            [("n", "x")],
        ),
        (b"<html>trace", "400 Bad Request", []),
        (b"", "400 Bad Request", []),
    ],
)
def test_bodies_of_errors(body: bytes, message: str, fields: list[tuple[str, str]]) -> None:
    refusal = refusal_of(answer(400, body), None, "shop")
    assert refusal.message == message
    found = [
        (violation.field, violation.description)
        for detail in refusal.details
        if detail.DESCRIPTOR.name == "BadRequest"
        for violation in detail.field_violations  # type: ignore[attr-defined]
    ]
    assert found == fields


def test_an_answer_that_is_not_new_redirects_nowhere() -> None:
    assert refusal_of(answer(304, b""), None, "shop").message == "304 Not Modified"


def test_a_long_message_fits_into_metadata() -> None:
    refusal = Refusal(StatusCode.INTERNAL, "ü" * 10_000)
    assert refusal.message.startswith("üüü")
    assert len(refusal.message.encode()) < 1_000


@pytest.mark.parametrize(
    ("value", "seconds"), [("17", 17), ("Wed, 21 Oct 2015 07:28:00 GMT", 0), ("soon", None)]
)
def test_retry_after(value: str, seconds: int | None) -> None:
    refusal = refusal_of(answer(503, b"", retry_after=value), None, "shop")
    found = [d.retry_delay.seconds for d in refusal.details if d.DESCRIPTOR.name == "RetryInfo"]  # type: ignore[attr-defined]
    assert found == ([] if seconds is None else [seconds])


@pytest.mark.parametrize("size", [1, 2, 7, 1000])
def test_items_are_the_same_however_they_are_cut(size: int) -> None:
    def cut(text: str) -> Iterator[bytes]:
        data = text.encode()
        return (data[start : start + size] for start in range(0, len(data), size))

    events = "\ufeffretry: 3\r\n\r\n: ping\n\nid: 1\ndata: ü\ndata:b\r\n\r\n"
    events += "event: x\rdata: c\r\rdata: cut"
    assert [*items(cut(events), "text/event-stream")] == ["ü\nb", "c"]
    lines = '{"a": 1}\r\n\n  \n{"b": "ü"}\n{"c"'
    assert [*items(cut(lines), "application/x-ndjson")] == ['{"a": 1}', '{"b": "ü"}', '{"c"']


def test_forms_are_written_as_drf_reads_them() -> None:
    value = {"a": None, "b": True, "c": [1, "2"], "d": {"e": "f"}, "g": [{"h": 1}, {"h": 2}]}
    body, media = written("application/x-www-form-urlencoded", value)
    assert media == "application/x-www-form-urlencoded"
    assert body == b"a=&b=true&c=1&c=2&d.e=f&g%5B0%5Dh=1&g%5B1%5Dh=2"
    body, media = written("multipart/form-data", {'n"\r\n': "x\r\ny"})
    assert b'name="n%22%0D%0A"\r\n\r\nx\r\ny\r\n' in body
    assert written("application/json", None) == (b"", "")
    assert written("text/plain", "ü") == ("ü".encode(), "text/plain; charset=utf-8")


@dataclass
class Part:
    """A message of a stream, with bytes of the file `picture`."""

    picture: bytes

    def WhichOneof(self, name: str) -> str:
        return "picture"


def form(plain: str, values: Any, *chunks: bytes) -> tuple[bytes, str]:
    """Return the body of a form with one file, and its media type."""
    call: Any = SimpleNamespace(
        raw="",
        media="multipart/form-data",
        plain=plain,
        json=lambda start: values,
        files=[SimpleNamespace(key="picture", member="picture", many=False)],
    )
    uploaded = Uploaded(call, 1000)
    for chunk in chunks:
        part: Any = Part(chunk)
        uploaded.add(part)
    body, length, media = uploaded.body(Empty())
    data = body if isinstance(body, bytes) else body.read()
    uploaded.close()
    assert length == len(data)
    return data, media.partition(";")[0]


def test_a_form_without_a_file_is_json_where_the_api_takes_that() -> None:
    values = {"caption": "c", "picture": None}
    assert form("application/json", values) == (
        b'{"caption":"c","picture":null}',
        "application/json",
    )
    assert form("application/json", None) == (b"", "")
    assert form("", values)[1] == "multipart/form-data"
    data, media = form("application/json", values, b"ab", b"c")
    assert media == "multipart/form-data"
    assert data.count(b'; name="picture"') == 1  # the file alone, though a mask has named it, too
    assert b"\r\n\r\nabc\r\n" in data


def test_only_listed_metadata_passes() -> None:
    metadata = [
        ("authorization", "Bearer x"),
        ("cookie", "a=1"),
        ("cookie", "b=2"),
        ("x-forwarded-for", "10.0.0.1"),
        ("x-forwarded-proto", "https"),
        ("remote-user", "admin"),
        ("host", "evil.example"),
        ("grpc-trace-bin", b"\0"),
        ("content-length", "9"),
        ("x-request-id", "1\r\nx-forwarded-for: 10.0.0.1"),
        ("accept-language", "\x80"),
    ]
    assert headers_of(metadata, PASSED) == {"authorization": "Bearer x", "cookie": "a=1; b=2"}


@pytest.mark.parametrize(
    ("peer", "address"),
    [
        ("ipv4:127.0.0.1:50", "127.0.0.1"),
        ("ipv6:%5B::1%5D:50", "::1"),
        ("ipv6:[fe80::1%25eth0]:50", "fe80::1"),
        ("unix:/tmp/x", ""),
    ],
)
def test_addresses_of_peers(peer: str, address: str) -> None:
    assert address_of(peer) == address


@pytest.mark.parametrize(
    ("address", "local"),
    [
        ("localhost:1", True),
        ("127.0.0.9:1", True),
        ("[::1]:1", True),
        ("unix:/run/x", True),
        ("0.0.0.0:1", False),
        ("[::]:1", False),
        ("localhost.example.com:1", False),
        (":1", False),
    ],
)
def test_what_is_local(address: str, local: bool) -> None:
    assert is_local(address) is local


def test_headers_of_answers_that_are_metadata() -> None:
    headers = [
        ("Location", "/x"),
        ("ETag", '"1"'),
        ("Set-Cookie", "sessionid=1"),
        ("Content-Type", "text/html"),
        ("grpc-status", "0"),
        ("X-Odd", "ü"),
        ("X-Line", "a\nb"),
    ]
    assert metadata_of(headers) == [("location", "/x"), ("etag", '"1"')]
    long = [("Link", "x" * 9_000), ("ETag", '"1"')]  # more than a client takes
    assert metadata_of(long) == [("etag", '"1"')]


@pytest.mark.parametrize(
    ("hosts", "url"),
    [
        ([], "http://localhost"),
        (["*"], "http://localhost"),
        (["api.example.com", "localhost"], "http://localhost"),
        ([".example.com"], "http://example.com"),
    ],
)
def test_the_address_that_django_takes_for_its_own(hosts: list[str], url: str) -> None:
    from django.test import override_settings

    with override_settings(ALLOWED_HOSTS=hosts):
        assert own_url(secure=False).geturl() == url


async def _pieces(seen: list[str], asked: threading.Event) -> AsyncIterator[bytes]:
    try:
        for number in range(3):
            seen.append(f"made {number}")
            yield f"{number}".encode()
        asked.set()
        await asyncio.sleep(60)
    finally:
        seen.append("ended")


def test_what_a_view_yields_asynchronously_comes_piece_by_piece() -> None:
    seen: list[str] = []
    asked = threading.Event()

    def application(environ: dict[str, Any], start: Callable[..., Any]) -> Any:
        start("200 OK", [])
        return StreamingHttpResponse(_pieces(seen, asked))

    backend = InProcess(application, urlsplit("http://localhost"))
    got = backend(Request("GET", "/", []))
    chunks = iter(got.chunks)
    assert (next(chunks), seen) == (b"0", ["made 0"])
    assert (next(chunks), next(chunks)) == (b"1", b"2")
    threading.Thread(target=lambda: asked.wait(10) and got.abandon()).start()
    began = time.monotonic()
    assert [*chunks] == []  # it would have waited for a minute
    assert time.monotonic() - began < 10
    assert seen[-1] == "ended"
    got.abandon()  # which is too late, and no harm
    got.close()


def test_a_value_with_slashes_goes_where_one_is_meant() -> None:
    def application(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        start("200 OK", [])
        return [environ["PATH_INFO"].encode()]

    def view(*_: object, **__: object) -> None: ...

    pages = ModuleType("pages")
    routes = [path("files/<path:name>.json", view), path("files/<int:id>/<str:part>/", view)]
    setattr(pages, "urlpatterns", routes)  # noqa: B010 (of a module)
    backend = InProcess(application, urlsplit("http://localhost"))
    with override_settings(ROOT_URLCONF=pages):
        got = backend(Request("GET", "/files/a%2Fb%2Fc.json", []))
        assert got.read() == b"/files/a/b/c.json"
        for target in ("/files/1%2Fx/", "/files/1%2Fx"):
            with pytest.raises(Refusal, match="'1/x' is more than one segment"):
                backend(Request("GET", target, []))


def test_work_knows_its_call_and_leaves_nothing_to_the_next() -> None:
    left, given = ContextVar("left", default=""), ContextVar("given", default="")
    given.set("of the call")
    pool = Pool("calls", threads=1, limit=0)
    try:
        pool.submit(left.set, "by a view").result(10)
        assert pool.submit(left.get).result(10) == ""
        assert pool.submit(given.get).result(10) == "of the call"
    finally:
        pool.close()


class _Spans(trace.TracerProvider):
    """Keeps the names of spans, their attributes, and whose children they are."""

    def __init__(self) -> None:
        self.found: list[tuple[str, dict[str, Any], int]] = []

    def get_tracer(self, *args: Any, **kwargs: Any) -> trace.Tracer:
        provider = self

        class Tracer(trace.NoOpTracer):
            def start_span(self, name: str, context: Any = None, **more: Any) -> trace.Span:
                parent = trace.get_current_span(context).get_span_context()
                attributes: dict[str, Any] = dict(more.get("attributes") or {})
                provider.found.append((name, attributes, parent.trace_id))

                class Span(trace.NonRecordingSpan):
                    def set_attribute(self, key: str, value: Any) -> None:
                        attributes[key] = value

                return Span(trace.SpanContext(parent.trace_id or 7, 9, is_remote=False))

            def start_as_current_span(self, name: str, *args: Any, **more: Any) -> Any:
                end = {key: more.pop(key) for key in [*more] if key.startswith(("record", "set_"))}
                assert end
                return trace.use_span(self.start_span(name, *args, **more))

        return Tracer()


def test_a_span_continues_the_trace_of_the_caller(monkeypatch: pytest.MonkeyPatch) -> None:
    spans = _Spans()
    monkeypatch.setattr(trace, "get_tracer_provider", lambda: spans)
    monkeypatch.setattr(trace, "get_tracer", lambda *_: spans.get_tracer())
    parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    with tracing.span("s.S", "M", {"traceparent": parent}) as seen:
        carried = tracing.injected({"x": "y"})
        seen.end(StatusCode.NOT_FOUND)
    name, attributes, trace_id = spans.found[0]
    assert name == "s.S/M"
    assert trace_id == int(parent[3:35], 16)
    assert attributes["rpc.grpc.status_code"] == 5
    assert attributes["rpc.service"] == "s.S"
    assert seen.trace == parent[3:35]
    assert carried["traceparent"].startswith(f"00-{parent[3:35]}-{9:016x}")


def test_without_a_tracer_nothing_is_done() -> None:
    with tracing.span("s.S", "M", {}) as seen:
        pass
    assert seen.trace == ""


WITHOUT = """
import sys
sys.modules["{module}"] = None
import django; django.setup()
from django.core.management import call_command
call_command("run_grpc")
"""


def test_what_is_not_installed_is_named_with_its_extra(shop: Any) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT.format(module="grpc_health")],
        cwd=shop.folder,
        env=shop.environment | {"PYTHONWARNINGS": "default"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "pip install 'django-oacgen[grpc]'" in done.stderr


def test_a_server_imports_no_generator(shop: Any) -> None:
    code = """
import sys, django; django.setup()
from django_oacgen.grpc import launch, server, stubs
from django_oacgen.config import get_config, get_base_dir
from django_oacgen.management.commands import run_grpc
assert len(stubs.load(stubs.roots_of(get_config(), get_base_dir()))) > 10
print([m for m in sys.modules if m.startswith("oacgen_")])
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=shop.folder,
        env=shop.environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.stdout == "[]\n", done.stderr
