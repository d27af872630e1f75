"""The commands that make the client of one language from any OpenAPI document."""

from __future__ import annotations

import sys
from argparse import ArgumentTypeError, BooleanOptionalAction
from pathlib import Path
from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandError, CommandParser

from django_oacgen.generation.targets import missing
from django_oacgen.management.flags import add_flags, mode_of
from oacgen_ir import plugins
from oacgen_ir.console import Console
from oacgen_ir.diagnostics import InputError
from oacgen_ir.document import MAX_SIZE, parse_size
from oacgen_ir.job import Source, Target, generate
from oacgen_ir.options import Setting, parse_options, settings
from oacgen_ir.pipeline import EVERYTHING


class LanguageCommand(BaseCommand):
    """One language; its options are flags."""

    language: ClassVar[str]
    requires_system_checks: ClassVar[list[str]] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the flags, with those of the generator where it is installed."""
        parser.add_argument(
            "--openapi-schema", required=True, metavar="FILE", help="YAML or JSON; - is stdin."
        )
        parser.add_argument("--output", required=True, metavar="DIR", type=Path)
        add_flags(parser)
        parser.add_argument(
            "--max-size",
            type=_size,
            default=MAX_SIZE,
            metavar="SIZE",
            help="Refuse larger documents; 32M unless told otherwise.",
        )
        if self.language in plugins.names():
            group = parser.add_argument_group("options of the client")
            for setting in settings(plugins.find(self.language).options):
                group.add_argument(setting.flag, **_argument(setting))

    def handle(self, **options: Any) -> None:
        """Generate, print, and exit as all commands of oacgen do."""
        console = Console(
            options["format"] == "json",
            options["verbosity"] - 1,
            out=self.stdout.write,
            err=lambda line: self.stderr.write(line, str),
        )
        try:
            target = self._target(options)
        except InputError as error:
            raise CommandError(str(error), returncode=2) from error
        outcome = generate(
            _source(options["openapi_schema"], options["max_size"]),
            [target],
            mode=mode_of(options),
            strict=options["strict"],
        )
        console.show(outcome)
        if outcome.exit_code:
            sys.exit(outcome.exit_code)

    def _target(self, options: dict[str, Any]) -> Target:
        if self.language not in plugins.names():
            raise missing(self.language)
        generator = plugins.find(self.language)
        names = (_PREFIX + key for key in generator.options.model_fields)
        given = {n.removeprefix(_PREFIX): options[n] for n in names if options[n] is not None}
        made = parse_options(generator.options, given, where="command line")
        return Target(generator, made, options["output"])


_PREFIX = "option_"  # keeps the generator's options apart from the command's


def _argument(setting: Setting) -> dict[str, Any]:
    common = {
        "dest": _PREFIX + setting.key,
        "default": None,
        "help": setting.meaning.replace("%", "%%"),
    }
    match setting.shape:
        case "switch":
            return {**common, "action": BooleanOptionalAction}
        case "choice":
            return {**common, "choices": setting.choices}
        case "whole":
            return {**common, "type": int, "metavar": "NUMBER"}
        case "many":
            many = {**common, "action": "append"}
            return {**many, "choices": setting.choices} if setting.choices else many
        case "pairs":
            return {**common, "action": "append", "type": _pair, "metavar": "KEY=VALUE"}
        case "text":
            return {**common, "metavar": "TEXT"}


def _pair(text: str) -> tuple[str, str]:
    """Split `KEY=VALUE` at the first equals sign."""
    key, sign, value = text.partition("=")
    if not key or not sign:
        raise ValueError(text)
    return key, value


def _size(text: str) -> int:
    try:
        return parse_size(text)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from None


def _source(file: str, max_size: int) -> Source:
    # One byte more than allowed, so that the loader sees that it is too much.
    text = sys.stdin.buffer.read(max_size + 1) if file == "-" else Path(file)
    return Source(text=text, max_size=max_size, remote=False, group="", selection=EVERYTHING)
