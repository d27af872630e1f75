"""Threads that Django works in, and a limit to what they are asked for."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from typing import Any, TypeVar

from grpc import StatusCode

from django_oacgen.grpc.status import Refusal

T = TypeVar("T")


class Pool:
    """Threads, and the work that they have or that waits for them.

    Work counts until it ends, even where nobody waits for it any longer: a view cannot be
    stopped, so its thread is not free.
    """

    def __init__(self, what: str, threads: int, limit: int) -> None:
        self._what = what
        self._limit = limit
        self._threads = ThreadPoolExecutor(threads, f"grpc-{what}")
        self.work: set[Future[Any]] = set()

    def submit(self, work: Callable[..., T], *args: object) -> Future[T]:
        """Have work done, in a context of its own; work beyond the limit is a Refusal."""
        check(self._what, len(self.work), self._limit)
        # What a view leaves behind, such as a language, ends with the context.
        future = self._threads.submit(copy_context().run, work, *args)
        self.work.add(future)
        future.add_done_callback(self.work.discard)
        return future

    def close(self) -> None:
        """Take no more work; what runs goes on."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def check(what: str, count: int, limit: int) -> None:
    """Refuse one more where there are as many as there may be; 0 is no limit."""
    if limit and count >= limit:
        text = f"{count} {what} are open, which is the limit"
        raise Refusal(StatusCode.RESOURCE_EXHAUSTED, text)
