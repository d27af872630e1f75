"""Where the values of a document stand: its texts alone, which may outlive the data in them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from oacgen_ir.document import jsontext, lines, yaml12
from oacgen_ir.document.pointer import ancestry


@dataclass(frozen=True)
class Text:
    """What a file holds, in bytes, which need less memory; None for data that was in memory."""

    name: str
    data: bytes | None = None
    is_json: bool = False

    @cached_property
    def lines(self) -> Mapping[str, int]:
        """The line of each pointer, of those that can be told."""
        if self.data is None:
            return {}
        text = self.data.decode(json.detect_encoding(self.data))
        return lines.index((jsontext if self.is_json else yaml12).steps(text))


@dataclass(frozen=True, slots=True)
class Places:
    """The texts of the document `name`, by path; more are added when they are read."""

    name: str
    texts: dict[str, Text] = field(default_factory=dict)

    def locate(self, pointer: str) -> tuple[str, int | None]:
        """Return the file and the line, from 1, of a pointer or of the nearest one above it.

        Slow: the text is gone through once more. The line is None where it is not known.
        """
        file, _, inside = pointer.partition("#")
        text = self.texts.get(file)
        if text is None:
            return self.name, None
        found = (text.lines.get(above) for above in ancestry(f"#{inside}"))
        return text.name, next((line for line in found if line is not None), None)
