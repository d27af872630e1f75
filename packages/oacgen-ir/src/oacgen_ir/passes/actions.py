"""Short names of operations inside their tag: `list`, `partial_update`, `set_avatar`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace

from oacgen_ir.diagnostics import InputError, Report
from oacgen_ir.ir import Api, Operation
from oacgen_ir.names import singular, snake, words

_NUMBERED = re.compile(r"(.+)_(?:[2-9]|[1-9]\d+)")  # drf-spectacular numbers ids that clash, from 2

_VERBS = {  # as Django REST framework has them
    "GET": "retrieve",
    "POST": "create",
    "PUT": "update",
    "PATCH": "partial_update",
    "DELETE": "destroy",
}


def name_actions(api: Api, report: Report, rename: Mapping[str, str]) -> Api:
    """Give each operation an action that is unique in its tag.

    What `rename` says by id wins, then the action that Django knows; else the tag's words are
    taken off the operation's id. Where two are equal, both take the word before them in the path,
    or what is done there if that is the same for both; no number is ever added.
    """
    ids = {one.id for one in api.operations}
    for id_ in sorted(rename.keys() - ids):
        report.add("no-match", f"there is no operation {id_!r} to rename")
    by_tag: dict[str, list[Operation]] = {}
    for operation in api.operations:
        by_tag.setdefault(operation.tag, []).append(operation)
    actions: dict[str, str] = {}
    for tag, operations in by_tag.items():
        wanted = {
            one.id: words(rename[one.id]) if one.id in rename else _wanted(one, tag, ids)
            for one in operations
        }
        stated = wanted.keys() & rename.keys()
        _refuse_taken(operations, wanted, stated)
        actions.update(_unique(operations, wanted, stated, report))
    return replace(
        api, operations=tuple(replace(one, action=actions[one.id]) for one in api.operations)
    )


def _wanted(operation: Operation, tag: str, ids: set[str]) -> tuple[str, ...]:
    if operation.action:
        return words(operation.action)
    id_ = operation.id
    numbered = _NUMBERED.fullmatch(id_)
    if numbered and numbered[1] in ids:
        id_ = numbered[1]
    return _without_tag(words(id_), words(tag)) or words(operation.method)


def _without_tag(name: tuple[str, ...], tag: tuple[str, ...]) -> tuple[str, ...]:
    """Take the tag's words off a name: all that lead it, else the first run inside it."""
    stems = {_stem(word) for word in tag}
    rest = name
    while len(rest) > 1 and _stem(rest[0]) in stems:
        rest = rest[1:]
    if rest != name:
        return rest
    tag_stems = tuple(map(_stem, tag))
    for size in range(len(tag), 0, -1):
        run = tag_stems[-size:]
        for start in range(1, len(name) - size + 1):
            if tuple(map(_stem, name[start : start + size])) == run:
                return name[:start] + name[start + size :]
    return name


def _stem(word: str) -> str:
    return singular(word)


def _refuse_taken(
    operations: Sequence[Operation], wanted: Mapping[str, tuple[str, ...]], stated: Set[str]
) -> None:
    """Raise an InputError where a name that the user chose is that of another operation."""
    taken = {snake(wanted[one.id]): one for one in operations if one.id not in stated}
    for one in operations:
        if one.id not in stated:
            continue
        name = snake(wanted[one.id])
        if other := taken.get(name):
            raise InputError(
                f"{one.id!r} cannot be renamed to {name!r}: {other.id!r} "
                f"of {one.tag!r} is called so",
                hint=f"choose another name, or rename {other.id!r} too",
            )
        taken[name] = one


def _unique(
    operations: Sequence[Operation],
    wanted: dict[str, tuple[str, ...]],
    stated: Set[str],
    report: Report,
) -> dict[str, str]:
    """Lengthen names that clash, one word of the path at a time, until none does.

    Methods of one path have no such word: they get the verb. Those that the user `stated` stay.
    """
    names = {id_: snake(parts) for id_, parts in wanted.items()}
    for depth in range(1, 64):
        clashes = _clashes(operations, names)
        if not clashes:
            break
        for clash in clashes:
            one_path = len({one.path for one in clash}) == 1
            for one in clash:
                if one.id in stated:
                    continue
                if one_path:  # no word of it tells them apart, only what is done there
                    names[one.id] += f"_{_VERBS.get(one.method, one.method.lower())}"
                else:
                    names[one.id] = _longer(one, wanted[one.id], depth)
    for operation in operations:
        plain = snake(wanted[operation.id])
        if names[operation.id] != plain:
            report.add(
                "renamed-operation",
                f"several operations of {operation.tag!r} would be called {plain!r}; "
                f"{operation.method} {operation.path} is {names[operation.id]!r}",
                at=operation.origin,
            )
    return names


def _clashes(operations: Sequence[Operation], names: Mapping[str, str]) -> list[list[Operation]]:
    """Return the operations that share a name, for each such name."""
    by_name: dict[str, list[Operation]] = {}
    for one in operations:
        by_name.setdefault(names[one.id], []).append(one)
    return [sharing for sharing in by_name.values() if len(sharing) > 1]


def _longer(operation: Operation, action: tuple[str, ...], depth: int) -> str:
    """Put the last `depth` words of the path before the action.

    Where the whole path is not enough, its variables and then the method tell more, and in the
    end the id, which is unique.
    """
    segments = [one for one in operation.path.split("/") if one]
    fixed = [snake(words(one)) for one in segments if not one.startswith("{")]
    fixed = [one for one in fixed if one]
    given = [snake(words(one)) for one in segments if one.startswith("{")]
    by = ["by", *given] if given else []
    match depth - len(fixed):
        case 1:
            return "_".join([*fixed, *action, *by])
        case 2:
            return "_".join([operation.method.lower(), *fixed, *action, *by])
        case over if over > 2:
            return snake(words(operation.id))
        case _:
            return "_".join([*fixed[-depth:], *action])
