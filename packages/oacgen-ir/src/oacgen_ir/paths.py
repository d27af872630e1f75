"""Which paths may be written: relative, portable to every file system, inside the output."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

MANIFEST: Final = ".oacgen.json"
STAGING: Final = ".oacgen-staging"

_RESERVED = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])", re.IGNORECASE)
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"|?*\\\u2028\u2029]')
_LONGEST = 200  # bytes; file systems stop at 255, archives and checkouts add to a name


def path_problem(path: str) -> str:
    """Return why `path` cannot be a file of an output, or an empty string when it can."""
    segments = path.split("/")
    if folded(segments[0]) in (MANIFEST, STAGING):
        return "the name is oacgen's own"
    return next(filter(None, map(segment_problem, segments)), "")


def segment_problem(segment: str) -> str:
    """Return why `segment` cannot be the name of a file or folder, or an empty string."""
    if segment in ("", ".", ".."):
        return "it must be relative, without empty, `.` or `..` segments"
    if found := _FORBIDDEN.search(segment):
        return f"it contains {found[0]!r}, which not every file system allows"
    if segment[-1] in ". ":
        return "a segment ends in a dot or a space"
    if _RESERVED.fullmatch(segment.split(".")[0].rstrip(" ")):
        return f"{segment!r} is a reserved name on Windows"
    if folded(segment) == ".git":
        return "it would reach into a Git repository"
    try:
        too_long = len(segment.encode()) > _LONGEST
    except UnicodeEncodeError:
        return "it cannot be written as UTF-8"
    return f"a segment has more than {_LONGEST} bytes" if too_long else ""


def folded(path: str) -> str:
    """Return what `path` is equal to on a file system that ignores case and composition."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())
