"""The modules `index.py` and `models/__init__.py`: names that load when they are first used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from oacgen_ir.code import Code
from oacgen_py.imports import reexports
from oacgen_py.syntax import text_literal

RUNTIME: Final[Mapping[str, tuple[str, ...]]] = {
    "auth": ("Auth",),
    "call": ("Request", "Response"),
    "errors": (
        "APIConnectionError",
        "APIError",
        "APIResponseError",
        "APIStatusError",
        "APITimeoutError",
        "BadRequestError",
        "ConflictError",
        "ForbiddenError",
        "NotFoundError",
        "RateLimitError",
        "ServerError",
        "UnauthorizedError",
    ),
    "events": ("Event",),
    "files": ("File",),
    "model": ("MISSING",),
    "retry": ("Retry",),
    "transport": ("AsyncHttpTransport", "AsyncTransport", "HttpTransport", "Transport"),
}
"""What a package exports of the runtime, by module."""


@dataclass(frozen=True, slots=True)
class ExportView:
    """A name, as a type checker sees it and as it is looked up."""

    typed: Code
    name: Code
    module: Code


def exports(names: Mapping[str, str]) -> tuple[ExportView, ...]:
    """Lay out exported names, each with the module that has it.

    What type checkers see is ordered by module, what is looked up by name.
    """
    return tuple(
        ExportView(line, text_literal(name), text_literal(module))
        for line, (name, module) in zip(reexports(names), sorted(names.items()), strict=True)
    )


def index_names(runtime: str, schemes: Iterable[str]) -> dict[str, str]:
    """Return what a package exports, and from where."""
    names = {name: f"{runtime}.{module}" for module, each in RUNTIME.items() for name in each}
    names |= dict.fromkeys(("APIClient", "SyncAPIClient", "preload"), ".client")
    return names | dict.fromkeys(schemes, ".client")
