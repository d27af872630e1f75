"""Operations as methods: declared once, awaited on one client, blocking on the other."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import wraps
from types import MethodType
from typing import (
    TYPE_CHECKING,
    Concatenate,
    Generic,
    ParamSpec,
    Protocol,
    TypeVar,
    overload,
)

from .call import Call, Response
from .client import AsyncClient, Client, SyncClient
from .engine import Engine, run

if TYPE_CHECKING:
    from typing import Self

P = ParamSpec("P")
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
C_co = TypeVar("C_co", bound=Client, covariant=True)
R = TypeVar("R", bound="On[Client]")
S_co = TypeVar("S_co", covariant=True)
A_co = TypeVar("A_co", covariant=True)


class On(Protocol[C_co]):
    """Where operations stand: a resource, or the client itself."""

    @property
    def _client(self) -> C_co: ...


class Resource(Generic[C_co]):
    """The operations of one tag, and the client that makes the calls."""

    def __init__(self, client: C_co) -> None:
        self._client = client


class Reply(Generic[T]):
    """A response as it came, and what it says."""

    def __init__(self, engine: Engine, call: Call[T], response: Response) -> None:
        self.response = response
        self._engine = engine
        self._call = call

    def parse(self) -> T:
        """Read the body."""
        return self._engine.read(self._call, self.response)


class _Bound(Generic[P, T]):
    def __init__(self, client: Client, build: Callable[P, Call[T]]) -> None:
        self._engine = client._engine
        self._build = self.__wrapped__ = build  # for `inspect.signature`
        self.__name__ = build.__name__
        self.__doc__ = build.__doc__

    def __get__(self, at: object, owner: object) -> Self:
        return self  # as of bound methods, which `help` knows it by


class Method(_Bound[P, T]):
    """An operation of a sync client."""

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> T:
        """Make the call and return what it answers."""
        return run(self._engine.fetch(self._build(*args, **kwargs)))

    def raw(self, *args: P.args, **kwargs: P.kwargs) -> Reply[T]:
        """Make the call and return the response itself."""
        call = self._build(*args, **kwargs)
        return Reply(self._engine, call, run(self._engine.send(call)))


class AsyncMethod(_Bound[P, T]):
    """An operation of an async client."""

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Coroutine[object, None, T]:
        """Make the call and return what it answers."""
        return self._engine.fetch(self._build(*args, **kwargs))

    async def raw(self, *args: P.args, **kwargs: P.kwargs) -> Reply[T]:
        """Make the call and return the response itself."""
        call = self._build(*args, **kwargs)
        return Reply(self._engine, call, await self._engine.send(call))


class operation(Generic[P, T_co]):
    """Make a method of a function that describes one call."""

    def __init__(self, build: Callable[Concatenate[R, P], Call[T_co]]) -> None:
        self._build: Callable[..., Call[T_co]] = build
        self.__doc__ = build.__doc__

    @overload
    def __get__(self, at: None, owner: object) -> Self: ...

    @overload
    def __get__(self, at: On[SyncClient], owner: object) -> Method[P, T_co]: ...

    @overload
    def __get__(self, at: On[AsyncClient], owner: object) -> AsyncMethod[P, T_co]: ...

    def __get__(
        self, at: On[Client] | None, owner: object
    ) -> Self | Method[P, T_co] | AsyncMethod[P, T_co]:
        if at is None:
            return self
        build = MethodType(self._build, at)
        client = at._client
        kind = AsyncMethod if isinstance(client, AsyncClient) else Method
        return kind(client, build)


class Dual(Generic[P, S_co, A_co]):
    """Make a method of a function that describes one call, in a form for each client."""

    def __init__(
        self,
        build: Callable[Concatenate[R, P], Call[T]],
        blocking: Callable[[Engine, Call[T]], S_co],
        awaited: Callable[[Engine, Call[T]], A_co],
    ) -> None:
        self.__doc__ = build.__doc__

        @wraps(build)  # for `help` and `inspect.signature`
        def begin(at: On[Client], *args: P.args, **kwargs: P.kwargs) -> S_co | A_co:
            call = made(at, *args, **kwargs)
            client = at._client
            start = awaited if isinstance(client, AsyncClient) else blocking
            return start(client._engine, call)

        made: Callable[..., Call[T]] = build
        self._begin: Callable[..., S_co | A_co] = begin

    def __set_name__(self, owner: type, name: str) -> None:
        self._begin.__name__ = name
        self._begin.__qualname__ = f"{owner.__qualname__}.{name}"

    @overload
    def __get__(self, at: None, owner: object) -> Self: ...

    @overload
    def __get__(self, at: On[SyncClient], owner: object) -> Callable[P, S_co]: ...

    @overload
    def __get__(self, at: On[AsyncClient], owner: object) -> Callable[P, A_co]: ...

    def __get__(
        self, at: On[Client] | None, owner: object
    ) -> Self | Callable[P, S_co | A_co]:
        if at is None:
            return self
        return MethodType(self._begin, at)
