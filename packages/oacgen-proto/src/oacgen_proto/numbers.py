"""Numbers and names of one tag: what the lock has stays, what is new goes behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Final, Literal

from oacgen_ir.code import Code
from oacgen_ir.diagnostics import Report
from oacgen_proto.lock import Entry, Key, Method, Row, Tag
from oacgen_proto.schema import Reserved
from oacgen_proto.syntax import json_default, prefix, unused

_OURS_NOT: Final = range(19000, 20000)  # protobuf keeps these for itself

Sort = Literal["messages", "enums"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A field that is to have a number: `name` is what it would be called, were that free."""

    key: Key
    name: str
    type: str
    first: bool = False  # whether the document itself calls it so


@dataclass(frozen=True, slots=True)
class Placed:
    """Fields by key, and what is reserved."""

    rows: Mapping[str, Row]
    reserved: Reserved


class Ledger:
    """What one tag has given away, in earlier runs and in this one."""

    def __init__(self, known: Tag, renames: Mapping[str, str], report: Report) -> None:
        self._renames = renames
        self._report = report
        self._known = known
        self._rpcs = dict(known.rpcs)
        self._spent = set(known.spent)
        self._entries: dict[Sort, dict[str, Entry]] = {
            "messages": _moved(known.messages, renames),
            "enums": _moved(known.enums, renames),
        }
        for old, new in renames.items():
            if old in self._rpcs and new not in self._rpcs:
                self._rpcs[new] = self._rpcs.pop(old)
        entries = [entry for each in self._entries.values() for entry in each.values()]
        self._types = {entry.name for entry in entries} | {known.service}
        self._values = {
            name
            for entry in self._entries["enums"].values()
            for name in (*(row.name for row in entry.rows.values()), *entry.reserved.values())
        }

    def locked(self) -> Tag:
        """Return what is to be locked."""
        known = self._known
        return Tag(
            known.folder,
            known.service,
            self._rpcs,
            frozenset(self._spent),
            self._entries["messages"],
            self._entries["enums"],
        )

    # --- Types and rpcs ---

    def has(self, key: Key) -> bool:
        """Whether a message or an enum of this key was ever given a name."""
        return any(key in entries for entries in self._entries.values())

    def keys(self) -> frozenset[str]:
        """Return the keys of all messages and enums that were ever given a name."""
        return frozenset(key for entries in self._entries.values() for key in entries)

    def type_name(self, sort: Sort, key: Key, *wanted: str) -> Code:
        """Return the name of a message or an enum: the one it has, or the first that is free."""
        entries = self._entries[sort]
        if key not in entries:
            free = (name for name in wanted if name not in self._types)
            name = next(free, "") or unused(wanted[0], "", lambda one: one not in self._types)
            self._types.add(name)
            if name not in wanted:
                self._report.add("proto-renamed", f"{wanted[0]} is called {name}: it was taken")
            entries[key] = Entry(name)
        return Code(entries[key].name)

    def rpc_name(self, operation: str, wanted: str, shape: str, *, at: str = "") -> Code:
        """Return the name of an rpc; one that has another shape than before is another rpc."""
        known = self._rpcs.get(operation)
        if known is None or known.shape != shape:
            taken = {method.name for method in self._rpcs.values()} | self._spent
            if known is not None:
                self._spent.add(known.name)
                wanted = _versioned(wanted, "V", lambda name: name not in taken)
            name = unused(wanted, "", lambda one: one not in taken)
            self._rpcs[operation] = Method(name, shape)
            if known is not None:
                self._report.add("proto-reshaped", f"{known.name} is {name} now", at=at)
        return Code(self._rpcs[operation].name)

    # --- Fields ---

    def place(self, key: Key, fields: Sequence[Wanted], *, at: str = "") -> Placed:
        """Number the fields of a message that has a name already."""
        entry = self._entries["messages"][key]
        rows = _renamed(entry.rows, key, self._renames)
        types = {field.key: field.type for field in fields}
        kept = {one: row for one, row in rows.items() if types.get(Key(one)) == row.type}
        gone = {row.number: row.name for one, row in rows.items() if one not in kept}
        reserved = {**entry.reserved, **gone}
        new = [field for field in fields if field.key not in kept]
        self._suggest(entry.name, key, rows, fields, at)
        names = _names(new, [row.name for row in kept.values()], reserved.values())
        numbers = _free_numbers([*reserved, *(row.number for row in kept.values())])
        for field in new:
            kept[field.key] = Row(next(numbers), names[field.key], field.type)
            if field.key in rows:
                self._tell_retyped(entry.name, rows[field.key], kept[field.key], at)
        self._entries["messages"][key] = Entry(entry.name, kept, reserved)
        return Placed(kept, _reserved(reserved))

    def _tell_retyped(self, message: str, before: Row, now: Row, at: str) -> None:
        self._report.add(
            "proto-retyped",
            f"{message}.{before.name} was {before.type} and is {now.type}, as {now.name}",
            at=at,
        )

    def _suggest(
        self,
        message: str,
        key: Key,
        rows: Mapping[str, Row],
        fields: Sequence[Wanted],
        at: str,
    ) -> None:
        """Say it where one property went and one of its type came: only a person knows why."""
        there = {field.key for field in fields}
        gone = [one for one in rows if one not in there and not one.startswith("@")]
        came = [one for one in fields if one.key not in rows and not one.key.startswith("@")]
        if len(gone) == 1 and len(came) == 1 and rows[gone[0]].type == came[0].type:
            self._report.add(
                "proto-rename",
                f"{message} lost {gone[0]!r} and got {came[0].key!r} of the same type",
                at=at,
                hint=f"if it was renamed, keep its number: --renames '{key}.{gone[0]}="
                f"{came[0].key}' in this run",
            )

    # --- Values of enums ---

    def zero(self, key: Key) -> Code:
        """Return the name of the zero of an enum that has a name already."""
        entry = self._entries["enums"][key]
        if "@zero" not in entry.rows:
            stem = prefix(entry.name)
            taken = self._values
            name = unused(stem, "", lambda one: f"{one}UNSPECIFIED" not in taken)
            name = f"{name}UNSPECIFIED" if name == stem else f"{name}_UNSPECIFIED"
            self._values.add(name)
            self._entries["enums"][key] = Entry(
                entry.name, {**entry.rows, "@zero": Row(0, name)}, entry.reserved
            )
        return Code(self._entries["enums"][key].rows["@zero"].name)

    def number(self, key: Key, values: Sequence[tuple[Key, str]]) -> Placed:
        """Number the values of an enum that has its zero: keys, and names as they are wanted."""
        entry = self._entries["enums"][key]
        rows = _renamed(entry.rows, key, self._renames)
        there = {one for one, _ in values} | {"@zero"}
        kept = {one: row for one, row in rows.items() if one in there}
        gone = {row.number: row.name for one, row in rows.items() if one not in there}
        reserved = {**entry.reserved, **gone}
        stem = prefix(entry.name)
        shorts = {_short(stem, row.name) for row in kept.values()}
        numbers = _free_numbers([*reserved, *(row.number for row in kept.values())])

        def is_free(name: str) -> bool:
            return name not in self._values and _short(stem, name) not in shorts

        for one, wanted in values:
            if one not in kept:
                returned = wanted in reserved.values()
                name = (
                    _versioned(wanted, "_V", is_free) if returned else unused(wanted, "_", is_free)
                )
                self._values.add(name)
                shorts.add(_short(stem, name))
                kept[one] = Row(next(numbers), name)
        self._entries["enums"][key] = Entry(entry.name, kept, reserved)
        return Placed(kept, _reserved(reserved))


