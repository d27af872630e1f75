"""What a command line prints: results on standard output, remarks and errors on standard error."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

import click
from pydantic import JsonValue

from oacgen_ir.diagnostics import InputError, Report, as_json, text_of
from oacgen_ir.files import Plan
from oacgen_ir.job import Outcome, Trouble

Print: TypeAlias = Callable[[str], object]


def _on_standard_error(line: str) -> None:
    click.echo(line, err=True)


_FIRST: Final = 20  # remarks shown without -v


@dataclass(frozen=True, slots=True)
class Console:
    """For whom is printed (`json`), and how much: -1 errors only, 0 the usual, 1 everything.

    `out` and `err` print a line each.
    """

    json: bool = False
    verbosity: int = 0
    out: Print = click.echo
    err: Print = _on_standard_error

    def show(self, outcome: Outcome) -> None:
        """Print what a run did and found."""
        if self.json:
            self.out(as_text(outcome_json(outcome)))
            return
        if self.verbosity >= 0 or outcome.too_strict:
            self.remarks(outcome.report)
        for name, planned in outcome.plans:
            self._plan(name if len(outcome.plans) > 1 else "", planned, outcome)
        if outcome.too_strict and outcome.mode == "write":
            self.err("Nothing was written: there are warnings, and --strict is on.")
        for name, error in outcome.errors:
            prefix = f"{name}: " if name else ""
            self.err(f"Error: {prefix}{error}")

    def remarks(self, report: Report) -> None:
        """Print the diagnostics; without -v the first of those that matter."""
        chosen = [one for one in report if self.verbosity > 0 or one.severity != "info"]
        shown = chosen if self.verbosity > 0 else chosen[:_FIRST]
        for one in shown:
            self.err(text_of(report.locate(one)))
        if len(report):
            hidden = "; -v shows all" if len(shown) < len(report) else ""
            self.err(f"{tally(report)}{hidden}")

    def _plan(self, name: str, planned: Plan, outcome: Outcome) -> None:
        diff = outcome.mode == "diff"
        if diff:
            for change in planned.changes:
                self.out(change.diff().removesuffix("\n"))
        elif self.verbosity > 0 or (self.verbosity == 0 and outcome.mode != "write"):
            for change in planned.changes:
                self.out(f"{change.kind:6} {change.path}")
        if self.verbosity >= 0:
            prefix = f"{name}: " if name else ""
            (self.err if diff else self.out)(f"{prefix}{summary(planned, written=outcome.written)}")


def tally(report: Report) -> str:
    """Return `1 error, 3 warnings, 12 notes`; the last are those that nobody has to act on."""
    counts = Counter[str](one.severity for one in report)
    words = (("error", "error"), ("warning", "warning"), ("info", "note"))
    return ", ".join(count(counts[key], word) for key, word in words if counts[key])


def summary(planned: Plan, *, written: bool) -> str:
    """Return one line about what was done, or would be: `3 files written, 480 unchanged in api`."""
    kinds = Counter[str](change.kind for change in planned.changes)
    verbs = (("add", "added"), ("edit", "changed"), ("remove", "removed"))
    parts = [f"{kinds[kind]} {verb}" for kind, verb in verbs if kinds[kind]]
    if not parts:
        listed = "" if planned.manifest is None else ", only .oacgen.json"
        nothing = f"nothing changed{listed}" if written else f"nothing would change{listed}"
        return f"{count(planned.unchanged, 'file')} in {planned.root}: {nothing}"
    if planned.unchanged:
        parts.append(f"{planned.unchanged} unchanged")
    return f"{planned.root}: files {'' if written else 'would be '}{', '.join(parts)}"


def count(number: int, noun: str) -> str:
    """Return `1 file`, `2 files`, `2 aliases`."""
    plural = f"{noun}es" if noun.endswith("s") else f"{noun}s"
    return f"{number} {noun if number == 1 else plural}"


def outcome_json(outcome: Outcome) -> dict[str, JsonValue]:
    """Return all that `show` prints as plain data."""
    return {
        "exit_code": outcome.exit_code,
        "written": outcome.written,
        "outputs": [_plan_json(name, planned, outcome) for name, planned in outcome.plans],
        "diagnostics": [*as_json(outcome.report)],
        "errors": [_error_json(*each) for each in outcome.errors],
    }


def _plan_json(name: str, planned: Plan, outcome: Outcome) -> dict[str, JsonValue]:
    paths: dict[str, list[JsonValue]] = {"add": [], "edit": [], "remove": []}
    for change in planned.changes:
        paths[change.kind].append(change.path)
    found: dict[str, JsonValue] = {
        "generator": name,
        "root": str(planned.root),
        "added": paths["add"],
        "changed": paths["edit"],
        "removed": paths["remove"],
        "unchanged": planned.unchanged,
    }
    if outcome.mode == "diff":
        found["diff"] = "".join(change.diff() for change in planned.changes)
    return found


def _error_json(name: str, error: Trouble) -> dict[str, JsonValue]:
    if not isinstance(error, InputError):
        error = InputError(str(error))
    return {
        "generator": name,
        "message": error.message,
        "file": error.file,
        "line": error.line,
        "column": error.column,
        "pointer": error.pointer,
        "hint": error.hint,
    }


def print_json(document: JsonValue) -> None:
    """Print one JSON document."""
    click.echo(as_text(document))


def as_text(document: JsonValue) -> str:
    """Return a JSON document as text; ASCII, so that any terminal and any pipe takes it."""
    return json.dumps(document, indent=2)
