"""The groups of one run and the files of all outputs, in memory: nothing is written here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from django_oacgen.config import OpenAPIGroupConfig
from django_oacgen.generation.outcome import GroupResult, Output, Progress
from django_oacgen.generation.targets import Target
from django_oacgen.schema.groups import wrong_version
from django_oacgen.schema.naming import Naming
from django_oacgen.schema.project import GroupSchema, Project, as_text
from oacgen_ir.diagnostics import Entry, InputError, Report
from oacgen_ir.document import load
from oacgen_ir.files import File, FilesError, plan, previous
from oacgen_ir.ir import Api
from oacgen_ir.pipeline import read_api
from oacgen_ir.plugins import lasting_files, own_diagnostics


class Run:
    """The groups of one run, and the files of all outputs."""

    def __init__(
        self,
        project: Project,
        targets: Sequence[Target],
        schemas: Path,
        chosen: frozenset[str],
        *,
        validate: bool,
        progress: Progress,
    ) -> None:
        self._rename = project.config.rename if project.config is not None else {}
        self._targets = targets
        self._schemas = schemas
        self._chosen = chosen
        self._progress = progress
        self.report = Report(extra=entries(targets))
        self._all = len(chosen) == len(project.groups)
        self.results = {group.name: self._result(project, group) for group in project.groups}
        if validate:
            self._validate()

    def _result(self, project: Project, group: OpenAPIGroupConfig) -> GroupResult:
        schema = project.read(group)
        report = Report(extra=entries(self._targets), locate=Naming(schema).locate)
        result = GroupResult(schema, report, errors=[str(each) for each in schema.failures])
        if not schema.operations and not result.errors:
            result.errors.append(
                wrong_version(group, project.routes.endpoints) or _emptiness(schema)
            )
        if not result.errors and self._targets:
            try:
                document = load(schema.document, name=group.name)
                names = renamed(schema, self._rename)
                result.api = read_api(document, report, group=group.name, rename=names)
            except InputError as error:
                result.errors.append(str(error))
        return result

    def _validate(self) -> None:
        for result in [*self._ready()]:
            self._progress(f"validating the schema of {result.name}")
            if fault := _fault(result.schema.document):
                result.errors.append(fault)

    # --- Files -----------------------------------------------------------------------------------

    def outputs(self) -> tuple[list[Output], list[str]]:
        """Return what to do under each root, and what failed for a language as a whole."""
        made = {target.name: self._files_of_groups(target) for target in self._targets}
        outputs: list[Output] = []
        errors: list[str] = []
        try:
            outputs.append(self._schema_output())
        except FilesError as error:
            errors.append(f"schemas: {error}")
        for target in self._targets:
            try:
                outputs.extend(self._language_outputs(target, made[target.name]))
            except (InputError, FilesError) as error:
                errors.append(f"{target.name}: {error}")
        return outputs, errors

    def _files_of_groups(self, target: Target) -> dict[str, list[File]]:
        """Generate each chosen group; a failure is noted with the group."""
        files: dict[str, list[File]] = {}
        for result in self._ready():
            self._progress(f"generating {target.generator.language} for {result.name}")
            root = target.root(result.name)
            try:
                files[result.name] = list(
                    target.generator.generate(
                        as_seen(result.api, target),
                        target.options,
                        result.report,
                        previous(root),
                    )
                )
            except Exception as error:  # a generator's bug must not cost the other groups
                result.errors.append(f"{target.name}: {_told(error)}")
        return files

    def _ready(self) -> Iterator[GroupResult]:
        for name, result in self.results.items():
            if name in self._chosen and not result.errors:
                yield result

    def _schema_output(self) -> Output:
        ready = [*self._ready()]
        files = [File(f"{r.name}.json", as_text(r.schema.document)) for r in ready]
        within = None if self._complete(ready) else tuple(file.path for file in files)
        return Output("schemas", plan(files, self._schemas, within=within))

    def _complete(self, ready: Sequence[GroupResult]) -> bool:
        """Whether what is not made now belongs to nobody any more."""
        return self._all and len(ready) == len(self.results)

    def _language_outputs(self, target: Target, made: Mapping[str, list[File]]) -> Iterator[Output]:
        ready = [result for result in self._ready() if result.name in made]
        if target.per_group:
            for result in ready:
                apis = [as_seen(result.api, target)]
                files = [*made[result.name], *self._shared(target, apis)]
                yield self._planned(target, files, target.root(result.name), None)
        elif ready:
            apis = [api for result in self.results.values() if (api := self._api_now(result))]
            files = [file for result in ready for file in made[result.name]]
            within = None if self._complete(ready) else _folders(ready, made)
            shared = self._shared(target, apis)
            yield self._planned(target, [*files, *shared], target.root(), within)

    def _shared(self, target: Target, apis: Sequence[Api]) -> list[File]:
        try:
            return list(target.generator.root(apis, target.options, self.report))
        except InputError:
            raise
        except Exception as error:  # as above
            raise InputError(_told(error)) from error

    def _planned(
        self, target: Target, files: list[File], root: Path, within: tuple[str, ...] | None
    ) -> Output:
        lasting = lasting_files(target.generator)
        planned = plan(files, root, within=within, lasting=lasting)
        for path in planned.edited:
            self.report.add("edited-by-hand", f"{root / path} was edited since it was generated")
        return Output(target.name, planned)

    def _api_now(self, result: GroupResult) -> Api | None:
        """Return what a group's files on disk will speak, for the files that all groups share."""
        if result.api is not None and not result.errors:
            return result.api
        written = self._schemas / f"{result.name}.json"
        try:
            return read_api(load(written), Report(), group=result.name, rename=self._rename)
        except InputError:
            return None  # it was never written