def _moved(entries: Mapping[str, Entry], renames: Mapping[str, str]) -> dict[str, Entry]:
    """Find entries under the keys that they have now."""
    moved = dict(entries)
    for old, new in renames.items():
        if old in moved and new not in moved:
            moved[new] = moved.pop(old)
    return moved


def _renamed(rows: Mapping[str, Row], key: str, renames: Mapping[str, str]) -> dict[str, Row]:
    """Find rows under the keys that they have now. Values of enums are literals of JSON."""
    renamed = dict(rows)
    for old, new in renames.items():
        stem, _, name = old.partition(".")
        if stem != key or not name:
            continue
        for spell in ("{}", '"{}"'):
            if spell.format(name) in renamed and spell.format(new) not in renamed:
                renamed[spell.format(new)] = renamed.pop(spell.format(name))
    return renamed


def _names(
    new: Sequence[Wanted], live: Iterable[str], reserved: Iterable[str]
) -> Mapping[Key, str]:
    """Name new fields; those that the document names itself go first."""
    gone = set(reserved)
    # Protobuf compares names as it would write them in JSON: `a_2` and `a2` are one.
    taken = {json_default(name) for name in (*live, *gone)}
    given: dict[Key, str] = {}

    def is_free(name: str) -> bool:
        return json_default(name) not in taken

    for field in sorted(new, key=lambda field: not field.first):
        if field.name in gone:
            name = _versioned(field.name, "_v", is_free)
        else:
            name = unused(field.name, "_", is_free)
        taken.add(json_default(name))
        given[field.key] = name
    return given


def _versioned(name: str, mark: str, is_free: Callable[[str], bool]) -> str:
    """Return the next version of a name: `balance_v2`, `balance_v3`."""
    return next(chosen for number in count(2) if is_free(chosen := f"{name}{mark}{number}"))


def _free_numbers(used: Iterable[int]) -> Iterator[int]:
    """Count on behind everything that was ever given."""
    return (number for number in count(max(used, default=0) + 1) if number not in _OURS_NOT)


def _short(stem: str, name: str) -> str:
    """Return what languages that drop the prefix make of a value's name; it has to be unique."""
    return "".join([part.capitalize() for part in name.removeprefix(stem).split("_")])


def _reserved(reserved: Mapping[int, str]) -> Reserved:
    return tuple((number, Code(name)) for number, name in sorted(reserved.items()))
