"""The flags that all commands of this package that write have in common."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from django_oacgen.generation.outcome import Mode


def add_flags(parser: CommandParser) -> None:
    """Declare what is to be done with the files, how strictly, and for whom is printed."""
    parser.add_argument(
        "--check", action="store_true", help="Write nothing; exit 1 if something would."
    )
    parser.add_argument(
        "--diff", action="store_true", help="Like --check, and print the differences."
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="Write nothing; list what would be written."
    )
    parser.add_argument(
        "--strict", action="store_true", help="Let any warning stop the run; exit 1."
    )
    parser.add_argument("--format", choices=["text", "json"], default="text")


def mode_of(options: dict[str, Any]) -> Mode:
    """Return what the flags say is to be done with the files."""
    if options["diff"]:
        return "diff"
    if options["check"]:
        return "check"
    return "dry-run" if options["dry_run"] else "write"
