"""One run of a command line: a document in, plans carried out, and all that there is to say."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from oacgen_ir.config import load_config
from oacgen_ir.diagnostics import InputError, Report
from oacgen_ir.document import Document, load
from oacgen_ir.files import FilesError, Plan, apply
from oacgen_ir.ir import Api
from oacgen_ir.options import Options
from oacgen_ir.pipeline import Selection, plan_output, read_api
from oacgen_ir.plugins import AnyGenerator, own_diagnostics

Trouble = InputError | FilesError


@contextmanager
def uncollected() -> Iterator[None]:
    """Look for no garbage until the block ends: a run keeps nearly all that it makes, and ends."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@dataclass(frozen=True, slots=True)
class Source:
    """What is read: the path of a file, or the bytes of standard input."""

    text: Path | bytes
    max_size: int
    remote: bool
    group: str
    selection: Selection
    config: Path | None = None

    def load(self) -> Document:
        """Load the document; an InputError if it cannot be used."""
        name = "<stdin>" if isinstance(self.text, bytes) else ""
        return load(self.text, name=name, max_size=self.max_size, remote=self.remote)

    def read(self, document: Document, report: Report) -> Api:
        """Read what was loaded; an InputError if nothing is left."""
        rename = load_config(self.config, folder=Path()).rename
        return read_api(document, report, group=self.group, selection=self.selection, rename=rename)


@dataclass(frozen=True, slots=True)
class Target:
    """What one generator writes, and where."""

    generator: AnyGenerator
    options: Options
    root: Path


Mode = Literal["write", "check", "diff", "dry-run", "inspect", "validate"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run did, or would do."""

    report: Report
    plans: tuple[tuple[str, Plan], ...] = ()  # by the generator's name
    errors: tuple[tuple[str, Trouble], ...] = ()  # by the generator's name, or ""
    mode: Mode = "write"
    strict: bool = False
    read: Mapping[str, bytes] | None = None  # files by path; None where they cannot be told

    @property
    def again(self) -> Outcome | None:
        """What the same run will come to, made once more; None where that has to be seen."""
        changed = any(planned.changed for _, planned in self.plans)
        if self.errors or (changed and not self.written):
            return None
        plans = tuple((name, planned.done) for name, planned in self.plans)
        return replace(self, report=self.report.lasting(), plans=plans)

    @property
    def too_strict(self) -> bool:
        """Whether remarks about the document stop the run."""
        return self.strict and bool(self.report.warnings or self.report.errors)

    @property
    def exit_code(self) -> int:
        """0: all is well; 1: a difference, or warnings under `--strict`; 2: something failed."""
        if self.errors or (self.mode == "validate" and self.report.errors):
            return 2
        asked = self.mode in ("check", "diff")
        differs = any(planned.changed for _, planned in self.plans)
        return 1 if self.too_strict or (asked and differs) else 0

    @property
    def written(self) -> bool:
        """Whether the plans were carried out."""
        return self.mode == "write" and not self.too_strict


def generate(
    source: Source,
    targets: Sequence[Target],
    *,
    mode: Mode = "write",
    strict: bool = False,
    errors: Sequence[tuple[str, Trouble]] = (),
) -> Outcome:
    """Run generators over one document; one that fails keeps its old output.

    `errors` are what went wrong before, such as a generator that could not be loaded.
    """
    report = Report()
    try:
        document = source.load()
        report = _report(document, targets)
        api = source.read(document, report)
    except InputError as error:
        return Outcome(report, errors=(*errors, ("", error)), mode=mode, strict=strict)
    read = document.files
    del document  # generators need memory, and none of it: the IR has all that it said
    plans, failed = _plans(api, targets, report)
    outcome = Outcome(report, plans, (*errors, *failed), mode, strict, read)
    if outcome.written:
        try:
            apply(planned for _, planned in plans)
        except FilesError as error:
            return Outcome(report, (), (*outcome.errors, ("", error)), mode, strict)
    return outcome


def look(
    source: Source, mode: Literal["inspect", "validate"], *, strict: bool
) -> tuple[Outcome, tuple[Document, Api] | None]:
    """Read a document without generating anything; None where it cannot be used."""
    report = Report()
    try:
        document = source.load()
        report = _report(document, ())
        api = source.read(document, report)
    except InputError as error:
        return Outcome(report, errors=(("", error),), mode=mode, strict=strict), None
    return Outcome(report, mode=mode, strict=strict), (document, api)


def _report(document: Document, targets: Sequence[Target]) -> Report:
    extra = {
        code: entry
        for target in targets
        for code, entry in own_diagnostics(target.generator).items()
    }
    return Report(extra=extra, locate=document.places.locate)


def _plans(
    api: Api, targets: Sequence[Target], report: Report
) -> tuple[tuple[tuple[str, Plan], ...], tuple[tuple[str, Trouble], ...]]:
    plans: list[tuple[str, Plan]] = []
    failed: list[tuple[str, Trouble]] = []
    for target in targets:
        name = target.generator.name
        try:
            planned = plan_output(target.generator, [api], target.options, report, target.root)
        except (InputError, FilesError) as error:
            failed.append((name, error))
        else:
            plans.append((name, planned))
    return tuple(plans), tuple(failed)