def _emptiness(schema: GroupSchema) -> str:
    if schema.left_out:
        return "all its endpoints are of a versioned API: give it an `api_version`"
    return "it has no endpoint: check its `apps`, or leave the group out"


def renamed(schema: GroupSchema, rename: Mapping[str, str]) -> dict[str, str]:
    """Return the part of `rename` that is about a group's operations."""
    ids = schema.ids
    return {id_: name for id_, name in rename.items() if id_ in ids}


def _fault(document: dict[str, Any]) -> str:
    """Return what drf-spectacular's own validation finds, or an empty string."""
    # Slow to import, and seldom asked for.
    from drf_spectacular.validation import validate_schema
    from jsonschema.exceptions import ValidationError

    try:
        validate_schema(document)
    except ValidationError as error:
        return f"the schema is not valid OpenAPI: {error.json_path}: {error.message}"
    return ""


def entries(targets: Iterable[Target]) -> dict[str, Entry]:
    """Return the diagnostics that generators add to the catalogue."""
    return {
        code: entry
        for target in targets
        for code, entry in own_diagnostics(target.generator).items()
    }


def as_seen(api: Api | None, target: Target) -> Api:
    """Return a group's API for a target; in a root of its own there is no group level."""
    if api is None:
        raise ValueError("a group without an API is never generated")
    return replace(api, group="") if target.per_group else api


def _folders(ready: Iterable[GroupResult], made: Mapping[str, list[File]]) -> tuple[str, ...]:
    """Return the folders that belong to the groups alone, so that old files in them go."""
    found = (_folder(result.name, made[result.name]) for result in ready)
    return tuple(folder for folder in found if folder)


def _folder(group: str, files: Sequence[File]) -> str:
    """Return the part of the paths up to the folder of the group; empty if they share none."""
    heads = {_head(group, file.path) for file in files}
    return heads.pop() if len(heads) == 1 else ""


def _head(group: str, path: str) -> str:
    *folders, _ = path.split("/")
    return "/".join(folders[: folders.index(group) + 1]) + "/" if group in folders else ""


def _told(error: Exception) -> str:
    if isinstance(error, InputError):
        return str(error)
    return f"{type(error).__name__}: {error}"
