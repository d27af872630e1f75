"""Python's rules for the stubs: literals, docstrings, and how black breaks a signature."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

from oacgen_ir.code import Code
from oacgen_ir.ir import Primitive
from oacgen_proto.syntax import wrapped

WIDTH: Final = 88


def literal(value: Primitive) -> Code:
    """Print a value of JSON as black has it; a float has to be finite."""
    return text_literal(value) if isinstance(value, str) else Code(repr(value).replace("e+", "e"))


def text_literal(text: str) -> Code:
    """Print a string between the quotes that black prefers."""
    mark = "'" if text.count('"') > text.count("'") else '"'
    if text.isascii() and text.isprintable() and "\\" not in text and mark not in text:
        return Code(f"{mark}{text}{mark}")
    return Code(mark + "".join([_escaped(char, mark) for char in text]) + mark)


def _escaped(char: str, mark: str) -> str:
    if char in ("\\", mark):
        return "\\" + char
    plain = char.isprintable() and char <= "\uffff" and unicodedata.category(char)[0] != "M"
    return char if plain else char.encode("unicode_escape", "surrogatepass").decode("ascii")


def docstring(text: str, indent: str) -> Code:
    """Print a docstring with its indentation and line end; nothing for nothing."""
    lines = [line.replace("\\", "\\\\").replace('"""', '\\"\\"\\"') for line in wrapped(text)]
    if not lines:
        return Code("")
    if lines[0].startswith('"'):
        lines[0] = " " + lines[0]
    if len(lines) > 1:
        body = "\n".join([lines[0], *(f"{indent}{line}".rstrip() for line in lines[1:])])
        return Code(f'{indent}"""{body}\n{indent}"""\n')
    end = " " if lines[0].endswith('"') else ""
    return Code(f'{indent}"""{lines[0]}{end}"""\n')


def signature(head: str, parts: Sequence[str], tail: str, indent: str) -> Code:
    """Print what has parts between brackets: on one line, or each part on its own."""
    line = f"{indent}{head}{', '.join(parts)}{tail}"
    if len(line) <= WIDTH and "\n" not in line:
        return Code(line + "\n")
    inner = "".join(f"{indent}    {part},\n" for part in parts)
    return Code(f"{indent}{head}\n{inner}{indent}{tail}\n")


_BYTES: Final = {
    number: chr(number) if 0x20 <= number < 0x7F else f"\\x{number:02x}" for number in range(256)
} | {0x0A: "\\n", 0x22: "\\x22", 0x5C: "\\\\"}
_CHUNK: Final = 60


def bytes_lines(data: bytes) -> Iterator[Code]:
    """Print bytes as literals that stand below each other, without line ends."""
    for start in range(0, len(data), _CHUNK):
        text = data[start : start + _CHUNK].decode("latin-1").translate(_BYTES)
        yield Code(f'b"{text}"')


def below_each_other(literals: Sequence[Code]) -> Code:
    """Put literals on lines of their own; those that fit on one go there, as black has it."""
    together = "    " + " ".join(literals)
    if len(together) <= WIDTH:
        return Code(together + "\n")
    return Code("".join([f"    {one}\n" for one in literals]))
