"""`manage.py validate_openapi`: faults of serializers and views that show in the schemas."""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandError, CommandParser

from django_oacgen.config import ConfigError, get_base_dir, get_config
from django_oacgen.generation.console import table
from django_oacgen.host import problem
from django_oacgen.lint.finding import RULES, Finding, edited
from django_oacgen.schema.project import Project
from oacgen_ir.change import Change
from oacgen_ir.diagnostics import InputError, one_line


class Command(BaseCommand):
    """Parses flags, checks, prints, and edits where that is asked for and safe."""

    help = (
        "Find what makes the schemas say less, or other, than the code means. "
        "Exit codes: 0 nothing is left; 1 something is; 2 the project cannot be read."
    )
    requires_system_checks: ClassVar[list[str]] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the flags."""
        parser.add_argument(
            "--fix", action="store_true", help="Edit the source where there is no doubt."
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="With --fix: print the edits, and make none."
        )
        parser.add_argument("--list-rules", action="store_true", help="Print all rules.")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, **options: Any) -> None:
        """Do what the flags say."""
        as_json = options["format"] == "json"
        if options["list_rules"]:
            self._list(as_json)
            return
        if options["dry_run"] and not options["fix"]:
            raise CommandError("--dry-run goes with --fix", returncode=2)
        found = self._findings()
        changes = _changes(found) if options["fix"] else {}
        if not options["dry_run"]:
            for file, (_, after) in changes.items():
                file.write_bytes(after)
        mended = [f for f in found if f.edit and f.edit.file in changes and not options["dry_run"]]
        left = [finding for finding in found if finding not in mended]
        if as_json:
            self.stdout.write(json.dumps(_data(left, mended), indent=2))
        else:
            self._show(left, mended, changes if options["dry_run"] else {})
        if left:
            sys.exit(1)

    def _findings(self) -> list[Finding]:
        from django_oacgen.lint.project import findings

        try:
            if wrong := problem():
                raise wrong
            return findings(Project(get_config()), get_base_dir())
        except (ConfigError, InputError) as error:
            raise CommandError(str(error), returncode=2) from error

    def _list(self, as_json: bool) -> None:
        if as_json:
            rules = [
                {"rule": rule, "finds": finds, "fix": fix} for rule, (finds, fix) in RULES.items()
            ]
            self.stdout.write(json.dumps(rules, indent=2))
            return
        rows = [(rule, "yes" if fix else "", finds) for rule, (finds, fix) in RULES.items()]
        for line in table(("rule", "--fix", "finds"), rows):
            self.stdout.write(line)

    def _show(
        self,
        left: Sequence[Finding],
        mended: Sequence[Finding],
        diffs: dict[Path, tuple[bytes, bytes]],
    ) -> None:
        for file, (before, after) in diffs.items():
            change = Change(_relative(file), before.decode(), after.decode())
            self.stdout.write(change.diff(), ending="")
        for finding in left:
            self.stdout.write(_line(finding))
        for finding in mended:
            self.stdout.write(f"{_line(finding)}\n    mended")
        fixable = sum(finding.edit is not None for finding in left)
        more = f"; --fix can mend {fixable}" if fixable and not diffs else ""
        mending = f", {len(mended)} mended" if mended else ""
        self.stdout.write(
            f"{len(left)} found{mending}{more}." if left or mended else "All is well."
        )


def _changes(found: Sequence[Finding]) -> dict[Path, tuple[bytes, bytes]]:
    """Return the files that the edits change, before and after."""
    by_file = defaultdict(list)
    for finding in found:
        if finding.edit is not None:
            by_file[finding.edit.file].append(finding.edit)
    texts = {file: file.read_bytes() for file in by_file}
    return {file: (texts[file], edited(texts[file], edits)) for file, edits in by_file.items()}


def _line(finding: Finding) -> str:
    where = f"{_relative(finding.file)}:{finding.line}: " if finding.file and finding.line else ""
    hint = f"\n    hint: {finding.hint}" if finding.hint else ""
    return f"{where}{one_line(f'{finding.place}: {finding.message} [{finding.rule}]')}{hint}"


def _relative(file: Path) -> str:
    base = get_base_dir().resolve()
    return file.relative_to(base).as_posix() if file.is_relative_to(base) else str(file)


def _data(left: Sequence[Finding], mended: Sequence[Finding]) -> dict[str, Any]:
    return {"findings": [*map(_entry, left)], "mended": [*map(_entry, mended)]}


def _entry(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "place": finding.place,
        "message": finding.message,
        "hint": finding.hint,
        "file": _relative(finding.file) if finding.file else "",
        "line": finding.line,
        "fixable": finding.edit is not None,
    }
