"""Files that are sent."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import BinaryIO, TypeAlias

Progress: TypeAlias = Callable[[int, int | None], None]
"""Told how many bytes have been sent, and how many there are where that is known."""

CHUNK = 1 << 18


class File:
    """A file to upload: bytes, the path of a file, or an open binary file.

    It is read as it is sent. A path is opened anew, and an open file wound back to where
    it stood, when the request is sent again.
    """

    def __init__(
        self,
        content: bytes | BinaryIO | os.PathLike[str] | str,
        name: str | None = None,
        content_type: str | None = None,
        *,
        on_progress: Progress | None = None,
    ) -> None:
        path = getattr(content, "name", content)
        given = os.path.basename(path) if isinstance(path, str | os.PathLike) else ""
        self.name = name or given or "upload"
        self.content_type = content_type or _guess(self.name)
        self.content = content
        self.on_progress = on_progress
        self._start: int | None = 0
        self._used = False
        if not isinstance(content, bytes | os.PathLike | str):
            self._start = content.tell() if content.seekable() else None

    @property
    def rewindable(self) -> bool:
        """Whether it can be sent now; a pipe can be sent once."""
        return self._start is not None or not self._used

    @property
    def size(self) -> int | None:
        """How many bytes it has; None for a pipe."""
        content = self.content
        if isinstance(content, bytes):
            return len(content)
        if isinstance(content, os.PathLike | str):
            return os.stat(content).st_size
        if self._start is None:
            return None
        size = content.seek(0, os.SEEK_END) - self._start
        content.seek(self._start)
        return size

    def chunks(self) -> Iterator[bytes]:
        """Yield the content, from the start each time."""
        content, self._used = self.content, True
        if isinstance(content, bytes):
            yield from (
                content[at : at + CHUNK] for at in range(0, len(content), CHUNK)
            )
        elif isinstance(content, os.PathLike | str):
            with open(content, "rb") as file:
                yield from _read(file)
        else:
            if self._start is not None:
                content.seek(self._start)
            yield from _read(content)


def _read(file: BinaryIO) -> Iterator[bytes]:
    while chunk := file.read(CHUNK):
        yield chunk


def _guess(name: str) -> str:
    from mimetypes import guess_type  # slow to load, and only uploads need it

    return guess_type(name)[0] or "application/octet-stream"
