"""How a call is made: credentials, hooks, retries. Written once, for both clients.

The code is `async`, yet all waiting is done by `io`. In the sync client that blocks and
never suspends, so `run` can finish any of these coroutines without an event loop.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from inspect import isawaitable
from time import monotonic
from typing import TypeAlias, TypeVar
from urllib.parse import quote

from .auth import Auth
from .call import Call, Request, Response
from .encoding import each, query_text, text
from .errors import APIConnectionError, APIError, APIResponseError, status_error
from .forms import Body, encode
from .redirects import LONGEST, redirected
from .retry import Retry as Retry
from .retry import replayable
from .waiting import IO

T = TypeVar("T")
Seen = TypeVar("Seen", Request, Response)

RequestHook: TypeAlias = Callable[[Request], Awaitable[None] | None]
ResponseHook: TypeAlias = Callable[[Response], Awaitable[None] | None]

_COOKIE = "!#$%&'()*+-./:<=>?@[]^_`{|}~"
"""What a cookie's value may hold beside letters and digits."""


@dataclass(frozen=True, kw_only=True)
class Engine:
    """The settings of a client, and the one way in which calls are made with them."""

    io: IO
    base_url: str
    auth: Auth | Sequence[Auth] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    timeout: float | None = 30.0
    retry: Retry = field(default_factory=Retry)
    on_request: Sequence[RequestHook] = ()
    on_response: Sequence[ResponseHook] = ()

    async def fetch(self, call: Call[T]) -> T:
        """Make a call and read its body."""
        return self.read(call, await self.send(call))

    def read(self, call: Call[T], response: Response) -> T:
        """Read the body of a response to `call`."""
        from .model import misfit, parse  # pydantic is loaded when it is needed

        try:
            return parse(call.returns, response)
        except ValueError as error:
            where = f"{call.method} {response.request.path}: {response.status}"
            message = (
                f"{where} with a body that does not fit: {misfit(error, response)}"
            )
            raise APIResponseError(message, response) from error

    async def send(
        self, call: Call[object], *, stream: bool = False, accept: str = ""
    ) -> Response:
        """Make a call; anything but 2xx raises."""
        content, media = encode(call)
        headers = self._headers(call, content, media, accept)
        started, tries, renewed = monotonic(), 0, False
        while True:
            versions = [auth.version for auth in self._schemes]
            request = await self._request(call, dict(headers), content, stream)
            outcome = await self._follow(request)
            if isinstance(outcome, Response):
                if outcome.ok:
                    return outcome
                if outcome.status == 401 and not renewed and replayable(request):
                    renewed = True
                    if await self._renew(versions, call, outcome):
                        continue
            elapsed = monotonic() - started
            delay = self.retry.delay(tries, elapsed, request, outcome)
            if delay is None:
                raise _failure(call, outcome)
            await self.io.sleep(delay)
            tries += 1

    @property
    def _schemes(self) -> Sequence[Auth]:
        return (self.auth,) if isinstance(self.auth, Auth) else self.auth

    async def _follow(self, request: Request) -> Response | APIConnectionError:
        for _ in range(LONGEST):
            outcome = await self._exchange(request)
            if isinstance(outcome, Exception):
                return outcome
            following = redirected(request, outcome)
            if following is None:
                return outcome
            request = following
        return await self._exchange(request)

    async def _exchange(self, request: Request) -> Response | APIConnectionError:
        await _show(self.on_request, request)
        try:
            response = await self.io.send(request)
        except APIConnectionError as error:
            return error
        try:
            await _show(self.on_response, response)
        except BaseException:
            await self.io.release(response)
            raise
        return response

    def _headers(
        self, call: Call[object], content: bytes | Body | None, media: str, accept: str
    ) -> dict[str, str]:
        accept = call.accept or accept or "application/json"
        # a view may refuse what none of its renderers makes, though it answers with a file
        headers = {"accept": accept if "*/*" in accept else f"{accept}, */*;q=0.5"}
        headers.update((name.lower(), value) for name, value in self.headers.items())
        for name, value in call.headers.items():
            if value is not None:
                items = each(value)
                headers[name.lower()] = ",".join(
                    map(text, [value] if items is None else items)
                )
        if content is not None:
            headers["content-type"] = media
        if isinstance(content, Body) and content.length is not None:
            headers["content-length"] = str(content.length)
        return headers

    async def _request(
        self,
        call: Call[object],
        headers: dict[str, str],
        content: bytes | Body | None,
        stream: bool,
    ) -> Request:
        query, cookies = call.query, dict(call.cookies)
        secret: tuple[str, ...] = ()
        for auth in self._schemes:
            match auth.where:
                case "header":  # one that the user has set wins
                    if auth.name.lower() not in headers:
                        headers[auth.name.lower()] = await auth.value()
                case "query":
                    query = {**query, auth.name: await auth.value()}
                    secret += (auth.name,)
                case "cookie":
                    cookies[auth.name] = await auth.value()
        if pairs := _cookies(cookies):
            own = [headers["cookie"]] if "cookie" in headers else []
            headers["cookie"] = "; ".join(own + pairs)
        url = self.base_url + call.path
        if query and (encoded := query_text(query)):
            url += ("&" if "?" in call.path else "?") + encoded
        return Request(call.method, url, headers, content, self.timeout, stream, secret)

    async def _renew(
        self, versions: Sequence[int], call: Call[object], rejected: Response
    ) -> bool:
        renewed = False
        for auth, seen in zip(self._schemes, versions, strict=True):
            try:
                renewed |= await auth.renew(seen, self.io)
            except Exception as error:  # whatever it is, the call failed by its 401
                raise status_error(call, rejected) from error
        return renewed


async def _show(
    hooks: Sequence[Callable[[Seen], Awaitable[None] | None]], seen: Seen
) -> None:
    for hook in hooks:
        shown = hook(seen)
        if isawaitable(shown):
            await shown


def _cookies(cookies: Mapping[str, object]) -> list[str]:
    return [
        f"{name}={quote(text(value), safe=_COOKIE)}"
        for name, value in cookies.items()
        if value is not None
    ]


def _failure(call: Call[object], outcome: Response | APIConnectionError) -> APIError:
    return outcome if isinstance(outcome, Exception) else status_error(call, outcome)


def run(coroutine: Coroutine[object, None, T]) -> T:
    """Finish a coroutine that never suspends."""
    try:
        coroutine.send(None)
    except StopIteration as done:
        result: T = done.value
        return result
    coroutine.close()
    raise RuntimeError("a sync client cannot wait for an async callable")
