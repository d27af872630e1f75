"""The diagnostics that this generator adds."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from oacgen_ir.diagnostics import Entry

DIAGNOSTICS: Final[Mapping[str, Entry]] = MappingProxyType(
    {
        "ts-renamed-operation": Entry(
            "info",
            "Two operations would have functions of one name, so both are called by more words.",
            "Give one of them another name in the table `[rename]` of the configuration.",
        ),
        "ts-no-body": Entry(
            "warning",
            "Browsers and `fetch` refuse a body with GET and HEAD; the function takes none.",
            "Let the operation take a query, or use POST.",
        ),
        "ts-shared-tag": Entry(
            "info",
            "Two groups have a tag of one name; at the root, it stands for that of the first.",
            "Import the other's files from its group's folder.",
        ),
    }
)
