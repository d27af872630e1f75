"""What everything is called in TypeScript; decided once for an API."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from oacgen_ir.diagnostics import Report
from oacgen_ir.ir import Alias, Api, Enum, Member, Model, Operation
from oacgen_ir.names import Scope, ascii_words, camel, constant, pascal, snake, type_name, words
from oacgen_ts.phrases import candidates, hook_subject, resource_name
from oacgen_ts.syntax import DEVICES, KEYWORDS

_LONGEST_LABEL: Final = 40
_TAKEN: Final = frozenset({"body", "client", "config", "constructor", "options", "params"})
"""What the methods of a client use, so that no module can be called so."""

_LONGEST_FILE: Final = 120


@dataclass(frozen=True, slots=True)
class TagNames:
    """`file` is that of its fetchers and hooks, `attribute` that of the client."""

    file: str
    attribute: str
    client: str  # the class of its operations
    keys: str  # its key factories
    resource: str  # the first part of its keys


@dataclass(frozen=True, slots=True)
class OperationNames:
    """Empty texts where an operation has no such thing."""

    fetcher: str
    method: str
    key: str
    params: str
    iterator: str
    hook: str
    infinite: str


@dataclass(frozen=True, slots=True)
class Names:
    """The names of one API; keys are the document's own."""

    types: Mapping[str, str]
    files: Mapping[str, str]  # of schemas, by declaration
    schemas: Mapping[str, str]  # by declaration
    strict_schemas: Mapping[str, str]  # of what is both sent and received, by declaration
    labels: Mapping[str, str]  # by enum
    members: Mapping[str, tuple[str, ...]]  # by enum
    tags: Mapping[str, TagNames]
    operations: Mapping[str, OperationNames]  # by id
    auth: Mapping[str, str]  # by scheme
    exported: frozenset[str]


def name_everything(api: Api, report: Report, *, flat: bool = False) -> Names:
    """Name declarations, tags and operations.

    What an index exports shares one scope: names of the document first, then those of
    operations, then what is made beside them.
    """
    scope = Scope(escape=_marked, prefix="T")
    types = scope.claim_all(
        [(one.name, type_name(one.name), _is_own(one.name)) for one in api.declarations]
    )
    enums = [one for one in api.declarations if isinstance(one, Enum)]
    fetchers = _fetchers(api, scope, report)
    labels = {e.name: scope.claim(f"{types[e.name]}Labels") for e in enums if _has_labels(e)}
    tags = _tags(api, scope)
    operations = _operations(api, scope, fetchers, flat)
    auth = {one.name: scope.claim(_auth_name(one.name)) for one in api.auth}
    files, schemas, strict = _schemas(api, types)
    return Names(
        types=types,
        files=files,
        schemas=schemas,
        strict_schemas=strict,
        labels=labels,
        members={one.name: _members(one) for one in enums},
        tags=tags,
        operations=operations,
        auth=auth,
        exported=frozenset([*types.values(), *fetchers.values(), *labels.values(), *auth.values()])
        | {name for one in operations.values() for name in (one.params, one.iterator) if name}
        | {name for one in tags.values() for name in (one.client, one.keys)},
    )


def _marked(name: str) -> str:
    return name + "_"


def _is_own(name: str) -> bool:
    return type_name(name) == name


def _has_labels(enum: Enum) -> bool:
    return any(member.label for member in enum.members)


def _auth_name(name: str) -> str:
    parts = words(name)
    parts = parts if parts[-1:] == ("auth",) else (*parts, "auth")
    return _legal(camel(parts), "Scheme")


def _legal(name: str, suffix: str) -> str:
    return name + suffix if name in KEYWORDS else name


# --- Operations ----------------------------------------------------------------------------------


def _fetchers(api: Api, scope: Scope, report: Report) -> Mapping[str, str]:
    """Name the functions of operations; those that clash all take more words."""
    choices = {one.id: [_callable(name) for name in candidates(one)] for one in api.operations}
    level = dict.fromkeys(choices, 0)
    names = {id_: options[0] for id_, options in choices.items()}
    while clashing := [id_ for id_ in _doubles(names) if level[id_] + 1 < len(choices[id_])]:
        for id_ in clashing:
            level[id_] += 1
            names[id_] = choices[id_][level[id_]]
    given = {one.id: scope.claim(names[one.id]) for one in api.operations}
    for one in api.operations:
        first = choices[one.id][0]
        if given[one.id] != first:
            message = f"{one.id!r} is called {given[one.id]!r}, since {first!r} is not its alone"
            report.add("ts-renamed-operation", message, at=one.origin)
    return given


def _callable(name: str) -> str:
    return _legal(name if name and not name[0].isdigit() else f"call{name}", "Resource")


def _doubles(names: Mapping[str, str]) -> list[str]:
    seen: dict[str, list[str]] = {}
    for id_, name in names.items():
        seen.setdefault(name, []).append(id_)
    return [id_ for ids in seen.values() if len(ids) > 1 for id_ in ids]


