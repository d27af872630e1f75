"""`oacgen.lock.json`: every number and every name that was ever given, so that none moves.

One line for each thing, sorted by key and without a comma that the last line lacks: branches that
add different things merge by themselves. Two that were given one number are found on loading.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, NewType, TypeAlias

from oacgen_ir.diagnostics import InputError

FILE: Final = "oacgen.lock.json"
VERSION: Final = 1

Key = NewType("Key", str)
"""What a row is found by: a name of the document, or a mark of ours that begins with `@`."""


def own(name: str) -> Key:
    """Return the key of something that is ours."""
    return Key(f"@{name}")


def theirs(name: str) -> Key:
    """Return the key of something that the document names; it is never one of ours."""
    return Key(f"@{name}" if name.startswith("@") else name)


@dataclass(frozen=True, slots=True)
class Row:
    """The number and the name of a field or a value; a value has no type."""

    number: int
    name: str
    type: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A message or an enum: what it has, and numbers with names that it once had."""

    name: str
    rows: Mapping[str, Row] = field(default_factory=dict)
    reserved: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Method:
    """An rpc, and what about it cannot change: streams, and whether it may be repeated."""

    name: str
    shape: str


@dataclass(frozen=True, slots=True)
class Tag:
    """What is locked of one tag. `spent` are names of rpcs that had another shape."""

    folder: str
    service: str
    rpcs: Mapping[str, Method] = field(default_factory=dict)
    spent: frozenset[str] = frozenset()
    messages: Mapping[str, Entry] = field(default_factory=dict)
    enums: Mapping[str, Entry] = field(default_factory=dict)


Lock: TypeAlias = Mapping[str, Tag]
"""What is locked of a group, by tag; what many tags share has no service."""


# --- Printing ------------------------------------------------------------------------------------

_END: Final = '"@":0}'


def print_lock(lock: Lock) -> str:
    """Return the text of a lock."""
    return f'{{"version":{VERSION},"tags":{{\n{_block(_tag_lines(lock))}}}\n'


def _block(lines: Iterable[str]) -> str:
    return "".join([f"{line},\n" for line in lines]) + _END


def _tag_lines(lock: Lock) -> Iterator[str]:
    for name, tag in sorted(lock.items()):
        rpcs = [f"{_text(key)}:{_list(m.name, m.shape)}" for key, m in sorted(tag.rpcs.items())]
        spent = [f"{_text(name)}:0" for name in sorted(tag.spent)]
        yield (
            f'{_text(name)}:{{"folder":{_text(tag.folder)},"service":{_text(tag.service)},\n'
            f'"rpcs":{{\n{_block(rpcs)},\n"spent":{{\n{_block(spent)},\n'
            f'"messages":{{\n{_block(_entry_lines(tag.messages))},\n'
            f'"enums":{{\n{_block(_entry_lines(tag.enums))}}}'
        )


def _entry_lines(entries: Mapping[str, Entry]) -> Iterator[str]:
    for key, entry in sorted(entries.items()):
        rows = [f"{_text(one)}:{_row(row)}" for one, row in sorted(entry.rows.items())]
        gone = [f'"{number}":{_text(name)}' for number, name in sorted(entry.reserved.items())]
        yield (
            f'{_text(key)}:{{"name":{_text(entry.name)},"rows":{{\n{_block(rows)},"reserved":{{\n'
            f"{_block(gone)}}}"
        )


def _row(row: Row) -> str:
    return _list(row.number, row.name, row.type) if row.type else _list(row.number, row.name)


def _list(*parts: object) -> str:
    return json.dumps(parts, separators=(",", ":"))


def _text(text: str) -> str:
    return json.dumps(text)


# --- Parsing -------------------------------------------------------------------------------------


class _Unreadable(Exception):
    """What is wrong with a lock, without its place."""


def parse_lock(text: str | None, path: str) -> Lock:
    """Return what a lock says; an InputError where it cannot be trusted. Without one, nothing."""
    lock = {} if text is None else read_lock(text, path)
    if found := clashes(lock):
        raise InputError("\n".join(str(one) for one in found), file=path, hint=_MEND)
    return lock


def read_lock(text: str, path: str) -> Lock:
    """Return what a lock says, whatever clashes in it; an InputError where it cannot be read."""
    try:
        return _lock(json.loads(text, object_pairs_hook=_object))
    except (_Unreadable, ValueError, RecursionError) as error:
        raise InputError(
            f"the lock of field numbers cannot be used: {error}",
            file=path,
            hint="restore it from version control; after a merge conflict keep the lines of both "
            "sides. Without it every number would be given anew",
        ) from None


_MEND: Final = (
    "two branches were merged: keep what has been released, and give the other a new number: "
    "`oacgen-proto lock DIR --renumber ADDRESS`"
)


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    made: dict[str, object] = {}
    for key, value in pairs:
        if made.setdefault(key, value) != value:
            raise _Unreadable(
                f"the key {key!r} is there twice, with {_list(made[key])} and {_list(value)}: "
                "delete the line of the one that has not been released"
            )
    return made


def _lock(document: object) -> Lock:
    match document:
        case {"version": int(version)} if version > VERSION:
            raise _Unreadable("a newer oacgen-proto wrote it: upgrade this one")
        case {"version": 1, "tags": dict(tags)}:
            return {name: _tag(name, tag) for name, tag in _rows(tags)}
        case _:
            raise _Unreadable("it has no `version` and `tags`")


