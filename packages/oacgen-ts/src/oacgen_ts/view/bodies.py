"""What a request carries and what an answer brings: one media type of each, and how it is read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from oacgen_ir.diagnostics import Report
from oacgen_ir.ir import (
    Anything,
    Array,
    Body,
    Declaration,
    Kind,
    Map,
    Media,
    Model,
    Operation,
    Scalar,
    Type,
    Union,
    resolved,
)
from oacgen_ts.media import JSON, Received, is_json
from oacgen_ts.syntax import property_name, text_literal
from oacgen_ts.type_wrapping import Mapped
from oacgen_ts.types import Types, Way, choices, holds_file, union
from oacgen_ts.wrapping import Call, Expr, List, Member, flat
from oacgen_ts.zod import Zod

_MULTIPART: Final = "multipart/form-data"
_URLENCODED: Final = "application/x-www-form-urlencoded"
_EVENTS: Final = "text/event-stream"
_NO_TEXT: Final = (Kind.BOOLEAN, Kind.INTEGER, Kind.NUMBER)
_DEEPEST: Final = 6  # models within each other in a form; their ways multiply
_FORMS: Final = ("withFiles", "multipart", "urlencoded")


# --- Requests ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sent:
    """A body: how it is written, and its media type where that has to be said.

    Forms name the fields that are JSON text in `json_fields`.
    """

    how: Literal["json", "withFiles", "multipart", "urlencoded", "text", "bytes"]
    type: Type | None
    required: bool
    media: str = ""
    json_fields: tuple[str, ...] = ()


def sent_body(
    operation: Operation, declarations: Mapping[str, Declaration], report: Report
) -> Sent | None:
    """Choose a media type: JSON unless there is a file, else what the document offers."""
    body = operation.body
    if body is None or not body.content:
        return None
    if operation.method in ("GET", "HEAD"):
        message = f"the body of a {operation.method} cannot be sent by `fetch`"
        report.add("ts-no-body", message, at=body.origin)
        return None
    return _chosen(body, declarations)


def _chosen(body: Body, declarations: Mapping[str, Declaration]) -> Sent:
    offered = {media.name: media for media in body.content}
    form, plain = offered.get(_MULTIPART), offered.get(_URLENCODED)
    has_file = form is not None and form.type is not None and holds_file(declarations, form.type)
    json = next((media for media in body.content if is_json(media)), None)
    if json is not None:
        if form is not None and has_file:
            made = _form("withFiles", form, body, declarations)
            if json.type not in (form.type, None):
                return replace(made, type=_either([form.type, json.type], declarations))
            return made
        media = json.name if json.name not in (JSON, "*/*") else ""
        return Sent("json", json.type, body.required, media)
    if form is not None and (has_file or plain is None):
        return _form("multipart", form, body, declarations)
    if plain is not None:
        return _form("urlencoded", plain, body, declarations)
    return _raw(body.content[0], body)


def _either(types: Sequence[Type | None], declarations: Mapping[str, Declaration]) -> Type:
    """Join what a form takes and what JSON does; a file in a value chooses between them."""
    found = [one for type_ in types if type_ for one in choices(declarations, type_)]
    options = tuple(dict.fromkeys(found))
    return options[0] if len(options) == 1 else Union(options=options)


def _form(
    how: Literal["withFiles", "multipart", "urlencoded"],
    media: Media,
    body: Body,
    declarations: Mapping[str, Declaration],
) -> Sent:
    fields = tuple(_json_fields(media, declarations))
    return Sent(how, media.type, body.required, json_fields=fields)


def _json_fields(media: Media, declarations: Mapping[str, Declaration]) -> Iterator[str]:
    """Return the fields that are JSON text in a form, with `[]` for any index in their names."""
    named = dict.fromkeys(part.name for part in media.parts if part.media.endswith("json"))
    if media.type is not None:
        named |= dict.fromkeys(_free(media.type, declarations, "", frozenset()))
    yield from named


def _free(
    type_: Type, declarations: Mapping[str, Declaration], start: str, above: frozenset[str]
) -> Iterator[str]:
    """Return the names of what has no shape of its own, as a JSONField has none."""
    match resolved(declarations, type_):
        case Anything() if start:
            yield start
        case Model() as model if model.name not in above and len(above) < _DEEPEST:
            dot = "." if start and not start.endswith("]") else ""
            for field in model.fields:
                inside = f"{start}{dot}{field.name}"
                yield from _free(field.type, declarations, inside, above | {model.name})
        case Array(prefix=(), items=items) if start and isinstance(
            resolved(declarations, items), Model
        ):
            yield from _free(items, declarations, f"{start}[]", above)


def _raw(media: Media, body: Body) -> Sent:
    is_file = isinstance(media.type, Scalar) and media.type.kind is Kind.BINARY
    how: Literal["text", "bytes"] = (
        "text" if media.name.startswith("text/") and not is_file else "bytes"
    )
    return Sent(how, media.type, body.required, "" if "*" in media.name else media.name)


def sent_type(sent: Sent, types: Types) -> Expr:
    """Write the type of a body."""
    if sent.how == "json":
        return types.write(sent.type or Anything(), Way.SENT)
    if sent.how in _FORMS:
        return _fields(sent.type or Anything(), types)
    if sent.how == "text":
        return "string"
    return union([types.of_runtime("files", "Upload"), "string"])


def _fields(type_: Type, types: Types) -> Expr:
    """Write the type of a form: what has no fields is not in it."""
    options = choices(types.declarations, type_)
    written = [one for one in options if _has_fields(types.declarations, one)]
    if not written:
        return Mapped([("[key: string]", "unknown")])
    if len(written) == len(options):
        return types.write(type_, Way.SENT)
    return union([side for one in written for side in types.options(one, Way.SENT)])


def _has_fields(declarations: Mapping[str, Declaration], type_: Type) -> bool:
    return isinstance(resolved(declarations, type_), Array | Map | Model)


def sent_members(sent: Sent, types: Types) -> list[Member]:
    """Describe a body to the runtime."""
    members = [_written(sent, types)]
    if sent.media:
        members.append(("media", text_literal(sent.media)))
    return members


def _written(sent: Sent, types: Types) -> Member:
    if sent.how == "json":
        return "body", None
    writer = sent.how if sent.how in _FORMS else "bytes"
    call = types.imports.value(f"{types.runtime}/files", writer)
    fields = [text_literal(name) for name in sent.json_fields]
    made = Call(call, "body", *([List(fields)] if fields else []))
    return ("raw", made) if writer != "withFiles" else ("...", made)


# --- Answers -------------------------------------------------------------------------------------


def answer_type(answer: Received, types: Types) -> Expr:
    """Write the type of an answer, or of one item of a stream."""
    match answer.how:
        case "nothing":
            return "void"
        case "text":
            return "string"
        case "download":
            return types.of_runtime("files", "Download")
        case "json" | "stream":
            sides = [side for one in answer.types for side in types.options(one, Way.RECEIVED)]
            return union([*sides, "undefined"] if answer.empty else sides)


def answer_members(answer: Received, types: Types, *, validates: bool, zod: str) -> list[Member]:
    """Describe an answer to the runtime."""
    members: list[Member] = []
    if answer.media:
        members.append(("accept", text_literal(answer.media)))
    match answer.how:
        case "nothing" | "text":
            read = types.imports.value(f"{types.runtime}/answers", answer.how)
            members.append(("read", None if read == "read" else read))
        case "download":
            read = types.imports.value(f"{types.runtime}/files", "download")
            members.append(("read", read))
        case "json":
            schema = answer_schema(answer, types, zod=zod) if validates else None
            if schema is not None:
                members.append(("schema", schema))
        case "stream":
            pass
    return members


def answer_schema(answer: Received, types: Types, *, zod: str) -> Expr | None:
    """Write what checks an answer; None where anything may come."""
    if any(isinstance(one, Anything) for one in answer.types):
        return None
    writer = Zod(types, schemas="../schemas", way=Way.RECEIVED, strict=False, lazy=False)
    made = list({flat(one): one for one in map(writer.write, answer.types)}.values())
    schema = made[0] if len(made) == 1 else Call("z.union", List(made))
    schema = Call("z.optional", schema) if answer.empty else schema
    if flat(schema).startswith("z."):
        types.imports.module(zod, "z")
    return schema


def failure_types(answer: Received, types: Types) -> Expr | None:
    """Type the bodies of the errors that the document declares, by status."""
    members = [
        (status if status.isdecimal() else property_name(status), types.write(one, Way.RECEIVED))
        for status, one in answer.failures
    ]
    return Mapped(members) if members else None


def splitter(answer: Received) -> str:
    """Return the function of the runtime that parts a stream into items."""
    item = answer.types[0]
    is_text = isinstance(item, Scalar) and item.kind not in _NO_TEXT
    if answer.media.startswith(_EVENTS):
        return "eventTexts" if is_text else "events"
    return "lineTexts" if is_text else "ndjson"
