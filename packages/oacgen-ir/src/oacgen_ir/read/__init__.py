"""Documents to the IR: the only place that knows OpenAPI's dialects and drf-spectacular's habits.

Nothing here raises for a fault in a document: it is reported, and the smallest unit is widened
or left out.
"""

from __future__ import annotations

from oacgen_ir.diagnostics import InputError, Report
from oacgen_ir.document import Document
from oacgen_ir.ir import Api, Operation, Server, Tag
from oacgen_ir.read import security
from oacgen_ir.read.operations import operations
from oacgen_ir.read.schemas import Schemas
from oacgen_ir.read.source import Node, Source

__all__ = ["read"]


def read(document: Document, report: Report) -> Api:
    """Read a document as it stands; `oacgen_ir.passes.prepare` makes it ready for generators.

    Raises InputError where no operation and no schema is left.
    """
    source = Source(document, report)
    root = Node(document.root, "#")
    for key in ("info", "paths"):
        if key not in root.value:
            report.add(f"no-{key}", f"the document has no {key!r}", at="#")
    if root.value.get("webhooks"):
        report.add("webhooks", "webhooks are left out", at="#/webhooks")
    schemas = Schemas(source)
    auth = security.schemes(source, source.child(root, "components"))
    found = operations(schemas, root, {scheme.name for scheme in auth})
    schemas.declare_components()
    for note in document.notes:  # of the files that references have led to, too
        report.add(note.code, note.message, at=note.pointer)
    if not found and not schemas.declared:
        message = "there is no operation in this document"
        raise InputError(message, file=document.name, pointer="#/paths")
    info = source.child(root, "info")
    return Api(
        title=source.text(info, "title") or "API",
        version=source.text(info, "version"),
        description=source.text(info, "description"),
        servers=tuple(_servers(source, root)),
        auth=auth,
        tags=tuple(_tags(source, root, found)),
        operations=found,
        declarations=tuple(schemas.declared.values()),
    )


def _servers(source: Source, root: Node) -> list[Server]:
    found = []
    for value, at in source.items(root, "servers"):
        node = source.node(value, at)
        url = source.text(node, "url")
        for name, variable in source.objects(node, "variables"):
            url = url.replace(f"{{{name}}}", source.text(variable, "default"))
        if url:
            found.append(Server(url=url, description=source.text(node, "description")))
    return found


def _tags(source: Source, root: Node, found: tuple[Operation, ...]) -> list[Tag]:
    """Return the tags that operations use, the document's own order first."""
    used = dict.fromkeys(operation.tag for operation in found)
    said: dict[str, str] = {}
    for value, at in source.items(root, "tags"):
        node = source.node(value, at)
        said.setdefault(source.text(node, "name"), source.text(node, "description"))
    order = [name for name in said if name in used]
    order += [name for name in used if name not in said]
    return [Tag(name=name, description=said.get(name, "")) for name in order]
