"""TypeScript's own rules: which names are taken, and how text becomes a literal or a comment."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Final
from urllib.parse import quote

from oacgen_ir.code import Code
from oacgen_ir.ir import Primitive

WIDTH: Final = 80
"""The line length of prettier's defaults."""


def word_set(text: str) -> frozenset[str]:
    """Return the words of a text, for lists that are easier read than quoted."""
    return frozenset(text.split())


KEYWORDS: Final = word_set(
    """
    abstract any arguments as asserts async await bigint boolean break case catch class const
    constructor continue debugger declare default delete do else enum eval export extends false
    finally for from function get if implements import in infer instanceof interface is keyof let
    module namespace never new null number object of package private protected public readonly
    require return set static string super switch symbol this throw true try type typeof undefined
    unique unknown using var void while with yield
    """
)
"""What cannot be, or had better not be, the name of a parameter or a function."""

INHERITED: Final = word_set(
    "constructor hasOwnProperty isPrototypeOf propertyIsEnumerable toLocaleString toString valueOf"
)
"""Names that every object has something for."""

GLOBALS: Final = word_set(
    """
    Array ArrayBuffer AsyncGenerator Blob Date Error File FormData Headers Map Number Object Omit
    Promise Readonly Record Request Response ReturnType Set String Symbol URL undefined
    """
)
"""Names of the platform that generated modules may use, so that no import may hide them."""

DEVICES: Final = frozenset(
    ["aux", "con", "nul", "prn", *[f"{port}{n}" for port in ("com", "lpt") for n in range(10)]]
)
"""Names that no file can have on Windows."""

_EXPONENT: Final = re.compile(r"e(?:\+|(-))0*(\d+)")

_IDENTIFIER: Final = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*")


@lru_cache(1 << 14)
def is_identifier(name: str) -> bool:
    """Whether a text can be the name of a function or a variable."""
    return _IDENTIFIER.fullmatch(name) is not None and name not in KEYWORDS


# --- Literals ------------------------------------------------------------------------------------


def literal(value: Primitive) -> Code:
    """Print a value of JSON; a number has to be finite."""
    match value:
        case None:
            return Code("null")
        case bool():
            return Code("true" if value else "false")
        case str():
            return text_literal(value)
        case _:
            return number_literal(value)


def number_literal(value: int | float) -> Code:
    """Print a finite number as prettier leaves it."""
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError(f"{value!r} has no literal")
        if value.is_integer() and abs(value) < 1e21:
            return Code(str(int(value)))
        return Code(_EXPONENT.sub(r"e\1\2", repr(value)))
    return Code(str(value))


@lru_cache(1 << 14)
def text_literal(text: str) -> Code:
    """Print a string between the quotes that prettier prefers."""
    mark = "'" if text.count('"') > text.count("'") else '"'
    if text.isascii() and text.isprintable() and "\\" not in text and mark not in text:
        return Code(f"{mark}{text}{mark}")
    return Code(mark + "".join([_escaped(char, mark) for char in text]) + mark)


_ESCAPES: Final = {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f", "\v": "\\v"}


def _escaped(char: str, mark: str) -> str:
    if char == "\\" or char == mark:
        return "\\" + char
    if char in _ESCAPES:
        return _ESCAPES[char]
    return char if _is_plain(char) else _code_point(char)


def _is_plain(char: str) -> bool:
    """Whether a character can stand in source text and be seen for what it is."""
    return char.isprintable() and unicodedata.category(char)[0] != "M"


def _code_point(char: str) -> str:
    code = ord(char)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\u{{{code:x}}}"


def width(text: str) -> int:
    """Count the columns of a text as prettier does: East Asian characters take two."""
    if text.isascii():
        return len(text)
    return sum([_columns(character) for character in text])


def _columns(character: str) -> int:
    if unicodedata.category(character) in ("Cf", "Me", "Mn"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "FW" else 1


@lru_cache(1 << 14)
def property_name(name: str) -> Code:
    """Print the name of a property in an interface or a pattern."""
    return Code(name) if _stands_alone(name) else text_literal(name)


def _stands_alone(name: str) -> bool:
    return _IDENTIFIER.fullmatch(name) is not None or name.isidentifier()


def property_key(name: str) -> Code:
    """Print the name of a property in an object that is made: `__proto__` would be its parent."""
    return Code('["__proto__"]') if name == "__proto__" else property_name(name)


def member(name: str, *, optional: bool = False) -> Code:
    """Print the access to a property, with what stands before it on the left."""
    if _stands_alone(name):
        return Code(f"{'?.' if optional else '.'}{name}")
    return Code(f"{'?.' if optional else ''}[{text_literal(name)}]")


# --- Paths ---------------------------------------------------------------------------------------

_PATH_SAFE: Final = "/%:@!&()*+,;=~"


def path_text(text: str) -> Code:
    """Escape the constant part of a path for a URL; fit for a template literal too."""
    return Code(quote(text, safe=_PATH_SAFE))


# --- Comments ------------------------------------------------------------------------------------


def comment(text: str, indent: int = 0, *, notes: Sequence[str] = ()) -> Code:
    """Print a JSDoc comment with its indentation and line end; nothing for nothing.

    `notes` are paragraphs of their own, such as tags.
    """
    paragraphs = [_clean(part) for part in (text, *notes)]
    body = "\n\n".join([part for part in paragraphs if part])
    if not body:
        return Code("")
    space = " " * indent
    lines = body.split("\n")
    if len(lines) == 1 and not body.startswith("@") and len(body) + indent + 7 <= 100:
        return Code(f"{space}/** {body} */\n")
    rows = [f"{space} * {line}".rstrip() for line in lines]
    return Code("\n".join([f"{space}/**", *rows, f"{space} */", ""]))


@lru_cache(1 << 12)
def _clean(text: str) -> str:
    """Make text safe inside a comment: visible characters, no end, no margins."""
    if not (text.isascii() and text.isprintable()):
        text = "\n".join(text.expandtabs(4).splitlines())
        text = "".join([char if char == "\n" else _visible(char) for char in text])
        text = "\n".join([line.rstrip() for line in text.split("\n")])
    return text.replace("*/", "*\\/").strip()


def _visible(char: str) -> str:
    if char.isprintable():
        return char
    if unicodedata.category(char) == "Zs":
        return " "
    return char.encode("unicode_escape", "surrogatepass").decode()
