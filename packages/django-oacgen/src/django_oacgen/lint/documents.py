"""Faults that show in the schemas: names, and what drf-spectacular itself has to say."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from django_oacgen.lint.finding import Finding
from django_oacgen.schema.project import GroupSchema, Project
from oacgen_ir.names import words

_PASCAL = re.compile(r"[A-Z][A-Za-z0-9]*")


def check_documents(project: Project) -> Iterator[Finding]:
    """Yield what is wrong with the groups and their schemas; the same thing only once."""
    found: dict[Finding, None] = {}
    for group in project.groups:
        if group.name != group.name.lower():
            message = "its folders and modules are best in lower case"
            found[Finding("group-case", f"group {group.name}", message)] = None
        schema = project.read(group)
        for finding in (*_unreadable(schema), *_models(schema), *_ids(schema)):
            found[finding] = None
    yield from found


def _unreadable(schema: GroupSchema) -> Iterator[Finding]:
    for failure in schema.failures:
        reason = f"{type(failure.error).__name__}: {failure.error}"
        yield Finding("unreadable", failure.endpoint.label, reason)
    for remark in schema.remarks:
        yield Finding("spectacular", " > ".join(remark.trail), remark.message)


def _models(schema: GroupSchema) -> Iterator[Finding]:
    for name in schema.document["components"].get("schemas", {}):
        if not _PASCAL.fullmatch(name):
            yield Finding(
                "model-name",
                schema.serializers.get(name, f"component {name}"),
                f"its component is called {name}, which is not PascalCase",
                "rename it, or use @extend_schema_serializer(component_name=...)",
            )


def _ids(schema: GroupSchema) -> Iterator[Finding]:
    """Yield one finding per view and tag, however many of its operations it is about."""
    odd: dict[tuple[str, str], list[str]] = defaultdict(list)
    for (path, method), view in schema.views.items():
        operation = schema.document["paths"][path][method]
        tag, id_ = next(iter(operation.get("tags", ())), ""), operation.get("operationId", "")
        if tag and not _is_action_of(words(tag), words(id_)):
            odd[view, tag].append(id_)
    for (view, tag), ids in odd.items():
        others = f" and {len(ids) - 1} more" if len(ids) > 1 else ""
        yield Finding(
            "operation-id",
            view,
            f"{ids[0]}{others} is not the tag {tag!r} and an action",
            "set operation_id, or tags, with @extend_schema",
        )


def _is_action_of(tag: tuple[str, ...], id_: tuple[str, ...]) -> bool:
    return len(id_) > len(tag) and id_[: len(tag)] == tag
