"""A group's client as a zip, made when somebody asks for it.

This is the one place where a running server imports a generator.
"""

from __future__ import annotations

from importlib.metadata import entry_points
from pathlib import Path

from django_oacgen.config import OpenAPIClientConfig
from django_oacgen.schema.project import GroupSchema

GENERATORS = "oacgen.generators"  # as oacgen-ir has it, which the pages do not import

_LANGUAGES = {"go": "Go", "proto": "Protocol Buffers", "py": "Python", "ts": "TypeScript"}


def languages(config: OpenAPIClientConfig | None) -> dict[str, str]:
    """Return the languages that can be had, by the names of their generators."""
    wanted = config.languages if config is not None else None
    names = sorted(entry.name for entry in entry_points(group=GENERATORS))
    return {n: _LANGUAGES.get(n, n) for n in names if wanted is None or n in wanted}


def client_zip(
    schema: GroupSchema, language: str, config: OpenAPIClientConfig | None, base: Path
) -> bytes:
    """Return the client of one group, as `generate_api` would make it if there were no other.

    What a generator keeps between runs, such as the numbers of protobuf, is read from `base` and
    not written. What keeps the client from being made is an InputError.
    """
    from django_oacgen.generation.run import as_seen, entries, renamed
    from django_oacgen.generation.targets import target_of
    from django_oacgen.pages.zips import zipped
    from oacgen_ir.diagnostics import Report
    from oacgen_ir.document import load
    from oacgen_ir.pipeline import generate_files, read_api
    from oacgen_ir.plugins import find
    from oacgen_ir.transaction import read_text

    config = config or OpenAPIClientConfig()
    target = target_of(find(language), config, base)
    report = Report(extra=entries([target]))
    group = schema.group.name
    names = renamed(schema, config.rename)
    api = read_api(load(schema.document, name=group), report, group=group, rename=names)
    files = generate_files(
        target.generator,
        [as_seen(api, target)],
        target.options,
        report,
        lambda path: read_text(target.root(group), path),
    )
    return zipped({f"{target.package}{file.path}": file.text for file in files})
