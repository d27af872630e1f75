"""A generated package at work: what it sends, and what it makes of answers."""

from __future__ import annotations

import asyncio
import datetime as dt
import http.server
import json
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

import pytest

if TYPE_CHECKING:
    from .conftest import Made

ID = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
DISH = {"id": ID, "name": "a long name", "made": "2026-01-02T03:04:05.000006+02:00", "size": 1}


@dataclass
class Kitchen:
    """A client that talks to nobody: answers are laid out before, requests are kept."""

    made: Made
    answers: list[tuple[int, bytes, str]] = field(default_factory=list)
    requests: list[Any] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.models: Any = self.made.load("models")
        self.enums: Any = self.made.load("enums")
        self.package: Any = self.made.load()
        retry = self.package.Retry(times=0)
        self.client: Any = self.package.SyncAPIClient(transport=self, retry=retry)

    def answer(self, body: object, status: int = 200, media: str = "application/json") -> None:
        """Lay out the next answer."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.answers.append((status, content, media))

    def send(self, request: Any) -> Any:
        """Be the transport."""
        self.requests.append(request)
        status, content, media = self.answers.pop(0)
        headers = {"content-type": media}
        return self.package.Response(request, status, headers, content=content)

    def close(self) -> None:
        """Be the transport."""

    @property
    def last(self) -> Any:
        """The last request."""
        return self.requests[-1]

    @property
    def query(self) -> list[tuple[str, str]]:
        """The query of the last request."""
        return parse_qsl(urlsplit(self.last.url).query, keep_blank_values=True)

    @property
    def json(self) -> object:
        """The body of the last request."""
        return json.loads(self.last.content)


@pytest.fixture
def at(kitchen: Made) -> Kitchen:
    """A client with nothing laid out."""
    return Kitchen(kitchen)


# --- Requests ------------------------------------------------------------------------------------


def test_parameters_go_out_in_their_styles(at: Kitchen) -> None:
    at.answer({"count": 0, "results": []})
    some = at.models.Filter(name="n", size=at.enums.SizeEnum.LARGE)
    at.client.dishes.list(
        kind=at.enums.KindEnum.SOUP,
        page=2,
        ordering=["name", "-name"],
        tags=["a b", "c"],
        spaced=[1, 2],
        piped=[1, 2],
        filter=some,
        exploded=some,
        as_json=some,
        url="http://x/?a",
        from_=dt.date(2026, 1, 2),
        self_="me",
        csv=True,
        str=dt.timedelta(days=1, seconds=1),
        x_task_diagnostics=["a", "b"],
        session="s",
    )
    assert at.query == [
        ("page", "2"),
        ("ordering", "name,-name"),
        ("tags", "a b"),
        ("tags", "c"),
        ("spaced", "1 2"),
        ("piped", "1|2"),
        ("filter[name]", "n"),
        ("filter[size]", "2"),
        ("name", "n"),
        ("size", "2"),
        ("as-json", '{"name":"n","size":2}'),
        ("url", "http://x/?a"),
        ("kind", "soup"),
        ("from", "2026-01-02"),
        ("self", "me"),
        ("csv", "true"),
        ("str", "1 00:00:01"),
    ]
    assert at.last.headers["x-task-diagnostics"] == "a,b"
    assert at.last.headers["cookie"] == "session=s"
    assert at.last.url.startswith("https://kitchen.example.com/base/dishes/?")


def test_what_is_not_given_is_not_sent(at: Kitchen) -> None:
    at.answer({"count": 0, "results": []})
    at.client.dishes.list(kind="stew")
    assert at.query == [("kind", "stew")]
    assert "cookie" not in at.last.headers


def test_paths_are_escaped(at: Kitchen) -> None:
    at.answer(b"", 204)
    at.client.dishes.parts_update(UUID(ID), "a/b c")
    assert urlsplit(at.last.url).path == f"/base/dishes/{ID}/parts/a%2Fb%20c/"
    at.answer(b"ok", media="text/plain")
    tree = at.models.Filter(name="n", size=2)
    assert at.client.dishes.styles([1, 2], "x", tree) == "ok"
    assert urlsplit(at.last.url).path == "/base/dishes/1,2/.x;name=n;size=2"
    assert at.last.headers["accept"] == "text/plain, */*;q=0.5"


def test_a_body_holds_what_was_set_under_the_names_of_the_wire(at: Kitchen) -> None:
    at.answer(DISH, 201)
    data = at.models.DishRequest(
        name="x", class_="c", price=Decimal("1.50"), kind="stew", share=None
    )
    at.client.dishes.create(data, data_="d")
    assert at.json == {"name": "x", "class": "c", "price": "1.50", "kind": "stew", "share": None}
    assert at.last.headers["content-type"] == "application/json"
    assert at.query == [("data", "d")]


def test_a_body_with_a_file_is_a_form(at: Kitchen) -> None:
    at.answer(DISH, 201)
    photo = at.package.File(b"PNG", "a.png")
    at.client.dishes.create(at.models.DishRequest(name="x", photo=photo))
    assert at.last.headers["content-type"].startswith("multipart/form-data; boundary=")
    assert b"PNG" in b"".join(at.last.content)


def test_other_bodies(at: Kitchen) -> None:
    at.answer(b"", 204)
    at.client.dishes.parts_update(UUID(ID), "x", at.models.Filter(name="a b"))
    assert at.last.content == b"name=a+b"
    at.answer({"any": ["json"]})
    assert at.client.dishes.upload(b"PNG") == {"any": ["json"]}
    assert (at.last.content, at.last.headers["content-type"]) == (b"PNG", "image/png")
    at.answer(DISH)
    about = at.models.Filter(name="n")
    at.client.dishes.form(at.models.PhotoRequest(image=at.package.File(b"x"), about=about))
    sent = b"".join(at.last.content)
    assert b'name="about"\r\nContent-Type: application/json\r\n\r\n{"name":"n"}' in sent


def test_limits_are_checked_before_anything_is_sent(at: Kitchen) -> None:
    for wrong in ({"name": ""}, {"name": "x" * 21}, {"name": "a b"}, {"name": "x", "amount": 0}):
        with pytest.raises(ValueError, match="validation error"):
            at.models.DishRequest(**wrong)
    at.models.DishRequest(name="x", odd="whatever: look-around is not checked", tags=["abc"])
    with pytest.raises(ValueError, match="tags"):
        at.models.DishRequest(name="x", tags=[])


# --- Answers -------------------------------------------------------------------------------------


def test_answers_are_taken_as_they_come(at: Kitchen) -> None:
    more = {
        "kind": "brand new",
        "ratio": 0.75,
        "price": "12.30",
        "length": "3 04:05:06",
        "date": "2026-01-02",
        "class": 1,
        "unknown": True,
        "from": "here",
        "firstName": "f",
        "list": [1],
        "pair": [1, "a"],
        "either": ID,
        "settings": {"any": [None]},
        "parts": [
            {"how": "boiled", "minutes": 3},
            {"how": "fried", "oil": "x"},
            {"how": "grilled", "x": 1},
        ],
        "conflict": {"status": "x"},
        "parent": DISH | {"size": None},
    }
    at.answer({"count": 1, "results": [DISH | more]})
    page = at.client.dishes.list(kind="soup")
    dish = page.results[0]
    assert dish.name == "a long name", "a limit of requests is not one of answers"
    assert dish.size is at.enums.SizeEnum.SMALL
    assert (dish.kind, dish.ratio) == ("brand new", 0.75)
    assert dish.price == Decimal("12.30")
    assert dish.length == dt.timedelta(days=3, hours=4, minutes=5, seconds=6)
    assert (dish.from_, dish.first_name_2, dish.list, dish.pair) == ("here", "f", [1], (1, "a"))
    assert dish.either == UUID(ID)
    assert dish.settings == {"any": [None]}
    assert [type(part).__name__ for part in dish.parts] == ["Boiled", "Fried", "UnknownVariant"]
    assert dish.parts[2].root == {"how": "grilled", "x": 1}
    assert type(dish.conflict).__name__ == "AllauthConflictResponse_2"
    assert dish.parent.size is None
    assert dish.date == dt.date(2026, 1, 2)
    assert (dish.time, page.next) == (None, None)


def test_a_second_success_may_have_no_body(at: Kitchen) -> None:
    at.answer(b"", 202)
    assert at.client.dishes.create(at.models.DishRequest(name="x")) is None


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (400, {"name": ["bad"], "other": ["worse"]}, "Errors"),
        (404, {"detail": "gone"}, "Detail"),
        (500, {"detail": "broken"}, "Detail"),
    ],
)
def test_errors_have_the_declared_body(at: Kitchen, status: int, body: object, kind: str) -> None:
    at.answer(body, status)
    with pytest.raises(at.package.APIStatusError) as caught:
        at.client.dishes.create(at.models.DishRequest(name="x"))
    assert type(caught.value.body).__name__ == kind
    if kind == "Errors":
        assert caught.value.body.name == ["bad"]
        assert caught.value.body.other == ["worse"], "keys that are typed, but not named"


def test_keys_that_are_not_named_have_a_type(at: Kitchen) -> None:
    assert at.models.Errors(other=["x"]).other == ["x"]
    with pytest.raises(ValueError, match="valid list"):
        at.models.Errors(other="x")


def test_a_type_that_holds_itself(at: Kitchen) -> None:
    at.answer({"tree": {"a": ["b", {"c": []}]}})
    assert at.client.shared.list().tree == {"a": ["b", {"c": []}]}


def test_pages_of_every_shape(at: Kitchen) -> None:
    dishes: Sequence[dict[str, object]] = [DISH | {"name": name} for name in "abc"]
    at.answer({"count": 2, "next": "http://x/?page=2&kind=soup", "results": [dishes[0]]})
    at.answer({"count": 2, "next": None, "results": [dishes[1]]})
    assert [dish.name for dish in at.client.dishes.iterate(kind="soup")] == ["a", "b"]
    assert at.query == [("page", "2"), ("kind", "soup")]
    at.answer({"data": [dishes[0]], "meta": {"nextCursor": "m"}})
    at.answer({"data": [dishes[1]], "meta": {"nextCursor": None}})
    assert [dish.name for dish in at.client.dishes.iterate_marked()] == ["a", "b"]
    assert at.query == [("cursor", "m")]
    at.answer([dishes[0], dishes[1]])
    at.answer([dishes[2]])
    at.answer([])
    assert [dish.name for dish in at.client.dishes.iterate_array(limit=2)] == ["a", "b", "c"]


def test_a_deprecated_operation_warns(at: Kitchen) -> None:
    at.answer([{"how": "boiled"}])
    with pytest.warns(DeprecationWarning, match="dishes_parts_retrieve is deprecated"):
        parts = at.client.dishes.parts_retrieve(UUID(ID), "x")
    assert parts == [at.models.Boiled(how="boiled")]


def test_files_and_events_are_streamed(at: Kitchen) -> None:
    at.answer(b"PNG", media="image/png")
    with at.client.dishes.download() as file:
        assert file.read() == b"PNG"
    at.answer(b"data: one\n\ndata: two\n\n", media="text/event-stream")
    with at.client.dishes.events() as events:
        assert list(events) == ["one", "two"]


# --- Over the wire -------------------------------------------------------------------------------


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers every GET with a page of one dish, and says who asked."""

    def do_GET(self) -> None:
        keys = dict(parse_qsl(urlsplit(self.path).query))
        name = self.headers.get("authorization", keys.get("key", "nobody"))
        body = json.dumps({"count": 1, "results": [DISH | {"name": name}]}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@pytest.fixture
def url() -> Iterator[str]:
    """Where a server is."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("scheme", "arguments", "sent"),
    [
        ("bearer", ("t",), "Bearer t"),
        ("token_auth", ("t",), "Token t"),
        ("basic_auth", ("u", "p"), "Basic dTpw"),
        ("oauth", ("t",), "Bearer t"),
        ("api_key", ("k&",), "k&"),
    ],
)
def test_over_the_wire(
    url: str, kitchen: Made, scheme: str, arguments: tuple[str, ...], sent: str
) -> None:
    package: Any = kitchen.load()
    auth: Callable[..., Any] = getattr(package, scheme)
    with package.SyncAPIClient(url, auth=auth(*arguments)) as client:
        assert client.dishes.list(kind="soup").results[0].name == sent

    async def ask() -> str:
        async with package.APIClient(url, auth=auth(*arguments)) as client:
            page = await client.dishes.list(kind="soup")
            name: str = page.results[0].name
            return name

    assert asyncio.run(ask()) == sent


def test_no_function_is_made_for_a_scheme_that_sends_nothing(kitchen: Made) -> None:
    assert not hasattr(kitchen.load(), "mtls")
