"""Bodies of requests: JSON, forms, and forms or files whose bytes come in a stream."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import BufferedReader, BytesIO, RawIOBase
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Final
from urllib.parse import urlencode

from google.protobuf.message import Message
from grpc import StatusCode

from django_oacgen.grpc.status import Refusal, invalid
from django_oacgen.grpc.stubs import Call, Upload

_IN_MEMORY: Final = 1 << 20  # bytes of an upload; more of it goes to disk
_MOST_FILES: Final = 100


def written(media: str, value: Any) -> tuple[bytes, str]:
    """Return a body without files, and its media type; None is no body."""
    if value is None:
        return b"", ""
    match media:
        case "multipart/form-data":
            boundary = secrets.token_hex(16)
            pieces = [*_fields(value, boundary), _end(boundary)]
            return b"".join(pieces), f"{media}; boundary={boundary}"
        case "application/x-www-form-urlencoded":
            return urlencode([*_pairs(value)]).encode(), media
        case _ if media.startswith("text/") and isinstance(value, str):
            return value.encode(), f"{media}; charset=utf-8"
        case _:
            named = media if "json" in media else "application/json"
            return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(), named


@dataclass(slots=True)
class Uploaded:
    """The bytes that came in a stream, by the file that they are of; large ones are on disk."""

    call: Call
    limit: int  # bytes, of all files
    files: dict[tuple[str, int], IO[bytes]] = field(default_factory=dict)
    size: int = 0

    def add(self, message: Message) -> None:
        """Take what one message of the stream brings; a Refusal if that is too much."""
        member = message.WhichOneof("part") or ""
        if member in ("", "start"):
            raise invalid("a message after the first has bytes of a file")
        value = getattr(message, member)
        index, chunk = (0, value) if isinstance(value, bytes) else (value.index, value.chunk)
        self.size += len(chunk)
        if self.size > self.limit:
            text = f"the upload is larger than {self.limit} bytes"
            raise Refusal(StatusCode.RESOURCE_EXHAUSTED, text)
        self._file(member, index).write(chunk)

    def _file(self, member: str, index: int) -> IO[bytes]:
        if (member, index) not in self.files:
            if len(self.files) == _MOST_FILES:
                text = f"an upload has {_MOST_FILES} files at most"
                raise Refusal(StatusCode.RESOURCE_EXHAUSTED, text)
            self.files[member, index] = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115
        return self.files[member, index]

    def body(self, start: Message) -> tuple[bytes | IO[bytes], int, str]:
        """Return the body that the stream makes, its length, and its media type."""
        if self.call.raw:
            file = self._file(self.call.raw, 0)
            return _joined([file], self.size), self.size, self.call.media
        values: Any = self.call.json(start)
        files: list[tuple[str, IO[bytes]]] = []
        for upload in self.call.files:
            if parts := [*self._parts(upload, start)]:
                values = {k: v for k, v in (values or {}).items() if k != upload.key}
                files += parts
        if not files and self.call.plain:
            body, media = written(self.call.plain, values)
            return body, len(body), media
        boundary = secrets.token_hex(16)
        pieces: list[bytes | IO[bytes]] = [*_fields(values or {}, boundary)]
        length = sum(len(piece) for piece in pieces if isinstance(piece, bytes))
        for head, file in files:
            opening = f"--{boundary}\r\n{head}\r\n\r\n".encode()
            length += len(opening) + file.tell() + 2
            pieces += [opening, file, b"\r\n"]
        pieces.append(_end(boundary))
        length += len(_end(boundary))
        return _joined(pieces, length), length, f"{self.call.media}; boundary={boundary}"

    def _parts(self, upload: Upload, start: Message) -> Iterator[tuple[str, IO[bytes]]]:
        """Yield the head and the bytes of each file under one name."""
        infos = _infos(start, upload)
        came = [index for member, index in self.files if member == upload.member]
        for index in sorted({*came, *range(len(infos))}):
            info = infos[index] if index < len(infos) else None
            name = (info.name if info is not None else "") or upload.key
            head = (
                f'Content-Disposition: form-data; name="{_quoted(upload.key)}"; '
                f'filename="{_quoted(name)}"'
            )
            media = info.content_type if info is not None else ""
            yield (
                f"{head}\r\nContent-Type: {_quoted(media or 'application/octet-stream')}",
                self._file(upload.member, index),
            )

    def close(self) -> None:
        """Let go of the bytes."""
        for file in self.files.values():
            file.close()


def _infos(start: Message, upload: Upload) -> Sequence[Any]:
    """Return what the first message says of the files under one name."""
    body = getattr(start, "body", None)
    if body is None or upload.member not in body.DESCRIPTOR.fields_by_name:
        return []
    if upload.many:
        return list(getattr(body, upload.member))
    return [getattr(body, upload.member)] if body.HasField(upload.member) else []


def _fields(value: Any, boundary: str) -> Iterator[bytes]:
    for name, text in _pairs(value):
        head = f'Content-Disposition: form-data; name="{_quoted(name)}"'
        yield f"--{boundary}\r\n{head}\r\n\r\n{text}\r\n".encode()


def _end(boundary: str) -> bytes:
    return f"--{boundary}--\r\n".encode()


def _pairs(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Write a value as Django REST framework reads it from a form.

    `a.b` is an object in an object, `a[0]b` an object in an array; a plain array repeats its
    name, and null is empty.
    """
    match value:
        case Mapping():
            for key, item in value.items():
                yield from _pairs(item, f"{path}.{key}" if path else key)
        case list():
            for index, item in enumerate(value):
                if isinstance(item, Mapping):
                    for key, inner in item.items():
                        yield from _pairs(inner, f"{path}[{index}]{key}")
                else:
                    yield from _pairs(item, path)
        case None:
            yield path, ""
        case bool():
            yield path, "true" if value else "false"
        case _:
            yield path, str(value)


def _quoted(name: str) -> str:
    return name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


def _joined(pieces: Iterable[bytes | IO[bytes]], length: int) -> IO[bytes]:
    """Return one file that reads as all pieces do, from their beginnings."""
    opened: list[IO[bytes]] = []
    for piece in pieces:
        file = BytesIO(piece) if isinstance(piece, bytes) else piece
        file.seek(0)
        opened.append(file)
    return BufferedReader(_Joined(opened))


class _Joined(RawIOBase):
    def __init__(self, files: list[IO[bytes]]) -> None:
        self._files = files

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while self._files:
            block = self._files[0].read(len(buffer))
            if block:
                buffer[: len(block)] = block
                return len(block)
            self._files.pop(0)
        return 0
