"""Which template makes which file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.resources import files
from typing import Final

from oacgen_ir.diagnostics import Report
from oacgen_ir.files import File
from oacgen_ir.ir import Api
from oacgen_ir.render import environment
from oacgen_ts.catalogue import DIAGNOSTICS
from oacgen_ts.options import TsOptions
from oacgen_ts.package import package_files
from oacgen_ts.view.client import client_module
from oacgen_ts.view.context import Context, context_of
from oacgen_ts.view.fetchers import fetchers_module
from oacgen_ts.view.hooks import hooks_module
from oacgen_ts.view.index import index_module, root_module
from oacgen_ts.view.models import enums_module, models_module
from oacgen_ts.view.schemas import schema_modules

_TYPES: Final = ("files", "types", "config", "errors", "auth")
"""What models and enums may import, though they use types alone."""

_ALWAYS: Final = (
    *_TYPES,
    "answers",
    "csrf",
    "pagination",
    "storage",
    "streams",
    "styles",
    "transport",
    "unsafe",
    "url",
)
_HOOKS: Final = ("keys", "swr", "swr-infinite", "swr-mutation")
_SCHEMAS: Final = ("messages", "variants")


def group_files(context: Context) -> Iterator[File]:
    """Make the files of one API, below its group's folder if it has one."""
    prefix = f"{context.api.group}/" if context.api.group else ""
    options = context.options
    yield _file(f"{prefix}models.ts", "models.ts.jinja", models_module(context))
    yield _file(f"{prefix}enums.ts", "enums.ts.jinja", enums_module(context))
    if options.generate_zod_schemas:
        for schema in schema_modules(context):
            yield _file(f"{prefix}_utils/schemas/{schema.file}", "schema.ts.jinja", schema)
    if options.generate_fetchers:
        for tag in context.shapes:
            fetchers = fetchers_module(context, tag)
            path = f"{prefix}_utils/fetchers/{fetchers.file}"
            yield _file(path, "fetchers.ts.jinja", fetchers)
            hooks = hooks_module(context, tag) if options.hooks else None
            if hooks is not None:
                yield _file(f"{prefix}_utils/hooks/{hooks.file}", "hooks.ts.jinja", hooks)
        yield _file(f"{prefix}client.ts", "client.ts.jinja", client_module(context))
    yield _file(f"{prefix}index.ts", "index.ts.jinja", index_module(context))


def root_files(apis: Sequence[Api], options: TsOptions, report: Report) -> Iterator[File]:
    """Make what groups share: the index, the short paths, and the package's metadata."""
    grouped = [api for api in apis if api.group]
    if grouped:
        contexts = [context_of(api, options, Report(extra=DIAGNOSTICS)) for api in grouped]
        root = root_module(grouped, contexts, options)
        yield _file("index.ts", "index.ts.jinja", root)
        if options.generate_fetchers:
            yield _file("client.ts", "root_client.ts.jinja", root)
            yield from _short_paths(contexts, report)
    if options.generate_package_files:
        yield from package_files(apis, options)


def _short_paths(contexts: Sequence[Context], report: Report) -> Iterator[File]:
    """Export the files of every group from the root; of two with one name, the first's."""
    seen: dict[str, str] = {}
    for context in contexts:
        group = context.api.group
        for tag, names in context.names.tags.items():
            if names.file in seen:
                message = f"{tag!r} of {group!r} is also a tag of {seen[names.file]!r}"
                report.add("ts-shared-tag", message)
                continue
            seen[names.file] = group
            hooks = context.options.hooks and any(s.is_hooked for s in context.shapes[tag])
            for folder in ("fetchers", *(["hooks"] if hooks else [])):
                target = f"../../{group}/_utils/{folder}/{names.file}"
                text = f'export * from "{target}{context.options.import_extension}";\n'
                directive = '"use client";\n\n' if folder == "hooks" else ""
                yield File(f"_utils/{folder}/{names.file}.ts", directive + text)


def runtime_files(options: TsOptions) -> Iterator[File]:
    """Copy the modules of the runtime that generated code can need."""
    names = [*(_ALWAYS if options.generate_fetchers else ("files", "types"))]
    names += _HOOKS if options.hooks else ()
    names += (*_SCHEMAS, f"requests-{options.zod}") if options.generate_zod_schemas else ()
    for name in names:
        yield File(f"_utils/runtime/{name}.ts", runtime_text(name, options.import_extension))


def runtime_text(name: str, extension: str) -> str:
    """Return a module of the runtime, its relative imports with an extension."""
    text = (files("oacgen_ts") / "runtime" / f"{name}.ts").read_text("utf-8")
    if not extension:
        return text
    return "".join([_with_extension(line, extension) for line in text.splitlines(keepends=True)])


def _with_extension(line: str, extension: str) -> str:
    if 'from "./' not in line:
        return line
    return line.replace('";', f'{extension}";')


def _file(path: str, template: str, module: object) -> File:
    return File(path, render(template, module=module))


def render(template: str, **values: object) -> str:
    """Print a template."""
    return environment("oacgen_ts").get_template(template).render(values)
