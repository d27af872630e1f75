"""Writes the reference pages from the code: `python docs/make_reference.py [--check]`.

With `--check` nothing is written, and the exit code is 1 if a page is not what the code says.
"""

from __future__ import annotations

import inspect
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import NewType

import click

from oacgen_ir.cli import command
from oacgen_ir.diagnostics import CATALOGUE, Entry
from oacgen_ir.main import main as oacgen_ir
from oacgen_ir.options import options_table
from oacgen_ir.plugins import AnyGenerator, own_diagnostics

PAGES = Path(__file__).parent / "reference"
LANGUAGES = ("ts", "py", "go", "proto")
DJANGO_COMMANDS = ("generate_api", "generate_python_client", "validate_openapi", "run_grpc")
MADE = "<!-- Made by docs/make_reference.py; do not edit. -->\n"

PUBLIC: Mapping[str, tuple[str, ...]] = {
    "django_oacgen": (
        "DjangoConfig",
        "OpenAPIClientConfig",
        "OpenAPIGroupConfig",
        "add_oacgen_urls",
        "add_django_oacgen_urls",
        "add_django_cfg_urls",
    ),
    "django_oacgen.testing": ("assert_clients_current",),
    "django_oacgen.signals": ("pre_generate", "post_generate"),
    "oacgen_ir.document": ("load", "Document"),
    "oacgen_ir.pipeline": ("Selection", "read_api", "generate_files", "plan_output"),
    "oacgen_ir.ir": ("Api", "Operation", "resolved"),
    "oacgen_ir.diagnostics": ("Report", "Diagnostic", "Entry", "InputError", "render_text"),
    "oacgen_ir.files": ("File", "Plan", "plan", "apply"),
    "oacgen_ir.options": ("Options", "options_table"),
    "oacgen_ir.plugins": ("Generator", "Previous", "IR_VERSION", "GENERATOR_API"),
    "oacgen_ir.names": ("words", "pascal", "camel", "snake", "constant", "kebab", "Scope"),
    "oacgen_ir.code": ("Code",),
    "oacgen_ir.render": ("environment", "check_templates"),
    "oacgen_ir.cli": ("command",),
    "oacgen_ir.testing": ("cases", "check_reading", "check_generating", "check_generator"),
}
"""What other projects may import; the rest may change in any version."""


def generators() -> list[AnyGenerator]:
    return [import_module(f"oacgen_{name}.generator").generator for name in LANGUAGES]


def options() -> Iterator[str]:
    yield "# Options\n"
    yield (
        "Flags of the commands, keys of `oacgen.toml` (each language in a table of its own, such as"
        ' `[py]`) or of `[tool.oacgen]` in `pyproject.toml`, and under `"options"` in the Django'
        ' setting `OACGEN`: `{"options": {"py": {...}}}`.\n'
    )
    for generator in generators():
        yield f"## {generator.language}: `{generator.name}`\n"
        yield options_table(generator.options)


def settings() -> Iterator[str]:
    from django_oacgen.config import OpenAPIClientConfig, OpenAPIGroupConfig

    yield "# Django settings\n"
    yield "Keys of `OACGEN`, or fields of `OpenAPIClientConfig`; those of a group stand below.\n"
    yield from _fields(OpenAPIClientConfig)
    yield "## A group\n"
    yield from _fields(OpenAPIGroupConfig)


def _fields(model: type) -> Iterator[str]:
    rows = ["| key | type | default | meaning |", "|---|---|---|---|"]
    for name, field in getattr(model, "model_fields").items():  # noqa: B009
        annotation = inspect.formatannotation(field.annotation).replace("|", "\\|")
        default = "required" if field.is_required() else f"`{field.get_default()!r}`"
        meaning = " ".join((field.description or "").split()).replace("|", "\\|")
        rows.append(f"| `{name}` | `{annotation}` | {default} | {meaning} |")
    yield "\n".join(rows) + "\n"


def commands() -> Iterator[str]:
    yield "# Commands\n"
    yield from _click("oacgen-ir", oacgen_ir)
    for generator in generators():
        yield from _click(f"oacgen-{generator.name}", command(generator))
    yield from _django()


