"""Files that come from the server, as they come."""

from __future__ import annotations

import os
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote

from .call import Response


class _File:
    def __init__(self, response: Response) -> None:
        self.response = response

    @property
    def filename(self) -> str | None:
        """The server's name for the file, without any folder."""
        return file_name(self.response.headers.get("content-disposition", ""))

    @property
    def content_type(self) -> str:
        """The media type that the server declares."""
        return self.response.headers.get("content-type", "application/octet-stream")

    def _target(self, path: str | os.PathLike[str]) -> tuple[Path, Path]:
        target = Path(path)
        if target.is_dir():
            target /= self.filename or "download"
        return target, target.with_name(target.name + ".part")


class Download(_File):
    """A file on its way; iterate over it, `read()` it or `save()` it."""

    def __iter__(self) -> Iterator[bytes]:
        return chunks(self.response)

    def read(self) -> bytes:
        """Read the whole file."""
        return b"".join(self)

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the file to `path`, or into a folder under the server's name for it.

        Returns where it is. It is there only when it is complete.
        """
        target, part = self._target(path)
        try:
            with part.open("wb") as file:
                file.writelines(self)
            return part.replace(target)
        finally:
            part.unlink(missing_ok=True)


class AsyncDownload(_File):
    """A file on its way; iterate over it, `read()` it or `save()` it."""

    def __aiter__(self) -> AsyncIterator[bytes]:
        return achunks(self.response)

    async def read(self) -> bytes:
        """Read the whole file."""
        return b"".join([chunk async for chunk in self])

    async def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the file to `path`, or into a folder under the server's name for it.

        Returns where it is. It is there only when it is complete.
        """
        from asyncio import to_thread  # a slow disk must not hold up the loop

        target, part = self._target(path)
        try:
            with part.open("wb") as file:
                async for chunk in self:
                    await to_thread(file.write, chunk)
            return part.replace(target)
        finally:
            part.unlink(missing_ok=True)


def chunks(response: Response) -> Iterator[bytes]:
    """Yield the body as it comes; a transport may also have read it."""
    if isinstance(response.chunks, Iterator):
        yield from response.chunks
    else:
        yield response.content


async def achunks(response: Response) -> AsyncIterator[bytes]:
    """Yield the body as it comes; a transport may also have read it."""
    if isinstance(response.chunks, AsyncIterator):
        async for chunk in response.chunks:
            yield chunk
    else:
        yield response.content


def file_name(disposition: str) -> str | None:
    """Return the name in a `Content-Disposition` (RFC 6266), safe to use in a folder."""
    name = ""
    if extended := re.search(r"filename\*\s*=\s*([\w-]+)'[^']*'([^;\s]+)", disposition):
        with suppress(LookupError, UnicodeDecodeError):
            name = unquote(extended[2].strip('"'), extended[1], "strict")
    if not name:
        plain = re.search(
            r"filename\s*=\s*(?:\"((?:\\.|[^\"\\])*)\"|([^;\s]+))", disposition
        )
        if plain:
            name = re.sub(r"\\(.)", r"\1", plain[1]) if plain[1] else plain[2] or ""
    name = re.sub(r"[\x00-\x1f\x7f:]", "_", re.split(r"[\\/]", name)[-1].strip())
    return None if name in ("", ".", "..") else name
