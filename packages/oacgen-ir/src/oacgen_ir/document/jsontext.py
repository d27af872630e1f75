"""Read JSON, and find the lines of what stands in it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Final

from pydantic import JsonValue

from oacgen_ir.document.plain import (
    MAX_DEPTH,
    TOO_DEEP,
    Fault,
    Object,
    floating,
    integer,
    measure,
    places,
    plain,
    printable,
)

_HALF_PAIR: Final = re.compile(r"\\u[dD][89a-fA-F]")


def parse(text: str) -> tuple[JsonValue, list[str]]:
    """Return the value and the pointers of keys that one object has twice, or raise Fault.

    The last of such keys wins. Numbers that are not JSON (`NaN`) or that are too large stay text.
    """
    doubled: list[tuple[Object, str]] = []

    def collect(pairs: list[tuple[str, JsonValue]]) -> Object:
        collected = dict(pairs)
        if len(collected) != len(pairs):
            doubled.extend((collected, key) for key in _repeated(pairs))
        return collected

    try:
        value: JsonValue = json.loads(
            text,
            object_pairs_hook=collect,
            parse_int=integer,
            parse_float=floating,
            parse_constant=str,
        )
    except json.JSONDecodeError as error:
        message = f"this is not valid JSON: {error.msg[:1].lower()}{error.msg[1:]}"
        raise Fault(message, line=error.lineno, column=error.colno) from None
    except RecursionError:
        raise Fault(TOO_DEEP) from None
    if measure(value, len(text))[1] > MAX_DEPTH:
        raise Fault(TOO_DEEP)
    duplicates = places(value, doubled)
    return plain(value) if _HALF_PAIR.search(text) else value, duplicates


def _repeated(pairs: list[tuple[str, JsonValue]]) -> list[str]:
    """Return the keys that came before, once for each time."""
    seen: set[str] = set()
    repeated = []
    for key, _ in pairs:
        if key in seen:
            repeated.append(key)
        seen.add(key)
    return repeated


_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]|[^\s\[\]{}",:]+|\n', re.DOTALL)


def steps(text: str) -> Iterator[tuple[str, str, int]]:
    """Yield what the text goes through, as `lines.index` takes it: a kind, a text, a line.

    Kinds are `{` and `[` for an object and an array that begin, `}` for either that ends, and
    `=` for a key or a value. The text must have been parsed.
    """
    line = 1
    for match in _TOKEN.finditer(text):
        token = match[0]
        if token == "\n":
            line += 1
        elif token in "{[":
            yield token, "", line
        elif token in "}]":
            yield "}", "", line
        elif token.startswith('"'):
            yield "=", printable(json.loads(token)), line
        else:
            yield "=", token, line
