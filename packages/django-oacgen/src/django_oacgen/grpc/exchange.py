"""HTTP as this package speaks it: a request, an answer, and what can make one of the other."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO, TypeAlias

Headers: TypeAlias = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Request:
    """A request; `target` is its path and query, escaped. A body is bytes, or a file to read.

    `deadline` is a time of `time.monotonic()`, after which nobody waits for the answer.
    """

    method: str
    target: str
    headers: Headers
    body: bytes | IO[bytes] = b""
    length: int = 0
    peer: str = ""  # the address of the client
    deadline: float | None = None

    def remaining(self) -> float | None:
        """Return the seconds that are left, or None where there is no end to them."""
        return None if self.deadline is None else self.deadline - time.monotonic()


@dataclass(slots=True)
class Answer:
    """An answer whose body is on its way; it has to be closed in the thread that made it.

    `abandon` is for another thread: where the one that reads waits for more, it stops.
    """

    status: int
    headers: Headers
    chunks: Iterable[bytes]
    release: Callable[[], object]
    abandon: Callable[[], object] = lambda: None

    def header(self, name: str) -> str:
        """Return the value of a header, given in lower case; "" if there is none."""
        return next((value for key, value in self.headers if key.lower() == name), "")

    @property
    def media(self) -> str:
        """The media type, in lower case and without parameters."""
        return self.header("content-type").partition(";")[0].strip().lower()

    def close(self) -> None:
        """Let go of the answer, once."""
        release, self.release = self.release, lambda: None
        release()

    def read(self) -> bytes:
        """Return the whole body, and close."""
        try:
            return b"".join(self.chunks)
        finally:
            self.close()

    def stream(self) -> Iterator[bytes]:
        """Yield the body as it comes, and close."""
        try:
            yield from self.chunks
        finally:
            self.close()


Backend: TypeAlias = Callable[[Request], Answer]