def _rows(block: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    return ((key, value) for key, value in block.items() if key != "@")


def _tag(name: str, found: object) -> Tag:
    match found:
        case {
            "folder": str(folder),
            "service": str(service),
            "rpcs": dict(rpcs),
            "spent": dict(spent),
            "messages": dict(messages),
            "enums": dict(enums),
        }:
            return Tag(
                folder,
                service,
                {key: _method(key, one) for key, one in _rows(rpcs)},
                frozenset(key for key, _ in _rows(spent)),
                {key: _entry(key, one) for key, one in _rows(messages)},
                {key: _entry(key, one) for key, one in _rows(enums)},
            )
        case _:
            raise _Unreadable(f"what it has for the tag {name!r} is not what oacgen writes")


def _method(key: str, found: object) -> Method:
    match found:
        case [str(name), str(shape)]:
            return Method(name, shape)
        case _:
            raise _Unreadable(f"the rpc {key!r} is not a name and a shape")


def _entry(key: str, found: object) -> Entry:
    match found:
        case {"name": str(name), "rows": dict(rows), "reserved": dict(reserved)}:
            return Entry(
                name,
                {one: _parsed_row(key, one, row) for one, row in _rows(rows)},
                {_number(key, one): _name(key, gone) for one, gone in _rows(reserved)},
            )
        case _:
            raise _Unreadable(f"{key!r} has no `name`, `rows` and `reserved`")


def _parsed_row(entry: str, key: str, found: object) -> Row:
    match found:
        case [int(number), str(name)]:
            return Row(number, name)
        case [int(number), str(name), str(type_)]:
            return Row(number, name, type_)
        case _:
            raise _Unreadable(f"{key!r} of {entry!r} is not a number, a name and a type")


def _number(entry: str, text: str) -> int:
    if not text.isdecimal():
        raise _Unreadable(f"{text!r}, reserved in {entry!r}, is not a number")
    return int(text)


def _name(entry: str, found: object) -> str:
    if not isinstance(found, str):
        raise _Unreadable(f"what is reserved in {entry!r} has to have a name")
    return found


# --- Clashes -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Clash:
    """Two things that were given one number or one name; addresses as `without` takes them."""

    first: str
    second: str
    what: str

    def __str__(self) -> str:
        return f"{self.first!r} and {self.second!r} both have the {self.what}"


def clashes(lock: Lock) -> list[Clash]:
    """Return what a merge has given twice."""
    found = list(_twice((name, (f"folder {tag.folder}",)) for name, tag in lock.items()))
    for name, tag in lock.items():
        methods = ((f"{name}/{key}", (f"name {m.name}",)) for key, m in tag.rpcs.items())
        found += _twice(methods)
        entries = [*tag.messages.items(), *tag.enums.items()]
        found += _twice((f"{name}/{key}", (f"name {entry.name}",)) for key, entry in entries)
        for key, entry in entries:
            found += _twice(_numbered(f"{name}/{key}", entry))
    return found


def _numbered(address: str, entry: Entry) -> Iterator[tuple[str, tuple[str, ...]]]:
    for number, name in entry.reserved.items():
        yield f"{address} (reserved)", (f"number {number}", f"name {name}")
    for key, row in entry.rows.items():
        yield f"{address}.{key}", (f"number {row.number}", f"name {row.name}")


def _twice(things: Iterable[tuple[str, tuple[str, ...]]]) -> Iterator[Clash]:
    owners: dict[str, str] = {}
    for address, marks in things:
        for mark in marks:
            if owners.setdefault(mark, address) != address:
                yield Clash(owners[mark], address, mark)
                break


# --- Mending -------------------------------------------------------------------------------------


def without(lock: Lock, address: str) -> Lock | None:
    """Return the lock without one row, entry, rpc or tag, which the next run numbers anew.

    An address is `tag/Message.property`, `tag/Message`, `tag/operation` or `tag`; None where
    there is nothing at it.
    """
    for name, tag in lock.items():
        if address == name:
            return {key: one for key, one in lock.items() if key != name}
        if address.startswith(f"{name}/"):
            mended = _tag_without(tag, address[len(name) + 1 :])
            if mended is not None:
                return {**lock, name: mended}
    return None


def _tag_without(tag: Tag, rest: str) -> Tag | None:
    if rest in tag.rpcs:
        rpcs = {key: one for key, one in tag.rpcs.items() if key != rest}
        return Tag(tag.folder, tag.service, rpcs, tag.spent, tag.messages, tag.enums)
    messages = _entries_without(tag.messages, rest)
    if messages is not None:
        return Tag(tag.folder, tag.service, tag.rpcs, tag.spent, messages, tag.enums)
    enums = _entries_without(tag.enums, rest)
    if enums is not None:
        return Tag(tag.folder, tag.service, tag.rpcs, tag.spent, tag.messages, enums)
    return None


def _entries_without(entries: Mapping[str, Entry], rest: str) -> Mapping[str, Entry] | None:
    if rest in entries:
        return {key: one for key, one in entries.items() if key != rest}
    for key, entry in entries.items():
        row = rest[len(key) + 1 :]
        if rest.startswith(f"{key}.") and row in entry.rows:
            rows = {one: each for one, each in entry.rows.items() if one != row}
            return {**entries, key: Entry(entry.name, rows, entry.reserved)}
    return None
