"""One way to write a test for the client that blocks and for the one that is awaited."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, AbstractContextManager, contextmanager
from typing import TypeVar, overload

T = TypeVar("T")


class Driver:
    """Finishes what the methods of one kind of client return."""

    def __init__(self, kind: str) -> None:
        self.is_async = kind == "async"
        self._runner = asyncio.Runner() if self.is_async else None
        self._at_end: list[Callable[[], object]] = []

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

    def at_end(self, close: Callable[[], object]) -> None:
        """Have something closed at the end of the test."""
        self._at_end.append(close)

    def finish(self) -> None:
        """Close all clients, and the event loop."""
        for close in self._at_end:
            self.do(close())
        if self._runner is not None:
            self._runner.close()
