"""What drf-spectacular remarks while it reads a project, kept apart for each thread.

drf-spectacular prints its warnings and keeps them, with the trail of views and serializers that
they are about, in one object of the process. Its class is replaced here by one that hands what
is said during `collect()` to the collector of that thread alone, and does as before otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Literal

from drf_spectacular.drainage import GENERATOR_STATS, GeneratorStats


@dataclass(frozen=True, slots=True)
class Remark:
    """One remark: the view, the serializers below it, at the end perhaps a field, and the text."""

    severity: Literal["warning", "error"]
    trail: tuple[str, ...]
    message: str

    def __str__(self) -> str:
        place = " > ".join(self.trail)
        return f"{place}: {self.message}" if place else self.message


@dataclass(slots=True)
class Collector:
    """Remarks in order, each once, by the key that was current when they were made.

    Without a key they are about the project as a whole.
    """

    remarks: dict[object, dict[Remark, None]] = field(default_factory=dict)
    key: object = None
    trail: list[Any] = field(default_factory=list)
    guesses: int = 0
    """How many fields drf-spectacular took for texts since it could not tell what they are."""

    def about(self, *keys: object) -> tuple[Remark, ...]:
        """Return the remarks made under any of the keys."""
        found = {remark: None for key in keys for remark in self.remarks.get(key, ())}
        return tuple(found)

    @contextmanager
    def keyed(self, key: object) -> Iterator[None]:
        """Note what is said meanwhile under `key`."""
        before, self.key = self.key, key
        depth = len(self.trail)
        try:
            yield
        finally:
            self.key = before
            # drf-spectacular leaves its own entries behind when it raises.
            del self.trail[depth:]

    def add(self, severity: Literal["warning", "error"], message: str) -> None:
        """Note a remark about what is being read just now."""
        names = tuple(name for _, _, name in self.trail)
        of_field = bool(self.trail) and self.trail[-1] == _a_field(names[-1])
        if of_field and _GUESS.search(message):
            self.guesses += 1
            message = _GUESS.sub("It may be anything", message)
        self.remarks.setdefault(self.key, {}).setdefault(Remark(severity, names, message))


_GUESS = re.compile('Defaulting to "?string"?')


def _a_field(name: str) -> tuple[None, None, str]:
    """Return what stands for a field on a trail, which drf-spectacular makes of objects."""
    return (None, None, name)


_current: ContextVar[Collector | None] = ContextVar("oacgen_remarks", default=None)


@contextmanager
def collect() -> Iterator[Collector]:
    """Collect what this thread is told, instead of printing it."""
    collector = Collector()
    token = _current.set(collector)
    try:
        yield collector
    finally:
        _current.reset(token)


@contextmanager
def inside(name: str) -> Iterator[None]:
    """Put `name` on the trail of what is being read."""
    collector = _current.get()
    if collector is None:
        yield
        return
    depth = len(collector.trail)
    collector.trail.append(_a_field(name))
    try:
        yield
    finally:
        # drf-spectacular leaves its own entries behind when it raises.
        del collector.trail[depth:]


def _trail(stats: GeneratorStats) -> list[Any]:
    collector = _current.get()
    return GeneratorStats._traces if collector is None else collector.trail


class _PerThread(GeneratorStats):
    _traces: Any = property(_trail)

    def emit(self, msg: str, severity: Any) -> None:
        collector = _current.get()
        if collector is None:
            super().emit(msg, severity)
        else:
            collector.add(severity, str(msg))

    def reset(self) -> None:
        if _current.get() is None:
            super().reset()


GENERATOR_STATS.__class__ = _PerThread
