"""The rules of the language: which names are legal, and how text becomes a literal or a comment."""

from __future__ import annotations

import keyword
import re
import textwrap
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Final

from oacgen_ir.code import Code
from oacgen_ir.names import ascii_words, constant, pascal, snake, type_name

_LONGEST: Final = 100
_CACHED: Final = 1 << 15

# --- Names ---------------------------------------------------------------------------------------

TAKEN_FIELDS: Final = frozenset(keyword.kwlist) | {"self"}
"""What no attribute in Python can be called."""

TAKEN_TYPES: Final = frozenset({"DESCRIPTOR", "False", "None", "True"})
"""What no class in a Python stub can be called."""

TAKEN_FOLDERS: Final = (
    frozenset(keyword.kwlist)
    | {"aux", "con", "nul", "prn", "google", "grpc", "oacgen", "third_party", "typing"}
    | {f"{port}{n}" for port in ("com", "lpt") for n in range(10)}
)
"""What no folder and no package of ours can be called."""


@lru_cache(_CACHED)
def field_name(text: str) -> str:
    """Make a legal name in snake_case."""
    name = snake(ascii_words(text)) or snake(ascii_words(text, symbols=True))
    name = _cut(name if name[:1].isalpha() else f"n{name}")
    return f"{name}_value" if name in TAKEN_FIELDS else name


@lru_cache(_CACHED)
def message_name(text: str) -> str:
    """Make a legal name in PascalCase; one that is so already is kept."""
    name = type_name(text, ascii_words) or pascal(ascii_words(text, symbols=True))
    name = _cut(name if name[:1].isalpha() else f"N{name}")
    return f"{name.capitalize()}Value" if name in TAKEN_TYPES else name


@lru_cache(_CACHED)
def folder_name(text: str, joined: str) -> str:
    """Make a name of a folder and a package: the parts of a path in snake_case, `joined`."""
    parts = [snake(ascii_words(part, symbols=True)) for part in text.split("/")]
    name = joined.join(part for part in parts if part)
    name = _cut(name if name[:1].isalpha() else f"n{name}")
    return f"{name}_api" if name in TAKEN_FOLDERS else name


def value_name(enum: str, literal: str | int | float) -> str:
    """Make the name of a value, which has to begin with that of its enum."""
    text = str(literal)
    if isinstance(literal, str):
        # a leading minus is how an API spells descending order
        text = f"desc {text[1:]}" if re.match(r"-[A-Za-z_]", text) else text
    elif text.startswith("-"):
        text = f"minus {text[1:]}"
    return prefix(enum) + (_cut(constant(ascii_words(text, symbols=True))) or "BLANK")


_HUMP: Final = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Za-z0-9])(?=[A-Z][a-z])")


@lru_cache(_CACHED)
def prefix(enum: str) -> str:
    """Return what the names of an enum's values begin with, as buf reads the enum's name."""
    return _HUMP.sub("_", enum).upper() + "_"


@lru_cache(_CACHED)
def json_default(name: str) -> str:
    """Return the key in JSON that protobuf makes of the name of a field."""
    first, *rest = name.split("_")
    return first + "".join([part[:1].upper() + part[1:] for part in rest])


def _cut(name: str) -> str:
    """Shorten what no file system or compiler would take."""
    return name[:_LONGEST].rstrip("_")


def unused(name: str, between: str, is_free: Callable[[str], bool]) -> str:
    """Return `name`, or with the first number that makes it free."""
    number, chosen = 1, name
    while not is_free(chosen):
        number += 1
        chosen = f"{name}{between}{number}"
    return chosen


# --- Literals ------------------------------------------------------------------------------------


def text_literal(text: str) -> Code:
    """Print a string."""
    if text.isascii() and text.isprintable() and '"' not in text and "\\" not in text:
        return Code(f'"{text}"')
    return Code('"' + "".join([_escaped(char) for char in encodable(text)]) + '"')


def encodable(text: str) -> str:
    """Return `text` with a replacement for each half of a surrogate pair, which has no UTF-8."""
    return text if text.isascii() else re.sub("[\ud800-\udfff]", "\ufffd", text)


def _escaped(char: str) -> str:
    if char in '"\\':
        return "\\" + char
    if char.isprintable() and not unicodedata.category(char).startswith("M"):
        return char
    return "".join([f"\\{byte:03o}" for byte in char.encode()])


def json_name(key: str, name: str) -> str:
    """Return the key that a field has to be given, or nothing where it has it already.

    Brackets around a key and the NUL character are not allowed.
    """
    key = encodable(key)
    if key == json_default(name) or "\0" in key or (key[:1] == "[" and key[-1:] == "]"):
        return ""
    return key


# --- Comments ------------------------------------------------------------------------------------


def comment(lines: Iterable[str], indent: str = "") -> Code:
    """Print lines as a comment, each with its line end; nothing for no lines."""
    return Code("".join([f"{indent}// {line}".rstrip() + "\n" for line in lines]))


@lru_cache(_CACHED)
def wrapped(text: str) -> tuple[str, ...]:
    """Break text into lines of characters that can be seen."""
    if not text or text.isspace():
        return ()
    lines: list[str] = []
    for line in _clean(text).split("\n"):
        lines += _filled(line) if len(line) > WIDTH else [line]
    return tuple(lines)


WIDTH: Final = 80


def _filled(line: str) -> list[str]:
    body = line.lstrip(" ")
    margin = " " * min(len(line) - len(body), WIDTH // 2)
    found = textwrap.wrap(
        body,
        WIDTH,
        initial_indent=margin,
        subsequent_indent=margin + ("  " if body[:2] in ("* ", "- ") else ""),
        break_long_words=False,
        break_on_hyphens=False,
    )
    return found or [""]


def _clean(text: str) -> str:
    text = text.expandtabs(4)
    if not text.isprintable():
        text = "\n".join([line.rstrip() for line in text.splitlines()]).strip("\n")
        text = "".join([char if char == "\n" else visible(char) for char in text])
    # a comment may give orders to buf; a description may not
    return textwrap.dedent(text).strip().replace("buf:lint:", "buf lint ")


def visible(char: str) -> str:
    """Return a character that can be seen, or its code."""
    if char.isprintable():
        return char
    if unicodedata.category(char) == "Zs":
        return " "
    return char.encode("unicode_escape", "surrogatepass").decode("ascii")
