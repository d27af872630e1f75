"""Recognise what was given in place of an OpenAPI document, and say what to do about it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from pydantic import JsonValue

from oacgen_ir.document.plain import Fault, Object

_EXPECTED: Final = "An OpenAPI document is an object whose first key is `openapi: 3.0.3` or later."


def _keys(*keys: str) -> Callable[[Object], bool]:
    return lambda root: all(key in root for key in keys)


def _inside(outer: str, *keys: str) -> Callable[[Object], bool]:
    def test(root: Object) -> bool:
        inner = root.get(outer)
        return isinstance(inner, dict) and any(key in inner for key in keys)

    return test


def _is_json_schema(root: Object) -> bool:
    schema = root.get("$schema")
    typed = isinstance(root.get("type"), str) and "properties" in root
    return typed or (isinstance(schema, str) and "json-schema.org" in schema)


def _is_postman(root: Object) -> bool:
    return _inside("info", "_postman_id")(root) or (
        _inside("info", "schema")(root) and "item" in root
    )


_OBJECTS: Final[Sequence[tuple[Callable[[Object], bool], str, str]]] = (
    (
        _keys("swagger"),
        "this is Swagger {swagger}, the version before OpenAPI 3",
        "Convert it, for example with `npx swagger2openapi`. A Django project gets OpenAPI 3 from "
        "drf-spectacular; drf-yasg writes Swagger 2.0 only.",
    ),
    (
        _keys("swaggerVersion"),
        "this is Swagger {swaggerVersion}, which came before OpenAPI 3",
        "Let the project write OpenAPI 3; with Django, drf-spectacular does.",
    ),
    (
        _keys("asyncapi"),
        "this is an AsyncAPI document, which describes messages",
        _EXPECTED,
    ),
    (_keys("openrpc"), "this is an OpenRPC document, which describes JSON-RPC", _EXPECTED),
    (
        _keys("arazzo"),
        "this is an Arazzo document",
        "Give one of its `sourceDescriptions` instead.",
    ),
    (_keys("overlay"), "this is an OpenAPI Overlay", "Give the document that results from it."),
    (
        _is_postman,
        "this is a Postman collection",
        "Export the API definition as OpenAPI 3 instead.",
    ),
    (_keys("__schema"), "this is a GraphQL schema", _EXPECTED),
    (_inside("data", "__schema"), "this is a GraphQL schema", _EXPECTED),
    (
        _inside("log", "entries"),
        "this is an HTTP archive (HAR)",
        _EXPECTED,
    ),
    (_keys("apiVersion", "kind"), "this is a Kubernetes manifest", _EXPECTED),
    (
        _keys("paths"),
        "this has no `openapi` key, which says the version of OpenAPI",
        "If it is OpenAPI 3, add the line `openapi: 3.0.3` at its top.",
    ),
    (
        _is_json_schema,
        "this is a JSON Schema, not an API",
        "Put it under `components: schemas:` of an OpenAPI document.",
    ),
    (
        lambda root: "detail" in root and len(root) <= 3,
        "this is an error message of a server: {detail}",
        "Download the document again, with the credentials that it asks for.",
    ),
)

_TEXTS: Final[Sequence[tuple[re.Pattern[str], str, str]]] = (
    (
        re.compile(r"\s*(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body)\b", re.I | re.S),
        "this is an HTML page",
        "Save the document itself, not the page that shows it; or the server answered with an "
        "error or a login page.",
    ),
    (re.compile(r"\s*<"), "this is XML or HTML", _EXPECTED),
    (
        re.compile(r"(?:^|\n)\s*(?:extend\s+)?(?:type|input|interface|enum|schema)\b[^:\n]*\{"),
        "this is a GraphQL schema",
        _EXPECTED,
    ),
    (re.compile(r"\s*(?://.*\n\s*)*syntax\s*=\s*\"proto"), "this is a protobuf file", _EXPECTED),
    (re.compile(r"#%RAML"), "this is a RAML document", "Convert it to OpenAPI 3."),
    (re.compile(r"\s*FORMAT: 1A"), "this is API Blueprint", "Convert it to OpenAPI 3."),
)


def text_fault(text: str) -> Fault | None:
    """Return what is wrong where `text` is of a wholly different kind, by how it begins."""
    start = text[:4096]
    for pattern, message, hint in _TEXTS:
        if pattern.match(start):
            return Fault(message, hint=hint)
    return None


def value_fault(root: JsonValue) -> Fault:
    """Return what is wrong with data that has no `openapi` key."""
    if isinstance(root, dict):
        for test, message, hint in _OBJECTS:
            if test(root):
                told = {key: str(value)[:80] for key, value in root.items()}
                return Fault(message.format_map(told), hint=hint)
        return Fault("this is not an OpenAPI document: it has no `openapi` key", hint=_EXPECTED)
    kind = {list: "a list", str: "plain text", bool: "a boolean"}.get(type(root), "a number")
    return Fault(f"this is not an OpenAPI document, but {kind}", hint=_EXPECTED)
