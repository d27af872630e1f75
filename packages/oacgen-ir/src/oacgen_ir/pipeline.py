"""From a document to files in memory; the command lines and Django print and write around it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from oacgen_ir.diagnostics import InputError, Report
from oacgen_ir.document import Document
from oacgen_ir.files import File, Plan, plan, previous
from oacgen_ir.ir import Api
from oacgen_ir.options import Options
from oacgen_ir.passes import prepare
from oacgen_ir.passes.select import select, unmatched
from oacgen_ir.plugins import AnyGenerator, Previous, lasting_files
from oacgen_ir.read import read


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which operations are wanted; patterns as `select` takes them."""

    include_tags: tuple[str, ...] = ()
    exclude_tags: tuple[str, ...] = ()
    include_paths: tuple[str, ...] = ()
    exclude_paths: tuple[str, ...] = ()


EVERYTHING = Selection()


def read_api(
    document: Document,
    report: Report,
    *,
    group: str = "",
    selection: Selection = EVERYTHING,
    rename: Mapping[str, str] = MappingProxyType({}),
) -> Api:
    """Return the API of a document, ready for a generator; an InputError if nothing is left.

    `rename` maps ids of operations to the names that they shall have.
    """
    whole = prepare(read(document, report), report, rename=rename)
    if report.errors and document.root.get("paths") and not whole.operations:
        raise InputError(
            "no operation is left: none of the document's can be expressed",
            file=document.name,
            hint="the diagnostics name the reasons",
        )
    api = select(
        whole,
        include_tags=selection.include_tags,
        exclude_tags=selection.exclude_tags,
        include_paths=selection.include_paths,
        exclude_paths=selection.exclude_paths,
    )
    _check_selection(whole, api, selection, document.name, report)
    return replace(api, group=group)


def _check_selection(whole: Api, api: Api, selection: Selection, name: str, report: Report) -> None:
    tags = selection.include_tags + selection.exclude_tags
    paths = selection.include_paths + selection.exclude_paths
    for pattern in unmatched(whole, tags=tags, paths=paths):
        report.add("no-match", f"the filter {pattern!r} matches nothing")
    if whole.operations and not api.operations:
        raise InputError(
            "no operation is left: the filters exclude all of them",
            file=name,
            hint="`oacgen-ir inspect` lists tags and paths",
        )


def generate_files(
    generator: AnyGenerator,
    apis: Sequence[Api],
    options: Options,
    report: Report,
    earlier: Previous,
) -> list[File]:
    """Return all files of one output: those of each API, then those that they share."""
    files = [file for api in apis for file in generator.generate(api, options, report, earlier)]
    return [*files, *generator.root(apis, options, report)]


def plan_output(
    generator: AnyGenerator,
    apis: Sequence[Api],
    options: Options,
    report: Report,
    root: Path,
    *,
    within: str | tuple[str, ...] | None = None,
) -> Plan:
    """Generate, and compare with what stands under `root`; writes nothing."""
    files = generate_files(generator, apis, options, report, previous(root))
    planned = plan(files, root, within=within, lasting=lasting_files(generator))
    for path in planned.edited:
        report.add("edited-by-hand", f"{planned.root / path} was edited since it was generated")
    return planned
