"""Paths and operations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from difflib import get_close_matches

from oacgen_ir.ir import Body, Kind, Operation, Parameter, Requirement, Response, Scalar
from oacgen_ir.names import pascal, snake, words
from oacgen_ir.read import parameters, security
from oacgen_ir.read.schemas import Schemas
from oacgen_ir.read.source import Node

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
_OF_A_PATH = ("$ref", "summary", "description", "servers", "parameters", "additionalOperations")
_VARIABLE = re.compile(r"\{([^{}/]+)\}")
_VERSION = re.compile(r"v\d+(?:[a-z]+\d*)?")
_STATUS = re.compile(r"[1-5](?:\d\d|XX)")

Alternatives = tuple[tuple[Requirement, ...], ...]


def operations(schemas: Schemas, root: Node, known: set[str]) -> tuple[Operation, ...]:
    """Read all operations, in the document's order."""
    default = security.requirements(schemas.source, root, known)
    found = []
    paths = schemas.source.child(root, "paths")
    for path, value in paths.value.items():
        if path.startswith("x-"):
            continue
        node = schemas.source.node(value, paths.pointer(path))
        if not path.startswith("/"):
            schemas.report.add("relative-path", f"{path!r} is read as '/{path}'", at=node.at)
        target = _path_item(schemas, node)
        for method, inner in _methods(schemas, target):
            operation = _operation(schemas, (target, inner), path, method)
            wanted = default
            if "security" in inner.value:
                wanted = security.requirements(schemas.source, inner, known)
                wanted = wanted or ((),)  # an empty list lifts the document's own
            found.append(replace(operation, security=wanted))
    return _unique_ids(schemas, found)


def _path_item(schemas: Schemas, node: Node) -> Node:
    """Return a path's operations, with those of its `$ref` and its own."""
    if "$ref" not in node.value:
        return node
    target = schemas.source.follow(node)
    if target is None:
        return Node({k: v for k, v in node.value.items() if k != "$ref"}, node.at)
    return target


def _methods(schemas: Schemas, node: Node) -> Iterator[tuple[str, Node]]:
    for key in node.value:
        if key in METHODS:
            yield key, schemas.source.child(node, key)
        elif key.lower() in METHODS:
            schemas.report.add("malformed", f"methods are in lower case, not {key!r}", at=node.at)
            yield key.lower(), schemas.source.child(node, key)
        elif key not in _OF_A_PATH and not key.startswith("x-"):
            nearest = get_close_matches(key.lower(), METHODS, n=1)
            asked = f"; did you mean {nearest[0]!r}?" if nearest else ""
            schemas.report.add("unknown-method", f"{key!r} is no method{asked}", at=node.at)
    yield from schemas.source.objects(node, "additionalOperations")


def _operation(schemas: Schemas, nodes: tuple[Node, Node], path: str, method: str) -> Operation:
    item, node = nodes
    source = schemas.source
    _report_the_rest(schemas, item, node)
    path = _clean_path(schemas, path, node)
    id_ = source.text(node, "operationId") or snake(words(f"{method} {path}"))
    name = pascal(words(id_)) or "Operation"
    places = [
        source.node(value, at)
        for owner in (item, node)
        for value, at in source.items(owner, "parameters")
    ]
    tags = tuple(dict.fromkeys(source.strings(node, "tags")))
    return Operation(
        id=id_,
        method=method.upper(),
        path=path,
        tag=tags[0] if tags else _tag_from(path),
        tags=tags,
        action=source.text(node, "x-oacgen-action"),
        parameters=_in_path(schemas, path, parameters.parameters(schemas, places, name), node),
        body=_body(schemas, node, name),
        responses=tuple(_responses(schemas, node, name)),
        summary=source.text(node, "summary"),
        description=source.text(node, "description"),
        deprecated=source.flag(node, "deprecated"),
        origin=node.at,
    )


