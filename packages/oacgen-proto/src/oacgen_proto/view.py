"""From the IR of a group to files of Protocol Buffers, and the lock that goes with them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from oacgen_ir.code import Code
from oacgen_ir.diagnostics import Report
from oacgen_ir.ir import (
    Api,
    Operation,
    Type,
    declared_types,
    received_types,
    refs,
    sent_types,
)
from oacgen_proto.bodies import successes
from oacgen_proto.layout import package, tag_folder
from oacgen_proto.lock import Lock, Tag, theirs
from oacgen_proto.messages import Messages
from oacgen_proto.numbers import Ledger
from oacgen_proto.options import ProtoOptions
from oacgen_proto.rest import credentials
from oacgen_proto.schema import EnumType, Folder, Message, Named, ProtoFile
from oacgen_proto.service import Services
from oacgen_proto.shared import FEW, Shared
from oacgen_proto.syntax import folder_name, message_name, unused
from oacgen_proto.types import Types, is_inline


@dataclass(frozen=True, slots=True)
class Group:
    """What is made of one group or of a lone document."""

    folders: tuple[Folder, ...]
    shared: ProtoFile | None
    lock: Lock


def build(api: Api, options: ProtoOptions, report: Report, lock: Lock) -> Group:
    """Make the files of all tags; numbers and names of the lock stay."""
    by_tag: dict[str, list[Operation]] = {}
    for operation in api.operations:
        by_tag.setdefault(operation.tag, []).append(operation)
    tags = _tags(list(by_tag), lock)
    reached = {name: _reached(api, _used(found)) for name, found in by_tag.items()}
    taken = [tag.folder for tag in (*lock.values(), *tags.values())]
    shared = Shared(api, options, report, lock, reached, taken)
    shared.claim()
    locked = dict(lock)
    folders = []
    for name, operations in by_tag.items():
        ledger = Ledger(tags[name], options.renames, report)
        path = tag_folder(api.group, tags[name].folder, options)
        service = Code(tags[name].service)
        made = _folder(api, name, path, operations, reached[name], ledger, service, shared, report)
        folders.append(made)
        locked[theirs(name)] = ledger.locked()
    file = shared.file()
    tops = [folder.path for folder in folders] + ([file.path] if file is not None else [])
    if file is not None and not api.group:
        report.add("proto-shared", f"what more than {FEW} tags use is in {file.path}")
    _tell_shadows({path.split("/")[0] for path in tops}, report)
    return Group(tuple(folders), file, {**locked, **shared.locked()})


def _used(operations: Sequence[Operation]) -> list[Type]:
    return [type_ for one in operations for type_ in (*sent_types(one), *received_types(one))]


def _tell_shadows(tops: Iterable[str], report: Report) -> None:
    """Say which packages hide a module of Python where this folder is on `sys.path`."""
    for name in sorted(tops):
        if name in sys.stdlib_module_names:
            report.add("proto-shadow", f"the folder {name} is called like a module of Python")


def _tags(names: Sequence[str], lock: Lock) -> dict[str, Tag]:
    """Give each tag its folder and its service; those that the lock has stay."""
    known = {name: lock[theirs(name)] for name in names if theirs(name) in lock}
    folders = {tag.folder for tag in lock.values()}
    services = {tag.service for tag in lock.values()}
    new = [name for name in names if name not in known]
    short = {name: _service(name.rstrip("/").split("/")[-1]) for name in new}
    for name in new:
        folder = unused(folder_name(name, "__"), "_", lambda one: one not in folders)
        folders.add(folder)
        service = short[name]
        if service in services or list(short.values()).count(service) > 1:
            service = _service(name)
        service = unused(service.removesuffix("Service"), "", _free_service(services)) + "Service"
        services.add(service)
        known[name] = Tag(folder, service)
    return known


def _free_service(taken: set[str]) -> Callable[[str], bool]:
    return lambda name: f"{name}Service" not in taken


def _service(name: str) -> str:
    return f"{message_name(name)}Service"


def _folder(
    api: Api,
    tag: str,
    path: str,
    operations: Sequence[Operation],
    reached: Iterable[str],
    ledger: Ledger,
    service: Code,
    shared: Shared,
    report: Report,
) -> Folder:
    answers = _reached(api, _answers(operations))
    types = Types(api, ledger, shared.for_tag(answers))
    messages = Messages(types, ledger, frozenset(answers))
    services = Services(api, service, types, messages, ledger, report)
    declarations = [api.by_name[name] for name in reached]
    for declaration in declarations:
        if not is_inline(declaration):
            types.claim(declaration)
    named = [services.named(operation) for operation in operations]
    for declaration in declarations:
        types.claim(declaration)
    made_service = services.service(named, credentials(api.auth))
    made = [*messages.made(), *messages.files()]
    enums = sorted(messages.enum_types(), key=lambda enum: enum.name)
    file = ProtoFile(
        path=f"{path}/messages.proto",
        package=package(path),
        messages=tuple(sorted(made, key=lambda message: message.name)),
        enums=tuple(enums),
    )
    return Folder(
        tag=tag,
        path=path,
        messages=file,
        service=ProtoFile(
            path=f"{path}/service.proto",
            package=package(path),
            messages=tuple(services.made),
            service=made_service,
            local=(file.path,) if _uses(services.made, made, enums) else (),
        ),
    )


def _uses(
    messages: Iterable[Message], others: Iterable[Message], enums: Iterable[EnumType]
) -> bool:
    names = {one.name for one in others} | {one.name for one in enums}
    return any(
        isinstance(field.type.one, Named) and field.type.one.text in names
        for message in messages
        for field in message.fields
    )


def _answers(operations: Iterable[Operation]) -> Iterator[Type]:
    for operation in operations:
        for response in successes(operation):
            for media in response.content:
                if media.type is not None:
                    yield media.type


def _reached(api: Api, types: Iterable[Type]) -> dict[str, None]:
    """Return the names of the declarations that types are made of, in the API's order."""
    found: set[str] = set()
    todo = list(refs(iter(types)))
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            todo += refs(declared_types(api.by_name[name]))
    return {one.name: None for one in api.declarations if one.name in found}
