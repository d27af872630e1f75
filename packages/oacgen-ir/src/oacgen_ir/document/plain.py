"""Plain data: what JSON can say and text can hold, within bounds that a hostile document respects.

Every notation (`jsontext`, `yaml12`) ends here, and so does data that Django has in memory.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias

from pydantic import JsonValue

from oacgen_ir.document.pointer import child

Object: TypeAlias = "dict[str, JsonValue]"

MAX_DEPTH: Final = 256
"""Objects and arrays inside each other; real documents stay below 40."""

MAX_COPIES: Final = 1_000_000
"""Values that YAML aliases may add to those that are written out."""

MAX_VALUES: Final = 10_000_000
"""Values in data that is taken from memory, each counted wherever it stands."""

TOO_DEEP: Final = f"objects and arrays are nested more than {MAX_DEPTH} deep"


class Fault(Exception):
    """Text or data that cannot be read: what is wrong, where, and what to do. Lines are from 1."""

    def __init__(
        self, message: str, *, line: int | None = None, column: int | None = None, hint: str = ""
    ) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.column = column
        self.hint = hint


def integer(text: str, base: int = 10) -> int | str:
    """Read digits; what Python takes for too long to be a number stays text."""
    try:
        return int(text, base)
    except ValueError:
        return text


def floating(text: str) -> float | str:
    """Read a number; one beyond the range of JSON's usual readers stays text."""
    number = float(text)
    return number if math.isfinite(number) else text


def printable(text: str) -> str:
    """Replace halves of surrogate pairs, which no encoding can write."""
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def key_text(key: object) -> str:
    """Spell a key as JSON and YAML write it: `200`, `null`, `true`."""
    match key:
        case str():
            return printable(str.__str__(key))
        case None:
            return "null"
        case bool():
            return "true" if key else "false"
        case _:
            return printable(str(key))


def plain(value: object) -> JsonValue:
    """Copy data in memory to plain data.

    Keys become strings, tuples lists, and what JSON has no word for (lazy text, dates, UUIDs)
    becomes its text. Raises Fault where the data is too deep or too large; a cycle is both.
    """
    return _Copy().value(value, 0)


class _Copy:
    """One copy in the making; it counts what it has copied."""

    def __init__(self) -> None:
        self._copied = 0

    def value(self, value: object, depth: int) -> JsonValue:
        self._copied += 1
        if depth > MAX_DEPTH:
            raise Fault(TOO_DEEP)
        if self._copied > MAX_VALUES:
            raise Fault(f"there are more than {MAX_VALUES} values")
        match value:
            case str():
                return printable(str.__str__(value))
            case None | bool():
                return value
            case int():
                return int(value)
            case float():
                return float(value) if math.isfinite(value) else str(float(value))
            case Mapping():
                return {key_text(k): self.value(v, depth + 1) for k, v in value.items()}
            case Sequence() if not isinstance(value, bytes | bytearray | memoryview):
                return [self.value(item, depth + 1) for item in value]
            case _:
                return printable(str(value))


def measure(value: JsonValue, most: int) -> tuple[int, int]:
    """Count the values in `value`, itself included, and how deep its containers are nested.

    Stops counting soon after `most` values or MAX_DEPTH levels.
    """
    size, height, level = 1, 0, [value] if isinstance(value, dict | list) else []
    while level and size <= most and height <= MAX_DEPTH:
        height += 1
        size += sum(map(len, level))
        level = [
            inner
            for outer in level
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, dict | list)
        ]
    return size, height


def places(root: JsonValue, doubled: Sequence[tuple[Object, str]]) -> list[str]:
    """Return the pointers of keys in objects inside `root`, in the order of the document.

    An object that is not in there any more, since a later key replaced it, has none.
    """
    wanted: dict[int, list[str]] = {}
    for where, key in doubled:
        wanted.setdefault(id(where), []).append(key)
    found: list[str] = []
    stack = [(root, "#")]
    while wanted and stack:
        value, at = stack.pop()
        if isinstance(value, dict):
            found += [child(at, key) for key in wanted.pop(id(value), ())]
            stack += [(inner, child(at, key)) for key, inner in reversed(value.items())]
        elif isinstance(value, list):
            stack += [(inner, child(at, i)) for i, inner in enumerate(value)][::-1]
    return found
