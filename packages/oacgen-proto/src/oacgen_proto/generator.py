"""The generator that is found as `proto`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Final

from oacgen_ir.diagnostics import Entry, Report
from oacgen_ir.files import File
from oacgen_ir.ir import Api
from oacgen_ir.plugins import Previous
from oacgen_ir.render import environment
from oacgen_proto.layout import (
    OPTIONS_FILE,
    Row,
    folder_files,
    group_files,
    group_folder,
    messages_files,
    root_files,
    runtime_places,
)
from oacgen_proto.lock import FILE, parse_lock, print_lock
from oacgen_proto.options import ProtoOptions
from oacgen_proto.view import build

DIAGNOSTICS: Final[Mapping[str, Entry]] = {
    "proto-media": Entry(
        "info",
        "A body has a media type that no message is made of, or that an rpc does not ask for.",
        "Nothing is to be done; what is said is all that is lost.",
    ),
    "proto-path": Entry(
        "info",
        "A segment of a path is more than one parameter: `google.api.http` has no way to say it.",
        "Nothing is to be done unless calls are transcoded: the rule matches any segment there.",
    ),
    "proto-rename": Entry(
        "info",
        "A message lost one property and got one of the same type: a rename, or two changes.",
        "Give `renames` for a rename, in the run that meets it; else nothing is to be done.",
        passing=True,
    ),
    "proto-renamed": Entry(
        "info",
        "A name is taken by a message that is older, or that is not the document's.",
        "Nothing is to be done: the lock keeps the name.",
    ),
    "proto-reshaped": Entry(
        "warning",
        "An operation begins or ceases to stream, or to be repeatable: it is another rpc now.",
        "Callers move to the new one; the old name is never used again.",
        passing=True,
    ),
    "proto-retyped": Entry(
        "warning",
        "A property has another type than before: it is another field now.",
        "Callers move to the new one; number and name of the old are never used again.",
        passing=True,
    ),
    "proto-shared": Entry(
        "info",
        "Many tags of a lone document use the same schemas: a folder beside theirs has them.",
        "Nothing is to be done where type checkers have the output on their path. Where they see "
        "it below a package only, generate with a group.",
    ),
    "proto-shadow": Entry(
        "warning",
        "A package hides a module of Python's library for programs that have it on `sys.path`.",
        "Import it below the package that holds it, or generate with a group of another name.",
    ),
}
"""The codes that this generator reports."""


class ProtoGenerator:
    """Makes proto files, and stubs of them for Python."""

    name = "proto"
    folder = "proto"
    language = "Protocol Buffers"
    api = 1
    ir = (1, 0)
    options = ProtoOptions
    diagnostics = DIAGNOSTICS
    lasting = (FILE,)  # a lock outlives its group

    def generate(
        self, api: Api, options: ProtoOptions, report: Report, previous: Previous
    ) -> Iterable[File]:
        """Make the folders of one group, or of a lone document, and its lock."""
        inside = group_folder(api.group)
        path = f"{inside}{FILE}"
        group = build(api, options, report, parse_lock(previous(path), path))
        shared = group.shared
        for folder in group.folders:
            yield from _rendered(folder_files(folder, shared, api.group, options))
        if shared is not None:
            yield from _rendered(messages_files(shared, None, shared, api.group, options))
        yield from _rendered(group_files(api, group.folders, shared, options))
        if options.stubs:
            for place in runtime_places(group.folders, shared, api.group):
                for name in ("_call.py", "_codec.py"):
                    yield File(f"{place}{name}", _text("runtime", name))
        yield File(path, print_lock(group.lock))

    def root(self, apis: Sequence[Api], options: ProtoOptions, report: Report) -> Iterable[File]:
        """Make what all groups share: the rules of buf, and the files that ours import."""
        yield from _rendered(root_files(apis, options))
        yield File(OPTIONS_FILE, _text("runtime", "options.proto"))
        for name in ("annotations.proto", "http.proto"):
            path = f"google/api/{name}"
            yield File(f"third_party/{path}", _text("third_party", path))


def _rendered(rows: Iterable[Row]) -> Iterator[File]:
    templates = environment("oacgen_proto")
    for path, template, values in rows:
        yield File(path, templates.get_template(template).render(values))


@cache
def _text(folder: str, path: str) -> str:
    """Read a file that is copied as it stands."""
    return (files("oacgen_proto") / folder / path).read_text(encoding="utf-8")


generator = ProtoGenerator()
