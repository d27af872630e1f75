"""What a call sends, and what becomes of a success."""

from __future__ import annotations

import datetime as dt
import inspect
import pydoc
import warnings
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from both import Both
from fault_server import FaultServer, reply
from oacgen_py_shop.client import APIClient, SyncAPIClient
from oacgen_py_shop.enums import RoleEnum
from oacgen_py_shop.models.users import Address, PatchedUserRequest, User, UserRequest
from oacgen_py_shop.subclients.users import Users

from oacgen_py.runtime.call import Request, Response
from oacgen_py.runtime.model import MISSING

if TYPE_CHECKING:
    from collections.abc import Mapping

USER = {"id": 1, "username": "ann"}
EMPTY: Mapping[str, object] = {"count": 0, "results": []}


def sent(server: FaultServer) -> object:
    return server.seen[-1].json


# --- Absent, null, value -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "body"),
    [
        (PatchedUserRequest(), {}),
        (PatchedUserRequest(email=None), {"email": None}),
        (PatchedUserRequest(email=MISSING, username="b"), {"username": "b"}),
        (
            PatchedUserRequest(address=Address(street="s", city="c")),
            {"address": {"street": "s", "city": "c"}},
        ),
        (
            PatchedUserRequest(address=Address(street="s", city="c", class_=None)),
            {"address": {"street": "s", "city": "c", "class": None}},
        ),
    ],
)
def test_only_what_was_set_is_sent(
    both: Both, server: FaultServer, data: PatchedUserRequest, body: object
) -> None:
    server.play(reply(USER))
    both.do(both.client().users.partial_update(1, data))
    assert sent(server) == body
    assert server.seen[0].headers["content-type"] == "application/json"


def test_a_field_may_be_cleared_later(both: Both, server: FaultServer) -> None:
    server.play(reply(USER))
    data = PatchedUserRequest(username="b", email="b@x.test")
    data.email = None
    both.do(both.client().users.partial_update(1, data))
    assert sent(server) == {"username": "b", "email": None}


def test_no_body_at_all(both: Both, server: FaultServer) -> None:
    server.play(reply(USER))
    both.do(both.client().users.partial_update(1))
    assert server.seen[0].body == b""
    assert "content-type" not in server.seen[0].headers


def test_values_are_spelt_as_drf_reads_them(both: Both, server: FaultServer) -> None:
    server.play(reply(USER, 201))
    data = UserRequest(
        username="änn",
        role=RoleEnum.ADMIN,
        balance=Decimal("1.50"),
        session_length=dt.timedelta(days=3, hours=4, seconds=6, microseconds=7),
        date_joined=dt.datetime(2024, 1, 2, 3, 4, 5, 6, tzinfo=dt.UTC),
    )
    both.do(both.client().users.create(data))
    assert sent(server) == {
        "username": "änn",
        "role": "admin",
        "balance": "1.50",
        "session_length": "3 04:00:06.000007",
        "date_joined": "2024-01-02T03:04:05.000006Z",
    }


def test_a_body_that_is_a_list(both: Both, server: FaultServer) -> None:
    server.play(reply([USER]))
    made = both.do(both.client().users.bulk([UserRequest(username="a"), UserRequest(username="b")]))
    assert sent(server) == [{"username": "a"}, {"username": "b"}]
    assert made == [User(id=1, username="ann")]


# --- Where things go -----------------------------------------------------------------------------


def test_the_query(both: Both, server: FaultServer) -> None:
    server.play(reply(EMPTY))
    moment = dt.datetime(2024, 1, 2, 3, 4, tzinfo=dt.timezone(dt.timedelta(hours=2)))
    both.do(
        both.client().users.list(
            created_at__gte=moment, id__in=[1, 2], role=[RoleEnum.ADMIN, "a&b=c d,e"]
        )
    )
    assert server.seen[0].query == {
        "created_at__gte": ["2024-01-02T03:04:00+02:00"],
        "id__in": ["1,2"],
        "role": ["admin", "a&b=c d,e"],
    }
    assert server.seen[0].target.endswith("&role=a%26b%3Dc%20d%2Ce")
    assert "id__in=1,2&" in server.seen[0].target


def test_nothing_is_sent_unasked(both: Both, server: FaultServer) -> None:
    server.play(reply(EMPTY))
    both.do(both.client().users.list())
    assert server.seen[0].target == "/users/"


def test_odd_styles(both: Both, server: FaultServer) -> None:
    server.play(reply({}))
    odd = both.client().odd
    both.do(odd.query(spaces=["a b", "c"], bars=["a|b", "c"], raw="a/b?c&d#e+f"))
    both.do(
        odd.query(
            document={"a": [1, None]}, near={"lat": 1, "lon": "2,5"}, flat={"R": 100, "G": "a,b"}
        )
    )
    both.do(odd.query(near=Address(street="s", city="c"), inside={"a": 1, "b": {"c": [1, 2]}}))
    targets = [seen.target for seen in server.seen]
    assert targets[0] == "/odd/?spaces=a%20b%20c&bars=a%7Cb%7Cc&raw=a/b?c%26d%23e%2Bf"
    assert targets[1] == (
        "/odd/?document=%7B%22a%22%3A%5B1%2Cnull%5D%7D&lat=1&lon=2%2C5&flat=R,100,G,a%2Cb"
    )
    assert (
        targets[2]
        == "/odd/?street=s&city=c&inside%5Ba%5D=1&inside%5Bb%5D%5Bc%5D=1&inside%5Bb%5D%5Bc%5D=2"
    )


