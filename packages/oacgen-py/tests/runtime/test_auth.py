"""Credentials: where they go, and that they are renewed once."""

from __future__ import annotations

import asyncio
import base64
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from both import Both
from fault_server import FaultServer, Seen, reply
from oacgen_py_shop.client import APIClient, SyncAPIClient, basic_auth, token_auth
from oacgen_py_shop.models.users import AvatarRequest

from oacgen_py.runtime.auth import Auth
from oacgen_py.runtime.errors import UnauthorizedError
from oacgen_py.runtime.files import File
from oacgen_py.runtime.retry import Retry
from oacgen_py.runtime.transport import AsyncHttpTransport, HttpTransport

if TYPE_CHECKING:
    import socket

USER = {"id": 1, "username": "ann"}


def only(secret: str) -> object:
    """Let in who has the secret, after a moment in which others come too."""

    def answer(connection: socket.socket, seen: Seen) -> bool:
        good = seen.headers.get("authorization") == f"Token {secret}"
        return reply(USER if good else {"detail": "Bad token."}, 200 if good else 401)(
            connection, seen
        )

    return answer


@pytest.mark.parametrize(
    ("auth", "header", "value"),
    [
        (token_auth("t1"), "authorization", "Token t1"),
        (Auth("header", "Authorization", "t2", prefix="Bearer "), "authorization", "Bearer t2"),
        (Auth("header", "X-API-Key", "k1"), "x-api-key", "k1"),
        (Auth("cookie", "sessionid", "s=1/2"), "cookie", "sessionid=s=1/2"),
        (Auth("cookie", "sessionid", "a; b"), "cookie", "sessionid=a%3B%20b"),
        (token_auth(lambda: "t3"), "authorization", "Token t3"),
    ],
)
def test_where_a_secret_goes(
    both: Both, server: FaultServer, auth: Auth, header: str, value: str
) -> None:
    server.play(reply(USER))
    both.do(both.client(auth=auth).users.retrieve(1))
    assert server.seen[0].headers[header] == value


@pytest.mark.parametrize("secret", ["", "hunter2\n", "hunter2 ", "hunter2\r\nX: y", "hunter2\0"])
def test_a_secret_that_cannot_be_sent_is_not_printed(
    both: Both, server: FaultServer, secret: str
) -> None:
    with pytest.raises(ValueError, match="header Authorization") as caught:
        both.do(both.client(auth=token_auth(secret)).users.retrieve(1))
    assert "hunter2" not in str(caught.value)
    assert server.seen == []


@pytest.mark.parametrize("auth", ["t1", "", ("ann", "pw"), {"Authorization": "t1"}, None])
def test_a_bare_secret_is_refused_at_once(both: Both, auth: Auth) -> None:
    with pytest.raises(TypeError, match=f"auth cannot be a {type(auth).__name__}: .*`_auth`"):
        both.client(auth=auth)


def test_basic(both: Both, server: FaultServer) -> None:
    server.play(reply(USER))
    both.do(both.client(auth=basic_auth("änn", "p:w")).users.retrieve(1))
    scheme, _, secret = server.seen[0].headers["authorization"].partition(" ")
    assert (scheme, base64.b64decode(secret).decode()) == ("Basic", "änn:p:w")


def test_a_key_in_the_query(both: Both, server: FaultServer) -> None:
    server.play(reply({"count": 0, "results": []}))
    both.do(both.client(auth=Auth("query", "api key", "a&b")).users.list(page=2))
    assert server.seen[0].query == {"api key": ["a&b"], "page": ["2"]}


