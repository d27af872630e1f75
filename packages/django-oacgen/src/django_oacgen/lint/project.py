"""All rules over one project."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.utils.module_loading import import_string

from django_oacgen.lint.documents import check_documents
from django_oacgen.lint.finding import Finding
from django_oacgen.lint.serializers import check_serializers
from django_oacgen.lint.source import source_of
from django_oacgen.schema.project import Project


def findings(project: Project, base: Path) -> list[Finding]:
    """Return what all rules find, in the order of places; `base` is where the project's code is.

    Serializers of installed packages are left out: the project cannot mend them.
    """
    source_of.cache_clear()  # files may have changed since the last time
    mine = [cls for cls in _serializers(project) if _is_below(base.resolve(), cls)]
    found = [*dict.fromkeys(check_serializers(mine))]
    methods = {f.place.rpartition(".")[2] for f in found if f.rule == "untyped-method"}
    found += [f for f in check_documents(project) if not _is_told(f, methods)]
    return sorted(found, key=lambda finding: (finding.place, finding.rule, finding.message))


def _serializers(project: Project) -> Iterator[type]:
    names = {n for group in project.groups for n in project.read(group).serializers.values()}
    for name in names:
        try:
            yield import_string(name)
        except ImportError:  # made inside a function
            continue


def _is_below(base: Path, cls: type) -> bool:
    source = source_of(cls)
    if source is None or not source.file.is_relative_to(base):
        return False
    return not {"site-packages", "dist-packages"} & {*source.file.parts}


def _is_told(finding: Finding, methods: set[str]) -> bool:
    """Whether a remark of drf-spectacular is about a method that a rule has found as well."""
    hint = "unable to resolve type hint for function"
    return finding.rule == "spectacular" and any(
        f'{hint} "{name}"' in finding.message for name in methods
    )
