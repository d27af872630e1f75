"""What every command line shares: its parameters, its flow and its exit codes.

`command(generator)` makes the whole command of one generator. Modules that read documents are
imported when a command runs, so that `--help` stays fast; given the name of a generator, it is
imported then too, so that what was done before is done again in no time.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, NoReturn, TypeVar

import click

from oacgen_ir.stamp import Record, Stamp, digest, digest_of

if TYPE_CHECKING:
    from oacgen_ir.console import Console
    from oacgen_ir.diagnostics import InputError
    from oacgen_ir.job import Outcome, Source, Target
    from oacgen_ir.plugins import AnyGenerator

EXIT_CODES: Final = """\b
Exit codes: 0 all is well; 1 --check or --diff found a difference, or there are
warnings under --strict; 2 wrong usage, bad input, or a failure.

Options also come from `oacgen.toml`, or [tool.oacgen] of pyproject.toml, in the current folder;
each generator has a table of its own, such as [py]. Flags win. The table [rename] maps ids of
operations to the names that they shall have."""

F = TypeVar("F", bound=Callable[..., object])
Parameters = dict[str, Any]
Wanted = tuple["list[Target]", "list[tuple[str, InputError]]"]
"""What to write, and an error for each generator, by its name, that cannot be used."""


class Program(click.Group):
    """A group of commands that makes nothing, and imports little, where a run would be the same."""

    absent = ""
    """The name of a generator that is imported, and whose commands are added, when needed."""

    def main(self, args: Sequence[str] | None = None, *rest: Any, **extra: Any) -> Any:
        """Run the command line, or say again what the same one said."""
        asked = sys.argv[1:] if args is None else [*args]
        stamp = None
        if asked[:1] == ["generate"]:
            question = (str(self.name), os.getcwd(), *asked)
            stamp = Stamp(Path(), sha256(repr(question).encode()).hexdigest()[:16], question)
            if record := stamp.standing():
                for is_error, line in record.said["lines"]:
                    click.echo(line, err=is_error)
                sys.exit(record.said["exit_code"])
        if self.absent:
            _complete(self, _found(self.absent))
        return super().main(asked, *rest, obj=stamp, **extra)


def command(generator: AnyGenerator | str) -> Program:
    """Return the command of a generator, `oacgen-py` for the generator `py`."""
    package = f"oacgen-{generator if isinstance(generator, str) else generator.name}"

    @click.group(
        name=package,
        cls=Program,
        epilog=f"\b\nExample:\n  {package} generate openapi.yaml -o client",
    )
    @click.version_option(package_name=package)
    def group() -> None: ...

    if isinstance(generator, str):
        group.absent = generator
    else:
        _complete(group, generator)
    return group


def _complete(program: Program, generator: AnyGenerator) -> None:
    program.help = f"Make a {generator.language} client from an OpenAPI document."
    program.add_command(_generate(generator))


def _found(name: str) -> AnyGenerator:
    from oacgen_ir.diagnostics import InputError
    from oacgen_ir.plugins import find

    try:
        return find(name)
    except InputError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(2)


def _generate(generator: AnyGenerator) -> click.Command:
    from oacgen_ir.flags import flags, given

    @click.command(
        help=f"Write the {generator.language} client of FILE into a folder.\n\n"
        "FILE is YAML or JSON, OpenAPI 3.0, 3.1 or 3.2; `-` is standard input. Only files that "
        "an earlier run wrote are ever replaced or removed.",
        epilog=EXIT_CODES,
    )
    @output_parameters
    @input_parameters
    def generate(**parameters: Any) -> None:
        def targets() -> Wanted:
            flags_given = given(parameters)
            root = parameters["output"]
            return [target(generator, parameters, root, flags_given)], []

        run(parameters, targets)

    generate.params.extend(flags(generator.options))
    _refuse_doubles(generate)
    return generate


def _refuse_doubles(made: click.Command) -> None:
    """An option that hides a flag of every command is a mistake in the generator."""
    seen: set[str] = set()
    for parameter in made.params:
        if isinstance(parameter, click.Option):
            for flag in (*parameter.opts, *parameter.secondary_opts):
                if flag in seen:
                    raise ValueError(f"two options of {made.name} have the flag {flag}")
                seen.add(flag)


def target(
    generator: AnyGenerator, parameters: Parameters, root: Path, flags_given: dict[str, object]
) -> Target:
    """Return what to write, with options from the configuration and then from the flags."""
    from oacgen_ir.config import load_config
    from oacgen_ir.job import Target
    from oacgen_ir.options import parse_options

    config = load_config(parameters["config"], folder=Path())
    section = config.section(generator.name)
    options = parse_options(generator.options, section, where=config.where(generator.name))
    if flags_given:
        merged = {**section, **flags_given}
        options = parse_options(generator.options, merged, where="command line")
    return Target(generator, options, root)


def run(parameters: Parameters, targets: Callable[[], Wanted]) -> NoReturn:
    """Generate as the parameters say, print what there is to say, and exit."""
    from oacgen_ir.diagnostics import InputError, Report
    from oacgen_ir.job import Outcome, generate, uncollected

    mode = _mode(parameters)
    strict: bool = parameters["strict"]
    settings = _settings(parameters)
    try:
        wanted, errors = targets()
    except InputError as error:
        outcome = Outcome(Report(), errors=(("", error),), mode=mode, strict=strict)
        console(parameters).show(outcome)
    else:
        remember = _memory(parameters, wanted)
        with uncollected():
            outcome = generate(source(parameters), wanted, mode=mode, strict=strict, errors=errors)
        console(parameters).show(outcome)
        remember(outcome, settings)
    sys.exit(outcome.exit_code)


def _settings(parameters: Parameters) -> tuple[tuple[str, str], ...]:
    """Return the files of the configuration, and digests of what they hold now."""
    from oacgen_ir.config import config_files

    files = config_files(parameters["config"], folder=Path())
    return tuple((str(path), digest(path)) for path in files)


Memory = Callable[["Outcome", tuple[tuple[str, str], ...]], None]


def _memory(parameters: Parameters, targets: Sequence[Target]) -> Memory:
    """Return what records an outcome, if the same run would come to the same."""
    stamp = click.get_current_context().find_root().obj
    modules = (type(each.generator).__module__ for each in targets)
    packages = ("oacgen_ir", *sorted({module.partition(".")[0] for module in modules}))
    key = stamp.key(packages) if isinstance(stamp, Stamp) else ""

    def remember(outcome: Outcome, settings: tuple[tuple[str, str], ...]) -> None:
        again = outcome.again
        if not isinstance(stamp, Stamp) or again is None or again.read is None:
            return
        files = ((path, digest_of(data)) for path, data in again.read.items())
        with suppress(OSError, ValueError):  # a disk that cannot be written to, or another drive
            outputs = (stamp.output(n, p.root, p.unchanged) for n, p in again.plans)
            said = _said(parameters, again)
            stamp.save(Record(key, packages, (*settings, *files), tuple(outputs), said))

    return remember


def _said(parameters: Parameters, outcome: Outcome) -> dict[str, object]:
    """Return what there is to say of an outcome as plain data."""
    from dataclasses import replace

    lines: list[tuple[bool, str]] = []
    printer = replace(
        console(parameters),
        out=lambda line: lines.append((False, line)),
        err=lambda line: lines.append((True, line)),
    )
    printer.show(outcome)
    return {"lines": lines, "exit_code": outcome.exit_code}


def console(parameters: Parameters) -> Console:
    """Return how to print, as the parameters say."""
    from oacgen_ir.console import Console

    verbosity = parameters["verbose"] - parameters["quiet"]  # both flags are bool
    return Console(parameters["format_"] == "json", verbosity)


def _mode(parameters: Parameters) -> Literal["write", "check", "diff", "dry-run"]:
    if parameters["diff"]:
        return "diff"
    if parameters["check"]:
        return "check"
    return "dry-run" if parameters["dry_run"] else "write"


def source(parameters: Parameters) -> Source:
    """Return what to read, as the input parameters say."""
    from oacgen_ir.job import Source
    from oacgen_ir.pipeline import Selection

    file: str = parameters["file"]
    size: int = parameters["max_size"]
    return Source(
        # one byte more than allowed, so that the loader sees that it is too much
        text=sys.stdin.buffer.read(size + 1) if file == "-" else Path(file),
        max_size=size,
        remote=parameters["remote_refs"],
        group=parameters.get("group", ""),
        config=parameters.get("config"),
        selection=Selection(
            include_tags=parameters["include_tag"],
            exclude_tags=parameters["exclude_tag"],
            include_paths=parameters["include_path"],
            exclude_paths=parameters["exclude_path"],
        ),
    )


# --- Parameters ----------------------------------------------------------------------------------


def input_parameters(function: F) -> F:
    """Add what every command that reads a document takes."""
    return _all(
        function,
        click.argument("file", metavar="FILE"),
        _pattern("--include-tag", "Only operations with a tag like this"),
        _pattern("--exclude-tag", "No operations with a tag like this"),
        _pattern("--include-path", "Only operations with a path like this (`/users/*`)"),
        _pattern("--exclude-path", "No operations with a path like this"),
        click.option(
            "--max-size",
            metavar="SIZE",
            default="32M",
            show_default=True,
            callback=_size,
            help="Refuse larger documents.",
        ),
        click.option(
            "--remote-refs", is_flag=True, help="Fetch what a `$ref` names on the network."
        ),
        click.option("--strict", is_flag=True, help="Let warnings stop the run; exit 1."),
        click.option(
            "--format",
            "format_",
            type=click.Choice(["text", "json"]),
            default="text",
            show_default=True,
            help="How to print; json is one object on standard output.",
        ),
        click.option("-q", "--quiet", is_flag=True, help="Print errors only."),
        click.option("-v", "--verbose", is_flag=True, help="Print every file and remark."),
    )


def output_parameters(function: F) -> F:
    """Add what every command that writes takes."""
    return _all(
        function,
        click.option(
            "-o",
            "--output",
            metavar="DIR",
            required=True,
            type=click.Path(file_okay=False, path_type=Path),
            help="The folder to write to; it is created if need be.",
        ),
        click.option("--check", is_flag=True, help="Write nothing; exit 1 if something would."),
        click.option("--diff", is_flag=True, help="Like --check, and print the differences."),
        click.option("--dry-run", is_flag=True, help="Write nothing; list what would be written."),
        click.option(
            "--config",
            metavar="FILE",
            type=click.Path(path_type=Path),
            help="Take options from this file.",
        ),
        click.option(
            "--group",
            metavar="NAME",
            default="",
            callback=_group,
            help="Put everything one level down, as the group NAME.",
        ),
    )


def _all(function: F, *decorators: Callable[[F], F]) -> F:
    for decorator in reversed(decorators):
        function = decorator(function)
    return function


def _pattern(flag: str, text: str) -> Callable[[F], F]:
    return click.option(flag, metavar="PATTERN", multiple=True, help=f"{text}; may be repeated.")


def _size(_: click.Context, __: click.Parameter, value: str) -> int:
    from oacgen_ir.document import parse_size

    try:
        return parse_size(value)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


def _group(_: click.Context, __: click.Parameter, value: str) -> str:
    """A group is a folder and a package in every language."""
    if value and not (value.isascii() and value.isidentifier()):
        raise click.BadParameter(f"{value!r} is not made of letters, digits and underscores")
    return value
