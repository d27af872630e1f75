"""Bodies of requests: JSON, multipart, plain forms, files and text."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence, Set
from typing import TypeAlias
from urllib.parse import urlencode

from .call import Call
from .encoding import File, each, is_array, text

Pairs: TypeAlias = list[tuple[str, object]]


class Body:
    """A body that is read while it is sent; iterate over it, with `async for` too."""

    def __init__(self, pieces: Sequence[bytes | File]) -> None:
        self._pieces = pieces
        self._files = [piece for piece in pieces if isinstance(piece, File)]
        sizes = [
            piece.size if isinstance(piece, File) else len(piece) for piece in pieces
        ]
        known = [size for size in sizes if size is not None]
        self.length = sum(known) if len(known) == len(sizes) else None

    @property
    def rewindable(self) -> bool:
        """Whether it can be sent now, for the first time or again."""
        return all(file.rewindable for file in self._files)

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._pieces:
            if isinstance(piece, bytes):
                yield piece
                continue
            sent, size = 0, piece.size
            for chunk in piece.chunks():
                yield chunk
                sent += len(chunk)
                if piece.on_progress is not None:
                    piece.on_progress(sent, size)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        from asyncio import to_thread

        for piece in self._pieces:
            if isinstance(piece, bytes):
                yield piece
                continue
            sent, size, chunks = 0, piece.size, piece.chunks()
            # a slow disk must not hold up the loop
            while (chunk := await to_thread(next, chunks, None)) is not None:
                yield chunk
                sent += len(chunk)
                if piece.on_progress is not None:
                    piece.on_progress(sent, size)


def encode(call: Call[object]) -> tuple[bytes | Body | None, str]:
    """Return the body of a call, and its media type."""
    body = call.body
    if body is None:
        return None, ""
    if call.form:
        pairs = _pairs(body, call.parts)
        has_file = any(isinstance(value, File) for _, value in pairs)
        if call.form == "urlencoded" and not has_file:
            return urlencode(pairs).encode(), "application/x-www-form-urlencoded"
        if call.form is True or has_file:
            return _multipart(pairs, call.parts)
    if isinstance(body, File):
        return Body([body]), call.media or body.content_type
    if isinstance(body, bytes):
        return body, call.media or "application/octet-stream"
    if isinstance(body, str) and call.media and not is_json(call.media):
        return body.encode(), call.media
    from .model import json_bytes  # pydantic is loaded when it is needed

    return json_bytes(body), call.media or "application/json"


def is_json(media: str) -> bool:
    """Whether a media type is JSON."""
    return media.endswith(("/json", "+json"))


def _pairs(body: object, parts: Mapping[str, str]) -> Pairs:
    from .model import json_fields

    dump = getattr(body, "model_dump", None)
    values = dump() if callable(dump) else body
    if not isinstance(values, Mapping):
        raise TypeError(f"a form needs an object, not {type(body).__name__}")
    as_json = {name for name, media in parts.items() if is_json(media)}
    as_json.update(json_fields(body))
    return [
        pair for name, value in values.items() for pair in _spread(name, value, as_json)
    ]


def _spread(name: str, value: object, as_json: Set[str], listed: bool = False) -> Pairs:
    """Write a value as Django REST framework reads it from a form.

    `a.b` is an object in an object, `a[0]b` an object in an array; a plain array repeats
    its name, and null is empty. Inside an array (`listed`) only the last value of a name
    is read, so that a plain array has indices there: `a[0]b[0]`, `a[0][0]`.
    """
    if name in as_json:
        from .model import json_text

        return [(name, json_text(value))]
    if value is None:
        return [(name, "")]
    if isinstance(value, File):
        return [(name, value)]
    pairs: Pairs = []
    if isinstance(value, Mapping):
        dot = "" if listed and name.endswith("]") else "."
        for key, item in value.items():
            pairs += _spread(f"{name}{dot}{key}", item, as_json, listed)
        return pairs
    items = each(value)
    if items is None:
        return [(name, text(value))]
    for index, item in enumerate(items):
        if listed or isinstance(item, Mapping) or is_array(item):
            pairs += _spread(f"{name}[{index}]", item, as_json, True)
        else:
            pairs += _spread(name, item, as_json)
    return pairs


def _multipart(pairs: Pairs, parts: Mapping[str, str]) -> tuple[bytes | Body, str]:
    boundary = secrets.token_hex(16)
    pieces: list[bytes | File] = []
    for name, value in pairs:
        media = parts.get(name, "")
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{_quoted(name)}"'
        if isinstance(value, File):
            head += f'; filename="{_quoted(value.name)}"'
            media = media or value.content_type
        if media:
            head += f"\r\nContent-Type: {_quoted(media)}"
        pieces.append(f"{head}\r\n\r\n".encode())
        pieces.append(value if isinstance(value, File) else text(value).encode())
        pieces.append(b"\r\n")
    pieces.append(f"--{boundary}--\r\n".encode())
    return _joined(pieces), f"multipart/form-data; boundary={boundary}"


def _joined(pieces: list[bytes | File]) -> bytes | Body:
    if any(isinstance(piece, File) for piece in pieces):
        return Body(pieces)
    return b"".join(piece for piece in pieces if isinstance(piece, bytes))


def _quoted(name: str) -> str:
    return name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
