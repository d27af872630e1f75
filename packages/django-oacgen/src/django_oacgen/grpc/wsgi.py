"""Django itself, in this process: the whole request handler, with all middleware."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable, Iterator
from contextlib import suppress
from io import BytesIO
from typing import IO, Any, Final, TypeAlias, cast
from urllib.parse import SplitResult, unquote, unquote_to_bytes

from django.urls import Resolver404, ResolverMatch, resolve

from django_oacgen.grpc.exchange import Answer, Request
from django_oacgen.grpc.redirects import followed
from django_oacgen.grpc.status import invalid

Application: TypeAlias = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

BLOCK: Final = 64 * 1024  # bytes of a file that are read at once


class InProcess:
    """Calls a WSGI application as a web server would, for requests to one public address."""

    def __init__(self, application: Application, public: SplitResult) -> None:
        self._application = application
        self._public = public
        default = 443 if public.scheme == "https" else 80
        self._environ: dict[str, Any] = {
            "SCRIPT_NAME": public.path.rstrip("/"),
            "SERVER_NAME": public.hostname or "",
            "SERVER_PORT": str(public.port or default),
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": public.netloc,
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": public.scheme,
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
            "wsgi.file_wrapper": _Blocks,
        }

    def __call__(self, request: Request) -> Answer:
        """Answer a request; views and middleware run in this thread."""
        return followed(self._send, request, self._public)

    def _send(self, request: Request) -> Answer:
        started: list[Any] = []

        def start_response(status: str, headers: list[tuple[str, str]], *_: object) -> None:
            started[:] = int(status[:3]), headers

        chunks = self._application(self._environ_of(request), start_response)
        status, headers = started
        release = getattr(chunks, "close", lambda: None)
        if getattr(chunks, "is_async", False):  # Django itself would wait for the last of it
            awaited = _Awaited(cast(AsyncIterable[bytes], chunks))
            return Answer(status, headers, awaited, release, awaited.abandon)
        return Answer(status, headers, chunks, release)

    def _environ_of(self, request: Request) -> dict[str, Any]:
        path, _, query = request.target.partition("?")
        _whole(path)
        body = request.body
        environ = self._environ | {
            "REQUEST_METHOD": request.method,
            "PATH_INFO": unquote_to_bytes(path).decode("iso-8859-1"),
            "QUERY_STRING": query,
            "REMOTE_ADDR": request.peer,
            "wsgi.input": BytesIO(body) if isinstance(body, bytes) else body,
        }
        if request.length:
            environ["CONTENT_LENGTH"] = str(request.length)
        for name, value in request.headers:
            key = name.upper().replace("-", "_")
            native = value if value.isascii() else value.encode().decode("iso-8859-1")
            environ[key if key == "CONTENT_TYPE" else f"HTTP_{key}"] = native
        if (left := request.remaining()) is not None:
            environ["oacgen.deadline"] = time.time() + left
        return environ


def _whole(path: str) -> None:
    """Refuse a value with slashes that Django would take for more than one segment of a path.

    Else a caller could reach other views than that of the rpc, with "1/cancel" for an id.
    """
    if "%2F" not in path:  # as values are escaped
        return
    match = _match(unquote(path)) or _match(f"{unquote(path)}/")  # where Django would redirect
    if match is None:
        return  # Django says that there is nothing, too
    taken = [str(value) for value in (*match.args, *match.kwargs.values())]
    for value in map(unquote, filter(lambda segment: "%2F" in segment, path.split("/"))):
        slashes = value.count("/")
        if not any(each in value and each.count("/") == slashes for each in taken):
            raise invalid(f"{value!r} is more than one segment of a path here")


def _match(path: str) -> ResolverMatch | None:
    try:
        return resolve(path)
    except Resolver404:
        return None


class _Awaited:
    """Reads what a view yields asynchronously, piece by piece, in a loop of its own."""

    def __init__(self, pieces: AsyncIterable[bytes]) -> None:
        self._pieces = pieces
        self._loop: asyncio.AbstractEventLoop | None = None

    def __iter__(self) -> Iterator[bytes]:
        with asyncio.Runner() as runner, suppress(asyncio.CancelledError):
            self._loop = runner.get_loop()
            pieces = aiter(self._pieces)
            while (piece := runner.run(self._next(pieces))) is not None:
                yield piece

    @staticmethod
    async def _next(pieces: AsyncIterator[bytes]) -> bytes | None:
        return await anext(pieces, None)

    def abandon(self) -> None:
        if self._loop is not None:
            with suppress(RuntimeError):  # it has ended
                self._loop.call_soon_threadsafe(self._cancel)

    def _cancel(self) -> None:
        for task in asyncio.all_tasks(self._loop):
            task.cancel()


class _Blocks:
    """Reads a file in larger blocks than Django's own, which are made for sockets."""

    def __init__(self, file: IO[bytes], size: int = 0) -> None:
        self._file = file
        self.close = file.close

    def __iter__(self) -> Iterator[bytes]:
        while block := self._file.read(BLOCK):
            yield block
