"""The names that JSON Schema 2020-12 gives to places: `$id`, `$anchor`, and OpenAPI's `$self`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urljoin

from pydantic import JsonValue

from oacgen_ir.document.plain import Object
from oacgen_ir.document.pointer import ancestry, child

_DATA = frozenset(("const", "default", "enum", "example", "examples", "value"))
"""Keys under which stands data, which looks like a schema at times."""


@dataclass(frozen=True, slots=True)
class Identifiers:
    """What a file declares. A place with an `$id` is the root that refs inside it start from.

    `places` has the pointer of each absolute or relative URI, `bases` the URI of each pointer
    with an `$id`, `anchors` the pointer of each anchor by the pointer of its root.
    """

    places: Mapping[str, str]
    bases: Mapping[str, str]
    anchors: Mapping[tuple[str, str], str]

    @classmethod
    def of(cls, root: JsonValue) -> Identifiers:
        """Collect the identifiers of a file; the first of equal ones counts."""
        places: dict[str, str] = {}
        bases: dict[str, str] = {}
        anchors: dict[tuple[str, str], str] = {}
        stack = [(root, "#", "#", "")]
        while stack:
            value, at, home, base = stack.pop()
            if isinstance(value, dict):
                own = _text(value, "$self" if at == "#" and "$self" in value else "$id")
                if own:
                    home, base = at, _join(base, own.rstrip("#"))
                    bases[at] = base
                    places.setdefault(base, at)
                for key in ("$anchor", "$dynamicAnchor"):
                    if anchor := _text(value, key):
                        anchors.setdefault((home, anchor), at)
                named = at.endswith(("/properties", "/schemas", "/$defs"))
                stack += [
                    (inner, child(at, key), home, base)
                    for key, inner in reversed(value.items())
                    if isinstance(inner, dict | list) and (named or key not in _DATA)
                ]
            elif isinstance(value, list):
                stack += [(inner, child(at, i), home, base) for i, inner in enumerate(value)]
        return cls(places, bases, anchors)

    def home(self, pointer: str) -> str:
        """Return the root that a ref at `pointer` starts from: the nearest `$id`, or the file's."""
        if not self.bases:
            return "#"
        return next((above for above in ancestry(pointer) if above in self.bases), "#")

    def find(self, uri: str, home: str) -> str | None:
        """Return the pointer of `uri`, written inside `home`."""
        return self.places.get(_join(self.bases.get(home, ""), uri)) if self.places else None


NONE = Identifiers({}, {}, {})


def _text(value: Object, key: str) -> str:
    text = value.get(key)
    return text if isinstance(text, str) else ""


def _join(base: str, uri: str) -> str:
    try:
        return urljoin(base, uri)
    except ValueError:  # such as `http://[`
        return uri
