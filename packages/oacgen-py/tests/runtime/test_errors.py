"""What an answer that is no success becomes."""

from __future__ import annotations

import pickle
from io import BytesIO

import pytest
from both import Both
from fault_server import FaultServer, chunked, half, redirect, reply, reset
from oacgen_py_shop.client import token_auth
from oacgen_py_shop.models.users import AvatarRequest, Detail, UserErrors, UserRequest

from oacgen_py.runtime.auth import Auth
from oacgen_py.runtime.errors import (
    APIConnectionError,
    APIError,
    APIResponseError,
    APIStatusError,
    BadRequestError,
    ConflictError,
    ForbiddenError,
    NotFoundError,
    RateLimitError,
    ServerError,
    UnauthorizedError,
)
from oacgen_py.runtime.files import File
from oacgen_py.runtime.problems import problem
from oacgen_py.runtime.retry import Retry

OFF = Retry(times=0)


def failing(both: Both, server: FaultServer, behaviour: object) -> APIStatusError:
    server.play(behaviour)
    with pytest.raises(APIStatusError) as caught:
        both.do(both.client(retry=OFF).users.retrieve(1))
    return caught.value


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, BadRequestError),
        (401, UnauthorizedError),
        (403, ForbiddenError),
        (404, NotFoundError),
        (409, ConflictError),
        (418, APIStatusError),
        (429, RateLimitError),
        (500, ServerError),
        (503, ServerError),
    ],
)
def test_each_status_has_its_error(
    both: Both, server: FaultServer, status: int, kind: type[APIStatusError]
) -> None:
    error = failing(both, server, reply({"detail": "No."}, status))
    assert type(error) is kind
    assert (error.status, error.detail, error.response.status) == (status, "No.", status)
    assert error.request.url == server.url + "/users/1/"
    assert str(error) == f"GET /users/1/: {status} No."


def test_the_body_is_what_the_document_declares_for_the_status(
    both: Both, server: FaultServer
) -> None:
    assert failing(both, server, reply({"detail": "Gone."}, 404)).body == Detail(detail="Gone.")
    ranged = failing(both, server, reply({"username": ["Taken."]}, 409))
    assert ranged.body == UserErrors(username=["Taken."])
    assert failing(both, server, reply(["Down."], 500)).body == ["Down."]


def test_a_body_that_was_not_declared_is_json(both: Both, server: FaultServer) -> None:
    assert failing(both, server, reply({"reason": 5}, 500)).body == {"reason": 5}


def test_field_errors(both: Both, server: FaultServer) -> None:
    server.play(
        reply(
            {
                "username": ["Taken.", "Too short."],
                "address": {"city": ["Required."], "non_field_errors": ["Odd."]},
                "items": [{}, {"name": ["Blank."]}],
                "tags": {"0": ["Bad tag."]},
                "non_field_errors": ["Passwords differ."],
                "flat": "Not a list.",
            },
            400,
        )
    )
    with pytest.raises(BadRequestError) as caught:
        both.do(both.client().users.create(UserRequest(username="ann")))
    error = caught.value
    assert error.fields == {
        "username": ["Taken.", "Too short."],
        "address.city": ["Required."],
        "address": ["Odd."],
        "items.1.name": ["Blank."],
        "tags.0": ["Bad tag."],
        "non_field_errors": ["Passwords differ."],
        "flat": ["Not a list."],
    }
    assert error.non_field_errors == ["Passwords differ."]
    assert error.detail is None
    assert error.body == UserErrors(username=["Taken.", "Too short."])
    assert str(error).startswith("POST /users/: 400 username: Taken. Too short.; address.city: Req")


