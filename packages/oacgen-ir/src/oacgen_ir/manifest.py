"""`.oacgen.json`: the files of an output that we wrote, and so may replace and remove.

Sorted, one file per line, without times or absolute paths, so that it merges like source text.
Each file comes with a short hash of its text, which tells whether somebody edited it since.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Final

from oacgen_ir.change import FilesError
from oacgen_ir.paths import MANIFEST, path_problem

_FORMAT: Final = 1

# The last line never changes, so that a file added at the end does not touch a neighbour's comma.
_END: Final = {"": "end"}


def fingerprint(text: str | bytes) -> str:
    """Return a short hash of `text`; the line endings of a Git checkout make no difference."""
    data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogateescape")
    return sha256(data.replace(b"\r\n", b"\n")).hexdigest()[:16]


def print_manifest(owned: Mapping[str, str]) -> str:
    """Return the manifest of `owned`, fingerprints by path."""
    document = {"format": _FORMAT, "files": dict(sorted(owned.items())) | _END}
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def parse_manifest(text: str) -> dict[str, str]:
    """Return fingerprints by path; a FilesError without a place says what is wrong."""
    try:
        document = json.loads(text)
    except ValueError as error:
        raise FilesError(_broken(f"it is not JSON ({error})")) from None
    match document:
        case {"format": int(number)} if number > _FORMAT:
            raise FilesError(f"{MANIFEST} was written by a newer oacgen: upgrade this one.")
        case {"format": 1, "files": dict(entries)}:
            pass
        case _:
            raise FilesError(_broken("it has no `files` in the format that oacgen writes"))
    owned = {path: mark for path, mark in entries.items() if path}
    for path, mark in owned.items():
        if problem := path_problem(path):
            raise FilesError(_broken(f"the path {path!r} is not allowed, since {problem}"))
        if not isinstance(mark, str):
            raise FilesError(_broken(f"the entry of {path!r} is not a string"))
    return owned


def _broken(why: str) -> str:
    return (
        f"{MANIFEST} cannot be used: {why}. After a merge conflict keep the lines of both sides; "
        "else restore it from version control, or move the output away and generate it again."
    )
