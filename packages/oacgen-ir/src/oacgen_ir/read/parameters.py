"""Parameters, headers and bodies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from oacgen_ir.ir import (
    Anything,
    Array,
    Body,
    Header,
    Kind,
    Location,
    Media,
    Parameter,
    Part,
    Response,
    Scalar,
    Style,
    Type,
)
from oacgen_ir.names import pascal, type_name, words
from oacgen_ir.read.enums import without_labels
from oacgen_ir.read.objects import default_of
from oacgen_ir.read.schemas import Schemas
from oacgen_ir.read.source import Node

_STYLES: dict[Location, tuple[Style, ...]] = {
    "path": ("simple", "label", "matrix"),
    "query": ("form", "spaceDelimited", "pipeDelimited", "deepObject"),
    "header": ("simple",),
    "cookie": ("form",),
}
_LOCATIONS: dict[str, Location] = {one: one for one in _STYLES}
_ELSEWHERE = {"accept", "content-type", "authorization"}  # other parts of a document say these
STREAMS = {
    "text/event-stream",
    "application/x-ndjson",
    "application/ndjson",
    "application/jsonl",
    "application/x-jsonlines",
    "application/json-seq",
}


def parameters(schemas: Schemas, places: list[Node], name: str) -> tuple[Parameter, ...]:
    """Read an operation's parameters, given the path's own first; a later one replaces."""
    found: dict[tuple[str, str], Parameter] = {}
    for node in places:
        target = schemas.source.follow(node)
        if target is not None and (parameter := _parameter(schemas, target, name)):
            found[parameter.location, parameter.name] = parameter
    return tuple(found.values())


def _parameter(schemas: Schemas, node: Node, owner: str) -> Parameter | None:
    source = schemas.source
    name, location = source.text(node, "name"), source.text(node, "in")
    where = _LOCATIONS.get(location)
    if where is None or not name:
        message = f"a parameter in {location!r}" if name else "a parameter without a name"
        source.report.add("unsupported-parameter", message, at=node.at)
        return None
    if where == "header" and name.lower() in _ELSEWHERE:
        return None
    style, explode = _style(schemas, node, where)
    type_, media = _parameter_type(schemas, node, type_name(owner) + pascal(words(name)))
    return Parameter(
        name=name,
        location=where,
        type=type_,
        required=where == "path" or source.flag(node, "required"),
        style=style,
        explode=explode,
        allow_reserved=source.flag(node, "allowReserved"),
        media=media,
        default=default_of(source.child(node, "schema")) if _has_object(node, "schema") else None,
        description=without_labels(source.text(node, "description")),
        deprecated=source.flag(node, "deprecated"),
        origin=node.at,
    )


def _has_object(node: Node, key: str) -> bool:
    return isinstance(node.value.get(key), dict)


def _style(schemas: Schemas, node: Node, where: Location) -> tuple[Style, bool]:
    allowed = _STYLES[where]
    said = schemas.source.text(node, "style")
    style = next((one for one in allowed if one == said), None)
    if said and style is None:
        message = f"style {said!r} is not for a {where} parameter; read as {allowed[0]!r}"
        schemas.report.add("unsupported-style", message, at=node.pointer("style"))
    style = style or allowed[0]
    return style, schemas.source.flag(node, "explode", default=style == "form")


def _parameter_type(schemas: Schemas, node: Node, name: str) -> tuple[Type, str]:
    """Return the type, and the media type where the value is written in one."""
    content = schemas.source.objects(node, "content")
    if content:
        media, inner = content[0]
        return schemas.type_of((inner.value.get("schema", {}), inner.pointer("schema")), name), (
            clean_media(media)
        )
    if "schema" in node.value:
        return schemas.type_of((node.value["schema"], node.pointer("schema")), name), ""
    if "type" in node.value:  # as Swagger 2.0 has it; `required` is the parameter's own there
        bare = {key: value for key, value in node.value.items() if key != "required"}
        return schemas.type_of((bare, node.at), name), ""
    schemas.report.add("no-schema", "a parameter without a schema is text", at=node.at)
    return Scalar(kind=Kind.STRING), ""


def clean_media(name: str) -> str:
    """Return a media type without its parameters."""
    return name.split(";")[0].strip().lower()


_VERSION = re.compile(r";\s*version=([\w.-]+)\s*(?:;|$)", re.ASCII)


def contents(schemas: Schemas, node: Node, name: str) -> tuple[Media, ...]:
    """Read the representations of a body."""
    found: dict[str, Media] = {}
    for spelt, inner in schemas.source.objects(node, "content"):
        media = clean_media(spelt)
        if media.count("/") != 1:
            message = f"{spelt!r} is no media type"
            schemas.report.add("invalid-media-type", message, at=inner.at)
        elif media not in found:
            target = schemas.source.follow(inner)
            if target is not None:
                version = _VERSION.search(spelt)
                made = _media(schemas, media, target, name)
                found[media] = replace(made, version=version[1]) if version else made
    return tuple(found.values())


def _media(schemas: Schemas, media: str, node: Node, name: str) -> Media:
    key = "itemSchema" if "itemSchema" in node.value else "schema"
    type_: Type | None = None
    if key in node.value:
        type_ = schemas.type_of((node.value[key], node.pointer(key)), name)
    stream = key == "itemSchema" or media in STREAMS
    if stream and key == "schema" and isinstance(type_, Array):
        type_ = type_.items
    return Media(
        name=media,
        type=type_,
        stream=stream,
        parts=tuple(_parts(schemas, node)),
        origin=node.at,
    )


def _parts(schemas: Schemas, node: Node) -> Iterator[Part]:
    for name, inner in schemas.source.objects(node, "encoding"):
        style = schemas.source.text(inner, "style")
        yield Part(
            name=name,
            media=clean_media(schemas.source.text(inner, "contentType").split(",")[0]),
            style=next((one for one in _STYLES["query"] if one == style), None),
            explode=schemas.source.flag(inner, "explode") if "explode" in inner.value else None,
        )


def body(schemas: Schemas, node: Node, name: str) -> Body | None:
    """Read a request body; None if it has nothing that can be sent."""
    target = schemas.source.follow(node)
    if target is None:
        return None
    content = contents(schemas, target, f"{name}Request")
    if not content:
        schemas.report.add("empty-body", "a request body without content is left out", at=node.at)
        return None
    return Body(
        content=content,
        required=schemas.source.flag(target, "required"),
        description=schemas.source.text(target, "description"),
        origin=target.at,
    )


def response(schemas: Schemas, status: str, node: Node, name: str) -> Response | None:
    """Read what comes back with one status."""
    target = schemas.source.follow(node)
    if target is None:
        return Response(status=status, origin=node.at)
    suffix = "Response" if status.startswith("2") else f"{status.capitalize()}Response"
    return Response(
        status=status,
        content=contents(schemas, target, name + suffix),
        headers=tuple(_headers(schemas, target, name)),
        description=schemas.source.text(target, "description"),
        origin=target.at,
    )


def _headers(schemas: Schemas, node: Node, owner: str) -> Iterator[Header]:
    for name, inner in schemas.source.objects(node, "headers"):
        target = schemas.source.follow(inner)
        if target is None or name.lower() == "content-type":
            continue
        hint = owner + pascal(words(name))
        has_type = {"schema", "content", "type"} & target.value.keys()
        type_ = _parameter_type(schemas, target, hint)[0] if has_type else Anything()
        yield Header(
            name=name,
            type=type_ if has_type else Scalar(kind=Kind.STRING),
            required=schemas.source.flag(target, "required"),
            description=schemas.source.text(target, "description"),
            deprecated=schemas.source.flag(target, "deprecated"),
            origin=target.at,
        )
