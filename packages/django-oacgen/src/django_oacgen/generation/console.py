"""What `generate_api` prints: results on standard output, remarks and errors on standard error."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import JsonValue

from django_oacgen.generation.outcome import GroupResult, Outcome, Output
from oacgen_ir import plugins
from oacgen_ir.diagnostics import Diagnostic, as_json, one_line, text_of
from oacgen_ir.files import Plan

Kind = Literal["add", "edit", "remove"]
Print = Callable[[str], None]

_FIRST = 10  # of a kind of remark, unless more is asked for


@dataclass(frozen=True, slots=True)
class Console:
    """Where lines go, how many (0: errors only, 1: the usual, 2: all), and what paths lead from."""

    out: Print
    err: Print
    verbosity: int
    base: Path

    def show(self, outcome: Outcome) -> None:
        """Print what a run did and found."""
        if self.verbosity > 0 or outcome.too_strict:
            for line in self._remarks(outcome):
                self.err(line)
        if outcome.request.mode == "diff":
            self._diffs(outcome.outputs)
        if self.verbosity > 0:
            self._results(outcome)
        for line in errors(outcome):
            self.err(line)
        if outcome.too_strict and outcome.request.mode == "write":
            self.err("Nothing was written: there are warnings, and they count as errors.")

    # --- Remarks ---------------------------------------------------------------------------------

    def _remarks(self, outcome: Outcome) -> Iterator[str]:
        yield from (f"warning: {notice}" for notice in outcome.notices)
        yield from self._some(
            f"warning: drf-spectacular: {one_line(str(r))}" for r in outcome.remarks
        )
        yield from self._some(self._diagnostics(outcome))
        if outcome.ungrouped:
            count = len(outcome.ungrouped)
            yield f"warning: {count} endpoint{'s' * (count > 1)} in no group:"
            yield from self._some(f"    {endpoint.label}" for endpoint in outcome.ungrouped)

    def _diagnostics(self, outcome: Outcome) -> Iterator[str]:
        seen: set[Diagnostic] = set()
        for report in [outcome.report, *(group.report for group in outcome.groups)]:
            for each in report:
                shown = each.severity != "info" or self.verbosity > 1
                if shown and each not in seen:
                    seen.add(each)
                    yield text_of(report.locate(each))

    def _some(self, lines: Iterable[str]) -> Iterator[str]:
        found = list(lines)
        first = found if self.verbosity > 1 else found[:_FIRST]
        yield from first
        if rest := len(found) - len(first):
            yield f"    and {rest} more; -v 2 shows all"

    # --- Results ---------------------------------------------------------------------------------

    def _diffs(self, outputs: Iterable[Output]) -> None:
        for output in outputs:
            folder = self._path(output.plan.root)
            for change in output.plan.changes:
                self.out(f"# {folder}/{change.path}\n{change.diff()}".rstrip("\n"))

    def _results(self, outcome: Outcome) -> None:
        for line in table(("group", "operations", "title"), map(_group_row, outcome.groups)):
            self.out(line)
        if outcome.outputs:
            self.out("")
            rows = (self._output_row(output) for output in outcome.outputs)
            for line in table(("output", "for", *_VERBS.values(), "unchanged"), rows):
                self.out(line)
        if self.verbosity > 1 or outcome.request.mode in ("check", "dry-run"):
            for line in self._some(self._files(outcome.outputs)):
                self.out(line)
        self.out("")
        self.out(summary(outcome))

    def _output_row(self, output: Output) -> tuple[str, ...]:
        kinds = Counter(change.kind for change in output.plan.changes)
        numbers = (str(kinds[kind] or "-") for kind in _VERBS)
        return (self._path(output.plan.root), output.name, *numbers, str(output.plan.unchanged))

    def _files(self, outputs: Iterable[Output]) -> Iterator[str]:
        for output in outputs:
            for change in output.plan.changes:
                yield f"{change.kind:6} {self._path(output.plan.root)}/{change.path}"

    def _path(self, path: Path) -> str:
        root = self.base.resolve()
        return str(path.relative_to(root)) if path.is_relative_to(root) else str(path)


_VERBS: Mapping[Kind, str] = {"add": "added", "edit": "changed", "remove": "removed"}


def _group_row(group: GroupResult) -> tuple[str, ...]:
    title = group.schema.document["info"]["title"]
    return (group.name, str(group.schema.operations), "failed" if group.errors else one_line(title))


def errors(outcome: Outcome) -> Iterator[str]:
    """Yield what could not be made, and why."""
    for group in outcome.groups:
        for error in group.errors:
            yield f"error: group {group.name}: {error}"
        if group.errors and outcome.written:
            yield f"    The files of {group.name} stay as they were."
        if group.schema.failures:
            yield f"    To leave these endpoints out: {_exclusion(group)}"
    for error in outcome.errors:
        yield f"error: {error}"


def _exclusion(group: GroupResult) -> str:
    views = dict.fromkeys(failure.endpoint.view for failure in group.schema.failures)
    return f'"exclude_views": {json.dumps([*views])}'


def summary(outcome: Outcome) -> str:
    """Return one line about what was done, or would be."""
    files = [change for output in outcome.outputs for change in output.plan.changes]
    count = f"{len(files)} file{'s' * (len(files) != 1)}"
    if not any(output.name != "schemas" for output in outcome.outputs) and not outcome.failed:
        languages = (
            "No language is chosen: OACGEN['languages'] is empty. "
            if plugins.names()
            else "No generator is installed (pip install 'django-oacgen[all]'). "
        )
    else:
        languages = ""
    if not outcome.changed:
        nothing = "Nothing else to do" if outcome.failed else "Nothing to do"
        return f"{languages}{nothing}: all {'other ' * outcome.failed}files are up to date."
    if outcome.written:
        return f"{languages}{count} written."
    them = "it" if len(files) == 1 else "them"
    return f"{languages}{count} would change; `manage.py generate_api` writes {them}."


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Return lines with aligned columns, numbers to the right."""
    lines = [tuple(head), *map(tuple, rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]

    def cell(text: str, width: int) -> str:
        return text.rjust(width) if text.isdecimal() or text == "-" else text.ljust(width)

    return ["  ".join(map(cell, line, widths)).rstrip() for line in lines]


def as_data(outcome: Outcome) -> dict[str, JsonValue]:
    """Return all that `show` prints as plain data, all keys always there."""
    return {
        "exit_code": outcome.exit_code,
        "written": outcome.written,
        "groups": [_group_data(group) for group in outcome.groups],
        "outputs": [_output_data(output, outcome.request.mode) for output in outcome.outputs],
        "diagnostics": [*as_json(outcome.report)],
        "remarks": [
            {"severity": r.severity, "place": " > ".join(r.trail), "message": r.message}
            for r in outcome.remarks
        ],
        "notices": [*outcome.notices],
        "ungrouped": [endpoint.label for endpoint in outcome.ungrouped],
        "errors": [*outcome.errors],
    }


def refusal(error: str) -> dict[str, JsonValue]:
    """Return, in the same form, that nothing could be begun."""
    lists: dict[str, JsonValue] = {
        key: [] for key in ("groups", "outputs", "diagnostics", "remarks", "notices", "ungrouped")
    }
    return {"exit_code": 2, "written": False, **lists, "errors": [error]}


def _group_data(group: GroupResult) -> dict[str, JsonValue]:
    return {
        "name": group.name,
        "operations": group.schema.operations,
        "diagnostics": [*as_json(group.report)],
        "errors": [*group.errors],
    }


def _output_data(output: Output, mode: str) -> dict[str, JsonValue]:
    data: dict[str, JsonValue] = {
        "name": output.name,
        "root": str(output.plan.root),
        "unchanged": output.plan.unchanged,
        **{verb: _paths(output.plan, kind) for kind, verb in _VERBS.items()},
    }
    if mode == "diff":
        data["diff"] = "".join(change.diff() for change in output.plan.changes)
    return data


def _paths(plan: Plan, kind: str) -> list[JsonValue]:
    return [change.path for change in plan.changes if change.kind == kind]
