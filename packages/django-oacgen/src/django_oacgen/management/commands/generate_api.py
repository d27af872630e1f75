"""`manage.py generate_api`: schemas and clients of all groups, or of some."""

from __future__ import annotations

import json
import sys
from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandError, CommandParser

from django_oacgen.config import ConfigError, get_base_dir, get_config
from django_oacgen.generation.console import Console, as_data, refusal, table
from django_oacgen.generation.generate import generate
from django_oacgen.generation.outcome import Request
from django_oacgen.generation.status import Status
from django_oacgen.generation.watch import watch
from django_oacgen.management.flags import add_flags, mode_of
from django_oacgen.schema.groups import select, ungrouped
from django_oacgen.schema.project import Project
from oacgen_ir.diagnostics import InputError
from oacgen_ir.job import uncollected


class Command(BaseCommand):
    """Parses flags, runs the generators, prints."""

    help = (
        "Write the OpenAPI schemas and the clients of this project. "
        "Exit codes: 0 all is well; 1 --check or --diff found a difference, or there are warnings "
        "and they count; 2 wrong usage, or something failed."
    )
    # A mistake in another app must not keep anybody from making clients.
    requires_system_checks: ClassVar[list[str]] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the flags."""
        parser.add_argument("names", nargs="*", metavar="GROUP", help="Only these groups.")
        parser.add_argument(
            "--groups", nargs="+", metavar="GROUP", default=[], help="Only these groups, too."
        )
        parser.add_argument(
            "--lang",
            action="append",
            default=[],
            metavar="LANG",
            help="Only these languages, such as py,ts; may be repeated.",
        )
        add_flags(parser)
        parser.add_argument(
            "--list-groups", action="store_true", help="Print the groups and their endpoints."
        )
        parser.add_argument(
            "--fail-on-warn",
            action="store_true",
            help="Let a warning of drf-spectacular stop the run; exit 1.",
        )
        parser.add_argument(
            "--validate", action="store_true", help="Hold the schemas against OpenAPI's own; slow."
        )
        parser.add_argument(
            "--watch", action="store_true", help="Stay, and regenerate when the code changes."
        )

    def handle(self, **options: Any) -> None:
        """Do what the flags say."""
        if options["watch"]:
            if odd := [flag for flag in _NOT_WATCHED if options[flag] not in (False, "text")]:
                flag = odd[0].replace("_", "-")
                raise CommandError(f"--watch cannot go with --{flag}", returncode=2)
            watch(lambda: self._run(options))
        else:
            self._run(options)

    def _run(self, options: dict[str, Any]) -> None:
        try:
            config = get_config()
            if options["list_groups"]:
                self._list(Project(config), options["format"] == "json", options["verbosity"])
                return
            base = get_base_dir()
            with uncollected(), Status(self.stderr) as status:
                outcome = generate(config, base, _request(options), status)
        except (ConfigError, InputError) as error:
            if options["format"] == "json":
                self.stdout.write(json.dumps(refusal(str(error)), indent=2))
                sys.exit(2)
            raise CommandError(str(error), returncode=2) from error
        if options["format"] == "json":
            self.stdout.write(json.dumps(as_data(outcome), indent=2))
        else:
            Console(self.stdout.write, self._complain, options["verbosity"], base).show(outcome)
        if outcome.exit_code:
            sys.exit(outcome.exit_code)

    def _complain(self, line: str) -> None:
        style = self.style.WARNING if line.startswith(("warning", " ")) else self.style.ERROR
        self.stderr.write(line, style)

    def _list(self, project: Project, as_json: bool, verbosity: int) -> None:
        endpoints = project.routes.endpoints
        chosen = {group.name: select(group, endpoints) for group in project.groups}
        if as_json:
            found = {name: [e.label for e in mine] for name, mine in chosen.items()}
            self.stdout.write(json.dumps(found, indent=2))
            return
        rows = [
            (group.name, str(len(chosen[group.name])), group.shown_title, ", ".join(group.apps))
            for group in project.groups
        ]
        for line in table(("group", "operations", "title", "apps"), rows):
            self.stdout.write(line)
        left = ungrouped(project.groups, endpoints)
        if verbosity > 1:
            for name, mine in [*chosen.items(), ("in no group", left)]:
                self.stdout.write(f"\n{name}:")
                for endpoint in mine:
                    self.stdout.write(f"    {endpoint.label}")
        elif left:
            self.stdout.write(f"\n{len(left)} more in no group; -v 2 shows all")


_NOT_WATCHED = ("check", "diff", "dry_run", "list_groups", "format")


def _request(options: dict[str, Any]) -> Request:
    groups = tuple(dict.fromkeys([*options["names"], *_split(options["groups"])]))
    languages = tuple(_split(options["lang"]))
    return Request(
        groups=groups or None,
        languages=languages or None,
        mode=mode_of(options),
        strict=options["strict"],
        fail_on_warn=options["fail_on_warn"],
        validate=options["validate"],
    )


def _split(values: list[str]) -> list[str]:
    return [part for value in values for part in value.split(",") if part]
