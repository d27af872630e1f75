"""All items, page after page."""

from __future__ import annotations

import pytest
from both import Both
from fault_server import Behaviour, FaultServer, reply
from oacgen_py_shop.client import token_auth

from oacgen_py.runtime.auth import Auth
from oacgen_py.runtime.errors import APIResponseError, NotFoundError


def user(id: int) -> dict[str, object]:
    return {"id": id, "username": f"u{id}"}


def page(*ids: int, next: str | None = None) -> Behaviour:
    return reply({"count": 9, "next": next, "previous": None, "results": [user(id) for id in ids]})


def bare(*ids: int) -> Behaviour:
    return reply([user(id) for id in ids])


def envelope(*ids: int, **meta: object) -> Behaviour:
    return reply({"data": {"items": [user(id) for id in ids]}, "meta": meta})


def test_next_is_followed_to_the_end(both: Both, server: FaultServer) -> None:
    server.play(page(1, 2, next="http://x/users/?page=2&role=viewer&q="), page(3))
    users = both.items(both.client().users.iterate(role=["viewer"], page=1))
    assert [user.id for user in users] == [1, 2, 3]
    assert [seen.query for seen in server.seen] == [
        {"role": ["viewer"], "page": ["1"]},
        {"role": ["viewer"], "page": ["2"], "q": [""]},
    ]


def test_pages_are_fetched_when_they_are_reached(both: Both, server: FaultServer) -> None:
    server.play(page(1, next="?cursor=a%2Bb%3D"), page(2))
    users = both.each(both.client().users.iterate())
    assert len(server.seen) == 0
    assert next(users).id == 1
    assert len(server.seen) == 1
    assert next(users).id == 2
    assert server.seen[1].query == {"cursor": ["a+b="]}


def test_next_never_leads_to_another_host(
    both: Both, server: FaultServer, elsewhere: FaultServer
) -> None:
    elsewhere.play(page(666))
    server.play(page(1, next=f"{elsewhere.url}/evil/?page=2&key=old"), page(2))
    auth = [token_auth("secret"), Auth("query", "key", "k")]
    users = both.items(both.client(auth=auth).users.iterate())
    assert [user.id for user in users] == [1, 2]
    assert elsewhere.seen == []
    assert server.seen[1].query == {"page": ["2"], "key": ["k"]}


def test_a_loop_of_pages_ends_in_an_error(both: Both, server: FaultServer) -> None:
    server.play(page(1, next="?page=2"), page(2, next="?page=3"), page(3, next="?page=2"))
    users = both.each(both.client().users.iterate())
    assert [next(users).id for _ in range(3)] == [1, 2, 3]
    with pytest.raises(
        APIResponseError, match="/users/: the next page is one that was read before"
    ):
        next(users)
    assert len(server.seen) == 3


def test_an_error_comes_through(both: Both, server: FaultServer) -> None:
    server.play(page(1, next="?page=2"), reply({"detail": "Invalid page."}, 404))
    users = both.each(both.client().users.iterate())
    next(users)
    with pytest.raises(NotFoundError):
        next(users)


def test_bare_arrays_end_with_an_empty_page(both: Both, server: FaultServer) -> None:
    server.play(bare(1, 2), bare(3), bare())
    users = both.items(both.client().users.iterate_bare())
    assert [user.id for user in users] == [1, 2, 3]
    assert [seen.query for seen in server.seen] == [{}, {"page": ["2"]}, {"page": ["3"]}]


def test_bare_arrays_end_where_the_server_has_no_such_page(both: Both, server: FaultServer) -> None:
    server.play(bare(1, 2), reply({"detail": "Invalid page."}, 404))
    assert len(both.items(both.client().users.iterate_bare(page=4))) == 2
    assert server.seen[1].query == {"page": ["5"]}


def test_the_first_page_may_not_be_missing(both: Both, server: FaultServer) -> None:
    server.play(reply({"detail": "No."}, 404))
    with pytest.raises(NotFoundError):
        both.items(both.client().users.iterate_bare())


def test_a_server_that_does_not_page_at_all(both: Both, server: FaultServer) -> None:
    server.play(bare(1, 2))
    assert [user.id for user in both.items(both.client().users.iterate_bare())] == [1, 2]
    assert len(server.seen) == 2


def test_counting_starts_where_the_caller_says(both: Both, server: FaultServer) -> None:
    server.play(bare(1), bare(2), bare())
    both.items(both.client().users.iterate_bare(page=0))
    assert [seen.query["page"] for seen in server.seen] == [["0"], ["1"], ["2"]]


def test_offsets_grow_by_what_came(both: Both, server: FaultServer) -> None:
    server.play(bare(1, 2, 3), bare(4), bare())
    users = both.items(both.client().users.iterate_slice(offset=10, limit=50))
    assert len(users) == 4
    assert [seen.query["offset"] for seen in server.seen] == [["10"], ["13"], ["14"]]
    assert server.seen[2].query["limit"] == ["50"]


def test_a_mark_in_the_body(both: Both, server: FaultServer) -> None:
    server.play(envelope(1, next="a/b=="), envelope(2, next=None))
    users = both.items(both.client().users.iterate_envelope())
    assert [user.id for user in users] == [1, 2]
    assert server.seen[1].query == {"cursor": ["a/b=="]}


def test_a_url_in_the_body(both: Both, server: FaultServer) -> None:
    server.play(envelope(1, next="https://x/users/?cursor=z"), envelope(2, next=""))
    assert len(both.items(both.client().users.iterate_envelope())) == 2
    assert server.seen[1].query == {"cursor": ["z"]}


def test_an_envelope_may_be_empty(both: Both, server: FaultServer) -> None:
    server.play(reply({"data": {}}))
    assert both.items(both.client().users.iterate_envelope()) == []


def test_a_count_saves_the_last_request(both: Both, server: FaultServer) -> None:
    server.play(envelope(1, 2, total=3), envelope(3, total=3))
    assert len(both.items(both.client().users.iterate_counted())) == 3
    assert len(server.seen) == 2


def test_a_count_from_the_middle(both: Both, server: FaultServer) -> None:
    server.play(envelope(3, 4, total=5), envelope(5, total=5))
    assert len(both.items(both.client().users.iterate_counted(page=2))) == 3
    assert len(server.seen) == 2
