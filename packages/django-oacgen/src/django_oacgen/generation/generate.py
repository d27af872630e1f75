"""Groups x installed generators: what is written, in one transaction, and what there is to say."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path

from django_oacgen import host
from django_oacgen.config import OpenAPIClientConfig
from django_oacgen.generation import archive
from django_oacgen.generation.outcome import Outcome, Progress, Request
from django_oacgen.generation.stamp import Stamp
from django_oacgen.generation.targets import refuse_unknown, schemas_root, targets_of
from django_oacgen.schema.groups import idle_apps, overlooked, unknown_apps, wrong_version
from django_oacgen.schema.project import Project
from django_oacgen.signals import post_generate, pre_generate
from oacgen_ir.diagnostics import InputError
from oacgen_ir.files import FilesError, apply


def generate(
    config: OpenAPIClientConfig | None,
    base: Path,
    request: Request,
    progress: Progress = lambda step: None,
) -> Outcome:
    """Make what is asked for; an InputError where it cannot even be begun.

    A group that fails keeps all its old files, whatever else is written. `progress` is told of
    each step before it is taken.
    """
    config = config if config is not None else OpenAPIClientConfig()
    _refuse_useless(config)
    project = Project(config)
    chosen = _chosen(project, request.groups)
    refuse_unknown(config, request.languages)
    if request.mode == "write":
        pre_generate.send(sender=None, groups=chosen)
    progress("reading the project")
    stamp = Stamp(project, base, chosen, request.languages)
    kept = None if request.validate else stamp.outcome(request)
    made = kept or _made(project, config, base, request, chosen, progress)
    outcome = _with_remarks(made, project)
    if not outcome.written:
        return outcome
    progress("writing")
    try:
        apply(output.plan for output in outcome.outputs)
    except FilesError as error:
        return replace(outcome, outputs=(), errors=(*outcome.errors, str(error)))
    if not (kept or outcome.failed):
        stamp.save(outcome)
    if config.enable_archive and outcome.changed:
        outcome = _archived(outcome, config, base)
    post_generate.send(sender=None, groups=chosen, files=outcome.files)
    return outcome


def _archived(outcome: Outcome, config: OpenAPIClientConfig, base: Path) -> Outcome:
    folder, now = base / config.output_dir / "archive", datetime.now(UTC)
    try:
        archive.keep(outcome.outputs, base, folder, now)
        archive.expire(folder, config.archive_retention_days, now)
    except OSError as error:
        return replace(outcome, errors=(*outcome.errors, f"archive: {error}"))
    return outcome


def _refuse_useless(config: OpenAPIClientConfig) -> None:
    if not config.enabled:
        raise InputError(
            "the generation of clients is turned off", hint="OACGEN['enabled'] is False"
        )
    if wrong := host.problem() or host.unknown_language(config.schema_language):
        raise wrong


def _made(
    project: Project,
    config: OpenAPIClientConfig,
    base: Path,
    request: Request,
    groups: Collection[str],
    progress: Progress,
) -> Outcome:
    # What only generators need is slow to import, and most runs find that nothing has changed.
    from django_oacgen.generation.run import Run

    found = targets_of(config, base, request.languages)
    run = Run(
        project,
        found.targets,
        schemas_root(config, base),
        frozenset(groups),
        validate=request.validate,
        progress=progress,
    )
    outputs, failures = run.outputs()
    return Outcome(
        request=request,
        groups=tuple(run.results[name] for name in groups),
        report=run.report,
        outputs=tuple(outputs),
        errors=(*(str(error) for error in found.errors), *failures),
    )


def _chosen(project: Project, names: Sequence[str] | None) -> tuple[str, ...]:
    """Return the names of the groups to write; what makes no sense is an InputError."""
    known = {group.name: group for group in project.groups}
    for name in names or ():
        if name not in known:
            raise InputError(
                f"there is no group {name!r}", hint=f"there are: {', '.join(known) or 'none'}"
            )
    if unknown := unknown_apps(project.groups):
        raise InputError("\n".join(str(each) for each in unknown))
    return tuple(name for name in known if names is None or name in names)


def _with_remarks(outcome: Outcome, project: Project) -> Outcome:
    """Add what there is to say of the project, whatever was made of it."""
    names = {result.name for result in outcome.groups}
    rename = project.config.rename if project.config is not None else {}
    whole = len(names) == len(project.groups)
    return replace(
        outcome,
        notices=(*_notices(project, names), *_unknown_ids(project, rename)),
        # They concern a run over all groups only.
        ungrouped=overlooked(project.groups, project.routes.endpoints) if whole else (),
    )


def _notices(project: Project, chosen: Collection[str]) -> Iterator[str]:
    endpoints = project.routes.endpoints
    if prefix := project.unmatched_prefix():
        yield f"no route begins with api_prefix {prefix!r}"
    for group in project.groups:
        if group.name not in chosen:
            continue
        if wrong := wrong_version(group, endpoints):
            yield f"group {group.name}: {wrong}"
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
