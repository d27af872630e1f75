"""Go's own rules: which words are taken, and how text becomes a literal, a tag or a comment."""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from oacgen_ir.code import Code
from oacgen_ir.ir import Primitive

_KEYWORDS_WORDS: Final = """
    break case chan const continue default defer else fallthrough for func go goto if import
    interface map package range return select struct switch type var
"""
KEYWORDS: Final = frozenset(_KEYWORDS_WORDS.split())

_PREDECLARED_WORDS: Final = """
    any append bool byte cap clear close comparable complex complex64 complex128 copy delete error
    false float32 float64 imag int int8 int16 int32 int64 iota len make max min new nil panic print
    println real recover rune string true uint uint8 uint16 uint32 uint64 uintptr
"""
PREDECLARED: Final = frozenset(_PREDECLARED_WORDS.split())

_IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


def is_identifier(name: str) -> bool:
    """Whether `name` can be a name in Go."""
    return bool(_IDENTIFIER.fullmatch(name)) and name not in KEYWORDS


# --- Literals ------------------------------------------------------------------------------------

_ESCAPES: Final = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def text_literal(text: str) -> Code:
    """Print a string, with escapes for what cannot be seen."""
    if text.isascii() and text.isprintable() and '"' not in text and "\\" not in text:
        return Code(f'"{text}"')
    return Code('"' + "".join(map(_escaped, text)) + '"')


def _escaped(char: str) -> str:
    if char in _ESCAPES:
        return _ESCAPES[char]
    code = ord(char)
    if 0xD800 <= code <= 0xDFFF:  # Go's strings are UTF-8, which has no surrogates
        return f"\\ufffd{code:x}"
    if _is_plain(char):
        return char
    return f"\\x{code:02x}" if code < 0x80 else f"\\u{code:04x}" if code < 1 << 16 else _long(code)


def _long(code: int) -> str:
    return f"\\U{code:08x}"


def _is_plain(char: str) -> bool:
    """Whether a character can stand in source text and be seen for what it is."""
    if char.isascii():
        return char.isprintable()
    return char <= "\uffff" and char.isprintable() and unicodedata.category(char)[0] not in "MC"


def literal(value: Primitive) -> Code:
    """Print a value of JSON; a float has to be finite."""
    match value:
        case None:
            return Code("nil")
        case bool():
            return Code("true" if value else "false")
        case int():
            return Code(str(value))
        case float() if math.isfinite(value):
            return Code(repr(value))
        case float():
            raise ValueError(f"{value!r} has no literal")
        case str():
            return text_literal(value)


def raw_literal(text: str) -> Code:
    """Print a string that is full of quotes between backquotes, where they can hold it."""
    if text.isascii() and text.isprintable() and "`" not in text:
        return Code(f"`{text}`")
    return text_literal(text)


def json_literal(value: Primitive) -> Code:
    """Print the JSON of a value as a string."""
    return raw_literal(json.dumps(value, ensure_ascii=False))


def key_literal(name: str) -> Code:
    """Print a key as an encoder copies it: a comma, the key, a colon."""
    return raw_literal(f",{json.dumps(name)}:")


# --- Tags ----------------------------------------------------------------------------------------

_TAGGABLE = re.compile(r"[\w!#$%&()*+./:;<=>?@\[\]^{|}~ -]+")


def is_taggable(name: str) -> bool:
    """Whether encoding/json can be told the name of a property."""
    if name.isascii():
        return name != "-" and bool(_TAGGABLE.fullmatch(name))
    return bool(_TAGGABLE.fullmatch(name)) and all(
        char.isascii() or unicodedata.category(char) in ("Lu", "Ll", "Lt", "Lm", "Lo", "Nd")
        for char in name
    )


def tag(name: str, *, omit: bool) -> Code:
    """Print the tag of a field; one that encoding/json has no name for is left out of JSON."""
    if not is_taggable(name):
        return Code('`json:"-"`')
    option = ",omitzero" if omit else ""
    return Code(f'`json:"{name}{option}"`')


# --- Comments ------------------------------------------------------------------------------------

WIDTH: Final = 80

_LINK = re.compile(r"^\[([^\]]*)\]:")
_QUOTES = re.compile(r"``+|''+")
_HEADING = re.compile(r"^#+\s*")


def comment(text: str, indent: str = "") -> Code:
    """Print text as a comment, one line per line; nothing for nothing. Ends in a line break."""
    lines = prose(text, WIDTH - 4 * len(indent))
    return Code("".join([f"{indent}// {line}\n" if line else f"{indent}//\n" for line in lines]))


def doc(*paragraphs: str) -> Code:
    """Print the comment of a declaration, of paragraphs that are not empty."""
    return Code("//\n".join([comment(one) for one in paragraphs if one.strip()]))


def call_line(text: str) -> Code:
    """Print a line of code in the comment of a declaration."""
    return Code(f"//\n//\t{one_line(text)}\n")


def prose(text: str, width: int) -> list[str]:
    """Break text into lines that gofmt leaves as they are, wherever a comment has them."""
    if len(text) <= width - 3 and text.isascii() and text.isprintable():
        line = _tame(text.strip())
        return [_ended(line)] if line else []
    lines: list[str] = []
    for paragraph in _paragraphs(text):
        if lines:
            lines.append("")
        wrapped = [part for line in paragraph for part in _wrapped(line, width - 3)]
        lines += [_ended(wrapped[0])] if len(wrapped) == 1 else wrapped
    return lines


def one_line(text: str) -> str:
    """Return text on one line, visible as it is."""
    return " ".join("".join(map(_visible, text)).split())


def _paragraphs(text: str) -> Iterable[list[str]]:
    paragraph: list[str] = []
    for raw in text.splitlines():
        line = _tame(one_line(raw))
        if line:
            paragraph.append(line)
        elif paragraph:
            yield paragraph
            paragraph = []
    if paragraph:
        yield paragraph


def _tame(line: str) -> str:
    """Take the meaning from what gofmt would make a heading, a link, a quote or a constraint."""
    if "`" in line or "'" in line:
        line = _QUOTES.sub('"', line)
    if line[:1] in ("#", "[", "+"):
        line = _LINK.sub(r"[\1] :", _HEADING.sub("", line))
        line = line.replace("+build", "+ build", 1) if line.startswith("+build") else line
    return line


def _ended(line: str) -> str:
    """End a paragraph of one line, which would be a heading without a full stop."""
    return line + "." if line[-1:].isalnum() else line


def _visible(char: str) -> str:
    if char.isascii():
        return char if char.isprintable() else " "
    if char.isprintable() and unicodedata.category(char)[0] != "C":
        return char
    return " " if unicodedata.category(char)[0] in "ZC" else "\ufffd"


def _wrapped(line: str, width: int) -> list[str]:
    if len(line) <= width:
        return [line]
    lines: list[str] = []
    current = ""
    for word in line.split(" "):
        if current and len(current) + 1 + len(word) > width:
            lines.append(current)
            current = _tame(word)
        else:
            current = f"{current} {word}" if current else word
    return [*lines, current] if current else lines
