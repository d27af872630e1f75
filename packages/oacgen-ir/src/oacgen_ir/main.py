"""`oacgen-ir`: all installed generators over one document, and a look at what they see."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any, Literal

import click

from oacgen_ir.cli import (
    EXIT_CODES,
    Program,
    Wanted,
    console,
    input_parameters,
    output_parameters,
    run,
    source,
    target,
)

if TYPE_CHECKING:
    from oacgen_ir.diagnostics import Entry, InputError
    from oacgen_ir.document import Document
    from oacgen_ir.ir import Api
    from oacgen_ir.job import Outcome, Target


@click.group(
    cls=Program,
    help="Make API clients from an OpenAPI document (3.0, 3.1 or 3.2; YAML or JSON).",
    epilog="""\b
Examples:
  oacgen-ir generate openapi.yaml -o clients
  oacgen-ir generate openapi.yaml -o clients --lang py --check
  oacgen-ir inspect openapi.yaml
  oacgen-ir validate openapi.yaml --strict
  curl -s http://127.0.0.1:8000/schema/ | oacgen-ir inspect -
  oacgen-ir dump openapi.yaml --operation users_list
  oacgen-ir explain dangling-ref""",
)
@click.version_option(package_name="oacgen-ir")
def main() -> None: ...


# --- generate ------------------------------------------------------------------------------------


@main.command("generate", short_help="Write clients of FILE in all languages.", epilog=EXIT_CODES)
@output_parameters
@click.option(
    "--lang",
    metavar="NAMES",
    default="",
    help="The generators to run, such as py,ts; all installed ones without it.",
)
@input_parameters
def _generate(**parameters: Any) -> None:
    """Write a client of FILE in every language that has a generator installed.

    Each gets a folder of its own below DIR, such as DIR/python. FILE is YAML or JSON; `-` is
    standard input. Only files that an earlier run wrote are ever replaced or removed.
    """
    run(parameters, lambda: _targets(parameters))


def _targets(parameters: dict[str, Any]) -> Wanted:
    from oacgen_ir.diagnostics import InputError
    from oacgen_ir.plugins import find, names

    asked = [name.strip() for name in parameters["lang"].split(",") if name.strip()]
    wanted = list(dict.fromkeys(asked or names()))
    if not wanted:
        raise InputError("no generator is installed", hint="pip install oacgen-py")
    targets: list[Target] = []
    errors: list[tuple[str, InputError]] = []
    for name in wanted:
        try:
            generator = find(name)
            root = parameters["output"] / generator.folder
            targets.append(target(generator, parameters, root, {}))
        except InputError as error:
            errors.append(("", error))
    return targets, errors


# --- inspect, validate, dump ---------------------------------------------------------------------


@main.command("inspect", short_help="Show what is in FILE.")
@input_parameters
def _inspect(**parameters: Any) -> None:
    """Show what is in FILE, as every generator sees it.

    Title, servers and authentication; then, tag by tag, each operation with its method, its path
    and how it pages. `-` is standard input.
    """
    from oacgen_ir.overview import overview, overview_json

    outcome, document, api = _look(parameters, "inspect")
    if console(parameters).json:
        click.echo(json.dumps(overview_json(document, api, outcome.report), indent=2))
    else:
        click.echo(overview(document, api, outcome.report), nl=False)
    sys.exit(outcome.exit_code)


@main.command("validate", short_help="Check FILE.")
@input_parameters
def _validate(**parameters: Any) -> None:
    """Check FILE: what cannot be expressed, and what users of a client would stumble over.

    Exit code 0: no errors; 1: warnings, under --strict; 2: errors, or FILE cannot be used at all.
    """
    outcome, _, _ = _look(parameters, "validate")
    printer = console(parameters)
    printer.show(outcome)
    if not len(outcome.report) and not printer.json and printer.verbosity >= 0:
        click.echo(f"{parameters['file']}: nothing to remark")
    sys.exit(outcome.exit_code)


@main.command("dump", short_help="Print the intermediate representation.")
@input_parameters
@click.option("--pointer", metavar="POINTER", help="Only what is written there or below.")
@click.option("--declaration", metavar="NAME", help="Only the declaration of this name.")
@click.option("--operation", metavar="ID", help="Only the operation with this id.")
def _dump(**parameters: Any) -> None:
    """Print the intermediate representation of FILE as JSON.

    What is narrowed down is printed as a list of operations and declarations. POINTER is a JSON
    pointer into FILE, as diagnostics name it: `#/components/schemas/User`.
    """
    from oacgen_ir.overview import narrowed, plain

    _, document, api = _look(parameters, "inspect")
    asked = (parameters["pointer"], parameters["operation"], parameters["declaration"])
    data = narrowed(api, *asked) if any(asked) else plain(api)
    if data == []:
        click.echo(f"Error: {document.name} has nothing like that", err=True)
        sys.exit(2)
    click.echo(json.dumps(data, indent=2))


def _look(
    parameters: dict[str, Any], mode: Literal["inspect", "validate"]
) -> tuple[Outcome, Document, Api]:
    """Read the document; where that fails, say why and exit."""
    from oacgen_ir.job import look

    outcome, found = look(source(parameters), mode, strict=parameters["strict"])
    if found is None:
        console(parameters).show(outcome)
        sys.exit(outcome.exit_code)
    return outcome, *found


# --- explain -------------------------------------------------------------------------------------


@main.command("explain", short_help="Say what a diagnostic means.")
@click.argument("code", required=False, metavar="[CODE]")
def _explain(code: str | None) -> None:
    """Say what the diagnostic CODE means and what to do; without it, list all codes."""
    from oacgen_ir.diagnostics import explain
    from oacgen_ir.options import unknown_key

    catalogue = _catalogue()
    if code is None:
        width = max(map(len, catalogue))
        for name, entry in sorted(catalogue.items()):
            click.echo(f"{name:{width}}  {entry.severity:7}  {entry.cause}")
    elif code in catalogue:
        click.echo(explain(code, catalogue), nl=False)
    else:
        message = unknown_key(code, sorted(catalogue), "diagnostic")
        click.echo(f"Error: {message.partition('; there are')[0]}", err=True)
        sys.exit(2)


def _catalogue() -> dict[str, Entry]:
    """The shared codes, and those of all generators that can be loaded."""
    from oacgen_ir.diagnostics import CATALOGUE
    from oacgen_ir.plugins import discover, own_diagnostics

    found = dict(CATALOGUE)
    for generator in discover().generators.values():
        found |= own_diagnostics(generator)
    return found
