"""What an operation sends and answers, of all that its document offers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from oacgen_ir.ir import (
    Anything,
    Api,
    Array,
    Kind,
    Media,
    Model,
    Nullable,
    Operation,
    Part,
    Response,
    Scalar,
    Type,
    Union,
    resolved,
)

AnswerKind: TypeAlias = Literal["json", "text", "file", "lines", "events", "nothing"]
BodyKind: TypeAlias = Literal["json", "form", "multipart", "urlencoded", "text", "file"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What comes back: `media` is asked for, `type` is read."""

    kind: AnswerKind
    media: str = ""
    type: Type | None = None
    bodiless: bool = False
    """Whether a good answer may have no body where others have JSON or text."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What goes out. A `form` is JSON unless it has a file."""

    kind: BodyKind
    media: str
    type: Type
    parts: tuple[Part, ...] = ()


def is_json(name: str) -> bool:
    """Whether a media type is JSON."""
    return name.endswith(("/json", "+json"))


# --- Answers -------------------------------------------------------------------------------------


_SHOWN: Final = ("text/plain", "text/html", "text/markdown")
"""Text that is read and not kept; other text, such as text/csv, is a file."""


def answer(operation: Operation, api: Api) -> Answer:
    """Choose what the client reads: JSON before text, text before files."""
    good = _good(operation)
    media = [one for response in good for one in response.content]
    bodiless = any(not response.content for response in good)
    for one in media:
        if one.stream:
            kind: AnswerKind = "events" if one.name == "text/event-stream" else "lines"
            return Answer(kind, one.accept, one.type or Anything())
    found = [one for one in media if is_json(one.name) and not _is_binary(one.type, api)]
    if not found and not any(is_json(one.name) for one in media):
        found = [one for one in media if one.name == "*/*" and not _is_binary(one.type, api)]
    if found:
        name = found[0].accept.replace("*/*", "application/json")
        return Answer("json", name, _joint(found), bodiless)
    for one in media:
        if one.name in _SHOWN and _is_text(one.type, api):
            return Answer("text", one.accept, bodiless=bodiless)
    return Answer("file", media[0].accept) if media else Answer("nothing")


def answer_type(operation: Operation, api: Api) -> Type | None:
    """Return the type of the JSON that comes back, if any."""
    return answer(operation, api).type


def _good(operation: Operation) -> list[Response]:
    good = [one for one in operation.responses if one.ok]
    if good or any(one.status[:1] in "123" for one in operation.responses):
        return good
    return [one for one in operation.responses if one.status == "default"]


def _joint(found: Iterable[Media]) -> Type:
    """Return the type that all answers have, or a union where they have several."""
    types = list(dict.fromkeys(one.type or Anything() for one in found))
    if len(types) == 1:
        return types[0]
    flat: dict[Type, None] = {}
    null = False
    for one in types:
        inner = one.inner if isinstance(one, Nullable) else one
        null = null or isinstance(one, Nullable)
        flat.update(dict.fromkeys(inner.options if isinstance(inner, Union) else [inner]))
    if Anything() in flat:
        return Anything()
    joint = Union(options=tuple(flat)) if len(flat) > 1 else next(iter(flat))
    return Nullable(inner=joint) if null else joint


def _is_binary(type_: Type | None, api: Api) -> bool:
    found = resolved(api.by_name, type_) if type_ is not None else None
    return isinstance(found, Scalar) and found.kind is Kind.BINARY


def _is_text(type_: Type | None, api: Api) -> bool:
    found = resolved(api.by_name, type_) if type_ is not None else None
    return found is None or (isinstance(found, Scalar) and found.kind is not Kind.BINARY)


# --- Bodies --------------------------------------------------------------------------------------


def sent(operation: Operation, api: Api) -> Sent | None:
    """Choose what the client sends: JSON, unless the body has a file or must be something else."""
    if operation.body is None:
        return None
    by_name = {one.name: one for one in operation.body.content}
    json = next((one for one in by_name.values() if is_json(one.name)), None)
    json = json or by_name.get("*/*")
    multipart = next((one for one in by_name.values() if one.name.startswith("multipart/")), None)
    model = _model(multipart.type, api) if multipart and multipart.type else None
    if multipart and model and multipart.type and (json is None or _has_files(model, api)):
        same = json is not None and json.type == multipart.type
        kind: BodyKind = "form" if same else "multipart"
        return Sent(kind, multipart.name, multipart.type, multipart.parts)
    if json is not None and not _is_binary(json.type, api):
        name = json.name.replace("*/*", "application/json")
        return Sent("json", name, json.type or Anything())
    urlencoded = by_name.get("application/x-www-form-urlencoded")
    if urlencoded and urlencoded.type and _model(urlencoded.type, api):
        return Sent("urlencoded", urlencoded.name, urlencoded.type, urlencoded.parts)
    first = operation.body.content[0]
    if first.name.startswith("text/") and _is_text(first.type, api):
        return Sent("text", first.name, first.type or Scalar(kind=Kind.STRING))
    return Sent("file", first.name, first.type or Anything())


def file_models(api: Api) -> frozenset[str]:
    """Return the models that are bodies of multipart forms: their binary fields are files."""
    found = set()
    for operation in api.operations:
        body = sent(operation, api)
        if body is not None and body.kind in ("form", "multipart"):
            model = _model(body.type, api)
            if model is not None:
                found.add(model.name)
    return frozenset(found)


def _model(type_: Type, api: Api) -> Model | None:
    found = resolved(api.by_name, type_)
    return found if isinstance(found, Model) else None


def _has_files(model: Model, api: Api) -> bool:
    return any(_holds_file(field.type, api) for field in model.fields)


def _holds_file(type_: Type, api: Api) -> bool:
    found = resolved(api.by_name, type_)
    return _is_binary(found.items if isinstance(found, Array) else type_, api)
