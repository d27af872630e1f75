"""Python's own rules: which names are taken, and how text becomes a literal or a docstring."""

from __future__ import annotations

import keyword
import math
import textwrap
import unicodedata
from typing import Final
from urllib.parse import quote

from oacgen_ir.code import Code
from oacgen_ir.ir import Primitive
from oacgen_py.wrapping import WIDTH

KEYWORDS: Final = frozenset(keyword.kwlist)

MODEL_NAMES: Final = frozenset(
    [
        "construct",
        "copy",
        "dict",
        "from_orm",
        "json",
        "parse_file",
        "parse_obj",
        "parse_raw",
        "schema",
        "schema_json",
        "update_forward_refs",
        "validate",
        "model_computed_fields",
        "model_config",
        "model_construct",
        "model_copy",
        "model_dump",
        "model_dump_json",
        "model_extra",
        "model_fields",
        "model_fields_set",
        "model_json_schema",
        "model_parametrized_name",
        "model_post_init",
        "model_rebuild",
        "model_validate",
        "model_validate_json",
        "model_validate_strings",
    ]
)
"""What a pydantic model has already, so that no field can be called so."""

BUILTIN_TYPES: Final = frozenset(
    {"bool", "bytes", "dict", "float", "int", "list", "property", "str", "tuple"}
)
"""The builtins that annotations and classes use."""

RESERVED_MODULES: Final = KEYWORDS.union(
    ("aux", "con", "nul", "prn"), [f"{port}{n}" for port in ("com", "lpt") for n in range(10)]
)
"""Names that no module can have, those of Windows' devices among them."""

CLIENT_NAMES: Final = frozenset({"aclose", "close", "property", "server", "with_options"})
"""What every client has already or needs, so that no resource can be called so."""


# --- Literals ------------------------------------------------------------------------------------


def literal(value: Primitive) -> Code:
    """Print a value of JSON; a float has to be finite."""
    if isinstance(value, str):
        return text_literal(value)
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"{value!r} has no literal")
    return Code(repr(value))


def text_literal(text: str) -> Code:
    """Print a string between the quotes that black prefers."""
    mark = "'" if text.count('"') > text.count("'") else '"'
    body = "".join([_escaped(char, mark) for char in text]) if _is_odd(text, mark) else text
    return Code(f"{mark}{body}{mark}")


def pattern_literal(pattern: str) -> Code:
    """Print a regular expression, as a raw string where one can hold it."""
    odd = any(c in "\"'\n" or not _is_plain(c) for c in pattern) or pattern.endswith("\\")
    if "\\" not in pattern or odd:
        return text_literal(pattern)
    return Code(f'r"{pattern}"')


def _is_odd(text: str, mark: str) -> bool:
    if text.isascii() and text.isprintable():
        return "\\" in text or mark in text
    return True


def _escaped(char: str, mark: str) -> str:
    if char == "\\" or char == mark:
        return "\\" + char
    return char if _is_plain(char) else char.encode("unicode_escape", "surrogatepass").decode()


def _is_plain(char: str) -> bool:
    """Whether a character can stand in source text and be seen for what it is."""
    if char.isascii():
        return char.isprintable()
    return char <= "\uffff" and char.isprintable() and unicodedata.category(char)[0] != "M"


# --- Paths ---------------------------------------------------------------------------------------

_PATH_SAFE: Final = "/%:@!$&()*+,;=~"


def path_text(text: str) -> str:
    """Escape the constant part of a path for a URL, and for an f-string."""
    return quote(text, safe=_PATH_SAFE)


# --- Docstrings and comments ---------------------------------------------------------------------


def docstring(text: str, indent: int, *, after: str = "") -> Code:
    """Print a docstring of lines no wider than black's, without its first indentation.

    `after` is text that is laid out already and follows in a paragraph of its own. Nothing is
    printed for nothing.
    """
    lines = _wrapped(text, WIDTH - indent, 3)
    if after:
        lines += [*([""] if lines else []), *after.split("\n")]
    if not after and len(lines) == 1 and len(lines[0]) + indent + 6 > WIDTH:
        lines = _wrapped(text, WIDTH - indent, 6)  # black would not move the quotes down
    if not lines:
        return Code("")
    if len(lines) == 1:
        return Code(f'"""{_padded(lines[0])}"""')
    space = " " * indent
    first, *rest = lines
    rest = textwrap.dedent("\n".join(rest)).split("\n")  # so does black
    if first.startswith('"'):
        first = " " + first
    body = "\n".join([first, *[space + line if line else "" for line in rest]])
    return Code(f'"""{body}\n{space}"""')


def paragraph(text: str, columns: int) -> list[str]:
    """Break text into lines that can stand inside a docstring; empty for blank text."""
    return _wrapped(text, columns)


def summary(text: str) -> str:
    """Return the first sentence of a text, or its first line."""
    first = text.strip().partition("\n\n")[0]
    joined = " ".join(first.split())
    end = joined.find(". ")
    return joined if end < 0 else joined[: end + 1]


def _padded(line: str) -> str:
    start = " " if line.startswith('"') else ""
    return start + line + (" " if line.endswith('"') else "")


def _wrapped(text: str, columns: int, before: int = 0) -> list[str]:
    """Break text into lines; on the first one, `before` columns are taken already."""
    lines: list[str] = []
    for line in _clean(text).split("\n"):
        taken = 0 if lines else before
        if len(line) + taken <= columns:
            lines.append(line)
            continue
        body = line.lstrip(" ")
        margin = min(len(line) - len(body), columns // 2)
        lines += _filled(body, margin, columns, taken)
    return lines if any(lines) else []


def _filled(body: str, margin: int, columns: int, taken: int) -> list[str]:
    hanging = margin + (2 if body[:2] in ("* ", "- ") else 0)
    found = textwrap.wrap(
        body,
        max(columns, 20),
        initial_indent=" " * (margin + taken),
        subsequent_indent=" " * hanging,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [found[0][taken:], *found[1:]]


def _clean(text: str) -> str:
    """Make text safe inside triple quotes: visible characters, margins as black sets them."""
    if not (text.isascii() and text.isprintable()):
        text = "\n".join(text.expandtabs(4).splitlines())
        text = "".join([char if char == "\n" else _visible(char) for char in text])
        text = "\n".join([line.rstrip() for line in text.split("\n")]).strip("\n")
        first, newline, rest = text.partition("\n")
        text = first.strip() + newline + textwrap.dedent(rest)
    if "\\" in text or '"""' in text:
        text = text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    return text.strip()


def _visible(char: str) -> str:
    if char.isprintable():
        return char
    if unicodedata.category(char) == "Zs":
        return " "
    return char.encode("unicode_escape", "surrogatepass").decode()
