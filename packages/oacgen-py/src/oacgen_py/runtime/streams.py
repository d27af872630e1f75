"""Operations whose answers are read as they come: files, and sequences of items."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import (
    AbstractAsyncContextManager,
    AbstractContextManager,
    asynccontextmanager,
    contextmanager,
)
from functools import partial
from typing import Concatenate, Generic, TypeVar

from .call import Call, Response
from .downloads import AsyncDownload, Download, achunks, chunks
from .engine import Engine, run
from .errors import APIResponseError
from .events import Event, JsonLines, ServerSentEvents
from .operations import Dual, P, R, T

K = TypeVar("K")

_ITEMS = "text/event-stream, application/x-ndjson"


class _Items(Generic[T]):
    def __init__(self, call: Call[T], response: Response) -> None:
        self.response = response
        self._kind = call.returns
        is_sse = response.media == "text/event-stream"
        self._reader = ServerSentEvents() if is_sse else JsonLines()

    def _item(self, event: Event) -> T:
        from .model import misfit, parse_json  # pydantic is loaded when it is needed

        try:
            return parse_json(self._kind, event.data)
        except ValueError as error:
            path = self.response.request.path
            message = f"{path}: an item does not fit: {misfit(error)}"
            raise APIResponseError(message, self.response) from error


class Stream(_Items[T]):
    """Items on their way (server-sent events, or lines of JSON); iterate over it."""

    def __iter__(self) -> Iterator[T]:
        return map(self._item, self.events())

    def events(self) -> Iterator[Event]:
        """Yield server-sent events as they are, with their names and ids."""
        for chunk in chunks(self.response):
            yield from self._reader.feed(chunk)
        yield from self._reader.end()


class AsyncStream(_Items[T]):
    """Items on their way (server-sent events, or lines of JSON); iterate over it."""

    async def __aiter__(self) -> AsyncIterator[T]:
        async for event in self.events():
            yield self._item(event)

    async def events(self) -> AsyncIterator[Event]:
        """Yield server-sent events as they are, with their names and ids."""
        async for chunk in achunks(self.response):
            for event in self._reader.feed(chunk):
                yield event
        for event in self._reader.end():
            yield event


def download(
    build: Callable[Concatenate[R, P], Call[bytes]],
) -> Dual[
    P, AbstractContextManager[Download], AbstractAsyncContextManager[AsyncDownload]
]:
    """Make a method that streams a file, for use with `with` or `async with`."""
    return Dual(
        build,
        partial(_open, "*/*", lambda call, response: Download(response)),
        partial(_aopen, "*/*", lambda call, response: AsyncDownload(response)),
    )


def stream(
    build: Callable[Concatenate[R, P], Call[T]],
) -> Dual[
    P, AbstractContextManager[Stream[T]], AbstractAsyncContextManager[AsyncStream[T]]
]:
    """Make a method that streams items, for use with `with` or `async with`."""
    return Dual(
        build, partial(_open, _ITEMS, Stream), partial(_aopen, _ITEMS, AsyncStream)
    )


@contextmanager
def _open(
    accept: str, kind: Callable[[Call[T], Response], K], engine: Engine, call: Call[T]
) -> Iterator[K]:
    response = run(engine.send(call, stream=True, accept=accept))
    try:
        yield kind(call, response)
    finally:
        run(engine.io.release(response))


@asynccontextmanager
async def _aopen(
    accept: str, kind: Callable[[Call[T], Response], K], engine: Engine, call: Call[T]
) -> AsyncIterator[K]:
    response = await engine.send(call, stream=True, accept=accept)
    try:
        yield kind(call, response)
    finally:
        await engine.io.release(response)
