"""What every client is, whatever its API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, TypedDict

from .auth import Auth
from .engine import Engine, RequestHook, ResponseHook, Retry, run
from .transport import AsyncHttpTransport, AsyncTransport, HttpTransport, Transport
from .waiting import IO, AsyncIO, SyncIO

if TYPE_CHECKING:
    from typing import Self, Unpack


class Options(TypedDict, total=False):
    """What may be set for a client, or with `with_options` for some of its calls."""

    auth: Auth | Sequence[Auth]
    """Credentials; several are sent together."""
    headers: Mapping[str, str]
    """Headers for every request. `with_options` adds to those that there are."""
    timeout: float | None
    """Seconds to wait for a connection, and then for each read and write."""
    retry: Retry
    """When to try again; `Retry(times=0)` never does."""
    on_request: Sequence[RequestHook]
    """Called with each request before it is sent, also again; may change it."""
    on_response: Sequence[ResponseHook]
    """Called with each response, also those that are retried or redirected."""


class Client:
    """Settings and connections; resources hang on it by their names."""

    server: ClassVar[str] = ""
    """The base URL where none is given."""

    _engine: Engine

    @property
    def _client(self) -> Self:
        """This client: operations may stand on it as they do on a resource."""
        return self

    def with_options(
        self, *, base_url: str | None = None, **options: Unpack[Options]
    ) -> Self:
        """Return a client with other settings over the same connections."""
        url = self._engine.base_url if base_url is None else _checked(base_url)
        client = object.__new__(type(self))
        client._engine = _with(replace(self._engine, base_url=url), options)
        return client

    def _start(self, io: IO, base_url: str, options: Options) -> None:
        url = _checked(base_url or self.server)
        self._engine = _with(Engine(io=io, base_url=url), options)


class SyncClient(Client):
    """A client whose methods block; threads may share it."""

    def __init__(
        self,
        base_url: str = "",
        *,
        transport: Transport | None = None,
        **options: Unpack[Options],
    ) -> None:
        self._start(SyncIO(transport or HttpTransport()), base_url, options)

    def close(self) -> None:
        """Let go of the connections; a later call opens new ones."""
        run(self._engine.io.close())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class AsyncClient(Client):
    """A client whose methods are awaited; tasks and event loops may share it."""

    def __init__(
        self,
        base_url: str = "",
        *,
        transport: AsyncTransport | None = None,
        **options: Unpack[Options],
    ) -> None:
        self._start(AsyncIO(transport or AsyncHttpTransport()), base_url, options)

    async def aclose(self) -> None:
        """Let go of the connections; a later call opens new ones."""
        await self._engine.io.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()


def _with(engine: Engine, options: Options) -> Engine:
    changed = replace(engine, **options)
    _check_auth(changed.auth)
    return replace(changed, headers={**engine.headers, **changed.headers})


def _check_auth(auth: Auth | Sequence[Auth]) -> None:
    """Refuse a bare secret here, rather than with the first call."""
    several = isinstance(auth, Sequence) and not isinstance(auth, str)
    if not isinstance(auth, Auth) and not (
        several and all(isinstance(each, Auth) for each in auth)
    ):
        raise TypeError(
            f"auth cannot be a {type(auth).__name__}: pass what the functions of this "
            "package for its security schemes return (their names end in `_auth`), "
            "or a list of that"
        )


def _checked(url: str) -> str:
    if not url.startswith(("http://", "https://")):
        raise ValueError(f"base_url has to begin with http:// or https://, not {url!r}")
    return url.rstrip("/")
