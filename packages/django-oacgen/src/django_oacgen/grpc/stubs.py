"""The generated services of a project: found on disk, and imported under names of their own."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from importlib import import_module
from itertools import count
from pathlib import Path, PurePosixPath
from types import ModuleType
from typing import Any, Final, Protocol

from google.protobuf.message import Message

from django_oacgen.config import OpenAPIClientConfig

MANIFEST: Final = ".oacgen.json"
_FOLDER: Final = "proto"  # of the generator, as its output is called
_numbers: Final = count()


class StubsError(Exception):
    """Services that cannot be served, and why."""


class Codec(Protocol):
    """Reads one type of message from JSON."""

    def parse(self, value: Any) -> Any: ...


class Upload(Protocol):
    """A file of a form, and the member of the stream with its bytes."""

    key: str
    member: str
    many: bool


class Call(Protocol):
    """The REST call behind an rpc, as the generated `codec.py` has it."""

    method: str
    media: str
    plain: str
    request: type[Message]
    response: Any
    files: Sequence[Upload]
    raw: str
    bare: bool
    result: str

    def url(self, request: Message) -> str: ...

    def headers(self, request: Message) -> list[tuple[str, str]]: ...

    def json(self, request: Message) -> Any: ...

    def answer(self, value: Any) -> Message: ...

    def error(self, status: int) -> Codec | None: ...


@dataclass(frozen=True, slots=True)
class Rpc:
    """An rpc: its call, whether either side streams, and how to learn what a message lost."""

    service: str
    name: str
    call: Call
    uploads: bool
    streams: bool
    losses: Callable[[], AbstractContextManager[list[str]]]


@dataclass(frozen=True, slots=True)
class Root:
    """A folder of generated services; its groups are folders in it, or it is that of one group."""

    folder: Path
    group: str = ""


def roots_of(config: OpenAPIClientConfig, base: Path) -> Iterator[Root]:
    """Yield where the configuration has the services written to."""
    place = config.output.get(_FOLDER) or f"{config.output_dir}/clients/{_FOLDER}"
    if "{group}" not in place:
        yield Root(base / place)
        return
    for group in config.groups:
        yield Root(base / place.replace("{group}", group.name), group.name)


def load(roots: Iterable[Root], groups: Sequence[str] = ()) -> Mapping[str, Sequence[Rpc]]:
    """Import the services below `roots`, of all groups or of some; return their rpcs by name."""
    services: dict[str, Sequence[Rpc]] = {}
    seen: set[str] = set()
    for root in roots:
        package = _package(root.folder)
        for path in _codecs(root.folder):
            group = root.group or path.parts[0]
            seen.add(group)
            if not groups or group in groups:
                services.update(_services(f"{package}.{'.'.join(path.with_suffix('').parts)}"))
    if unknown := [name for name in groups if name not in seen]:
        raise StubsError(f"there is no group {unknown[0]!r}; there are {', '.join(sorted(seen))}")
    return services


def _codecs(folder: Path) -> list[PurePosixPath]:
    """Return the modules with calls; only what was generated is imported."""
    try:
        listed = json.loads((folder / MANIFEST).read_text("utf-8"))["files"]
    except (OSError, ValueError, KeyError) as error:
        raise StubsError(f"{folder} has no generated services ({error})") from None
    found = [PurePosixPath(path) for path in listed if path.endswith("/codec.py")]
    if not found:
        raise StubsError(f"{folder} has no stubs for Python: the option `stubs` is off")
    return sorted(found)


def _package(folder: Path) -> str:
    """Make a package of a folder that no other can be taken for.

    A group may be called like an app, or like the project itself.
    """
    name = f"_oacgen_services_{next(_numbers)}"
    module = ModuleType(name)
    module.__path__ = [str(folder)]
    sys.modules[name] = module
    return name


def _services(codec: str) -> Iterator[tuple[str, Sequence[Rpc]]]:
    """Import one `codec.py`, and yield the service beside it."""
    try:
        calls: Mapping[str, Call] = import_module(codec).CALLS
        file = import_module(f"{codec.rpartition('.')[0]}.service_pb2").DESCRIPTOR
        runtime = type(next(iter(calls.values()))).__module__.rpartition(".")[0]
        losses = import_module(f"{runtime}._codec").losses
    except ImportError as error:
        raise StubsError(f"the generated code cannot be imported: {error}") from error
    for service in file.services_by_name.values():
        yield (
            service.full_name,
            [
                Rpc(
                    service=service.full_name,
                    name=method.name,
                    call=calls[method.name],
                    uploads=method.client_streaming,
                    streams=method.server_streaming,
                    losses=losses,
                )
                for method in service.methods
            ],
        )
