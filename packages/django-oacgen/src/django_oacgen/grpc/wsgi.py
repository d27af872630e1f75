"""Django itself, in this process: the whole request handler, with all middleware."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from typing import IO, Any, Final, TypeAlias
from urllib.parse import SplitResult, unquote_to_bytes

from django_oacgen.grpc.exchange import Answer, Request
from django_oacgen.grpc.redirects import followed

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
        return Answer(status, headers, chunks, getattr(chunks, "close", lambda: None))

    def _environ_of(self, request: Request) -> dict[str, Any]:
        path, _, query = request.target.partition("?")
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
            environ[key if key == "CONTENT_TYPE" else f"HTTP_{key}"] = value
        if (left := request.remaining()) is not None:
            environ["oacgen.deadline"] = time.time() + left
        return environ


class _Blocks:
    """Reads a file in larger blocks than Django's own, which are made for sockets."""

    def __init__(self, file: IO[bytes], size: int = 0) -> None:
        self._file = file
        self.close = file.close

    def __iter__(self) -> Iterator[bytes]:
        while block := self._file.read(BLOCK):
            yield block
