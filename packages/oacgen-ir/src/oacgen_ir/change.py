"""One change to one file of an output, and the error when changes cannot be made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import unified_diff
from typing import Literal


class FilesError(Exception):
    """The output cannot be read or written as asked; the message says what to do about it."""


@dataclass(frozen=True, slots=True)
class Change:
    """The text of a file before and after; None where there is no file."""

    path: str
    before: str | None
    after: str | None

    @property
    def kind(self) -> Literal["add", "edit", "remove"]:
        """What happens to the file."""
        if self.before is None:
            return "add"
        return "remove" if self.after is None else "edit"

    def diff(self) -> str:
        """Return the change as a unified diff that `git apply` and `patch -p1` understand."""
        return "".join(self._diff_lines())

    def _diff_lines(self) -> Iterator[str]:
        yield f"diff --git a/{self.path} b/{self.path}\n"
        if self.kind != "edit":
            yield "new file mode 100644\n" if self.kind == "add" else "deleted file mode 100644\n"
        before = "/dev/null" if self.before is None else f"a/{self.path}"
        after = "/dev/null" if self.after is None else f"b/{self.path}"
        for line in unified_diff(_lines(self.before), _lines(self.after), before, after):
            yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _lines(text: str | None) -> list[str]:
    """Split at newlines only: other separators that Python knows are part of a line to `patch`."""
    *whole, rest = (text or "").split("\n")
    return [f"{line}\n" for line in whole] + ([rest] if rest else [])