def test_odd_paths(both: Both, server: FaultServer) -> None:
    server.play(reply({}))
    both.do(both.client().odd.path([1, 2], "a/b", ["x", "y;z"]))
    assert server.seen[0].target == "/odd/1,2/.a%2Fb/;m=x;m=y%3Bz/"


def test_headers_and_cookies(both: Both, server: FaultServer) -> None:
    server.play(reply({}))
    odd = both.client(headers={"X-Mine": "1", "X-Count": "9"}).odd
    both.do(odd.headers(count=2, names=["a", "b"], pairs={"R": 1, "G": 2}, session="s1"))
    headers = server.seen[0].headers
    assert headers["x-names"] == "a,b"
    assert headers["x-pairs"] == "R=1,G=2"
    assert headers["cookie"] == "session=s1"
    assert (headers["x-mine"], headers["x-count"]) == ("1", "2")
    both.do(odd.headers())
    assert "x-names" not in server.seen[1].headers
    assert "cookie" not in server.seen[1].headers


@pytest.mark.parametrize("id", ["a/b", "ä?#", "..x", "a b"])
def test_path_segments_are_escaped(both: Both, server: FaultServer, id: str) -> None:
    from urllib.parse import unquote

    server.play(reply(USER))
    both.do(both.client().users.retrieve(id))
    _, users, segment, end = server.seen[0].target.split("/")
    assert (users, unquote(segment), end) == ("users", id, "")


@pytest.mark.parametrize("id", ["", ".", ".."])
def test_path_segments_may_not_lead_elsewhere(both: Both, server: FaultServer, id: str) -> None:
    with pytest.raises(ValueError, match="cannot be part of a path"):
        both.do(both.client().users.retrieve(id))
    assert server.seen == []


# --- Answers -------------------------------------------------------------------------------------


def test_answers_without_a_body(both: Both, server: FaultServer) -> None:
    client = both.client()
    server.play(reply(None, 204))
    assert both.do(client.users.destroy(1)) is None
    server.play(reply({"detail": "Deleted, and told."}))
    assert both.do(client.users.destroy(1)) is None
    server.play(reply(USER))
    assert both.do(client.users.head(1)) is None
    assert server.seen[-1].method == "HEAD"


def test_an_answer_that_may_be_empty(both: Both, server: FaultServer) -> None:
    server.play(reply(None, 204), reply(USER))
    users = both.client().users
    assert both.do(users.update(1, UserRequest(username="a"))) is None
    assert both.do(users.update(1, UserRequest(username="a"))) == User(id=1, username="ann")


def test_json_may_be_declared_as_something_else(both: Both, server: FaultServer) -> None:
    server.play(reply(USER, content_type="text/plain"))
    assert both.do(both.client().users.retrieve(1)).id == 1


def test_the_raw_answer(both: Both, server: FaultServer) -> None:
    server.play(reply({**USER, "new": 5}, headers={"X-Total": "7"}))
    answer = both.do(both.client().users.retrieve.raw(1))
    assert answer.response.headers["x-total"] == "7"
    assert b'"new": 5' in answer.response.content
    assert answer.parse() == User(id=1, username="ann")


def test_json_is_asked_for(both: Both, server: FaultServer) -> None:
    server.play(reply(USER))
    both.do(both.client().users.retrieve(1))
    assert server.seen[0].headers["accept"].startswith("application/json,")
    assert "*/*" in server.seen[0].headers["accept"]


# --- Options and hooks ---------------------------------------------------------------------------


def test_options_of_some_calls(both: Both, server: FaultServer, elsewhere: FaultServer) -> None:
    server.play(reply(USER))
    elsewhere.play(reply(USER))
    client = both.client(headers={"X-A": "1", "X-B": "1"})
    other = client.with_options(headers={"X-B": "2"}, base_url=elsewhere.url + "/v2/")
    both.do(other.users.retrieve(1))
    both.do(client.users.retrieve(1))
    assert elsewhere.seen[0].target == "/v2/users/1/"
    assert (elsewhere.seen[0].headers["x-a"], elsewhere.seen[0].headers["x-b"]) == ("1", "2")
    assert server.seen[0].headers["x-b"] == "1"


def test_a_client_needs_a_url_and_may_have_one_of_its_own() -> None:
    assert SyncAPIClient()._engine.base_url == "http://default.test/api"
    assert APIClient(base_url="https://x.test/")._engine.base_url == "https://x.test"
    with pytest.raises(
        ValueError, match=r"base_url has to begin with http:// or https://, not 'x.test'"
    ):
        SyncAPIClient("x.test")


