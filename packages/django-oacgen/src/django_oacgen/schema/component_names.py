"""Names of components: as short as can be, and two things of one name both survive.

While a schema is read, every name carries a mark of whom it is for: `Patched<3>ItemRequest`,
where <3> is `shop.orders.serializers.ItemSerializer`. At the end a mark becomes nothing, or, in
a clash, the name of the app: `PatchedOrdersItemRequest`.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass

from inflection import camelize

from django_oacgen.schema.owners import app_of

# A private-use character: no name and no text of a project has it.
_EDGE = "\ue000"
_MARK = re.compile(f"{_EDGE}([0-9]+){_EDGE}")


@dataclass(frozen=True, slots=True)
class _Owner:
    """What a mark becomes at each level of a clash; the first level is nothing."""

    words: tuple[str, ...]

    def at(self, level: int) -> str:
        return self.words[min(level, len(self.words) - 1)]


class Marks:
    """The marks of one schema, and what they turn out to be."""

    def __init__(self) -> None:
        self._numbers: dict[Hashable, int] = {}
        self._owners: list[_Owner] = []
        self._levels: list[int] = []

    def mark_class(self, cls: type, last_resort: str, key: Hashable = None) -> str:
        """Return the mark of a class: its app, then its module, then `last_resort` tell it."""
        return self._mark(cls if key is None else key, ("", *_places(cls), last_resort))

    def mark_page(self, paginator: type, serializer: str) -> str:
        """Return the mark of a way of paging; only what pages the same serializer can clash."""
        word = paginator.__name__.removesuffix("Pagination")
        return self._mark((paginator, serializer), ("", word))

    def _mark(self, key: Hashable, words: tuple[str, ...]) -> str:
        number = self._numbers.setdefault(key, len(self._owners))
        if number == len(self._owners):
            self._owners.append(_Owner(words))
        return f"{_EDGE}{number}{_EDGE}"

    def settle(self, components: Mapping[str, object]) -> None:
        """Decide what marks become, so that different components of one name have two names."""
        self._levels = [0] * len(self._owners)
        for _ in range(max((len(owner.words) for owner in self._owners), default=0)):
            for number in self._clashing(components):
                self._levels[number] += 1

    def final(self, text: str) -> str:
        """Return `text`, a name or a whole document, with what its marks have become."""
        return _MARK.sub(self._word, text)

    def _word(self, match: re.Match[str]) -> str:
        number = int(match[1])
        return self._owners[number].at(self._levels[number])

    def _clashing(self, components: Mapping[str, object]) -> set[int]:
        """Return the owners whose components share a name with different ones of others."""
        by_name: dict[str, list[str]] = defaultdict(list)
        for name in components:
            by_name[self.final(name)].append(name)
        clashing: set[int] = set()
        for names in by_name.values():
            if len(names) > 1 and len({_bare(components[name]) for name in names}) > 1:
                clashing |= _differing(names)
        return clashing


def _places(cls: type) -> tuple[str, str]:
    """Return what tells a class apart: its app, then also the modules below the app."""
    config = app_of(cls.__module__)
    package, label = (config.name, config.label) if config else ("", "")
    label = label or cls.__module__.partition(".")[0]
    below = cls.__module__.removeprefix(f"{package}.").split(".")
    modules = "".join(_camel(part) for part in below if part != "serializers")
    return _camel(label), _camel(label) + modules


def _camel(word: str) -> str:
    return str(camelize(word.replace("-", "_")))


def _differing(names: Iterable[str]) -> set[int]:
    """Return the owners that some of the names have and others lack."""
    owners = [{int(number) for number in _MARK.findall(name)} for name in names]
    shared = owners[0].intersection(*owners)
    return {number for each in owners for number in each - shared}


def _bare(schema: object) -> str:
    return _MARK.sub("", json.dumps(schema, sort_keys=True, ensure_ascii=False, default=str))


def is_marked(name: str) -> bool:
    """Whether a name carries a mark."""
    return _EDGE in name


def unmarked(name: str) -> str:
    """Return a name as it is where nothing clashes."""
    return _MARK.sub("", name)
