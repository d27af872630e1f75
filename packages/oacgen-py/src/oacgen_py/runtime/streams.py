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
from typing import TYPE_CHECKING, Concatenate, Generic, TypeVar, overload

from .call import Call, Response
from .client import AsyncClient, Client, SyncClient
from .downloads import AsyncDownload, Download, achunks, chunks
from .engine import Engine, run
from .errors import APIResponseError
from .events import Event, JsonLines, ServerSentEvents
from .operations import On, P, R, T

if TYPE_CHECKING:
    from typing import Self

    from typing_extensions import TypeForm

K = TypeVar("K")

_ITEMS = "text/event-stream, application/x-ndjson, */*;q=0.5"


class _Items(Generic[T]):
    def __init__(self, kind: TypeForm[T], response: Response) -> None:
        self.response = response
        self._kind: TypeForm[T] = kind
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


class download(Generic[P]):
    """Make a method that streams a file, for use with `with` or `async with`."""

    def __init__(self, build: Callable[Concatenate[R, P], Call[bytes]]) -> None:
        self._build: Callable[..., Call[bytes]] = build
        self.__doc__ = build.__doc__

    @overload
    def __get__(self, at: None, owner: object) -> Self: ...

    @overload
    def __get__(
        self, at: On[SyncClient], owner: object
    ) -> Callable[P, AbstractContextManager[Download]]: ...

    @overload
    def __get__(
        self, at: On[AsyncClient], owner: object
    ) -> Callable[P, AbstractAsyncContextManager[AsyncDownload]]: ...

    def __get__(self, at: On[Client] | None, owner: object) -> (
        Self
        | Callable[
            P,
            AbstractContextManager[Download]
            | AbstractAsyncContextManager[AsyncDownload],
        ]
    ):
        if at is None:
            return self
        client = at._client

        def start(
            *args: P.args, **kwargs: P.kwargs
        ) -> (
            AbstractContextManager[Download]
            | AbstractAsyncContextManager[AsyncDownload]
        ):
            call = self._build(at, *args, **kwargs)
            if isinstance(client, AsyncClient):
                return _aopen(client._engine, call, "*/*", AsyncDownload)
            return _open(client._engine, call, "*/*", Download)

        return start


class stream(Generic[P, T]):
    """Make a method that streams items, for use with `with` or `async with`."""

    def __init__(self, build: Callable[Concatenate[R, P], Call[T]]) -> None:
        self._build: Callable[..., Call[T]] = build
        self.__doc__ = build.__doc__

    @overload
    def __get__(self, at: None, owner: object) -> Self: ...

    @overload
    def __get__(
        self, at: On[SyncClient], owner: object
    ) -> Callable[P, AbstractContextManager[Stream[T]]]: ...

    @overload
    def __get__(
        self, at: On[AsyncClient], owner: object
    ) -> Callable[P, AbstractAsyncContextManager[AsyncStream[T]]]: ...

    def __get__(self, at: On[Client] | None, owner: object) -> (
        Self
        | Callable[
            P,
            AbstractContextManager[Stream[T]]
            | AbstractAsyncContextManager[AsyncStream[T]],
        ]
    ):
        if at is None:
            return self
        client = at._client

        def start(
            *args: P.args, **kwargs: P.kwargs
        ) -> (
            AbstractContextManager[Stream[T]]
            | AbstractAsyncContextManager[AsyncStream[T]]
        ):
            call = self._build(at, *args, **kwargs)
            if isinstance(client, AsyncClient):
                kind = partial(AsyncStream, call.returns)
                return _aopen(client._engine, call, _ITEMS, kind)
            return _open(client._engine, call, _ITEMS, partial(Stream, call.returns))

        return start


@contextmanager
def _open(
    engine: Engine, call: Call[T], accept: str, kind: Callable[[Response], K]
) -> Iterator[K]:
    response = run(engine.send(call, stream=True, accept=accept))
    try:
        yield kind(response)
    finally:
        run(engine.io.release(response))


@asynccontextmanager
async def _aopen(
    engine: Engine, call: Call[T], accept: str, kind: Callable[[Response], K]
) -> AsyncIterator[K]:
    response = await engine.send(call, stream=True, accept=accept)
    try:
        yield kind(response)
    finally:
        await engine.io.release(response)
