"""An API for people to read, and as plain data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache

from pydantic import JsonValue, TypeAdapter

from oacgen_ir.console import count, tally
from oacgen_ir.diagnostics import Report, as_json, printable
from oacgen_ir.document import Document
from oacgen_ir.ir import Alias, Api, Auth, Enum, Model, Operation


def overview(document: Document, api: Api, report: Report) -> str:
    """Return a page of text; nothing in it can disturb a terminal."""
    return "".join(f"{printable(line)}\n" for line in _lines(document, api, report))


def _lines(document: Document, api: Api, report: Report) -> Iterator[str]:
    yield f"{api.title} {api.version}".rstrip()
    yield f"{document.name}, OpenAPI {'.'.join(map(str, document.version))}"
    yield ""
    kinds = [count(number, noun) for noun, number in _kinds(api).items() if number]
    operations = count(len(api.operations), "operation")
    yield ", ".join([f"{operations} in {count(len(api.tags), 'tag')}", *kinds])
    for server in api.servers:
        yield f"  server  {server.url}"
    for auth in api.auth:
        yield f"  auth    {auth.name}: {_auth(auth)}"
    for tag in api.tags:
        yield ""
        yield tag.name or "(no tag)"
        yield from _operations([one for one in api.operations if one.tag == tag.name])
    if len(report):
        yield ""
        yield f"{tally(report)}; `oacgen-ir validate` lists them"


def _kinds(api: Api) -> dict[str, int]:
    counts = Counter(type(declaration) for declaration in api.declarations)
    return {"model": counts[Model], "enum": counts[Enum], "alias": counts[Alias]}


def _operations(operations: list[Operation]) -> Iterator[str]:
    width = max((len(one.path) for one in operations), default=0)
    for one in operations:
        pages = f"  pages by {one.pagination.style}" if one.pagination else ""
        old = "  deprecated" if one.deprecated else ""
        yield f"  {one.method:7} {one.path:{width}}  {one.action}{pages}{old}"


def _auth(auth: Auth) -> str:
    where = f"{auth.location} {auth.parameter}"
    match auth.kind:
        case "bearer" | "basic" | "mutual_tls":
            return auth.kind.replace("_", " ")
        case "api_key":
            return f"API key in {where}" + (f" after {auth.prefix!r}" if auth.prefix else "")
        case "http":
            return f"HTTP {auth.prefix.strip()}"
        case "oauth2" | "openid":
            return f"{auth.kind}, a bearer token"


def overview_json(document: Document, api: Api, report: Report) -> dict[str, JsonValue]:
    """Return what `overview` shows as plain data."""
    return {
        "title": api.title,
        "version": api.version,
        "file": document.name,
        "openapi": ".".join(map(str, document.version)),
        "servers": [server.url for server in api.servers],
        "auth": [{"name": auth.name, "kind": auth.kind} for auth in api.auth],
        "tags": [tag.name for tag in api.tags],
        "operations": [_operation_json(one) for one in api.operations],
        "declarations": {count(2, noun)[2:]: number for noun, number in _kinds(api).items()},
        "diagnostics": [*as_json(report)],
    }


def _operation_json(operation: Operation) -> dict[str, JsonValue]:
    return {
        "id": operation.id,
        "tag": operation.tag,
        "action": operation.action,
        "method": operation.method,
        "path": operation.path,
        "pagination": operation.pagination.style if operation.pagination else None,
        "deprecated": operation.deprecated,
    }


def plain(api: Api) -> dict[str, JsonValue]:
    """Return the whole IR as plain data; `TypeAdapter(Api)` reads it back."""
    data: dict[str, JsonValue] = _adapter().dump_python(api, mode="json")
    return data


def narrowed(
    api: Api, pointer: str | None, operation: str | None, declaration: str | None
) -> list[JsonValue]:
    """Return the operations and declarations that one of the arguments names."""
    data = plain(api)
    nodes = [*_list(data["operations"]), *_list(data["declarations"])]
    names = [one.id for one in api.operations] + [one.name for one in api.declarations]
    origins = [one.origin for one in (*api.operations, *api.declarations)]
    wanted = [operation] * len(api.operations) + [declaration] * len(api.declarations)
    return [
        node
        for node, name, origin, asked in zip(nodes, names, origins, wanted, strict=True)
        if name == asked or (pointer is not None and _stands_at(origin, pointer))
    ]


def _stands_at(origin: str, pointer: str) -> bool:
    place = "#" + pointer.removeprefix("#").rstrip("/")
    return f"{origin}/".startswith(f"{place}/")


def _list(value: JsonValue) -> list[JsonValue]:
    return value if isinstance(value, list) else []


@cache
def _adapter() -> TypeAdapter[Api]:
    return TypeAdapter(Api)
