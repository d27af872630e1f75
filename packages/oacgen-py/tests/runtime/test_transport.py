"""Connections: redirects, forks, threads, event loops, and how it all ends."""

from __future__ import annotations

import asyncio
import gc
import os
import threading
import warnings
from concurrent.futures import ThreadPoolExecutor

import pytest
from both import Both
from fault_server import FaultServer, redirect, reply, silence
from oacgen_py_shop.client import APIClient, SyncAPIClient, token_auth
from oacgen_py_shop.models.users import User

from oacgen_py.runtime.auth import Auth
from oacgen_py.runtime.call import Request, Response
from oacgen_py.runtime.errors import APIStatusError, APITimeoutError, NotFoundError
from oacgen_py.runtime.transport import AsyncHttpTransport, HttpTransport

USER = {"id": 1, "username": "ann"}
SCHEMES = [token_auth("t"), Auth("header", "X-API-Key", "k"), Auth("cookie", "sid", "c")]


# --- Redirects -----------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_the_same_origin_keeps_the_credentials(
    both: Both, server: FaultServer, status: int
) -> None:
    server.play(redirect("/v2/users/1/?x=1", status), reply(USER))
    assert both.do(both.client(auth=SCHEMES).users.retrieve(1)).id == 1
    assert server.seen[1].target == "/v2/users/1/?x=1"
    for name in ("authorization", "x-api-key", "cookie", "accept"):
        assert server.seen[1].headers[name] == server.seen[0].headers[name]


def test_another_origin_gets_no_credentials(
    both: Both, server: FaultServer, elsewhere: FaultServer
) -> None:
    server.play(redirect(elsewhere.url + "/file"))
    elsewhere.play(reply(USER))
    auth = [*SCHEMES, Auth("query", "key", "hunter2")]
    client = both.client(auth=auth, headers={"X-Own": "hunter3"})
    assert both.do(client.users.retrieve(1)).id == 1
    headers = elsewhere.seen[0].headers
    assert elsewhere.seen[0].target == "/file"
    assert headers["accept"] == server.seen[0].headers["accept"]
    for name in ("authorization", "x-api-key", "cookie", "x-own"):
        assert name in server.seen[0].headers
        assert name not in headers


def test_downloads_follow_too(both: Both, server: FaultServer, elsewhere: FaultServer) -> None:
    server.play(redirect(elsewhere.url + "/file"))
    elsewhere.play(reply(b"data"))
    with both.entered(both.client(auth=SCHEMES).files.export()) as file:
        assert both.do(file.read()) == b"data"
    assert "authorization" not in elsewhere.seen[0].headers


def test_redirects_are_bounded(both: Both, server: FaultServer) -> None:
    server.play(redirect("/again"))
    with pytest.raises(APIStatusError, match="302 redirected to /again"):
        both.do(both.client().users.retrieve(1))
    assert len(server.seen) == 6


@pytest.mark.parametrize("location", ["file:///etc/passwd", "ftp://x/", "javascript:1"])
def test_odd_redirects_are_not_followed(both: Both, server: FaultServer, location: str) -> None:
    server.play(redirect(location))
    with pytest.raises(APIStatusError, match="302"):
        both.do(both.client().users.retrieve(1))
    assert len(server.seen) == 1


def test_delete_is_not_redirected(both: Both, server: FaultServer) -> None:
    server.play(redirect("/elsewhere", 308))
    with pytest.raises(APIStatusError, match="DELETE /users/1/: 308 redirected to /elsewhere"):
        both.do(both.client().users.destroy(1))
    assert len(server.seen) == 1


