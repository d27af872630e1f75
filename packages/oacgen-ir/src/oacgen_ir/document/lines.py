"""The lines on which the values of a document stand; asked for only when something is reported."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from oacgen_ir.document.pointer import child


@dataclass(slots=True)
class _Open:
    """An object or array that has begun: `key` waits for its value, `count` is of an array."""

    at: str
    is_object: bool
    key: str | None = None
    count: int = 0

    def next(self) -> str:
        """Return the pointer of the value that comes next."""
        if not self.is_object:
            self.count += 1
            return child(self.at, self.count - 1)
        key, self.key = self.key, None
        return child(self.at, key or "")


def index(steps: Iterable[tuple[str, str, int]]) -> dict[str, int]:
    """Return the line, from 1, of every pointer; that of the key where there is one.

    Of two equal keys the last counts, as in the data.
    """
    found: dict[str, int] = {}
    stack: list[_Open] = []
    for kind, text, line in steps:
        here = stack[-1] if stack else None
        if kind == "}":
            stack.pop()
            continue
        if here is not None and here.is_object and here.key is None:
            here.key = text
            found[child(here.at, text)] = line
            continue
        at = here.next() if here is not None else "#"
        if here is None or not here.is_object:
            found[at] = line
        if kind != "=":
            stack.append(_Open(at, kind == "{"))
    return found
