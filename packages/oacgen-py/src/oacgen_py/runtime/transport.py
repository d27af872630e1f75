"""How bytes travel. The only module that knows the HTTP library."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol
from urllib.parse import unquote

from .call import Request, Response
from .errors import APIConnectionError, APIError, APITimeoutError
from .forms import Body

if TYPE_CHECKING:
    import ssl
    from asyncio import AbstractEventLoop
    from http.cookiejar import CookieJar

    import httpx2


class Transport(Protocol):
    """What a sync client sends with; wrap one to make middleware.

    Raises `APIConnectionError` or `APITimeoutError` where no answer comes. Names of
    headers are in lower case. A 2xx body of `request.stream` may be left in `chunks`.
    """

    def send(self, request: Request) -> Response:
        """Send one request, once, and follow no redirect."""
        ...

    def close(self) -> None:
        """Let go of all connections."""
        ...


class AsyncTransport(Protocol):
    """What an async client sends with; like `Transport`, but awaited."""

    async def send(self, request: Request) -> Response:
        """Send one request, once, and follow no redirect."""
        ...

    async def aclose(self) -> None:
        """Let go of all connections."""
        ...


class HttpTransport:
    """Sends over pooled connections; may be shared by threads, and outlives a fork.

    Args:
        verify: Whether certificates are checked, or the context to check them with.
        proxy: URL of a proxy; without it, the environment's (`HTTPS_PROXY`) is used.
    """

    def __init__(
        self, *, verify: ssl.SSLContext | bool = True, proxy: str | None = None
    ) -> None:
        self._verify = verify
        self._proxy = proxy
        self._clients: dict[int, httpx2.Client] = {}  # a fork must not share sockets

    def send(self, request: Request) -> Response:
        """Send a request over a pooled connection."""
        client = self._clients.get(os.getpid()) or self._open()
        with _own_errors(request):
            raw = client.send(_outgoing(client, request), stream=request.stream)
            response = _received(request, raw)
            if request.stream and response.ok:
                response.chunks, response.close = _chunks(raw, request), raw.close
            else:
                response.content = raw.read()
        return response

    def close(self) -> None:
        """Let go of all connections; a later call opens new ones."""
        client = self._clients.pop(os.getpid(), None)
        if client is not None:
            client.close()

    def _open(self) -> httpx2.Client:
        import httpx2

        client = httpx2.Client(
            verify=self._verify, proxy=self._proxy, cookies=_no_cookies()
        )
        return self._clients.setdefault(os.getpid(), client)


class AsyncHttpTransport:
    """Sends over pooled connections, which belong to the event loop that made them.

    Args:
        verify: Whether certificates are checked, or the context to check them with.
        proxy: URL of a proxy; without it, the environment's (`HTTPS_PROXY`) is used.
    """

    def __init__(
        self, *, verify: ssl.SSLContext | bool = True, proxy: str | None = None
    ) -> None:
        self._verify = verify
        self._proxy = proxy
        self._clients: dict[tuple[AbstractEventLoop, int], httpx2.AsyncClient] = {}

    async def send(self, request: Request) -> Response:
        """Send a request over a pooled connection."""
        client = self._clients.get(_here()) or self._open()
        with _own_errors(request):
            raw = await client.send(_outgoing(client, request), stream=request.stream)
            response = _received(request, raw)
            if request.stream and response.ok:
                response.chunks, response.close = _achunks(raw, request), raw.aclose
            else:
                response.content = await raw.aread()
        return response

    async def aclose(self) -> None:
        """Let go of this loop's connections; a later call opens new ones."""
        client = self._clients.pop(_here(), None)
        if client is not None:
            await client.aclose()

    def _open(self) -> httpx2.AsyncClient:
        import httpx2

        for loop, process in list(self._clients):
            if loop.is_closed():  # its connections went with it
                self._clients.pop((loop, process), None)
        if self._verify is True:  # slow to make, and there may be many loops
            self._verify = httpx2.create_ssl_context()
        client = httpx2.AsyncClient(
            verify=self._verify, proxy=self._proxy, cookies=_no_cookies()
        )
        return self._clients.setdefault(_here(), client)


def _here() -> tuple[AbstractEventLoop, int]:
    from asyncio import get_running_loop

    return get_running_loop(), os.getpid()


def _outgoing(
    client: httpx2.Client | httpx2.AsyncClient, request: Request
) -> httpx2.Request:
    content = request.content
    if isinstance(content, Body):  # one way to iterate must not be taken for the other
        import httpx2

        sync = isinstance(client, httpx2.Client)
        stream: Iterator[bytes] | AsyncIterator[bytes]
        stream = iter(content) if sync else aiter(content)
        return _build(client, request, stream)
    return _build(client, request, content)


def _build(
    client: httpx2.Client | httpx2.AsyncClient,
    request: Request,
    content: bytes | Iterator[bytes] | AsyncIterator[bytes] | None,
) -> httpx2.Request:
    built = client.build_request(
        request.method,
        request.url,
        content=content,
        headers=request.headers,
        timeout=request.timeout,
    )
    if request.secret:
        built.url = _discreet(request.secret)(built.url)
    return built


@lru_cache(16)
def _discreet(secret: tuple[str, ...]) -> type[httpx2.URL]:
    """Make the kind of URL that shows no secret to the HTTP library's log."""
    import httpx2

    class DiscreetURL(httpx2.URL):
        def __str__(self) -> str:
            start, mark, query = super().__str__().partition("?")
            pairs = [pair.partition("=") for pair in query.split("&")]
            shown = [
                (
                    f"{name}=[secure]"
                    if unquote(name) in secret
                    else f"{name}{equals}{value}"
                )
                for name, equals, value in pairs
            ]
            return f"{start}{mark}{'&'.join(shown)}"

    return DiscreetURL


def _received(request: Request, raw: httpx2.Response) -> Response:
    return Response(request, raw.status_code, dict(raw.headers.items()))


@contextmanager
def _own_errors(request: Request) -> Iterator[None]:
    import httpx2

    try:
        yield
    except httpx2.TimeoutException as error:
        sent = not isinstance(error, httpx2.ConnectTimeout | httpx2.PoolTimeout)
        message = f"{request.method} {request.path}: no answer in time"
        raise APITimeoutError(message, request, sent=sent) from error
    except (
        httpx2.InvalidURL,
        httpx2.LocalProtocolError,
        httpx2.UnsupportedProtocol,
    ) as error:  # it would fail the next time too
        message = f"{request.method} {request.path}: {error}"
        raise APIError(message, request) from error
    except httpx2.RequestError as error:
        sent = not isinstance(error, httpx2.ConnectError)
        message = (
            f"{request.method} {request.path}: {str(error) or type(error).__name__}"
        )
        raise APIConnectionError(message, request, sent=sent) from error


def _chunks(raw: httpx2.Response, request: Request) -> Iterator[bytes]:
    with _own_errors(request):
        yield from raw.iter_bytes()


async def _achunks(raw: httpx2.Response, request: Request) -> AsyncIterator[bytes]:
    with _own_errors(request):
        async for chunk in raw.aiter_bytes():
            yield chunk


def _no_cookies() -> CookieJar:
    """One user's session must never reach another's request through a shared client."""
    from http.cookiejar import CookieJar, DefaultCookiePolicy

    return CookieJar(DefaultCookiePolicy(allowed_domains=[]))


def load_http() -> None:
    """Load the HTTP library now rather than with the first call."""
    import httpx2

    httpx2.Client().close()  # its parts load with the first client
