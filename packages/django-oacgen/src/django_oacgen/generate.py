"""Groups x installed generators: what is written, in one transaction, and what there is to say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path

from django_oacgen import host
from django_oacgen.config import OpenAPIClientConfig, OpenAPIGroupConfig
from django_oacgen.endpoints import Endpoint
from django_oacgen.groups import idle_apps, ungrouped, unknown_apps
from django_oacgen.naming import Naming
from django_oacgen.outcome import GroupResult, Outcome, Output, Request
from django_oacgen.schema import GroupSchema, Project, as_text
from django_oacgen.targets import Target, schemas_root, targets_of
from oacgen_ir.diagnostics import Entry, InputError, Report
from oacgen_ir.document import load
from oacgen_ir.files import File, FilesError, apply, plan, previous
from oacgen_ir.ir import Api
from oacgen_ir.pipeline import read_api
from oacgen_ir.plugins import own_diagnostics


def generate(config: OpenAPIClientConfig | None, base: Path, request: Request) -> Outcome:
    """Make what is asked for; an InputError where it cannot even be begun.

    A group that fails keeps all its old files, whatever else is written.
    """
    config = config if config is not None else OpenAPIClientConfig()
    if not config.enabled:
        raise InputError(
            "the generation of clients is turned off", hint="OACGEN['enabled'] is False"
        )
    if wrong := host.problem():
        raise wrong
    project = Project(config)
    chosen = _chosen(project, request.groups)
    found = targets_of(config, base, request.languages)
    run = _Run(project, found.targets, schemas_root(config, base), chosen, config.rename)
    outputs, failures = run.outputs()
    errors = [str(error) for error in found.errors] + failures
    outcome = Outcome(
        request=request,
        groups=tuple(result for name, result in run.results.items() if name in chosen),
        report=run.report,
        outputs=tuple(outputs),
        errors=tuple(errors),
        notices=(*_notices(project, chosen), *_unknown_ids(project, config.rename)),
        ungrouped=run.ungrouped(project),
    )
    return _carried_out(outcome)


def _carried_out(outcome: Outcome) -> Outcome:
    if outcome.written:
        try:
            apply(output.plan for output in outcome.outputs)
        except FilesError as error:
            return replace(outcome, outputs=(), errors=(*outcome.errors, str(error)))
    return outcome


def _chosen(project: Project, names: Sequence[str] | None) -> frozenset[str]:
    """Return the names of the groups to write; what makes no sense is an InputError."""
    known = {group.name: group for group in project.groups}
    for name in names or ():
        if name not in known:
            raise InputError(
                f"there is no group {name!r}", hint=f"there are: {', '.join(known) or 'none'}"
            )
    if unknown := unknown_apps(project.groups):
        raise InputError("\n".join(str(each) for each in unknown))
    return frozenset(known if names is None else names)


def _notices(project: Project, chosen: frozenset[str]) -> Iterator[str]:
    endpoints = project.routes.endpoints
    if prefix := project.unmatched_prefix():
        yield f"no route begins with api_prefix {prefix!r}"
    for group in project.groups:
        if group.name not in chosen:
            continue
        for app in idle_apps(group, endpoints):
            yield f"group {group.name}: the app {app!r} has no endpoints"
        if left_out := project.read(group).left_out:
            yield (
                f"group {group.name}: {len(left_out)} endpoints of a versioned API are left out, "
                f"such as {left_out[0].label}: give the group an `api_version`"
            )


def _unknown_ids(project: Project, rename: Mapping[str, str]) -> Iterator[str]:
    known = {id_ for group in project.groups for id_ in project.read(group).ids} if rename else ()
    for id_ in rename:
        if id_ not in known:
            close = get_close_matches(id_, known, n=1)
            hint = f"; did you mean {close[0]!r}?" if close else ""
            yield f"there is no operation {id_!r} to rename{hint}"


class _Run:
    """The groups of one run, and the files of all outputs."""

    def __init__(
        self,
        project: Project,
        targets: Sequence[Target],
        schemas: Path,
        chosen: frozenset[str],
        rename: Mapping[str, str],
    ) -> None:
        self._rename = rename
        self._targets = targets
        self._schemas = schemas
        self._chosen = chosen
        self.report = Report(extra=_entries(targets))
        self._all = len(chosen) == len(project.groups)
        self.results = {group.name: self._result(project, group) for group in project.groups}

    def _result(self, project: Project, group: OpenAPIGroupConfig) -> GroupResult:
        schema = project.read(group)
        report = Report(extra=_entries(self._targets), locate=Naming(schema).locate)
        result = GroupResult(schema, report, errors=[str(each) for each in schema.failures])
        if not schema.operations and not result.errors:
            result.errors.append("it has no endpoint: check its `apps`, or leave the group out")
        if not result.errors and self._targets:
            try:
                document = load(schema.document, name=group.name)
                names = renamed(schema, self._rename)
                result.api = read_api(document, report, group=group.name, rename=names)
            except InputError as error:
                result.errors.append(str(error))
        return result

    def ungrouped(self, project: Project) -> tuple[Endpoint, ...]:
        """Return the endpoints of no group; they concern a run over all groups only."""
        return ungrouped(project.groups, project.routes.endpoints) if self._all else ()

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
            root = target.root(result.name)
            try:
                files[result.name] = list(
                    target.generator.generate(
                        _as_seen(result.api, target),
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
                apis = [_as_seen(result.api, target)]
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
        planned = plan(files, root, within=within)
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


def renamed(schema: GroupSchema, rename: Mapping[str, str]) -> dict[str, str]:
    """Return the part of `rename` that is about a group's operations."""
    ids = schema.ids
    return {id_: name for id_, name in rename.items() if id_ in ids}


def _entries(targets: Iterable[Target]) -> dict[str, Entry]:
    return {
        code: entry
        for target in targets
        for code, entry in own_diagnostics(target.generator).items()
    }


def _as_seen(api: Api | None, target: Target) -> Api:
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