def _click(name: str, program: click.Command) -> Iterator[str]:
    context = click.Context(program, info_name=name, max_content_width=100, terminal_width=100)
    yield f"## `{name}`\n"
    yield _printed(program.get_help(context))
    for below in getattr(program, "commands", {}).values():
        inner = click.Context(below, info_name=below.name, parent=context, terminal_width=100)
        yield f"### `{name} {below.name}`\n"
        yield _printed(below.get_help(inner))


def _django() -> Iterator[str]:
    from django.core.management import load_command_class

    for name in DJANGO_COMMANDS:
        parser = load_command_class("django_oacgen", name).create_parser("manage.py", name)
        yield f"## `manage.py {name}`\n"
        yield _printed(parser.format_help())


def _printed(text: str) -> str:
    lines = [line.rstrip() for line in text.rstrip().splitlines()]
    return "\n".join(["```text", *lines, "```", ""])


def diagnostics() -> Iterator[str]:
    yield "# Diagnostics\n"
    yield (
        "What is said about a document. `oacgen-ir explain CODE` prints an entry. An *error* means"
        " that something was widened or left out; *warnings* stop a run under `--strict`; *info*"
        " is shown with `-v`.\n"
    )
    yield from _entries("Of every language", CATALOGUE)
    for generator in generators():
        if own := own_diagnostics(generator):
            yield from _entries(f"Of {generator.language}", own)


def _entries(title: str, entries: Mapping[str, Entry]) -> Iterator[str]:
    yield f"## {title}\n"
    for code, entry in sorted(entries.items()):
        yield f"### `{code}`\n"
        yield f"*{entry.severity}*. {entry.cause}\n"
        yield f"{entry.fix}\n"


def public() -> Iterator[str]:
    yield "# Public API\n"
    yield (
        "What other projects may import. It changes as [the stability promises](../explanation/"
        "stability.md) say; everything else may change in any version.\n"
    )
    for module, names in PUBLIC.items():
        found = import_module(module)
        members = {name: getattr(found, name) for name in names}
        yield f"## `{module}`\n"
        if not any(map(callable, members.values())):  # nothing has words of its own
            yield f"{inspect.cleandoc(found.__doc__ or '')}\n"
        for name, member in members.items():
            yield from _member(name, member)


def _member(name: str, member: object) -> Iterator[str]:
    if not callable(member) or isinstance(member, NewType):
        yield f"### `{name}`\n"
        if isinstance(member, int | tuple):
            yield f"`{member}`\n"
        return
    kind = "class " if isinstance(member, type) else ""
    yield f"### `{kind}{name}{_signature(member)}`\n"
    words = inspect.cleandoc(member.__doc__ or "")
    if words and not words.startswith(f"{name}("):  # what dataclasses write by themselves
        yield f"{words}\n"


def _signature(member: Callable[..., object]) -> str:
    try:
        shape = str(inspect.signature(member))
    except ValueError:
        return ""
    if isinstance(member, type) and (len(shape) > 80 or shape == "(*args, **kwargs)"):
        return ""
    return re.sub(r"(: |-> )'([^']*)'", r"\1\2", shape)  # annotations are text


WRITERS: Mapping[str, Callable[[], Iterable[str]]] = {
    "options.md": options,
    "settings.md": settings,
    "commands.md": commands,
    "diagnostics.md": diagnostics,
    "api.md": public,
}


def main() -> int:
    """Write the pages that differ; return how many did, under `--check` only."""
    os.environ.setdefault("COLUMNS", "100")
    os.environ["NO_COLOR"] = "1"
    _set_django_up()
    stale = []
    for name, write in WRITERS.items():
        page = PAGES / name
        text = "\n".join([MADE, *write()])
        if not page.is_file() or page.read_text() != text:
            stale.append(name)
            if "--check" not in sys.argv:
                page.write_text(text)
    if stale and "--check" in sys.argv:
        print(f"not what the code says: {', '.join(stale)}; run python docs/make_reference.py")
        return 1
    return 0


def _set_django_up() -> None:
    import django
    from django.conf import settings as host

    host.configure(INSTALLED_APPS=["rest_framework", "drf_spectacular", "django_oacgen"])
    django.setup()


if __name__ == "__main__":
    sys.exit(main())
