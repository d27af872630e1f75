"""A server over HTTP that misbehaves, and what a caller may do about it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from threading import Timer
from typing import Any
from urllib.parse import urlsplit

import pytest
from grpc import StatusCode

from django_oacgen.grpc.exchange import Answer, Request
from django_oacgen.grpc.query import in_query
from django_oacgen.grpc.response import _file_name
from django_oacgen.grpc.status import Refusal, pushback, refusal_of
from django_oacgen.grpc.upstream import Unreachable, Upstream
from django_oacgen.grpc.wsgi import InProcess
from oacgen_ir.wire.scenarios import Scenario
from oacgen_ir.wire.server import Stage, serving

Staged = Callable[..., tuple[Upstream, Stage]]


@pytest.fixture
def staged() -> Iterator[Staged]:
    """An upstream that replies as it is told to, and what it was sent."""
    with serving() as server:

        def stage(*replies: Any, kind: str = "scripted") -> tuple[Upstream, Stage]:
            told = {"name": "", "shows": [], "steps": [], "replies": replies, "server": kind}
            made = server.stage("upstream", Scenario.model_validate(told))
            return Upstream(urlsplit(made.base)), made

        yield stage


def asked(method: str, target: str = "/items/") -> Request:
    return Request(method, target, [])


@pytest.mark.parametrize("fault", ["short", "reset_in_body"])
def test_an_answer_that_breaks_off_is_none(staged: Staged, fault: str) -> None:
    upstream, _ = staged({"fault": fault, "json": {"detail": "whole"}})
    with pytest.raises(Unreachable, match="breaks off") as caught:
        upstream(asked("GET")).read()
    assert caught.value.sent


def test_what_never_left_is_told_from_what_was_lost(staged: Staged) -> None:
    refusing, _ = staged(kind="refusing")
    with pytest.raises(Unreachable, match="cannot be reached") as caught:
        refusing(asked("POST"))
    assert not caught.value.sent
    losing, stage = staged({"fault": "reset"})
    with pytest.raises(Unreachable) as caught:
        losing(asked("POST"))
    assert caught.value.sent
    assert len(stage.received) == 1


def test_a_key_may_go_into_the_query(staged: Staged) -> None:
    upstream, stage = staged({"json": 1, "times": 2})
    send = in_query(upstream, ["apiKey"])
    headers = [("apikey", "a b&c"), ("accept", "*/*")]
    for target in ("/items/", "/items/?page=2"):
        assert send(Request("GET", target, headers)).read() == b"1"
    targets = [one.target for one in stage.received]
    assert targets == ["/items/?apiKey=a%20b%26c", "/items/?page=2&apiKey=a%20b%26c"]
    assert all("apikey" not in one.headers for one in stage.received)
    assert in_query(upstream, []) is upstream


def test_a_redirect_within_the_api_is_followed(staged: Staged) -> None:
    upstream, stage = staged(
        {"status": 302, "headers": {"Location": "{base}/new ones/?page=2&x=é"}},
        {"status": 307, "headers": {"Location": "3/"}},
        {"json": 1},
    )
    request = Request("GET", "/items/", [("authorization", "Token abc")])
    assert upstream(request).read() == b"1"
    targets = [one.target for one in stage.received]
    assert targets == ["/items/", "/new%20ones/?page=2&x=%C3%A9", "/new%20ones/3/"]
    assert {one.headers["authorization"] for one in stage.received} == {"Token abc"}


@pytest.mark.parametrize(
    ("method", "location"),
    [
        ("POST", "{base}/elsewhere/"),
        ("PUT", "{base}/elsewhere/"),
        ("GET", "http://127.0.0.1:1/elsewhere/"),
        ("GET", "/elsewhere/"),
        ("GET", "{base}/../elsewhere/"),
        ("GET", "//[::1]:x/"),
        ("GET", ""),
    ],
)
def test_any_other_redirect_is_left_to_the_caller(
    staged: Staged, method: str, location: str
) -> None:
    upstream, stage = staged({"status": 302, "headers": {"Location": location}})
    answer = upstream(asked(method))
    answer.release()
    assert answer.status == 302
    assert len(stage.received) == 1


def test_django_redirects_within_itself() -> None:
    def application(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        path = environ["SCRIPT_NAME"] + environ["PATH_INFO"]
        if path == "/api/old/":
            start("301 -", [("Location", "/api/new/")])
        elif path == "/api/file/":
            start("302 -", [("Location", "/media/file")])
        else:
            start("200 -", [])
        return [path.encode()]

    send = InProcess(application, urlsplit("http://localhost/api"))
    assert send(asked("GET", "/old/")).read() == b"/api/new/"
    assert send(asked("GET", "/file/")).status == 302
    assert send(asked("POST", "/old/")).status == 301


def test_a_circle_of_redirects_ends(staged: Staged) -> None:
    upstream, stage = staged({"status": 302, "headers": {"Location": "{base}/items/"}, "times": 99})
    answer = upstream(asked("GET"))
    answer.release()
    assert answer.status == 302
    assert len(stage.received) == 6


def refused(status: int, **headers: str) -> Refusal:
    pairs = [(name.replace("_", "-"), value) for name, value in headers.items()]
    return refusal_of(Answer(status, pairs, [b""], lambda: None), None, "")


LOST = Refusal(StatusCode.UNAVAILABLE, "lost")
NOT_SENT = Refusal(StatusCode.UNAVAILABLE, "refused", sent=False)


@pytest.mark.parametrize(
    ("method", "refusal", "after"),
    [
        ("GET", refused(503), None),
        ("GET", refused(503, retry_after="2"), "2000"),
        ("GET", refused(429, retry_after="0"), "50"),
        ("GET", refused(503, retry_after="61"), "-1"),
        ("PUT", LOST, None),
        ("POST", LOST, "-1"),
        ("POST", NOT_SENT, None),
        ("POST", refused(429), None),
        ("POST", refused(429, retry_after="1"), "1000"),
        ("PATCH", refused(503, retry_after="1"), "-1"),
        ("POST", refused(504), "-1"),
        ("POST", refused(500), "-1"),
        ("POST", refused(400), None),
    ],
)
def test_what_may_have_happened_is_not_to_be_sent_again(
    method: str, refusal: Refusal, after: str | None
) -> None:
    assert dict(pushback(method, refusal)).get("grpc-retry-pushback-ms") == after


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ('attachment; filename="a b.txt"', "a b.txt"),
        ("attachment; filename*=utf-8''Gr%C3%B6%C3%9Fe.pdf", "Größe.pdf"),
        ('attachment; filename="../../etc/passwd"', "passwd"),
        ('attachment; filename="C:\\\\x\\\\y.txt"', "y.txt"),
        ('attachment; filename=".."', ""),
        ('attachment; filename="a\tb:c"', "a_b_c"),
        ("attachment", ""),
    ],
)
def test_names_of_files_lead_nowhere_else(disposition: str, name: str) -> None:
    assert _file_name(disposition) == name


def test_the_address_of_a_caller_comes_behind_those_it_passed(staged: Staged) -> None:
    upstream, stage = staged({"json": 1, "times": 2})
    for headers in ([], [("x-forwarded-for", "10.0.0.1")]):
        upstream(Request("GET", "/items/", headers, peer="10.0.0.2", deadline=1e12)).read()
    said = [one.headers["x-forwarded-for"] for one in stage.received]
    assert said == ["10.0.0.2", "10.0.0.1, 10.0.0.2"]


def test_a_header_may_have_any_letters(staged: Staged) -> None:
    upstream, stage = staged({"json": 1})
    upstream(Request("GET", "/items/", [("x-name", "Łódź")])).read()
    assert stage.received[0].headers["x-name"].encode("latin-1").decode() == "Łódź"


def test_whoever_waits_for_more_is_woken(staged: Staged) -> None:
    upstream, _ = staged({"fault": "slow_body", "wait": 5, "text": "abcdef"})
    answer = upstream(asked("GET"))
    chunks = iter(answer.chunks)
    assert next(chunks)
    Timer(0.2, answer.abandon).start()
    began = time.monotonic()
    with pytest.raises(Unreachable, match="breaks off"):
        list(chunks)
    assert time.monotonic() - began < 4
    answer.abandon()  # which is too late, and no harm
