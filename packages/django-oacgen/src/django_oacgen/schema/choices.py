"""The name of a set of choices: that of the class it comes from, else of model and field.

A model field knows only values and labels, not the `Choices` class that they were written as.
The class is found again by its values and labels, and only where the model or the serializer can
see it, so that no class of an unrelated app lends its name.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from django.db.models import Choices
from inflection import camelize

from django_oacgen.schema.owners import app_label


@dataclass(frozen=True, slots=True)
class ChoiceSet:
    """A name for choices; `members` are the names of values in the class, where there is one.

    `key` is equal for equal sets; `home` is the class in which the choices were found.
    """

    name: str
    key: Hashable
    home: type
    members: Mapping[object, str]


Marks = frozenset[tuple[object, str]]


class ChoiceIndex:
    """All `Choices` classes that are loaded, by their values and labels."""

    def __init__(self) -> None:
        self._classes: dict[Marks, list[Any]] = defaultdict(list)
        for cls in _subclasses(Choices):
            if cls.choices:
                self._classes[_marks(dict(cls.choices))].append(cls)
        for classes in self._classes.values():
            classes.sort(key=lambda cls: (cls.__module__, cls.__qualname__))

    def find(
        self, choices: Mapping[object, object], field_name: str, homes: Sequence[type]
    ) -> ChoiceSet | None:
        """Return the class with these choices that stands nearest to the first of the homes."""
        candidates = self._classes.get(_marks(choices), [])
        for near in (_inside, _visible, _same_app):
            for home in homes:
                if found := _best([c for c in candidates if near(c, home)], field_name):
                    return of_class(found)
        return None

    def only(self, choices: Mapping[object, object]) -> ChoiceSet | None:
        """Return the class with these choices if there is just one."""
        candidates = self._classes.get(_marks(choices), [])
        return of_class(candidates[0]) if len(candidates) == 1 else None


def of_field(home: type, name: str, choices: Mapping[object, object]) -> ChoiceSet:
    """Name choices after the model or serializer that declares them, and the field."""
    owner = home.__name__.removesuffix("Serializer") or home.__name__
    key = (home, name, _marks(choices))
    return ChoiceSet(owner + camelize(name), key, home, {})


def of_class(cls: Any) -> ChoiceSet:
    """Name the choices of a class after it, and after the classes around it."""
    parts = [part for part in cls.__qualname__.split(".") if part != "<locals>"]
    inner = parts[-1]
    # `Order.OrderStatus` needs no second `Order`.
    outer = [p for p in parts[:-1] if not inner.startswith(p)]
    name = "".join(part[:1].upper() + part[1:] for part in (*outer, inner))
    return ChoiceSet(name, cls, cls, {member.value: member.name for member in cls})


def _subclasses(cls: Any) -> Iterator[Any]:
    for sub in cls.__subclasses__():
        yield sub
        yield from _subclasses(sub)


def _marks(choices: Mapping[object, object]) -> Marks:
    return frozenset((v, str(label)) for v, label in choices.items() if v not in ("", None))


def _inside(cls: type, home: type) -> bool:
    """Whether the class stands inside the home, or inside a class that the home derives from."""
    return any(
        cls.__module__ == each.__module__ and cls.__qualname__.startswith(f"{each.__qualname__}.")
        for each in home.__mro__
    )


def _visible(cls: type, home: type) -> bool:
    """Whether the home's module defines the class, imports it, or imports its module."""
    module = sys.modules.get(home.__module__)
    if cls.__module__ == home.__module__:
        return True
    names = vars(module).values() if module is not None else ()
    outer = cls.__qualname__.partition(".")[0]
    return any(
        value is cls
        or (isinstance(value, ModuleType) and value.__name__ == cls.__module__)
        or (
            isinstance(value, type)
            and value.__module__ == cls.__module__
            and value.__name__ == outer
        )
        for value in names
    )


def _same_app(cls: type, home: type) -> bool:
    return bool(label := app_label(cls.__module__)) and label == app_label(home.__module__)


def _best(candidates: Sequence[Any], field_name: str) -> Any:
    """Return the only candidate, else the one that the field is called after, else None."""
    if len(candidates) == 1:
        return candidates[0]
    plain = field_name.replace("_", "").lower()
    named = [c for c in candidates if c.__name__.lower() in plain]
    return max(named, key=lambda cls: len(cls.__name__), default=None)
