"""Retries: what is sent again, when, and what is not."""

from __future__ import annotations

import random
import socket
import threading
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from io import BytesIO

import pytest
from both import Both
from fault_server import FaultServer, half, reply, reset, silence
from oacgen_py_shop.models.users import AvatarRequest, PatchedUserRequest, UserRequest

from oacgen_py.runtime.errors import (
    APIConnectionError,
    APITimeoutError,
    RateLimitError,
    ServerError,
)
from oacgen_py.runtime.files import File
from oacgen_py.runtime.retry import Retry

USER = {"id": 1, "username": "ann"}
DATA = UserRequest(username="ann")


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_get_is_sent_again(
    both: Both, server: FaultServer, slept: list[float], status: int
) -> None:
    server.play(reply("busy", status), reply("busy", status), reply(USER))
    assert both.do(both.client().users.retrieve(1)).id == 1
    assert len(server.seen) == 3
    assert len(slept) == 2


@pytest.mark.parametrize("status", [500, 501, 400, 408])
def test_other_statuses_are_final(both: Both, server: FaultServer, status: int) -> None:
    server.play(reply("no", status))
    with pytest.raises(Exception, match=str(status)):
        both.do(both.client().users.retrieve(1))
    assert len(server.seen) == 1


@pytest.mark.parametrize("fault", [reset, half(), half(b"")])
def test_a_get_is_sent_again_when_the_connection_is_lost(
    both: Both, server: FaultServer, fault: object
) -> None:
    server.play(fault, reply(USER))
    assert both.do(both.client().users.retrieve(1)).id == 1
    assert len(server.seen) == 2


def test_put_and_delete_are_idempotent(both: Both, server: FaultServer) -> None:
    client = both.client()
    server.play(reply("busy", 503), reply(USER))
    both.do(client.users.update(1, DATA))
    server.play(reset, reply(None, 204))
    both.do(client.users.destroy(1))
    assert [seen.method for seen in server.seen] == ["PUT", "PUT", "DELETE", "DELETE"]
    assert server.seen[0].body == server.seen[1].body != b""


@pytest.mark.parametrize("fault", [reply("busy", 503), reset])
def test_post_and_patch_are_not_sent_again(both: Both, server: FaultServer, fault: object) -> None:
    client = both.client()
    server.play(fault)
    with pytest.raises((ServerError, APIConnectionError)):
        both.do(client.users.create(DATA))
    with pytest.raises((ServerError, APIConnectionError)):
        both.do(client.users.partial_update(1, PatchedUserRequest(username="bob")))
    assert [seen.method for seen in server.seen] == ["POST", "PATCH"]


def test_post_is_sent_again_when_throttled(both: Both, server: FaultServer) -> None:
    server.play(reply("slow down", 429), reply(USER, 201))
    assert both.do(both.client().users.create(DATA)).id == 1
    assert server.seen[0].body == server.seen[1].body != b""


