"""What the last run came to, so that one that would come to the same ends after the schemas.

It is the same where the schemas, the configuration and the selection are, and whatever else
`oacgen_ir.stamp` looks at.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from django_oacgen.generation.outcome import GroupResult, Outcome, Output, Request
from django_oacgen.pages.downloads import GENERATORS
from django_oacgen.schema.naming import Naming
from django_oacgen.schema.project import GroupSchema, Project
from oacgen_ir import stamp
from oacgen_ir.diagnostics import Entry, Report, as_json
from oacgen_ir.files import Plan


class Stamp:
    """The one stamp of a project: that of its last run that wrote without a fault."""

    def __init__(
        self,
        project: Project,
        base: Path,
        groups: tuple[str, ...],
        languages: tuple[str, ...] | None,
    ) -> None:
        self._schemas = {group.name: project.read(group) for group in project.groups}
        self._groups = groups
        self._base = base
        config = project.config.model_dump_json() if project.config is not None else ""
        made = (f"{each.failures} {json.dumps(each.document)}" for each in self._schemas.values())
        self._stamp = stamp.Stamp(base, "last_run", [config, repr((groups, languages)), *made])
        self._packages = ("oacgen_ir", "django_oacgen", *_generators())
        self._key = self._stamp.key(self._packages)

    def outcome(self, request: Request) -> Outcome | None:
        """Return what the last run came to, if this one would come to the same."""
        record = self._stamp.standing()
        if record is None:
            return None
        return Outcome(
            request=request,
            groups=tuple(self._result(name, record.said[name]) for name in self._groups),
            report=_report(record.said[""]),
            outputs=tuple(map(self._output, record.outputs)),
        )

    def _output(self, output: stamp.Output) -> Output:
        """Return an output that nothing is to be done about."""
        root = (self._base / output.place).resolve()
        return Output(output.name, Plan(root, (), None, (), output.files))

    def _result(self, name: str, remarks: list[dict[str, Any]]) -> GroupResult:
        schema = self._schemas[name]
        return GroupResult(schema, _report(remarks, schema))

    def save(self, outcome: Outcome) -> None:
        """Remember a run whose plans were carried out; where nothing can be written, nothing is."""
        reports = {"": outcome.report, **{group.name: group.report for group in outcome.groups}}
        said = {name: as_json(report.lasting()) for name, report in reports.items()}
        plans = ((output.name, output.plan.done) for output in outcome.outputs)
        try:
            outputs = tuple(self._stamp.output(name, p.root, p.unchanged) for name, p in plans)
            self._stamp.save(stamp.Record(self._key, self._packages, (), outputs, said))
        except (OSError, ValueError):  # a disk that cannot be written to, or another drive
            return


def _generators() -> Iterable[str]:
    """Return the packages of all generators; none is imported."""
    return sorted({each.module.partition(".")[0] for each in entry_points(group=GENERATORS)})


def _report(remarks: list[dict[str, Any]], schema: GroupSchema | None = None) -> Report:
    entries = {each["code"]: Entry(each["severity"], "", "") for each in remarks}
    report = Report(extra=entries, locate=Naming(schema).locate if schema else None)
    for each in remarks:
        report.add(each["code"], each["message"], at=each["pointer"], hint=each["hint"])
    return report