def _operations(
    api: Api, scope: Scope, fetchers: Mapping[str, str], flat: bool
) -> Mapping[str, OperationNames]:
    methods = _methods(api, flat)
    hooks = Scope()
    subjects = _subjects(api.operations, fetchers)
    named = {}
    for one in api.operations:
        fetcher, subject = fetchers[one.id], subjects[one.id]
        paged = one.pagination is not None
        takes = any(p.location != "path" for p in one.parameters)
        named[one.id] = OperationNames(
            fetcher=fetcher,
            method=methods[one.id],
            key="all_" if methods[one.id] == "all" else methods[one.id],
            params=scope.claim(f"{fetcher[0].upper()}{fetcher[1:]}Params") if takes else "",
            iterator=scope.claim(f"iterate{subject}") if paged else "",
            hook=hooks.claim(f"use{subject}"),
            infinite=hooks.claim(f"use{subject}Infinite") if paged else "",
        )
    return named


def _subjects(operations: Sequence[Operation], fetchers: Mapping[str, str]) -> Mapping[str, str]:
    """Say what hooks are about; where two would be about the same, the verb stays."""
    short = {
        one.id: hook_subject(fetchers[one.id]) if one.method == "GET" else _upper(fetchers[one.id])
        for one in operations
    }
    doubles = set(_doubles(short))
    return {id_: _upper(fetchers[id_]) if id_ in doubles else s for id_, s in short.items()}


def _upper(name: str) -> str:
    return name[:1].upper() + name[1:]


def _methods(api: Api, flat: bool) -> Mapping[str, str]:
    """Name the methods of clients: `partialUpdate`, or for a flat client `users_partial_update`."""
    scopes: dict[str, Scope] = {}
    whole = Scope({"config", "constructor"}, escape=_marked, prefix="call_")
    named = {}
    for one in api.operations:
        action = one.action.split("_")
        if flat:
            named[one.id] = whole.claim(snake((*words(one.tag), *action)))
        else:
            reserved = {"constructor"}
            scope = scopes.setdefault(one.tag, Scope(reserved, escape=_marked, prefix="call"))
            named[one.id] = scope.claim(camel(action))
    return named


def _tags(api: Api, scope: Scope) -> Mapping[str, TagNames]:
    files = Scope(DEVICES, fold_case=True, escape=_marked, prefix="tag_")
    attributes = Scope(_TAKEN | KEYWORDS, escape=_api, prefix="tag")
    keys = Scope()
    named = {}
    for tag in dict.fromkeys(one.tag for one in api.operations):
        parts = words(tag) or ("api",)
        file = files.claim(snake(ascii_words(tag)) or "api")
        wanted = f"{resource_name(tag)}Keys"
        short = keys.claim(wanted)
        if short != wanted:
            short = keys.claim(f"{camel(parts)}Keys")
        named[tag] = TagNames(
            file=file,
            attribute=attributes.claim(camel(parts)),
            client=scope.claim(f"{pascal(parts)}Client"),
            keys=scope.claim(_callable(short)),
            resource=f"{api.group}.{file}" if api.group else file,
        )
    return named


def _api(name: str) -> str:
    return name + "Api"


# --- Enums and schemas ---------------------------------------------------------------------------


def _members(enum: Enum) -> tuple[str, ...]:
    scope = Scope(escape=_marked, prefix="VALUE_")
    wanted = [(index, *_member(one)) for index, one in enumerate(enum.members)]
    return tuple(scope.claim_all(wanted).values())


def _member(member: Member) -> tuple[str, bool]:
    """Name a member by its own name, its text, or for a number by its label."""
    if member.name:
        name = constant(words(member.name))
        return name, name == member.name
    if isinstance(member.value, str):
        if member.value == "":
            return "EMPTY", False
        name = constant(words(member.value, symbols=True))
        return name, name == member.value.upper()
    label = constant(words(member.label))
    if label and len(label) <= _LONGEST_LABEL and not label[0].isdigit():
        return label, True
    return constant(("value", *words(str(member.value), symbols=True))), False


def _schemas(
    api: Api, types: Mapping[str, str]
) -> tuple[Mapping[str, str], Mapping[str, str], Mapping[str, str]]:
    """Name files and constants of schemas; files never differ by case alone."""
    declared = [one for one in api.declarations if isinstance(one, Model | Alias)]
    short = {one.name: types[one.name][:_LONGEST_FILE] for one in declared}
    files = Scope(DEVICES, fold_case=True, escape=_marked).claim_all(short)
    scope = Scope()
    plain = {one.name: scope.claim(f"{types[one.name]}Schema") for one in declared}
    both = [one.name for one in declared if one.sent and one.received]
    return files, plain, {name: _strict(types[name], plain.values(), scope) for name in both}


def _strict(type_: str, taken: Iterable[str], scope: Scope) -> str:
    plain = set(taken)
    wanted = [f"{type_}{suffix}Schema" for suffix in ("Request", "Input", "Strict")]
    return scope.claim(next((one for one in wanted if one not in plain), wanted[-1]))
