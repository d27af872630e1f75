"""The Go source files that every package gets, and the names that they take."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Final

from oacgen_ir.code import Code

PREFIX: Final = "runtime_"
_CODECS: Final = (
    "decode",
    "decode_numbers",
    "decode_text",
    "decode_values",
    "encode",
    "encode_members",
)
"""The files that only generated decoders and encoders need."""
_REFLECTION: Final = ("reflect",)
"""The files that take their place."""
_STREAMS: Final = ("streams",)
"""The files that only answers with one item after another need."""

_PACKAGE = "package api\n"
_TOP_LEVEL = re.compile(r"^(?:func|type|var|const) ([A-Za-z]\w*)", re.MULTILINE)
_GROUPED = re.compile(r"^const \((.*?)^\)", re.MULTILINE | re.DOTALL)
_MEMBER = re.compile(r"^\t([A-Za-z]\w*)", re.MULTILINE)


@cache
def sources() -> dict[str, str]:
    """Return the source of each file of the runtime, by its name without `.go`."""
    folder = files("oacgen_go") / "runtime"
    found = {
        entry.name.removesuffix(".go"): entry.read_text("utf-8")
        for entry in folder.iterdir()
        if entry.name.endswith(".go")
    }
    return dict(sorted(found.items()))


def chosen(*, codecs: bool, streams: bool) -> dict[str, str]:
    """Return the files of a package, with codecs or without, with streams or without."""
    left_out = (_REFLECTION if codecs else _CODECS) + (() if streams else _STREAMS)
    return {name: source for name, source in sources().items() if name not in left_out}


def adapted(source: str, header: str, package: str) -> Code:
    """Return a file of the runtime as a file of a package."""
    return Code(f"{header}\n\n" + source.replace(_PACKAGE, f"package {package}\n", 1))


@cache
def names() -> frozenset[str]:
    """Return all names that the runtime declares in its package."""
    found: set[str] = set()
    for source in sources().values():
        found.update(_TOP_LEVEL.findall(source))
        for group in _GROUPED.findall(source):
            found.update(_MEMBER.findall(group))
    return frozenset(found)
