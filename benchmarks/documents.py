"""Writes OpenAPI documents of any size, as drf-spectacular would print a plain CRUD project."""

from __future__ import annotations

from pathlib import Path
from typing import TypeAlias

import yaml

Node: TypeAlias = dict[str, object]

OPERATIONS_EACH = 6  # of one resource: list, create, retrieve, update, partial_update, destroy
SUBJECTS = ("Order", "Invoice", "Ticket", "Member", "Parcel", "Device", "Course", "Booking")


def write_crud(path: Path, operations: int) -> Path:
    """Write a YAML document with that many operations, rounded up to whole resources."""
    names = [
        f"{SUBJECTS[i % len(SUBJECTS)]}{_letters(i // len(SUBJECTS))}"
        for i in range(-(-operations // OPERATIONS_EACH))
    ]
    paths: Node = {}
    schemas: Node = {}
    for name in names:
        paths |= _paths(name)
        schemas |= _schemas(name)
    document = {
        "openapi": "3.0.3",
        "info": {"title": "A project", "version": "1.0.0"},
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {"jwtAuth": {"type": "http", "scheme": "bearer"}},
        },
        "servers": [{"url": "https://api.example.com"}],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(document, sort_keys=False))
    return path


def _letters(number: int) -> str:
    """Return a word part for a number: a, b, .. z, ba, bb .. in capitals after the first."""
    digits = ""
    while True:
        number, rest = divmod(number, 26)
        digits = chr(ord("a") + rest) + digits
        if not number:
            return digits.capitalize()


def _paths(name: str) -> Node:
    tag = name.lower() + "s"
    key = {"in": "path", "name": "id", "schema": {"type": "integer"}, "required": True}

    def operation(action: str, answer: str | None, body: str | None = None) -> Node:
        status = {"create": "201", "destroy": "204"}.get(action, "200")
        reply: Node = {"description": "No response body"}
        if answer:
            reply = {"content": _json(answer), "description": ""}
        return {
            "operationId": f"{tag}_{action}",
            "description": f"{action.replace('_', ' ').capitalize()}: {name.lower()}.",
            "tags": [tag],
            "security": [{"jwtAuth": []}],
            "responses": {status: reply},
            **({"requestBody": {"content": _json(body), "required": True}} if body else {}),
            **({"parameters": _filters(name)} if action == "list" else {}),
        }

    def one(action: str, answer: str | None, body: str | None = None) -> Node:
        return {**operation(action, answer, body), "parameters": [key]}

    return {
        f"/api/{tag}/": {
            "get": operation("list", f"Paginated{name}List"),
            "post": operation("create", name, f"{name}Request"),
        },
        f"/api/{tag}/{{id}}/": {
            "get": one("retrieve", name),
            "put": one("update", name, f"{name}Request"),
            "patch": one("partial_update", name, f"Patched{name}Request"),
            "delete": one("destroy", None),
        },
    }


def _json(name: str) -> Node:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}


def _filters(name: str) -> list[Node]:
    simple: dict[str, str] = {"page": "integer", "page_size": "integer", "search": "string"}
    status = {"$ref": f"#/components/schemas/{name}StatusEnum"}
    filters: list[Node] = [
        {"name": name, "in": "query", "schema": {"type": type_}} for name, type_ in simple.items()
    ]
    return [*filters, {"name": "status", "in": "query", "schema": status}]


def _schemas(name: str) -> Node:
    status = {"$ref": f"#/components/schemas/{name}StatusEnum"}
    written: Node = {
        "title": {"type": "string", "maxLength": 120},
        "status": status,
        "amount": {"type": "string", "format": "decimal", "pattern": r"^-?\d{0,8}(?:\.\d{0,2})?$"},
        "note": {"type": "string", "nullable": True},
        "due": {"type": "string", "format": "date", "nullable": True},
        "labels": {"type": "array", "items": {"type": "string"}},
        "extra": {"type": "object", "additionalProperties": {}},
    }
    read: Node = {
        "id": {"type": "integer", "readOnly": True},
        **written,
        "created_at": {"type": "string", "format": "date-time", "readOnly": True},
        "owner": {"type": "string", "format": "uuid", "readOnly": True},
    }
    page = {
        "count": {"type": "integer", "example": 123},
        "next": {"type": "string", "nullable": True, "format": "uri"},
        "previous": {"type": "string", "nullable": True, "format": "uri"},
        "results": {"type": "array", "items": {"$ref": f"#/components/schemas/{name}"}},
    }
    needed = ["created_at", "id", "owner", "title"]
    return {
        name: {"type": "object", "properties": read, "required": needed},
        f"{name}Request": {"type": "object", "properties": written, "required": ["title"]},
        f"Patched{name}Request": {"type": "object", "properties": written},
        f"{name}StatusEnum": {"enum": ["draft", "open", "closed"], "type": "string"},
        f"Paginated{name}List": {
            "type": "object",
            "properties": page,
            "required": ["count", "results"],
        },
    }