def test_hooks_see_and_change(both: Both, server: FaultServer) -> None:
    server.play(reply("", 503), reply(USER))
    seen: list[str] = []

    def on_request(request: Request) -> None:
        request.headers["x-hook"] = str(len(seen))
        seen.append(f"> {request.method} {request.path}")

    def on_response(response: Response) -> None:
        seen.append(f"< {response.status}")

    client = both.client(on_request=[on_request], on_response=[on_response])
    both.do(client.users.retrieve(1))
    assert seen == ["> GET /users/1/", "< 503", "> GET /users/1/", "< 200"]
    assert [one.headers["x-hook"] for one in server.seen] == ["0", "2"]


def test_hooks_may_be_awaited(server: FaultServer) -> None:
    import asyncio

    server.play(reply(USER))

    async def on_request(request: Request) -> None:
        await asyncio.sleep(0)
        request.headers["x-hook"] = "1"

    async def main() -> None:
        async with APIClient(server.url, on_request=[on_request]) as client:
            await client.users.retrieve(1)

    asyncio.run(main())
    assert server.seen[0].headers["x-hook"] == "1"


# --- Methods -------------------------------------------------------------------------------------


def test_methods_tell_what_they_are() -> None:
    with SyncAPIClient() as client:
        signature = inspect.signature(client.users.retrieve)
        assert str(signature) == "(id: 'int | str') -> 'Call[User]'"
        assert client.users.retrieve.__doc__ == "Retrieve a user."
    assert Users.retrieve.__doc__ == Users.retrieve.__doc__ == "Retrieve a user."
    assert Users.iterate is Users.__dict__["iterate"]


def test_help_shows_the_arguments() -> None:
    with SyncAPIClient() as client:
        for call in (client.users.list, client.users.iterate):
            told = pydoc.render_doc(call, renderer=pydoc.plaintext)
            assert f"{call.__name__}(*, created_at__gte: '_dt.datetime | None' = None, " in told
            assert "role: 'Sequence[RoleEnum | str] | None' = None)" in told
            assert "Users, newest first." in told
            assert str(inspect.signature(call)).startswith("(*, created_at__gte: ")


def test_deprecated_operations_warn_where_they_are_called(both: Both, server: FaultServer) -> None:
    server.play(reply([]))
    users = both.client().users
    for call in (users.old, users.iterate_old):
        with pytest.warns(DeprecationWarning, match="users_old_list is deprecated") as caught:
            result = call()
        assert caught[0].filename == __file__
        both.items(result) if call is users.iterate_old else both.do(result)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        both.do(users.bare())


def test_operations_may_stand_on_the_client_itself(both: Both, server: FaultServer) -> None:
    from both import Both as _Both

    assert _Both is Both
    from oacgen_py.runtime.client import AsyncClient, Client, SyncClient
    from oacgen_py.runtime.resource import Call, operation, pages

    class Flat(Client):
        @operation
        def users_bare(self, *, page: int | None = None) -> Call[list[User]]:
            return Call("GET", "/users/bare/", list[User], query={"page": page})

        iterate_users = pages(users_bare, style="page", parameter="page")

    class Sync(Flat, SyncClient): ...

    class Async(Flat, AsyncClient): ...

    server.play(reply([USER]), reply([]))
    kind = Async if both.is_async else Sync
    client = kind(server.url)
    assert both.items(client.iterate_users()) == [User(id=1, username="ann")]
    both.do(client.aclose() if both.is_async else client.close())


@pytest.mark.parametrize(
    ("start", "given", "asked"),
    [
        (0, None, ["", "page=1", "page=2"]),
        (1, None, ["", "page=2", "page=3"]),
        (0, 5, ["page=5", "page=6", "page=7"]),
    ],
)
def test_pages_are_counted_from_the_start(
    both: Both, server: FaultServer, start: int, given: int | None, asked: list[str]
) -> None:
    from oacgen_py.runtime.client import AsyncClient, Client, SyncClient
    from oacgen_py.runtime.resource import Call, operation, pages

    class Flat(Client):
        @operation
        def listed(self, *, page: int | None = None) -> Call[list[User]]:
            return Call("GET", "/users/", list[User], query={"page": page})

        iterate = pages(listed, style="page", parameter="page", start=start)

    class Sync(Flat, SyncClient): ...

    class Async(Flat, AsyncClient): ...

    server.play(reply([USER]), reply([USER | {"id": 2}]), reply([]))
    client = (Async if both.is_async else Sync)(server.url)
    assert [user.id for user in both.items(client.iterate(page=given))] == [1, 2]
    both.do(client.aclose() if both.is_async else client.close())
    assert [seen.target.partition("?")[2] for seen in server.seen] == asked


def test_uuid_in_a_path(both: Both, server: FaultServer) -> None:
    from oacgen_py.runtime.encoding import segment

    id = UUID("12345678-1234-5678-1234-567812345678")
    assert segment(id) == str(id)
