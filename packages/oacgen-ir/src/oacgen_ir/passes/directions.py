"""Requests and responses apart: where a declaration is used, and what each side sees of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from oacgen_ir.diagnostics import Report
from oacgen_ir.ir import (
    Api,
    Declaration,
    Field,
    Model,
    Operation,
    Type,
    declared_types,
    received_types,
    refs,
    sent_types,
)
from oacgen_ir.names import type_name, words
from oacgen_ir.passes.rewrite import rename_declaration, rename_operation


def split_directions(api: Api, report: Report) -> Api:
    """Say of each declaration whether it is sent, received or both, and split what differs.

    A model with readOnly or writeOnly fields that is used both ways becomes two: the response
    keeps the name, the request is called `<Name>Request`. So does what refers to such a model.
    """
    edges = {one.name: tuple(refs(declared_types(one))) for one in api.declarations}
    sent = _reachable(api.operations, sent_types, edges)
    received = _reachable(api.operations, received_types, edges)
    differing = _differing(api, edges)
    both = differing & sent & received
    names = _request_names(api, [one.name for one in api.declarations if one.name in both])

    def as_sent(name: str) -> str:
        return names.get(name, name)

    declarations: list[Declaration] = []
    for one in api.declarations:
        used = replace(one, sent=one.name in sent, received=one.name in received)
        if one.name in both:
            declarations.append(_for_responses(replace(used, sent=False)))
            request = rename_declaration(replace(used, received=False), as_sent)
            declarations.append(replace(_for_requests(request), name=names[one.name]))
        elif used.sent and not used.received:
            declarations.append(_for_requests(rename_declaration(used, as_sent)))
        elif used.received and not used.sent:
            declarations.append(_for_responses(used))
        else:
            declarations.append(used)
    return replace(
        api,
        declarations=tuple(declarations),
        operations=tuple(
            rename_operation(one, as_sent, lambda name: name) for one in api.operations
        ),
    )


def _reachable(
    operations: Iterable[Operation],
    types: Callable[[Operation], Iterator[Type]],
    edges: Mapping[str, tuple[str, ...]],
) -> set[str]:
    found: set[str] = set()
    queue = [name for operation in operations for name in refs(types(operation))]
    while queue:
        name = queue.pop()
        if name not in found:
            found.add(name)
            queue += edges.get(name, ())
    return found


def _differing(api: Api, edges: Mapping[str, tuple[str, ...]]) -> set[str]:
    """Return the names of what looks different from the two sides, whatever the reason."""
    users: dict[str, list[str]] = {}
    for name, targets in edges.items():
        for target in targets:
            users.setdefault(target, []).append(name)
    queue = [
        one.name
        for one in api.declarations
        if isinstance(one, Model) and any(f.read_only or f.write_only for f in one.fields)
    ]
    found: set[str] = set()
    while queue:
        name = queue.pop()
        if name not in found:
            found.add(name)
            queue += users.get(name, ())
    return found


def _request_names(api: Api, names: Iterable[str]) -> dict[str, str]:
    taken = {"".join(words(one.name)) for one in api.declarations}
    made = {}
    for name in names:
        base = type_name(name)
        options = (f"{base}Request", f"{base}Input", f"{base}Write")
        chosen = next((one for one in options if "".join(words(one)) not in taken), None)
        number = 2
        while chosen is None:
            candidate = f"{base}Request{number}"
            chosen = candidate if "".join(words(candidate)) not in taken else None
            number += 1
        taken.add("".join(words(chosen)))
        made[name] = chosen
    return made


def _for_requests(one: Declaration) -> Declaration:
    return _keep(one, lambda field: not field.read_only)


def _for_responses(one: Declaration) -> Declaration:
    return _keep(one, lambda field: not field.write_only)


def _keep(one: Declaration, wanted: Callable[[Field], bool]) -> Declaration:
    if not isinstance(one, Model) or all(wanted(field) for field in one.fields):
        return one
    return replace(one, fields=tuple(field for field in one.fields if wanted(field)))
