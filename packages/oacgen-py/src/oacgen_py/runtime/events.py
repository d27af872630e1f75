"""Server-sent events and newline-separated JSON, read from chunks of bytes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Event:
    """One server-sent event; a line of JSON is an event that has nothing but data."""

    data: str
    event: str = "message"
    id: str = ""
    retry: int | None = None


class Lines:
    """Puts chunks together and cuts them into lines."""

    def __init__(self, ends: str) -> None:
        self._ends = re.compile(ends.encode())
        self._rest: list[bytes] = []

    def feed(self, chunk: bytes) -> list[bytes]:
        """Return the lines that end in this chunk."""
        if not self._ends.search(chunk) and not self._held():
            self._rest.append(chunk)
            return []
        text = b"".join(self._rest) + chunk
        held = text[-1:] if text.endswith(b"\r") else b""  # "\n" may follow
        *lines, rest = self._ends.split(text[: len(text) - len(held)])
        self._rest = [rest + held]
        return lines

    def end(self) -> bytes:
        """Return what stands after the last line."""
        return b"".join(self._rest).rstrip(b"\r")

    def _held(self) -> bool:
        return bool(self._rest) and self._rest[-1].endswith(b"\r")


class JsonLines:
    """Reads a JSON value from each line that is not blank."""

    def __init__(self) -> None:
        self._lines = Lines("\n")

    def feed(self, chunk: bytes) -> Iterator[Event]:
        """Yield what ends in this chunk."""
        for line in self._lines.feed(chunk):
            if line.strip():
                yield Event(line.decode("utf-8", "replace"))

    def end(self) -> Iterator[Event]:
        """Yield what the last line holds, if it has no end."""
        line = self._lines.end()
        if line.strip():
            yield Event(line.decode("utf-8", "replace"))


class ServerSentEvents:
    """Reads events as the HTML standard says; comments and pings are passed over."""

    def __init__(self) -> None:
        self._lines = Lines("\r\n|\n|\r")
        self._data: list[str] = []
        self._event = self._id = ""
        self._retry: int | None = None

    def feed(self, chunk: bytes) -> Iterator[Event]:
        """Yield the events that end in this chunk."""
        for line in self._lines.feed(chunk):
            if line:
                self._field(line.decode("utf-8", "replace").removeprefix("\ufeff"))
            elif self._data:
                yield self._dispatch()
            else:
                self._event = ""

    def end(self) -> Iterator[Event]:
        """An event without its blank line is incomplete, and is dropped."""
        return iter(())

    def _field(self, line: str) -> None:
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        match name:
            case "data":
                self._data.append(value)
            case "event":
                self._event = value
            case "id" if "\0" not in value:
                self._id = value
            case "retry" if value.isdecimal():
                self._retry = int(value)

    def _dispatch(self) -> Event:
        data = "\n".join(self._data)
        event = Event(data, self._event or "message", self._id, self._retry)
        self._data, self._event = [], ""
        return event
