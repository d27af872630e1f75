"""What the last run was made from, so that one that would make the same ends after the schemas.

Kept in a folder of the machine's own, beside the output, which is made to be committed. A run is
the same where the schemas, the configuration and the code of all generators are, and where every
file still is as it was written.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from hashlib import sha256
from importlib.metadata import EntryPoint, entry_points, version
from importlib.util import find_spec
from os.path import relpath
from pathlib import Path
from typing import Any

from django_oacgen.downloads import GENERATORS
from django_oacgen.naming import Naming
from django_oacgen.outcome import GroupResult, Outcome, Output, Request
from django_oacgen.schema import GroupSchema, Project
from oacgen_ir.change import FilesError
from oacgen_ir.diagnostics import Entry, Report, as_json
from oacgen_ir.files import Plan
from oacgen_ir.manifest import fingerprint, parse_manifest
from oacgen_ir.paths import MANIFEST

FOLDER = ".oacgen_cache"

_OURS = ("oacgen_ir", "django_oacgen")
_PRINTERS = ("jinja2", "pluralizer")


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
        self._file = base / FOLDER / "last_run.json"
        self._base = base
        config = project.config.model_dump_json() if project.config is not None else ""
        self._key = _key([config, repr((groups, languages)), *_code()], self._schemas.values())

    def outcome(self, request: Request) -> Outcome | None:
        """Return what the last run came to, if this one would come to the same."""
        kept = _read(self._file)
        if kept is None or kept.key != self._key:
            return None
        outputs = [self._output(name, place, mark) for name, place, mark in kept.outputs]
        if None in outputs:
            return None
        return Outcome(
            request=request,
            groups=tuple(self._result(name, kept.remarks[name]) for name in self._groups),
            report=_report(kept.remarks[""]),
            outputs=tuple(output for output in outputs if output is not None),
        )

    def _output(self, name: str, place: str, mark: str) -> Output | None:
        """Return an output that nothing is to be done about; None where a file is not the same."""
        root = self._base / place
        try:
            listed = (root / MANIFEST).read_text("utf-8")
            files = parse_manifest(listed) if fingerprint(listed) == mark else None
            if files is None or not all(
                fingerprint((root / path).read_text("utf-8", "surrogateescape")) == each
                for path, each in files.items()
            ):
                return None
        except (OSError, ValueError, FilesError):
            return None
        return Output(name, Plan(root.resolve(), (), None, (), len(files)))

    def _result(self, name: str, remarks: list[dict[str, Any]]) -> GroupResult:
        schema = self._schemas[name]
        return GroupResult(schema, _report(remarks, schema))

    def save(self, outcome: Outcome) -> None:
        """Remember a run whose plans were carried out; where nothing can be written, nothing is."""
        reports = {"": outcome.report, **{group.name: group.report for group in outcome.groups}}
        try:
            kept = _Kept(
                key=self._key,
                outputs=[
                    (o.name, relpath(o.plan.root, self._base.resolve()), _mark(o.plan.root))
                    for o in outcome.outputs
                ],
                remarks={name: _remarks(report) for name, report in reports.items()},
            )
            self._file.parent.mkdir(exist_ok=True)
            (self._file.parent / ".gitignore").write_text("*\n")
            self._file.write_text(json.dumps(asdict(kept)))
        except (OSError, ValueError):  # a disk that cannot be written to, or another drive
            return


@dataclass(frozen=True, slots=True)
class _Kept:
    """What the file holds: `outputs` by name, folder and mark of the manifest."""

    key: str
    outputs: list[tuple[str, str, str]]
    remarks: dict[str, list[dict[str, Any]]]


def _read(file: Path) -> _Kept | None:
    try:
        return _Kept(**json.loads(file.read_text()))
    except (OSError, ValueError, TypeError):
        return None


def _mark(root: Path) -> str:
    return fingerprint((root / MANIFEST).read_text("utf-8"))


def _remarks(report: Report) -> list[dict[str, Any]]:
    """Return what the next run has to say as well; what was put right is not part of it."""
    found: list[dict[str, Any]] = [*as_json(report)]
    return [each for each in found if each["code"] != "edited-by-hand"]


def _report(remarks: list[dict[str, Any]], schema: GroupSchema | None = None) -> Report:
    entries = {each["code"]: Entry(each["severity"], "", "") for each in remarks}
    report = Report(extra=entries, locate=Naming(schema).locate if schema else None)
    for each in remarks:
        report.add(each["code"], each["message"], at=each["pointer"], hint=each["hint"])
    return report


# --- The key -------------------------------------------------------------------------------------


def _key(stated: list[str], schemas: Iterable[GroupSchema]) -> str:
    key = sha256()
    made = [f"{schema.failures} {json.dumps(schema.document)}" for schema in schemas]
    for part in [*stated, *made]:
        key.update(f"{len(part)} {part}".encode())
    return key.hexdigest()


def _code() -> Iterator[str]:
    """Yield what changes with the code that makes the output: versions, and the files themselves.

    A version alone says too little of a package that is being worked on.
    """
    generators = sorted(entry_points(group=GENERATORS), key=lambda entry: entry.name)
    yield from (f"{entry.name} {_version(entry)}" for entry in generators)
    yield from (f"{name} {version(name)}" for name in _PRINTERS)
    for package in (*_OURS, *(entry.module.partition(".")[0] for entry in generators)):
        yield from _files(package)


def _version(entry: EntryPoint) -> str:
    return entry.dist.version if entry.dist is not None else ""


def _files(package: str) -> Iterator[str]:
    spec = find_spec(package)
    for folder in (spec.submodule_search_locations or ()) if spec is not None else ():
        for path in sorted(Path(folder).rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                status = path.stat()
                yield f"{path} {status.st_size} {status.st_mtime_ns}"
