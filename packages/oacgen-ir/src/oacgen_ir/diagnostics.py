"""What is said about a document: diagnostics as data, their catalogue, and the one fatal error.

A library adds to the `Report` that it is given and never prints. Whoever made the report prints it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

from pydantic import JsonValue

Severity: TypeAlias = Literal["error", "warning", "info"]

Locate: TypeAlias = Callable[[str], "tuple[str, int | None]"]
"""The file and line of a JSON pointer. Slow, so it is asked only when something is shown."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What the catalogue knows about a code: why it arises and what a user can do."""

    severity: Severity
    cause: str
    fix: str


CATALOGUE: Final[Mapping[str, Entry]] = MappingProxyType(
    {
        "no-match": Entry(
            "warning",
            "A filter (`--include-tag`, `--exclude-path`, ...) matches nothing in the document.",
            "Check its spelling against `oacgen-ir inspect FILE`; `*` stands for any characters.",
        ),
        "edited-by-hand": Entry(
            "warning",
            "A generated file was changed by hand or by another tool, and has been replaced.",
            "Keep changes in files of your own, or leave the output out of formatters.",
        ),
    }
)
"""The codes of oacgen-ir. A generator brings its own, each with its name as prefix (`py-...`)."""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One remark about one place. `file` and `line` are known only once they were looked up."""

    entry: Entry
    code: str
    message: str
    pointer: str = ""
    hint: str = ""
    file: str = ""
    line: int | None = None

    @property
    def severity(self) -> Severity:
        """How bad it is, as the catalogue has it."""
        return self.entry.severity


class Report:
    """Diagnostics in the order in which they were added, each once.

    `extra` holds the catalogue entries of the generators at work; `locate` finds the lines of
    pointers when the diagnostics are shown.
    """

    def __init__(
        self, *, extra: Mapping[str, Entry] = MappingProxyType({}), locate: Locate | None = None
    ) -> None:
        self._catalogue = {**CATALOGUE, **extra}
        self._locate = locate
        self._kept: dict[tuple[str, str, str], Diagnostic] = {}

    def add(self, code: str, message: str, *, at: str = "", hint: str = "") -> None:
        """Note `message` about the place `at`, a JSON pointer; an unknown code is a KeyError."""
        entry = self._catalogue[code]
        self._kept.setdefault((code, at, message), Diagnostic(entry, code, message, at, hint))

    def __iter__(self) -> Iterator[Diagnostic]:
        return iter(self._kept.values())

    def __len__(self) -> int:
        return len(self._kept)

    def _count(self, severity: Severity) -> int:
        return sum(diagnostic.severity == severity for diagnostic in self)

    @property
    def errors(self) -> int:
        """How many parts of the document had to be left out or widened."""
        return self._count("error")

    @property
    def warnings(self) -> int:
        """How many remarks deserve a look."""
        return self._count("warning")

    def located(self) -> Iterator[Diagnostic]:
        """Yield the diagnostics with their file and line, where these can be found."""
        for diagnostic in self:
            if self._locate is None or not diagnostic.pointer:
                yield diagnostic
            else:
                file, line = self._locate(diagnostic.pointer)
                yield replace(diagnostic, file=file, line=line)


def render_text(report: Report) -> str:
    """Return one line per diagnostic, its hint on a line of its own; empty without any."""
    return "".join(f"{_text(diagnostic)}\n" for diagnostic in report.located())


def _text(diagnostic: Diagnostic) -> str:
    where = place(diagnostic.file, diagnostic.line, None, diagnostic.pointer)
    first = f"{diagnostic.severity}[{diagnostic.code}] {where}{one_line(diagnostic.message)}"
    return f"{first}\n    hint: {one_line(diagnostic.hint)}" if diagnostic.hint else first


def as_json(report: Report) -> list[dict[str, JsonValue]]:
    """Return the diagnostics as plain data, all keys always there."""
    return [
        {
            "severity": diagnostic.severity,
            "code": diagnostic.code,
            "message": diagnostic.message,
            "pointer": diagnostic.pointer,
            "file": diagnostic.file,
            "line": diagnostic.line,
            "hint": diagnostic.hint,
        }
        for diagnostic in report.located()
    ]


def explain(code: str, catalogue: Mapping[str, Entry] = CATALOGUE) -> str:
    """Return what a code means and what to do; KeyError where the catalogue lacks it."""
    entry = catalogue[code]
    return f"{code} ({entry.severity})\n\nCause: {entry.cause}\nFix:   {entry.fix}\n"


class InputError(Exception):
    """A document, configuration or option that cannot be used: what, where, and what to do."""

    def __init__(
        self,
        message: str,
        *,
        file: str = "",
        line: int | None = None,
        column: int | None = None,
        pointer: str = "",
        hint: str = "",
    ) -> None:
        super().__init__(message)
        self.message = message
        self.file = file
        self.line = line
        self.column = column
        self.pointer = pointer
        self.hint = hint

    def __str__(self) -> str:
        where = place(self.file, self.line, self.column, self.pointer)
        hint = f"\n    hint: {one_line(self.hint)}" if self.hint else ""
        message = "\n    ".join(map(one_line, self.message.splitlines()))
        return f"{where}{message}{hint}"


def place(file: str, line: int | None, column: int | None, pointer: str) -> str:
    """Return `openapi.yaml:12:3: #/paths: `, without the parts that are unknown."""
    spot = file
    if file and line is not None:
        spot += f":{line}" if column is None else f":{line}:{column}"
    return "".join(f"{one_line(part)}: " for part in (spot, pointer) if part)


def one_line(text: str) -> str:
    """Return `text` fit for a terminal: one line, and no control character of a document in it."""
    return "".join(c if c.isprintable() else _visible(c) for c in " ".join(text.split()))


def _visible(character: str) -> str:
    return character.encode("unicode_escape", "surrogatepass").decode("ascii")
