"""The view of the READMEs: what there is, and the commands that compile it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from oacgen_ir.code import Code
from oacgen_ir.ir import Api
from oacgen_proto.rest import STATUSES
from oacgen_proto.schema import NO_CODE, Folder, ProtoFile, Rpc


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """A service in a table: its whole name, its file, and how many rpcs it has."""

    name: Code
    path: str
    rpcs: int


@dataclass(frozen=True, slots=True)
class ExampleView:
    """A first call."""

    package: Code
    service: Code
    rpc: Code
    request: Code


@dataclass(frozen=True, slots=True)
class GroupReadme:
    """The README of one group, of a lone document, or of all; `files` lists what to compile."""

    title: Code
    services: tuple[ServiceRow, ...]
    example: ExampleView | None
    retried: Code
    statuses: tuple[tuple[Code, Code], ...]
    files: str
    stubs: bool
    lone: bool
    shared: Code = NO_CODE
    groups: tuple[tuple[Code, str], ...] = ()


def group_readme(
    api: Api, folders: Sequence[Folder], shared: ProtoFile | None, inside: str, *, stubs: bool
) -> GroupReadme:
    """Return the view of the README of a group; `inside` is its folder, with a slash."""
    examples = [found for folder in folders if (found := _example(folder)) is not None]
    return GroupReadme(
        title=_line(f"{api.title} {api.version}") or Code("API"),
        services=tuple(_row(folder, inside) for folder in folders),
        example=examples[0] if examples else None,
        retried=Code("".join(_retried(folders))),
        statuses=tuple(_statuses()),
        files=_files(f"{inside.rstrip('/')} oacgen" if inside else "*"),
        stubs=stubs,
        lone=not inside,
        shared=shared.package if shared is not None else NO_CODE,
    )


def root_readme(groups: Sequence[tuple[str, str]], *, stubs: bool) -> GroupReadme:
    """Return the view of the README above groups, which are titles and folders."""
    return GroupReadme(
        title=Code("Protocol Buffers"),
        services=(),
        example=None,
        retried=Code(""),
        statuses=(),
        files=_files("*"),
        stubs=stubs,
        lone=False,
        groups=tuple((_line(title), folder) for title, folder in groups),
    )


def _files(where: str) -> str:
    return f"$(find {where} -name '*.proto' ! -path 'third_party/*')"


def _row(folder: Folder, inside: str) -> ServiceRow:
    service = folder.service.service
    return ServiceRow(
        name=Code(f"{folder.service.package}.{service.name}" if service is not None else ""),
        path=folder.service.path.removeprefix(inside),
        rpcs=0 if service is None else len(service.rpcs),
    )


def _example(folder: Folder) -> ExampleView | None:
    service = folder.service.service
    rpcs = () if service is None else service.rpcs
    for rpc in sorted(rpcs, key=_effort):
        if service is not None and not rpc.client_stream and not rpc.server_stream:
            return ExampleView(folder.service.package, service.name, rpc.name, rpc.request)
    return None


def _effort(rpc: Rpc) -> tuple[bool, bool]:
    """Sort first what changes nothing and needs no argument."""
    return rpc.idempotency != "NO_SIDE_EFFECTS", "{" in rpc.call.path


def _retried(folders: Sequence[Folder]) -> Iterator[str]:
    """Yield lines of Python with what may be repeated; the first of each service shows how."""
    for folder in folders[:3]:
        service = folder.service.service
        for rpc in service.rpcs if service is not None else ():
            if rpc.idempotency and not rpc.client_stream and service is not None:
                name = f"{folder.service.package}.{service.name}"
                yield f'    {{"service": "{name}", "method": "{rpc.name}"}},\n'
                break


def _statuses() -> Iterator[tuple[Code, Code]]:
    by_name: dict[str, list[str]] = {}
    for status, name in STATUSES.items():
        by_name.setdefault(name, []).append(status)
    return ((Code(name), Code(", ".join(found))) for name, found in by_name.items())


_MARKS = frozenset("\\`*_{}[]<>#|!&~")


def _line(text: str) -> Code:
    """Return text of the document as one line of Markdown in which nothing is a mark."""
    line = " ".join(text.split())
    shown = "".join([char if char.isprintable() else " " for char in line])
    return Code("".join([f"\\{char}" if char in _MARKS else char for char in shown]).strip())