@pytest.mark.parametrize(
    ("here", "there", "kept"),
    [
        ("http://a.test/", "https://a.test/", True),
        ("https://a.test/", "http://a.test/", False),
        ("http://a.test:8000/", "https://a.test/", False),
        ("https://a.test/", "https://a.test:443/", True),
        ("https://a.test/", "https://A.TEST/", True),
        ("https://a.test/", "https://b.a.test/", False),
        ("https://a.test/", "https://a.test@evil.test/", False),
        ("https://a.test/", "//evil.test/", False),
    ],
)
def test_what_is_the_same_origin(here: str, there: str, kept: bool) -> None:
    from oacgen_py.runtime.redirects import redirected

    request = Request("GET", here, {"authorization": "t"}, None, 1)
    following = redirected(request, Response(request, 302, {"location": there}))
    assert following is not None
    assert ("authorization" in following.headers) is kept


# --- Cookies, connections ------------------------------------------------------------------------


def test_cookies_are_never_kept(both: Both, server: FaultServer) -> None:
    server.play(reply(USER, headers={"set-cookie": "sessionid=ann; Path=/"}))
    client = both.client()
    both.do(client.users.retrieve(1))
    both.do(client.users.retrieve(1))
    assert "cookie" not in server.seen[1].headers


def test_connections_are_kept(both: Both, server: FaultServer) -> None:
    server.play(reply(USER), reply({"detail": "No."}, 404), reply(USER))
    client = both.client()
    both.do(client.users.retrieve(1))
    with pytest.raises(NotFoundError):
        both.do(client.with_options(timeout=5).users.retrieve(1))
    both.do(client.users.retrieve(1))
    assert server.connections == 1


def test_a_closed_client_opens_again(both: Both, server: FaultServer) -> None:
    server.play(reply(USER))
    client = both.client()
    for _ in range(2):
        both.do(client.users.retrieve(1))
        both.do(client.aclose() if both.is_async else client.close())
    both.do(client.aclose() if both.is_async else client.close())
    assert server.connections == 2


def test_nothing_is_left_open(both: Both, server: FaultServer) -> None:
    server.play(reply(USER))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with both.entered(both.client()) as client:
            both.do(client.users.retrieve(1))
        del client
        gc.collect()


def test_threads_share_a_client(server: FaultServer) -> None:
    server.play(reply(USER))
    with SyncAPIClient(server.url) as client, ThreadPoolExecutor(8) as pool:
        found = list(pool.map(client.users.retrieve, range(40)))
    assert found == [User(id=1, username="ann")] * 40
    assert len(server.seen) == 40
    assert server.connections <= 8


def test_tasks_share_a_client(server: FaultServer) -> None:
    server.play(reply(USER))

    async def main() -> None:
        async with APIClient(server.url) as client:
            await asyncio.gather(*(client.users.retrieve(1) for _ in range(20)))

    asyncio.run(main())
    assert len(server.seen) == 20


def test_each_event_loop_has_its_own_connections(server: FaultServer) -> None:
    server.play(reply(USER))
    client = APIClient(server.url, transport=AsyncHttpTransport(verify=False))

    async def main() -> None:
        await client.users.retrieve(1)
        await client.aclose()

    asyncio.run(main())
    asyncio.run(main())
    with ThreadPoolExecutor(3) as pool:
        for done in [pool.submit(asyncio.run, main()) for _ in range(3)]:
            done.result(5)
    assert len(server.seen) == server.connections == 5


def test_connections_of_dead_loops_are_forgotten(server: FaultServer) -> None:
    server.play(reply(USER))
    transport = AsyncHttpTransport(verify=False)
    client = APIClient(server.url, transport=transport)

    async def forget() -> None:
        await client.users.retrieve(1)

    async def close() -> None:
        await client.users.retrieve(1)
        await client.aclose()

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        asyncio.run(forget())
        asyncio.run(forget())
        assert len(transport._clients) == 1
        asyncio.run(close())
        assert len(transport._clients) == 0
        gc.collect()


