"""One declaration for what the document says many times."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from oacgen_ir.ir import Api, Declaration, Enum, Model, Operation
from oacgen_ir.names import pascal, words
from oacgen_ir.passes.rewrite import rename_declaration, rename_operation

_COMPONENTS = "#/components/schemas/"


def fold_enums(api: Api) -> Api:
    """Replace an inline enum by the component that has the same values, if there is just one."""
    named: dict[tuple[object, ...], list[str]] = {}
    inline: dict[str, tuple[object, ...]] = {}
    for one in api.declarations:
        if isinstance(one, Enum):
            key = (one.kind, *sorted((member.value for member in one.members), key=repr))
            if one.origin.startswith(_COMPONENTS) and one.origin.count("/") == 3:
                named.setdefault(key, []).append(one.name)
            else:
                inline[one.name] = key
    return _folded(
        api, {name: named[key][0] for name, key in inline.items() if len(named.get(key, ())) == 1}
    )


def fold_operation_components(api: Api) -> Api:
    """Fold equal components that are named after operations.

    drf-standardized-errors writes several for every operation, thousands in all:
    `UsersCreateEmailErrorComponent` and `UsersUpdateEmailErrorComponent` become one
    `EmailErrorComponent`, or `UsersEmailErrorComponent` where another resource's is different.
    """
    owned = _owned(api)
    by_name = api.by_name
    members = {name: by_name[name] for name in owned}
    groups = _equal(
        {name: one for name, one in members.items() if one.origin.startswith(_COMPONENTS)}, owned
    )
    order = {operation.id: index for index, operation in enumerate(api.operations)}
    for group in groups:
        group.sort(key=lambda name: order[owned[name].operation.id])
    names = _group_names(groups, owned, set(by_name))
    return _folded(
        api, {old: new for group, new in zip(groups, names, strict=True) for old in group}
    )


@dataclass(frozen=True, slots=True)
class _Owner:
    """The operation that a component is named after, and the rest of its name."""

    operation: Operation
    rest: str


def _owned(api: Api) -> dict[str, _Owner]:
    operations = {pascal(words(one.id)): one for one in api.operations}
    longest = max(map(len, operations), default=0)
    found = {}
    for declaration in api.declarations:
        name = declaration.name
        for end in range(min(len(name) - 1, longest), 0, -1):
            if name[end].isupper() and name[:end] in operations:
                found[name] = _Owner(operations[name[:end]], name[end:])
                break
    return found


def _equal(members: Mapping[str, Declaration], owned: Mapping[str, _Owner]) -> list[list[str]]:
    """Return groups of two or more with one rest of a name that are equal, references too."""
    classes: dict[str, int] = dict.fromkeys(members, 0)
    count = 1 if members else 0
    while True:
        numbers: dict[str, int] = {}
        refined = {
            name: numbers.setdefault(_signature(one, classes), len(numbers))
            for name, one in members.items()
        }
        classes = refined
        if len(numbers) == count:
            break
        count = len(numbers)
    groups: dict[tuple[int, str], list[str]] = {}
    for name, number in classes.items():
        groups.setdefault((number, owned[name].rest), []).append(name)
    return [group for group in groups.values() if len(group) > 1]


def _signature(one: Declaration, classes: Mapping[str, int]) -> str:
    """Spell what a declaration is, without its name, its place and what is said about it."""
    renamed = rename_declaration(one, lambda name: f"?{classes[name]}" if name in classes else name)
    if isinstance(renamed, Model):
        fields = tuple(replace(one, origin="", description="") for one in renamed.fields)
        renamed = replace(renamed, fields=fields)
    return repr(replace(renamed, name="", origin="", description=""))


def _group_names(
    groups: Iterable[list[str]], owned: Mapping[str, _Owner], taken: set[str]
) -> list[str]:
    """Name each group after what its members have in common; the first one's name as a last."""
    wanted = []
    for group in groups:
        rest = owned[group[0]].rest
        tags = {owned[name].operation.tag for name in group}
        tag = pascal(words(tags.pop())) if len(tags) == 1 else ""
        wanted.append((rest, tag + rest if tag else "", group[0]))
    shorts = Counter(short for short, _, _ in wanted)
    longer = Counter(long for _, long, _ in wanted)
    chosen = []
    for short, long, first in wanted:
        if shorts[short] == 1 and short not in taken:
            chosen.append(short)
        elif long and longer[long] == 1 and long not in taken:
            chosen.append(long)
        else:
            chosen.append(first)
    return chosen


def _folded(api: Api, names: Mapping[str, str]) -> Api:
    """Give declarations new names, which several may share: the first in `names` stands for all.

    A declaration that has such a name already stands for all others.
    """
    if not names:
        return api
    standing: dict[str, str] = {}
    for old, new in names.items():
        standing.setdefault(new, new if new in api.by_name else old)

    def rename(name: str) -> str:
        return names.get(name, name)

    return replace(
        api,
        declarations=tuple(
            replace(rename_declaration(one, rename), name=rename(one.name))
            for one in api.declarations
            if standing.get(rename(one.name), one.name) == one.name
        ),
        operations=tuple(rename_operation(one, rename, rename) for one in api.operations),
    )
