"""What is asked of a run of the generators, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from django_oacgen.schema.endpoints import Endpoint
from django_oacgen.schema.project import GroupSchema
from django_oacgen.schema.remarks import Remark
from oacgen_ir.diagnostics import Report
from oacgen_ir.files import Plan

if TYPE_CHECKING:
    from oacgen_ir.ir import Api

Mode = Literal["write", "check", "diff", "dry-run"]

Progress: TypeAlias = Callable[[str], None]
"""Is told of each step of a run before it is taken: `generating Python for core`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked for; None means everything that is configured."""

    groups: tuple[str, ...] | None = None
    languages: tuple[str, ...] | None = None
    mode: Mode = "write"
    strict: bool = False
    fail_on_warn: bool = False
    validate: bool = False


@dataclass(slots=True)
class GroupResult:
    """One group: its schema, its API where it can be had, and why it failed, if it did."""

    schema: GroupSchema
    report: Report
    api: Api | None = None
    errors: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The group's name."""
        return self.schema.group.name


@dataclass(frozen=True, slots=True)
class Output:
    """What is done under one root; `name` is a generator's, or `schemas`."""

    name: str
    plan: Plan


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run did, or would do."""

    request: Request
    groups: tuple[GroupResult, ...]
    report: Report
    outputs: tuple[Output, ...] = ()
    errors: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    ungrouped: tuple[Endpoint, ...] = ()

    @property
    def failed(self) -> bool:
        """Whether anything could not be made."""
        return bool(self.errors) or any(group.errors for group in self.groups)

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """What drf-spectacular said about the groups, each once."""
        return tuple(dict.fromkeys(r for group in self.groups for r in group.schema.remarks))

    @property
    def too_strict(self) -> bool:
        """Whether warnings stop the run."""
        reports = [self.report, *(group.report for group in self.groups)]
        warned = bool(self.notices or self.ungrouped) or any(
            report.warnings or report.errors for report in reports
        )
        remarked = bool(self.remarks)
        strict = self.request.strict and (warned or remarked)
        return strict or (self.request.fail_on_warn and remarked)

    @property
    def changed(self) -> bool:
        """Whether anything differs from what stands on disk."""
        return any(output.plan.changed for output in self.outputs)

    @property
    def files(self) -> tuple[Path, ...]:
        """The files that were added, changed or removed, or would be."""
        return tuple(o.plan.root / change.path for o in self.outputs for change in o.plan.changes)

    @property
    def written(self) -> bool:
        """Whether the plans were carried out."""
        return self.request.mode == "write" and not self.too_strict

    @property
    def exit_code(self) -> int:
        """0: all is well; 1: a difference, or warnings that count; 2: something failed."""
        if self.failed:
            return 2
        asked = self.request.mode in ("check", "diff")
        return 1 if self.too_strict or (asked and self.changed) else 0
