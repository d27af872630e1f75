"""Where things stand: folders and packages of groups and tags, and which template makes a file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from oacgen_ir.code import Code
from oacgen_ir.ir import Api
from oacgen_proto.codecs import codec_view
from oacgen_proto.options import ProtoOptions
from oacgen_proto.proto import proto_view
from oacgen_proto.readme import group_readme, root_readme
from oacgen_proto.schema import NO_CODE, OPTIONS_FILE, Folder, ProtoFile
from oacgen_proto.servicers import grpc_view
from oacgen_proto.stubs import Near, module_view, types_view
from oacgen_proto.syntax import TAKEN_FOLDERS, folder_name

_GROUP: Final = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_VERSION: Final = "v1"

__all__ = ["OPTIONS_FILE"]

Row: TypeAlias = tuple[str, str, Mapping[str, object]]
"""The path of a file, its template, and what the template prints."""


def group_folder(group: str) -> str:
    """Return the folder of a group, with a slash; nothing for a lone document."""
    if not group:
        return ""
    kept = _GROUP.fullmatch(group) is not None and group not in TAKEN_FOLDERS
    return f"{group if kept else folder_name(group, '_')}/"


def tag_folder(group: str, folder: str, options: ProtoOptions) -> str:
    """Return the path of a tag's folder; `folder` is the name that the lock has for it."""
    inside = group_folder(group)
    if options.layout == "plain":
        return f"{inside}{folder}"
    return f"{inside}{re.sub('_+', '_', folder)}/{_VERSION}"


def package(path: str) -> Code:
    """Return the package of the files in a folder."""
    return Code(path.replace("/", "."))


def parents(path: str) -> tuple[str, ...]:
    """Return a folder and all folders above it; each is a package of Python."""
    parts = path.split("/")
    return tuple("/".join(parts[: n + 1]) for n in range(len(parts)))


def parent(path: str, group: str) -> Code:
    """Return the package of a group, as a folder in it imports from it.

    A relative import cannot climb above the first package: without a group, a folder has what it
    needs within itself.
    """
    return Code("." * (path.count("/") + 1 if group else 1))


def near(path: str, group: str, shared: ProtoFile | None) -> Near:
    """Return how a folder imports what is shared."""
    if shared is None:
        return Near(NO_CODE, NO_CODE)
    if not group:
        return Near(Code("from . import _shared_pb2"), Code("from . import _shared"))
    home = f"{parent(path, group)}{folder_of(shared).partition('/')[2].replace('/', '.')}"
    return Near(Code(f"from {home} import messages_pb2"), Code(f"from {home} import codec"))


def folder_of(file: ProtoFile) -> str:
    """Return the folder of a file."""
    return file.path.rpartition("/")[0]


def runtime_places(
    folders: Sequence[Folder], shared: ProtoFile | None, group: str
) -> tuple[str, ...]:
    """Return the folders, with a slash, in which the runtime of codecs has to stand."""
    if group:
        return (group_folder(group),)
    if shared is not None:
        return (f"{folder_of(shared)}/",)
    return tuple(f"{folder.path}/" for folder in folders)


def folder_files(
    folder: Folder, shared: ProtoFile | None, group: str, options: ProtoOptions
) -> Iterator[Row]:
    """List the files of one tag."""
    messages, service = folder.messages, folder.service
    yield from _file(service, messages, near(folder.path, group, shared), options)
    yield from messages_files(messages, service, shared, group, options)
    if options.stubs:
        grpc = {"grpc": grpc_view(service)}
        yield f"{folder.path}/service_pb2_grpc.py", "grpc.py.jinja", grpc
        yield f"{folder.path}/service_pb2_grpc.pyi", "grpc.pyi.jinja", grpc
        if shared is not None and not group:
            yield from _borrowed(folder.path, folder_of(shared))


def messages_files(
    file: ProtoFile,
    service: ProtoFile | None,
    shared: ProtoFile | None,
    group: str,
    options: ProtoOptions,
) -> Iterator[Row]:
    """List the files of messages: those of a tag, which has a service, or those that are shared."""
    path = folder_of(file)
    beside = near(path, group, shared)
    yield from _file(file, None, beside, options)
    if options.stubs:
        codec = codec_view(
            file,
            service.service if service is not None else None,
            shared if service is not None else None,
            parent(path, group),
            beside,
        )
        yield f"{path}/codec.py", "codec.py.jinja", {"codec": codec}
        note = {"note": f"{file.path}: it has no service."}
        yield f"{path}/messages_pb2_grpc.py", "note.py.jinja", note


def _file(
    file: ProtoFile, elsewhere: ProtoFile | None, beside: Near, options: ProtoOptions
) -> Iterator[Row]:
    """List a file, and the stubs of its messages; what it does not define is `elsewhere`."""
    yield file.path, "file.proto.jinja", {"file": proto_view(file)}
    if options.stubs:
        stem = file.path.removesuffix(".proto")
        types = types_view(file, elsewhere, beside)
        yield f"{stem}_pb2.py", "pb2.py.jinja", {"module": module_view(file, beside)}
        yield f"{stem}_pb2.pyi", "pb2.pyi.jinja", {"types": types}


_BORROWED: Final = {
    "_call": "_call",
    "_codec": "_codec",
    "_shared": "codec",
    "_shared_pb2": "messages_pb2",
}


def _borrowed(path: str, home: str) -> Iterator[Row]:
    """List modules that are others: those of `home`, which no relative import can reach."""
    for name, target in _BORROWED.items():
        values = {
            "path": f"{path}/{name}",
            "target": f"{home}/{target}".replace("/", "."),
            "up": path.count("/") + 2,
        }
        yield f"{path}/{name}.py", "elsewhere.py.jinja", values
        yield f"{path}/{name}.pyi", "elsewhere.pyi.jinja", values


def group_files(
    api: Api, folders: Sequence[Folder], shared: ProtoFile | None, options: ProtoOptions
) -> Iterator[Row]:
    """List the files beside the folders of a group."""
    inside = group_folder(api.group)
    readme = group_readme(api, folders, shared, inside, stubs=options.stubs)
    yield f"{inside}README.md", "README.md.jinja", {"readme": readme}
    if options.stubs:
        packages = [folder.path for folder in folders]
        packages += [folder_of(shared)] if shared is not None else []
        for path in sorted({above for each in packages for above in parents(each)}):
            yield f"{path}/__init__.py", "note.py.jinja", {"note": f"{path}."}


def root_files(apis: Sequence[Api], options: ProtoOptions) -> Iterator[Row]:
    """List the files at the top."""
    yield "buf.yaml", "buf.yaml.jinja", {"plain": options.layout == "plain"}
    groups = [(api.title, group_folder(api.group)) for api in apis if api.group]
    if groups:
        readme = root_readme(groups, stubs=options.stubs)
        yield "README.md", "README.md.jinja", {"readme": readme}
