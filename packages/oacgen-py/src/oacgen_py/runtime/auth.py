"""Credentials: where they go, and how they are renewed."""

from __future__ import annotations

import base64
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from inspect import isawaitable
from threading import Lock
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

if TYPE_CHECKING:
    from concurrent.futures import Future

Secret: TypeAlias = str | Callable[[], str | Awaitable[str]]
"""A secret, or a callable that is asked for it at each request."""

Refresh: TypeAlias = Callable[[], str | Awaitable[str]]
"""A callable that fetches a new secret and returns it."""


_renewing: ContextVar[frozenset[Auth]] = ContextVar("renewing", default=frozenset())
_turn = Lock()


class Waiting(Protocol):
    """Somebody who can wait for another thread or task."""

    async def wait(self, future: Future[None]) -> None:
        """Wait until the future is done, and raise what it raises."""
        ...


class Auth:
    """One security scheme and its secret.

    On a 401 `refresh` is called, once however many calls wait for it. What it returns
    replaces a secret that is a string; a callable is asked again instead.
    """

    def __init__(
        self,
        where: Literal["header", "query", "cookie"],
        name: str,
        secret: Secret,
        *,
        prefix: str = "",
        refresh: Refresh | None = None,
    ) -> None:
        self.where = where
        self.name = name
        self.version = 0
        self._secret = secret
        self._prefix = prefix
        self._refresh = refresh
        self._running: Future[None] | None = None

    async def value(self) -> str:
        """Return what is sent."""
        value = self._prefix + await _resolve(self._secret)
        fits = value == value.strip() and value.isprintable()
        if self.where == "header" and not fits:
            raise ValueError(  # the HTTP library would print the secret
                f"the secret for the header {self.name} is empty, or has a line break, "
                "another control character or outer spaces in it"
            )
        return value

    async def renew(self, seen: int, waiting: Waiting) -> bool:
        """Have the secret replaced, unless that was done since version `seen`.

        Returns whether there is a newer one; raises what `refresh` raises.
        """
        if self._refresh is None or self in _renewing.get():
            return False  # a refresh that gets a 401 itself must not wait for itself
        while self.version == seen:
            with _turn:
                running, mine = self._running, None
                if running is None and self.version == seen:
                    mine = self._running = _future()
            if mine is not None:
                await self._lead(self._refresh, mine)
            elif running is not None:
                await waiting.wait(running)
        return True

    async def _lead(self, refresh: Refresh, done: Future[None]) -> None:
        token = _renewing.set(_renewing.get() | {self})
        error: Exception | None = None
        try:
            secret = await _resolve(refresh)
            if not callable(self._secret):
                self._secret = secret
            self.version += 1
        except Exception as failed:
            error = failed
            raise
        finally:  # one that was cancelled leaves the work to the next who waits
            _renewing.reset(token)
            self._running = None
            done.set_result(None) if error is None else done.set_exception(error)


def basic(username: str, password: str) -> str:
    """Return the secret of HTTP's `Basic` scheme."""
    return base64.b64encode(f"{username}:{password}".encode()).decode()


def _future() -> Future[None]:
    from concurrent.futures import Future  # slow to load

    future: Future[None] = Future()
    future.set_running_or_notify_cancel()  # one who stops waiting cannot cancel it
    return future


async def _resolve(secret: Secret) -> str:
    value = secret() if callable(secret) else secret
    return await value if isawaitable(value) else value