def test_post_is_sent_again_when_it_never_connected(
    both: Both, slept: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"  # nobody listens here
        with pytest.raises(APIConnectionError) as caught:
            both.do(both.client(url).users.create(DATA))
    assert not caught.value.sent
    assert len(slept) == 2


def test_retry_after_in_seconds(both: Both, server: FaultServer, slept: list[float]) -> None:
    server.play(reply("", 429, headers={"retry-after": "7"}), reply(USER))
    both.do(both.client().users.retrieve(1))
    assert slept == [7]


def test_retry_after_as_a_date(both: Both, server: FaultServer, slept: list[float]) -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    server.play(reply("", 503, headers={"retry-after": date}), reply(USER))
    both.do(both.client().users.retrieve(1))
    assert 25 < slept[0] <= 30


@pytest.mark.parametrize("past", ["Wed, 21 Oct 2015 07:28:00 GMT", "-5", "nan"])
def test_a_time_that_has_passed_means_now(
    both: Both, server: FaultServer, slept: list[float], past: str
) -> None:
    server.play(reply("", 503, headers={"retry-after": past}), reply(USER))
    both.do(both.client().users.retrieve(1))
    assert slept == [0]


def test_nonsense_in_retry_after_is_passed_over(
    both: Both, server: FaultServer, slept: list[float]
) -> None:
    server.play(reply("", 503, headers={"retry-after": "soon"}), reply(USER))
    both.do(both.client().users.retrieve(1))
    assert 0 <= slept[0] <= 0.5


@pytest.mark.parametrize("after", ["61", "inf"])
def test_a_wait_that_is_too_long_is_not_begun(
    both: Both, server: FaultServer, slept: list[float], after: str
) -> None:
    server.play(reply({"detail": "Throttled."}, 429, headers={"retry-after": after}))
    with pytest.raises(RateLimitError) as caught:
        both.do(both.client().users.retrieve(1))
    assert (slept, len(server.seen)) == ([], 1)
    assert caught.value.retry_after == float(after)


def test_waits_grow_and_are_random(both: Both, server: FaultServer, slept: list[float]) -> None:
    random.seed(4)
    server.play(reply("", 503))
    retry = Retry(times=40, first=1, longest=4, total=1000)
    with pytest.raises(ServerError):
        both.do(both.client(retry=retry).users.retrieve(1))
    assert len(slept) == 40
    assert slept[0] <= 1
    assert slept[1] <= 2
    assert 2 < max(slept) <= 4
    assert min(slept) < 1
    assert len(set(slept)) == 40


def test_total_time_is_bounded(both: Both, server: FaultServer, slept: list[float]) -> None:
    server.play(reply("", 503, headers={"retry-after": "9"}))
    with pytest.raises(ServerError):
        both.do(both.client(retry=Retry(total=8)).users.retrieve(1))
    assert slept == []


def test_retries_can_be_switched_off_for_a_client_and_for_a_call(
    both: Both, server: FaultServer
) -> None:
    server.play(reply("", 503))
    off = both.client(retry=Retry(times=0))
    for client in (off, both.client().with_options(retry=Retry(times=0))):
        with pytest.raises(ServerError):
            both.do(client.users.retrieve(1))
    assert len(server.seen) == 2
    with pytest.raises(ServerError):
        both.do(off.with_options(retry=Retry(times=1)).users.retrieve(1))
    assert len(server.seen) == 4


class Pipe(BytesIO):
    """A file that cannot be wound back."""

    def seekable(self) -> bool:
        return False


def test_a_body_that_cannot_be_wound_back_is_sent_once(both: Both, server: FaultServer) -> None:
    server.play(reply("", 429))
    with pytest.raises(RateLimitError):
        both.do(both.client().files.multipart(AvatarRequest(image=File(Pipe(b"abc"), "a.txt"))))
    assert len(server.seen) == 1
    assert b"abc" in server.seen[0].body


def test_an_unread_pipe_may_be_sent_after_all(slept: list[float], both: Both) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        client = both.client(f"http://127.0.0.1:{free.getsockname()[1]}")
        with pytest.raises(APIConnectionError):
            both.do(client.files.multipart(AvatarRequest(image=File(Pipe(b"abc")))))
    assert len(slept) == 2


def test_a_timeout_is_an_error_of_its_own(both: Both, server: FaultServer) -> None:
    released = threading.Event()
    server.play(silence(released))
    client = both.client(timeout=0.5, retry=Retry(times=0))
    with pytest.raises(APITimeoutError, match="GET /users/1/: no answer in time") as caught:
        both.do(client.users.retrieve(1))
    released.set()
    assert caught.value.sent
    assert isinstance(caught.value, TimeoutError)


def test_a_timeout_is_retried(both: Both, server: FaultServer) -> None:
    released = threading.Event()
    server.play(silence(released), reply(USER))
    assert both.do(both.client().with_options(timeout=0.5).users.retrieve(1)).id == 1
    released.set()
    assert len(server.seen) == 2
