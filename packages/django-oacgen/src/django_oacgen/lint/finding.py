"""One thing that a rule found, and the edit of the user's source that mends it, if one is safe."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True, order=True)
class Insertion:
    """Text to put into a file at an offset, in bytes."""

    file: Path
    offset: int
    text: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found: where in the code (a dotted name, and a file where it is known)."""

    rule: str
    place: str
    message: str
    hint: str = ""
    file: Path | None = None
    line: int | None = None
    edit: Insertion | None = None


RULES: Final[Mapping[str, tuple[str, bool]]] = MappingProxyType(
    {
        "group-case": ("A group is not called in lower case.", False),
        "model-name": ("A component is not called in PascalCase.", False),
        "nullable-nested": (
            "A read-only nested serializer has no `allow_null` although its relation may be null.",
            True,
        ),
        "operation-id": ("An operation id is not the tag and an action: `users_list`.", False),
        "shared-name": ("Two serializers of the project have one name.", False),
        "spectacular": ("drf-spectacular has something to remark.", False),
        "unreadable": ("drf-spectacular cannot read an endpoint.", False),
        "untyped-field": ("A JSON, dict or list field does not say what is in it.", False),
        "untyped-method": ("The method behind a field has no return type.", True),
    }
)
"""What each rule finds, and whether `--fix` can mend it where the code is unambiguous."""


def edited(text: bytes, insertions: Iterable[Insertion]) -> bytes:
    """Return the text of one file with its insertions."""
    for each in sorted(set(insertions), reverse=True):
        text = text[: each.offset] + each.text.encode() + text[each.offset :]
    return text