@pytest.mark.parametrize(
    ("body", "detail", "fields"),
    [
        (["One.", "Two."], None, {"non_field_errors": ["One.", "Two."]}),
        ("Broken.", "Broken.", {}),
        ("<html>", None, {}),
        (None, None, {}),
        (5, None, {}),
        ({"detail": "No.", "code": "bad", "messages": [{"token_type": "access"}]}, "No.", {}),
        ({"detail": "No.", "name": ["Bad."]}, "No.", {"name": ["Bad."]}),
        (
            {
                "type": "validation_error",
                "errors": [
                    {"code": "required", "detail": "Required.", "attr": "address.city"},
                    {"code": "invalid", "detail": "Odd.", "attr": "non_field_errors"},
                    {"code": "invalid", "detail": "Whole.", "attr": None},
                ],
            },
            None,
            {"address.city": ["Required."], "non_field_errors": ["Odd.", "Whole."]},
        ),
        (
            {
                "type": "client_error",
                "errors": [{"code": "not_found", "detail": "Not found.", "attr": None}],
            },
            "Not found.",
            {},
        ),
        (
            {
                "type": "about:blank",
                "title": "Invalid input.",
                "status": 400,
                "invalidParams": [{"name": "city", "code": "max", "reason": "Too long."}],
            },
            "Invalid input.",
            {"city": ["Too long."]},
        ),
        (
            {
                "title": "Bad",
                "detail": "See errors.",
                "errors": [{"detail": "Too old.", "pointer": "#/person/age"}],
            },
            "See errors.",
            {"person.age": ["Too old."]},
        ),
        (
            {"title": "Bad", "invalid_params": [{"name": "age", "reason": "Negative."}]},
            "Bad",
            {"age": ["Negative."]},
        ),
        (
            {"detail": [{"loc": ["body", "name"], "msg": "Missing.", "type": "missing"}]},
            None,
            {"body.name": ["Missing."]},
        ),
        ({"errors": {"name": ["Bad."]}}, None, {"name": ["Bad."]}),
        ({"detail": ["Plain."]}, None, {"detail": ["Plain."]}),
    ],
)
def test_shapes_of_errors(body: object, detail: str | None, fields: dict[str, list[str]]) -> None:
    assert problem(body) == (detail, fields)


def test_a_page_of_a_proxy_is_text(both: Both, server: FaultServer) -> None:
    page = "<html>\n  <h1>502 Bad Gateway</h1></html>"
    error = failing(both, server, reply(page, 502, "text/html"))
    assert isinstance(error, ServerError)
    assert error.body == error.response.text == page
    assert (error.detail, error.fields) == (None, {})
    assert str(error) == "GET /users/1/: 502 <html> <h1>502 Bad Gateway</h1></html>"


def test_text_in_another_charset(both: Both, server: FaultServer) -> None:
    error = failing(
        both, server, reply("Größe".encode("latin-1"), 500, "text/plain; charset=latin-1")
    )
    assert error.body == "Größe"
    odd = failing(both, server, reply(b"\xff!", 500, "text/plain; charset=klingon"))
    assert odd.body == "\ufffd!"


def test_an_empty_error(both: Both, server: FaultServer) -> None:
    error = failing(both, server, reply(None, 404, ""))
    assert error.body == ""
    assert str(error) == "GET /users/1/: 404"


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [
        (reply(None, 200), "it is empty"),
        (reply("<html>", 200, "text/html"), "sent as text/html"),
        (reply('{"id": 1, "userna', 200), "EOF while parsing"),
        (reply(b'{"id": 1, "username": "\xff"}', 200), "invalid unicode"),
        (reply({"id": "x", "username": None}, 200), r"id: .*valid integer.* \(and 1 more\)"),
    ],
)
def test_a_success_that_cannot_be_read(
    both: Both, server: FaultServer, behaviour: object, reason: str
) -> None:
    server.play(behaviour)
    with pytest.raises(
        APIResponseError, match=f"GET /users/1/: 200 with a .* fit: .*{reason}"
    ) as caught:
        both.do(both.client().users.retrieve(1))
    assert not isinstance(caught.value, APIStatusError)
    assert caught.value.response.status == 200
    assert len(server.seen) == 1


