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
from oacgen_proto.schema import OPTIONS_FILE, Folder
from oacgen_proto.servicers import grpc_view
from oacgen_proto.stubs import module_view, types_view
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


def codec_runtime(path: str, grouped: bool) -> Code:
    """Return the package with the runtime of codecs, as a folder imports it.

    A relative import cannot climb above the first package: without a group, each folder has its
    own.
    """
    above = path.count("/") if grouped else 0
    return Code("." * (above + 1))


def codec_places(folders: Sequence[Folder], group: str) -> tuple[str, ...]:
    """Return the folders, with a slash, in which the runtime of codecs has to stand."""
    return (group_folder(group),) if group else tuple(f"{folder.path}/" for folder in folders)


def folder_files(folder: Folder, options: ProtoOptions, *, grouped: bool) -> Iterator[Row]:
    """List the files of one tag."""
    messages, service = folder.messages, folder.service
    for file in (messages, service):
        yield file.path, "file.proto.jinja", {"file": proto_view(file)}
    if options.stubs:
        for file, elsewhere in ((messages, None), (service, messages)):
            stem = file.path.removesuffix(".proto")
            yield f"{stem}_pb2.py", "pb2.py.jinja", {"module": module_view(file)}
            yield f"{stem}_pb2.pyi", "pb2.pyi.jinja", {"types": types_view(file, elsewhere)}
        grpc = {"grpc": grpc_view(service)}
        yield f"{folder.path}/service_pb2_grpc.py", "grpc.py.jinja", grpc
        yield f"{folder.path}/service_pb2_grpc.pyi", "grpc.pyi.jinja", grpc
        runtime = codec_runtime(folder.path, grouped)
        codec = {"codec": codec_view(folder, runtime)}
        yield f"{folder.path}/codec.py", "codec.py.jinja", codec
        note = {"note": f"{messages.path}: it has no service."}
        yield f"{folder.path}/messages_pb2_grpc.py", "note.py.jinja", note


def group_files(api: Api, folders: Sequence[Folder], options: ProtoOptions) -> Iterator[Row]:
    """List the files beside the folders of a group."""
    inside = group_folder(api.group)
    readme = group_readme(api, folders, inside, stubs=options.stubs)
    yield f"{inside}README.md", "README.md.jinja", {"readme": readme}
    if options.stubs:
        for path in sorted({above for folder in folders for above in parents(folder.path)}):
            yield f"{path}/__init__.py", "note.py.jinja", {"note": f"{path}."}


def root_files(apis: Sequence[Api], options: ProtoOptions) -> Iterator[Row]:
    """List the files at the top."""
    yield "buf.yaml", "buf.yaml.jinja", {"plain": options.layout == "plain"}
    groups = [(api.title, group_folder(api.group)) for api in apis if api.group]
    if groups:
        readme = root_readme(groups, stubs=options.stubs)
        yield "README.md", "README.md.jinja", {"readme": readme}
