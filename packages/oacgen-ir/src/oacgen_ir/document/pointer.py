"""JSON pointers, written as URI fragments: `#/paths/~1users~1/get`, `pets.yaml#/Pet`.

They stay readable: beside the `~0` and `~1` of RFC 6901, only the percent sign is escaped.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote


def child(pointer: str, *keys: str | int) -> str:
    """Return the pointer of what stands below `pointer` at `keys`."""
    for key in keys:
        text = str(key)
        if "~" in text or "/" in text or "%" in text:
            text = text.replace("~", "~0").replace("/", "~1").replace("%", "%25")
        pointer = f"{pointer}/{text}"
    return pointer


def keys(fragment: str, *, encoded: bool = True) -> list[str]:
    """Return the keys of a fragment, `/a/b` without its `#`, as the document spells them."""
    if encoded and "%" in fragment:
        fragment = unquote(fragment)
    parts = fragment.split("/")[1:]
    if "~" in fragment:
        return [part.replace("~1", "/").replace("~0", "~") for part in parts]
    return parts


def ancestry(pointer: str) -> Iterator[str]:
    """Yield `pointer` and the pointers above it, up to the root of its file."""
    root = pointer.partition("#")[0] + "#"
    while len(pointer) > len(root):
        yield pointer
        pointer = pointer.rpartition("/")[0]
    yield root