def test_a_misfit_does_not_quote_the_data(both: Both, server: FaultServer) -> None:
    server.play(reply({"id": "hunter2", "username": "ann"}))
    with pytest.raises(APIResponseError) as caught:
        both.do(both.client().users.retrieve(1))
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("behaviour", [reset, half()])
def test_a_lost_connection(both: Both, server: FaultServer, behaviour: object) -> None:
    server.play(behaviour)
    with pytest.raises(APIConnectionError, match=r"GET /users/1/: .+") as caught:
        both.do(both.client(retry=OFF).users.retrieve(1))
    assert caught.value.sent


def test_an_illegal_header_is_not_retried(
    both: Both, server: FaultServer, slept: list[float]
) -> None:
    client = both.client(headers={"X-Evil": "a\r\nX-More: b"})
    with pytest.raises(APIError, match="GET /users/1/") as caught:
        both.do(client.users.retrieve(1))
    assert not isinstance(caught.value, APIConnectionError)
    assert (slept, server.seen) == ([], [])


def test_errors_can_be_pickled_without_secrets(both: Both, server: FaultServer) -> None:
    auth = [
        token_auth("hunter2"),
        Auth("query", "key", "hunter3"),
        Auth("cookie", "sid", "hunter4"),
    ]
    own = {"X-Org": "hunter5", "User-Agent": "me"}
    client = both.client(auth=auth, headers=own, retry=OFF)
    server.play(
        reply({"username": ["Taken."]}, 400, headers={"Set-Cookie": "sid=hunter6", "X-A": "1"})
    )
    with pytest.raises(BadRequestError) as caught:
        both.do(client.users.create(UserRequest(username="hunter7")))
    data = pickle.dumps(caught.value)
    assert b"hunter" not in data
    copy = pickle.loads(data)
    assert type(copy) is BadRequestError
    assert str(copy) == str(caught.value)
    assert copy.body == UserErrors(username=["Taken."])
    assert (copy.status, copy.fields) == (400, {"username": ["Taken."]})
    assert copy.request.headers["user-agent"] == "me"
    assert copy.request.path == "/users/"
    assert copy.response.headers["x-a"] == "1"
    assert copy.response.text == '{"username": ["Taken."]}'
    assert copy.response.request is copy.request
    copy.response.close()


def test_errors_with_open_files_and_streams_can_be_pickled(both: Both, server: FaultServer) -> None:
    client = both.client(retry=OFF)
    server.play(reset)
    with pytest.raises(APIConnectionError) as lost:
        both.do(client.files.multipart(AvatarRequest(image=File(BytesIO(b"abc")))))
    copy = pickle.loads(pickle.dumps(lost.value))
    assert (str(copy), copy.sent, copy.request.content) == (str(lost.value), True, None)
    server.play(chunked(b"{}\n", content_type="application/x-ndjson"))
    with both.entered(client.files.lines()) as lines, pytest.raises(APIResponseError) as misfit:
        both.items(both_iter(lines))
    assert str(pickle.loads(pickle.dumps(misfit.value))) == str(misfit.value)


def both_iter(lines: object) -> object:
    return lines.__iter__() if hasattr(lines, "__iter__") else lines.__aiter__()


def test_secrets_are_not_in_the_text_of_a_request(both: Both, server: FaultServer) -> None:
    client = both.client(auth=[token_auth("hunter2"), Auth("query", "key", "hunter3")], retry=OFF)
    server.play(reply("", 500))
    with pytest.raises(ServerError) as caught:
        both.do(client.users.retrieve(1))
    assert caught.value.request.headers["authorization"] == "Token hunter2"
    assert "hunter" not in repr(caught.value.request) + repr(caught.value.response) + str(
        caught.value
    )


def test_a_redirect_of_a_post_is_an_error(both: Both, server: FaultServer) -> None:
    server.play(redirect("https://api.test/users/", 301))
    with pytest.raises(
        APIStatusError, match=r"POST /users/: 301 redirected to https://api.test/users/"
    ):
        both.do(both.client().users.create(UserRequest(username="ann")))