def _body(schemas: Schemas, node: Node, name: str) -> Body | None:
    if node.value.get("requestBody") is None:
        return None
    return parameters.body(schemas, schemas.source.child(node, "requestBody"), name)


def _responses(schemas: Schemas, node: Node, name: str) -> Iterator[Response]:
    inner = schemas.source.child(node, "responses")
    if not inner.value:
        schemas.report.add("no-responses", "an operation without responses", at=node.at)
    for status, value in inner.value.items():
        if status.startswith("x-"):
            continue
        at = inner.pointer(status)
        spelt = status.upper() if status != "default" else status
        if spelt != "default" and not _STATUS.fullmatch(spelt):
            schemas.report.add("invalid-status", f"{status!r} is no status", at=at)
            continue
        found = parameters.response(schemas, spelt, schemas.source.node(value, at), name)
        if found is not None:
            yield found


def _clean_path(schemas: Schemas, path: str, node: Node) -> str:
    clean = "/" + path.lstrip("/") if not path.startswith("/") else path
    clean, _, dropped = clean.partition("#")
    clean, _, query = clean.partition("?")
    if dropped or query:
        message = f"{path!r} has a query or a fragment, which is left out"
        schemas.report.add("path-with-query", message, at=node.at)
    return clean


def _in_path(
    schemas: Schemas, path: str, found: tuple[Parameter, ...], node: Node
) -> tuple[Parameter, ...]:
    """Make path parameters and the path's own variables agree."""
    variables = list(dict.fromkeys(_VARIABLE.findall(path)))
    kept = []
    for parameter in found:
        if parameter.location == "path" and parameter.name not in variables:
            message = f"{parameter.name!r} is not in {path}"
            schemas.report.add("unused-path-parameter", message, at=parameter.origin)
        else:
            kept.append(parameter)
    declared = {parameter.name for parameter in kept if parameter.location == "path"}
    for name in variables:
        if name not in declared:
            message = f"{{{name}}} of {path} is not declared; read as text"
            schemas.report.add("undeclared-path-parameter", message, at=node.at)
            kept.append(
                Parameter(
                    name=name,
                    location="path",
                    type=Scalar(kind=Kind.STRING),
                    required=True,
                    style="simple",
                    explode=False,
                    origin=node.at,
                )
            )
    order = {name: index for index, name in enumerate(variables)}
    kept.sort(key=lambda one: order.get(one.name, -1) if one.location == "path" else len(order))
    return tuple(kept)


def _tag_from(path: str) -> str:
    """Name the group of an operation that has no tag after the first word of its path."""
    for segment in path.split("/"):
        if segment and "{" not in segment and segment != "api" and not _VERSION.fullmatch(segment):
            return segment
    return "default"


def _report_the_rest(schemas: Schemas, item: Node, node: Node) -> None:
    for owner, key in ((item, "servers"), (node, "servers")):
        if owner.value.get(key):
            message = "servers of a single operation are not used; set the client's base URL"
            schemas.report.add("operation-servers", message, at=owner.pointer(key))
    if node.value.get("callbacks"):
        schemas.report.add("callbacks", "callbacks are left out", at=node.pointer("callbacks"))


def _unique_ids(schemas: Schemas, found: list[Operation]) -> tuple[Operation, ...]:
    """Give operations that share an id one each, from their method and path."""
    by_id: dict[str, int] = {}
    for operation in found:
        by_id[operation.id] = by_id.get(operation.id, 0) + 1
    taken = set(by_id)
    result = []
    for operation in found:
        if by_id[operation.id] > 1:
            message = f"{operation.id!r} is the id of {by_id[operation.id]} operations"
            schemas.report.add("duplicate-operation-id", message, at=operation.origin)
            new = snake(words(f"{operation.method} {operation.path}"))
            while new in taken:
                new += "_"
            taken.add(new)
            operation = replace(operation, id=new)
        result.append(operation)
    return tuple(result)