def test_certificates_are_loaded_once_for_many_event_loops(
    server: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    import httpx2

    made: list[object] = []
    create = httpx2.create_ssl_context
    monkeypatch.setattr(httpx2, "create_ssl_context", lambda: made.append(1) or create())
    server.play(reply(USER))
    client = APIClient(server.url)

    async def main() -> None:
        async with client:
            await client.users.retrieve(1)

    for _ in range(3):
        asyncio.run(main())
    assert len(made) == 1


def test_a_fork_opens_its_own_connections(server: FaultServer) -> None:
    server.play(reply(USER))
    with SyncAPIClient(server.url, transport=HttpTransport(verify=False)) as client:
        client.users.retrieve(1)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # Python 3.12: threads are running
            child = os.fork()
        if child == 0:
            code = 1
            try:
                code = 0 if client.users.retrieve(1).id == 1 else 2
            finally:
                os._exit(code)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        client.users.retrieve(1)
    assert server.connections == 2
    assert len(server.seen) == 3


def test_a_task_can_be_cancelled(server: FaultServer) -> None:
    released = threading.Event()
    server.play(silence(released), reply(USER))

    async def main() -> None:
        async with APIClient(server.url) as client:
            task = asyncio.create_task(client.users.retrieve(1))
            while not server.seen:
                await asyncio.sleep(0.001)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert (await client.users.retrieve(1)).id == 1

    asyncio.run(main())
    released.set()
    assert len(server.seen) == 2


def test_a_call_can_be_given_a_deadline(server: FaultServer) -> None:
    released = threading.Event()
    server.play(silence(released))

    async def main() -> None:
        async with APIClient(server.url, timeout=None) as client:
            with pytest.raises(TimeoutError) as caught:
                async with asyncio.timeout(0.5):
                    await client.users.retrieve(1)
            assert not isinstance(caught.value, APITimeoutError)

    asyncio.run(main())
    released.set()


# --- Other transports ----------------------------------------------------------------------------


class Counting:
    """Middleware around a transport, and a transport that needs no network."""

    def __init__(self) -> None:
        self.paths: list[str] = []
        self.closed = False

    def send(self, request: Request) -> Response:
        self.paths.append(request.path)
        return Response(
            request, 200, {"content-type": "application/json"}, b'{"id":1,"username":"a"}'
        )

    def close(self) -> None:
        self.closed = True


class AsyncCounting(Counting):
    async def send(self, request: Request) -> Response:
        return super().send(request)

    async def aclose(self) -> None:
        self.closed = True


def test_a_transport_can_be_replaced() -> None:
    sync, awaited = Counting(), AsyncCounting()
    with SyncAPIClient(transport=sync) as client:
        assert client.users.retrieve(1).id == 1

    async def main() -> None:
        async with APIClient(transport=awaited) as client:
            assert (await client.users.retrieve(1)).id == 1

    asyncio.run(main())
    for transport in (sync, awaited):
        assert transport.paths == ["/api/users/1/"]
        assert transport.closed


def test_a_hook_that_fails_lets_go_of_the_stream(both: Both, server: FaultServer) -> None:
    closed: list[bool] = []

    def on_response(response: Response) -> None:
        close = response.close

        def seen() -> object:
            closed.append(True)
            return close()

        response.close = seen
        raise KeyError("hook")

    server.play(reply(b"x" * 10))
    client = both.client(on_response=[on_response])
    with pytest.raises(KeyError, match="hook"), both.entered(client.files.export()):
        pytest.fail("entered")
    assert closed == [True]


def test_a_proxy_may_stand_between(server: FaultServer) -> None:
    server.play(reply(USER))
    with SyncAPIClient("http://api.test", transport=HttpTransport(proxy=server.url)) as client:
        client.users.retrieve(1)

    async def main() -> None:
        transport = AsyncHttpTransport(proxy=server.url, verify=False)
        async with APIClient("http://api.test", transport=transport) as client:
            await client.users.retrieve(2)

    asyncio.run(main())
    assert [seen.target for seen in server.seen] == [
        "http://api.test/users/1/",
        "http://api.test/users/2/",
    ]
