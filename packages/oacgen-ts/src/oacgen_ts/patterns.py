"""Regular expressions of documents as literals of JavaScript.

Only what is read here completely becomes a literal, so that no pattern can break a module; the
rest is left to the server. Django writes Python's dialect, where `\\w` and `\\d` know all scripts.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from oacgen_ir.code import Code

_LONGEST: Final = 1000
_QUANTIFIER: Final = re.compile(r"(?:[*+?]|\{\d{1,5}(?:,(?:\d{1,5})?)?\})\??")
_GROUP: Final = re.compile(r"\((?:\?(?:[:=!]|<[=!]|P?<([A-Za-z_]\w*)>))?", re.ASCII)
_ESCAPE: Final = re.compile(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|(.))", re.DOTALL)
_SYNTAX: Final = frozenset("^$\\.*+?()[]{}|/")
_WORD: Final = r"\p{L}\p{N}_"
_SAME: Final = frozenset("dDsSnrtfvbB")


class _NotReadable(Exception):
    """The pattern has something that is not known to be legal."""


@lru_cache(1 << 12)
def pattern_literal(pattern: str) -> Code | None:
    """Return a pattern as a literal with the flag `u`, or None where it cannot be read."""
    if not pattern or len(pattern) > _LONGEST:
        return None
    try:
        return Code(f"/{_Reader(pattern).read()}/u")
    except _NotReadable:
        return None


class _Reader:
    """Reads a pattern from left to right and writes it anew."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0
        self.names: set[str] = set()

    def read(self) -> str:
        text = self._alternatives(0)
        if self.at < len(self.pattern):
            raise _NotReadable
        return text

    def _alternatives(self, depth: int) -> str:
        if depth > 20:
            raise _NotReadable
        out: list[str] = []
        while self.at < len(self.pattern):
            char = self.pattern[self.at]
            if char == ")":
                break
            if char == "|":
                self.at += 1
                out.append(char)
                continue
            text, countable = self._term(char, depth)
            out.append(text + self._quantifier(countable))
        return "".join(out)

    def _term(self, char: str, depth: int) -> tuple[str, bool]:
        """Read one term, and tell whether a quantifier may follow."""
        match char:
            case "^" | "$":
                self.at += 1
                return char, False
            case "(":
                return self._group(depth)
            case "[":
                return self._class(), True
            case "\\":
                return self._escape(in_class=False)
            case "." | " ":
                self.at += 1
                return char, True
            case "*" | "+" | "?" | "{" | "}" | "]":
                raise _NotReadable
        self.at += 1
        return self._plain(char), True

    def _plain(self, char: str) -> str:
        if not char.isprintable():
            raise _NotReadable
        return "\\/" if char == "/" else char

    def _quantifier(self, countable: bool) -> str:
        found = _QUANTIFIER.match(self.pattern, self.at)
        if found is None:
            return ""
        bounds = re.findall(r"\d+", found[0])
        if not countable or (len(bounds) == 2 and int(bounds[0]) > int(bounds[1])):
            raise _NotReadable
        self.at = found.end()
        return found[0]

    def _group(self, depth: int) -> tuple[str, bool]:
        found = _GROUP.match(self.pattern, self.at)
        name = found and found[1]
        if found is None or self.pattern.startswith("?", found.end()) or name in self.names:
            raise _NotReadable
        if name:
            self.names.add(name)
        self.at = found.end()
        inner = self._alternatives(depth + 1)
        if not self.pattern.startswith(")", self.at):
            raise _NotReadable
        self.at += 1
        return f"{found[0].replace('?P<', '?<')}{inner})", found[0][:3] not in ("(?=", "(?!", "(?<")

    def _escape(self, *, in_class: bool) -> tuple[str, bool]:
        found = _ESCAPE.match(self.pattern, self.at)
        if found is None:
            raise _NotReadable
        self.at = found.end()
        char = found[1]
        if char is None:
            return found[0], True
        if char == "w":
            return (_WORD if in_class else f"[{_WORD}]"), True
        if char == "W" and not in_class:
            return f"[^{_WORD}]", True
        if char in ("A", "Z", "z") and not in_class:
            return ("^" if char == "A" else "$"), False
        if char in "bB" and in_class:
            raise _NotReadable
        if char in _SAME:
            return found[0], char not in "bB"
        if char.isalnum() or not char.isprintable():
            raise _NotReadable
        if char in _SYNTAX or (in_class and char == "-"):
            return found[0], True
        return char, True

    def _class(self) -> str:
        """Read `[...]`; ranges have to stand between two single characters, in order."""
        start = "[^" if self.pattern.startswith("[^", self.at) else "["
        self.at += len(start)
        parts: list[str] = []
        while not self.pattern.startswith("]", self.at):
            if self.at >= len(self.pattern):
                raise _NotReadable
            part = self._class_part()
            nxt = self.pattern[self.at : self.at + 2]
            if nxt[:1] == "-" and len(nxt) == 2 and nxt[1] != "]" and _single(part) is not None:
                self.at += 1
                part = self._range(part, self._class_part())
            parts.append(part)
        self.at += 1
        return f"{start}{''.join(parts)}]"

    def _class_part(self) -> str:
        char = self.pattern[self.at : self.at + 1]
        if char == "\\":
            return self._escape(in_class=True)[0]
        self.at += 1
        if char in ("[", "^"):
            return f"\\{char}"
        return "\\-" if char == "-" else self._plain(char)

    def _range(self, low: str, high: str) -> str:
        start, end = _single(low), _single(high)
        if start is None or end is None or start > end:
            raise _NotReadable
        return f"{low}-{high}"


def _single(part: str) -> str | None:
    """Return the character that a part of a class stands for, if it is one."""
    if len(part) == 1:
        return part
    if len(part) == 2 and part[0] == "\\" and not part[1].isalnum():
        return part[1]
    if part[:2] in ("\\x", "\\u") and len(part) in (4, 6):
        return chr(int(part[2:], 16))
    return None
