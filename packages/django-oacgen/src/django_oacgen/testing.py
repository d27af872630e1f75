"""For the tests of a project."""

from __future__ import annotations

from collections.abc import Sequence

from django_oacgen.config import get_base_dir, get_config
from django_oacgen.generation.console import errors
from django_oacgen.generation.generate import generate
from django_oacgen.generation.outcome import Request

_FIRST = 10


def assert_clients_current(
    groups: Sequence[str] | None = None, languages: Sequence[str] | None = None
) -> None:
    """Raise an AssertionError if `generate_api` would change any file; writes nothing.

    No database is needed. What is wrong with the configuration is an InputError or ConfigError.
    """
    __tracebackhide__ = True
    request = Request(
        groups=None if groups is None else tuple(groups),
        languages=None if languages is None else tuple(languages),
        mode="check",
    )
    outcome = generate(get_config(), get_base_dir(), request)
    if failed := [*errors(outcome)]:
        raise AssertionError("\n".join(["clients cannot be generated:", *failed]))
    if outcome.changed:
        files = [f"    {path}" for path in outcome.files]
        more = [f"    and {len(files) - _FIRST} more"] if len(files) > _FIRST else []
        head = "generated files are not up to date; `manage.py generate_api` writes them:"
        raise AssertionError("\n".join([head, *files[:_FIRST], *more]))
