"""The items of a streamed answer: server-sent events, or lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

_LONGEST: Final = 16 << 20  # bytes of a line
_EVENT_ENDS: Final = re.compile(rb"\r\n|\n|\r(?!$)")  # "\n" may follow a "\r" at the end
_LINE_ENDS: Final = re.compile(rb"\n")


def items(chunks: Iterable[bytes], media: str) -> Iterator[str]:
    """Yield the data of each event or line as it comes, as text."""
    if media == "text/event-stream":
        yield from _events(chunks)
        return
    for line in _lines(chunks, _LINE_ENDS, last=True):
        if line.strip():
            yield line.rstrip("\r")


def _events(chunks: Iterable[bytes]) -> Iterator[str]:
    """Read events as the HTML standard says; one without its blank line is dropped."""
    data: list[str] = []
    for line in _lines(chunks, _EVENT_ENDS, last=False):
        name, _, value = line.removeprefix("\ufeff").partition(":")
        if name == "data":
            data.append(value.removeprefix(" "))
        elif not line and data:
            yield "\n".join(data)
            data = []


def _lines(chunks: Iterable[bytes], ends: re.Pattern[bytes], *, last: bool) -> Iterator[str]:
    """Cut into lines; what stands after the `last` end is one if it is asked for."""
    rest = b""
    for chunk in chunks:
        *lines, rest = ends.split(rest + chunk)
        yield from (line.decode("utf-8", "replace") for line in lines)
        if len(rest) > _LONGEST:
            raise ValueError(f"a line has more than {_LONGEST} bytes")
    if last and rest:
        yield rest.decode("utf-8", "replace")