def test_a_key_in_the_query_is_not_logged(
    both: Both, server: FaultServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    there = {"Location": "/users/?api%20key=hunter%262&page=3"}
    server.play(reply(b"", 302, headers=there), reply({"count": 0, "results": []}))
    both.do(both.client(auth=Auth("query", "api key", "hunter&2")).users.list(page=2))
    assert [one.query["api key"] for one in server.seen] == [["hunter&2"]] * 2
    assert "hunter" not in caplog.text
    assert "?page=2&api%20key=[secure] " in caplog.text
    assert "?api%20key=[secure]&page=3 " in caplog.text


def test_several_go_together(both: Both, server: FaultServer) -> None:
    server.play(reply(USER))
    schemes = [token_auth("t"), Auth("header", "X-Org", "o"), Auth("cookie", "a", "1")]
    schemes.append(Auth("cookie", "b", "2"))
    both.do(both.client(auth=schemes, headers={"Cookie": "theme=dark"}).users.retrieve(1))
    headers = server.seen[0].headers
    assert (headers["authorization"], headers["x-org"]) == ("Token t", "o")
    assert headers["cookie"] == "theme=dark; a=1; b=2"


def test_an_async_callable(server: FaultServer) -> None:
    server.play(reply(USER))

    async def secret() -> str:
        await asyncio.sleep(0)
        return "t"

    async def main() -> None:
        async with APIClient(server.url, auth=token_auth(secret)) as client:
            await client.users.retrieve(1)

    asyncio.run(main())
    assert server.seen[0].headers["authorization"] == "Token t"


def test_a_sync_client_says_that_it_cannot_wait(server: FaultServer) -> None:
    async def secret() -> str:
        await asyncio.sleep(0)
        return "t"

    with (
        SyncAPIClient(server.url, auth=token_auth(secret)) as client,
        pytest.raises(RuntimeError, match="a sync client cannot wait for an async callable"),
    ):
        client.users.retrieve(1)


def test_the_users_own_header_wins(both: Both, server: FaultServer) -> None:
    server.play(reply(USER))
    client = both.client(auth=token_auth("t"))
    both.do(client.with_options(headers={"authorization": "Mine x"}).users.retrieve(1))
    assert server.seen[0].headers["authorization"] == "Mine x"


def test_a_callable_is_asked_each_time(both: Both, server: FaultServer) -> None:
    server.play(reply(USER))
    secrets = iter("abc")
    client = both.client(auth=token_auth(lambda: next(secrets)))
    for _ in range(2):
        both.do(client.users.retrieve(1))
    assert [seen.headers["authorization"] for seen in server.seen] == ["Token a", "Token b"]


def test_a_401_renews_the_secret_once(both: Both, server: FaultServer) -> None:
    server.play(only("new"))
    asked: list[int] = []
    auth = token_auth("old", refresh=lambda: asked.append(1) or "new")
    client = both.client(auth=auth, retry=Retry(times=0))
    assert both.do(client.users.retrieve(1)).id == 1
    assert both.do(client.users.retrieve(1)).id == 1
    assert (len(asked), len(server.seen)) == (1, 3)


def test_a_second_401_is_final(both: Both, server: FaultServer) -> None:
    server.play(only("other"))
    asked: list[int] = []
    auth = token_auth("old", refresh=lambda: asked.append(1) or "new")
    with pytest.raises(UnauthorizedError, match="Bad token"):
        both.do(both.client(auth=auth).users.retrieve(1))
    assert (len(asked), len(server.seen)) == (1, 2)


def test_a_401_without_refresh_is_final(both: Both, server: FaultServer) -> None:
    server.play(only("other"))
    with pytest.raises(UnauthorizedError):
        both.do(both.client(auth=token_auth("old")).users.retrieve(1))
    assert len(server.seen) == 1


def test_a_refresh_that_fails_leaves_the_401(both: Both, server: FaultServer) -> None:
    server.play(only("new"))
    attempts: list[int] = []

    def refresh() -> str:
        attempts.append(1)
        if len(attempts) == 1:
            raise ConnectionError("no token today")
        return "new"

    client = both.client(auth=token_auth("old", refresh=refresh))
    with pytest.raises(UnauthorizedError, match="Bad token") as caught:
        both.do(client.users.retrieve(1))
    assert isinstance(caught.value.__cause__, ConnectionError)
    assert both.do(client.users.retrieve(1)).id == 1


def test_a_callable_stays_a_callable_after_a_refresh(both: Both, server: FaultServer) -> None:
    server.play(only("new"))
    store = {"access": "old"}

    def refresh() -> str:
        store["access"] = "new"
        return "new"

    client = both.client(auth=token_auth(lambda: store["access"], refresh=refresh))
    both.do(client.users.retrieve(1))
    store["access"] = "newer"
    server.play(only("newer"))
    both.do(client.users.retrieve(1))
    assert len(server.seen) == 3


def test_a_refresh_may_use_the_client_itself(both: Both, server: FaultServer) -> None:
    server.play(only("nobody has it"))

    def refresh() -> str:
        client.users.retrieve(2)
        return "new"

    async def arefresh() -> str:
        await client.users.retrieve(2)
        return "new"

    client = both.client(auth=token_auth("old", refresh=arefresh if both.is_async else refresh))
    with pytest.raises(UnauthorizedError) as caught:
        both.do(client.users.retrieve(1))
    assert isinstance(caught.value.__cause__, UnauthorizedError)
    assert [seen.path for seen in server.seen] == ["/users/1/", "/users/2/"]


def test_a_pipe_is_not_sent_again_after_a_refresh(both: Both, server: FaultServer) -> None:
    class Pipe:
        name = "pipe"

        def seekable(self) -> bool:
            return False

        def read(self, size: int) -> bytes:
            return chunks.pop()

    chunks = [b"", b"abc"]
    server.play(only("new"))
    asked: list[int] = []
    auth = token_auth("old", refresh=lambda: asked.append(1) or "new")
    with pytest.raises(UnauthorizedError):
        both.do(both.client(auth=auth).files.multipart(AvatarRequest(image=File(Pipe()))))
    assert (len(server.seen), asked) == (1, [])


# --- Many at once --------------------------------------------------------------------------------


def test_threads_wait_for_one_refresh(server: FaultServer) -> None:
    server.play(only("new"))
    asked: list[int] = []

    def refresh() -> str:
        asked.append(1)
        time.sleep(0.05)
        return "new"

    auth = token_auth("old", refresh=refresh)
    with SyncAPIClient(server.url, auth=auth) as client, ThreadPoolExecutor(8) as pool:
        users = list(pool.map(client.users.retrieve, range(8)))
    assert len(users) == 8
    assert len(asked) == 1


def test_tasks_wait_for_one_refresh(server: FaultServer) -> None:
    server.play(only("new"))
    asked: list[int] = []

    async def refresh() -> str:
        asked.append(1)
        await asyncio.sleep(0.02)
        return "new"

    async def main() -> None:
        async with APIClient(server.url, auth=token_auth("old", refresh=refresh)) as client:
            await asyncio.gather(*(client.users.retrieve(1) for _ in range(8)))

    asyncio.run(main())
    assert len(asked) == 1


def test_threads_and_event_loops_wait_for_one_refresh(server: FaultServer) -> None:
    server.play(only("new"))
    asked: list[int] = []

    def refresh() -> str:
        asked.append(1)
        time.sleep(0.05)
        return "new"

    auth = token_auth("old", refresh=refresh)
    sync = SyncAPIClient(server.url, auth=auth, transport=HttpTransport(verify=False))
    awaited = APIClient(server.url, auth=auth, transport=AsyncHttpTransport(verify=False))

    async def main() -> None:
        await awaited.users.retrieve(1)
        await awaited.aclose()

    jobs = [lambda: sync.users.retrieve(1), lambda: asyncio.run(main())] * 3
    with ThreadPoolExecutor(6) as pool:
        for done in [pool.submit(job) for job in jobs]:
            done.result(5)
    sync.close()
    assert len(asked) == 1


def test_all_who_wait_get_their_401_when_the_refresh_fails(server: FaultServer) -> None:
    server.play(only("new"))
    asked: list[int] = []
    arrived = threading.Barrier(4, timeout=60)

    async def refresh() -> str:
        asked.append(1)
        await asyncio.sleep(0.05)
        raise ConnectionError

    def together(connection: socket.socket, seen: Seen) -> bool:
        arrived.wait()
        return only("new")(connection, seen)

    server.play(together)

    async def main() -> list[object]:
        async with APIClient(server.url, auth=token_auth("old", refresh=refresh)) as client:
            calls = [client.users.retrieve(1) for _ in range(4)]
            return await asyncio.gather(*calls, return_exceptions=True)

    errors = asyncio.run(main())
    assert [type(error) for error in errors] == [UnauthorizedError] * 4
    assert len(asked) == 1


def test_who_waits_takes_over_from_one_that_was_cancelled(server: FaultServer) -> None:
    server.play(only("new"))
    asked: list[int] = []

    async def refresh() -> str:
        asked.append(1)
        if len(asked) == 1:
            started.set()
            await asyncio.sleep(60)
        return "new"

    async def main() -> int:
        async with APIClient(server.url, auth=token_auth("old", refresh=refresh)) as client:
            first = asyncio.create_task(client.users.retrieve(1))
            await started.wait()
            second = asyncio.create_task(client.users.retrieve(1))
            while len(server.seen) < 2:
                await asyncio.sleep(0.001)
            first.cancel()
            return (await asyncio.wait_for(second, 5)).id

    started = asyncio.Event()
    assert asyncio.run(main()) == 1
    assert len(asked) == 2


def test_one_who_stops_waiting_disturbs_nobody(server: FaultServer) -> None:
    server.play(only("new"))

    async def refresh() -> str:
        started.set()
        await finish.wait()
        return "new"

    async def main() -> list[int]:
        async with APIClient(server.url, auth=token_auth("old", refresh=refresh)) as client:
            tasks = [asyncio.create_task(client.users.retrieve(1)) for _ in range(3)]
            await started.wait()
            while len(server.seen) < 3:
                await asyncio.sleep(0.001)
            await asyncio.sleep(0.02)
            tasks[1].cancel()
            await asyncio.sleep(0)
            finish.set()
            return [(await tasks[number]).id for number in (0, 2)]

    started, finish = asyncio.Event(), asyncio.Event()
    assert asyncio.run(main()) == [1, 1]
