"""One way to write a test for the client that blocks and for the one that is awaited."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import AsyncIterator, Awaitable, Iterator
from contextlib import AbstractAsyncContextManager, AbstractContextManager, contextmanager
from typing import TypeVar, Unpack, cast, overload

from oacgen_py_shop.client import APIClient, SyncAPIClient

from oacgen_py.runtime.client import Options
from oacgen_py.runtime.transport import AsyncHttpTransport, HttpTransport

T = TypeVar("T")


class Both:
    """Makes clients of one kind, and finishes what their methods return."""

    def __init__(self, kind: str, url: str) -> None:
        self.is_async = kind == "async"
        self.url = url
        self._runner = asyncio.Runner() if self.is_async else None
        self._clients: list[SyncAPIClient | APIClient] = []

    def client(self, url: str | None = None, **options: Unpack[Options]) -> SyncAPIClient:
        """Make a client; its type is that of the sync one, whose methods are the same."""
        made: SyncAPIClient | APIClient
        if self.is_async:
            transport = AsyncHttpTransport(verify=False)
            made = APIClient(url or self.url, transport=transport, **options)
        else:
            made = SyncAPIClient(url or self.url, transport=HttpTransport(verify=False), **options)
        self._clients.append(made)
        return cast(SyncAPIClient, made)

    @overload
    def do(self, result: Awaitable[T]) -> T: ...

    @overload
    def do(self, result: T) -> T: ...

    def do(self, result: Awaitable[T] | T) -> T:
        """Finish a call."""
        if not inspect.isawaitable(result):
            return result
        assert self._runner is not None

        async def finish() -> T:
            return await result

        return self._runner.run(finish())

    def items(self, items: Iterator[T] | AsyncIterator[T]) -> list[T]:
        """Read all items."""
        return list(self.each(items))

    def each(self, items: Iterator[T] | AsyncIterator[T]) -> Iterator[T]:
        """Read items one by one."""
        if isinstance(items, Iterator):
            yield from items
            return
        while True:
            try:
                yield self.do(anext(items))
            except StopAsyncIteration:
                return

    @contextmanager
    def entered(
        self, manager: AbstractContextManager[T] | AbstractAsyncContextManager[T]
    ) -> Iterator[T]:
        """Enter and leave a context manager."""
        if isinstance(manager, AbstractContextManager):
            with manager as value:
                yield value
            return
        value = self.do(manager.__aenter__())
        try:
            yield value
        except BaseException as error:
            if not self.do(manager.__aexit__(type(error), error, error.__traceback__)):
                raise
        else:
            self.do(manager.__aexit__(None, None, None))

    def finish(self) -> None:
        """Close all clients, and the event loop."""
        for client in self._clients:
            if isinstance(client, APIClient):
                self.do(client.aclose())
            else:
                client.close()
        if self._runner is not None:
            self._runner.close()
