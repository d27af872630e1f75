"""What an operation carries: which of its media types is spoken, and how it travels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from oacgen_ir.ir import (
    Anything,
    Api,
    Kind,
    Media,
    Model,
    Nullable,
    Operation,
    Response,
    Scalar,
    Type,
    Union,
    resolved,
)
from oacgen_proto.messages import file_shape

# --- Requests ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sent:
    """A body: as a message, as a form with files, as text, or as the bytes of one file."""

    how: Literal["message", "files", "text", "raw"]
    media: str
    type: Type
    plain: str = ""  # the media type of a form that has no file in it


def sent(api: Api, operation: Operation) -> Sent | None:
    """Return how the body of a request travels, if it has one."""
    if operation.body is None or not operation.body.content:
        return None
    content = operation.body.content
    form = next((one for one in content if one.name == "multipart/form-data"), None)
    if form is not None and form.type is not None and files_of(api, form.type):
        plain = next((one.name for one in content if _is_json(one)), "")
        return Sent("files", form.name, form.type, "application/json" if "*" in plain else plain)
    for spoken in (_is_json, _is_form):
        for one in content:
            if spoken(one) and not _is_file(api, one):
                return Sent("message", one.name, one.type or Anything())
    for one in content:
        if one.name.startswith("text/") and one.type is not None and not _is_file(api, one):
            return Sent("text", one.name, Scalar(kind=Kind.STRING))
    return Sent("raw", content[0].name, Scalar(kind=Kind.BINARY))


def unspoken(operation: Operation, body: Sent | None) -> Iterator[str]:
    """Yield what a request loses: a structure that only a media type has which is not spoken."""
    if body is None or body.how != "raw" or operation.body is None:
        return
    types = [one.type for one in operation.body.content if one.type is not None]
    if any(not isinstance(one, Scalar | Anything) for one in types):
        yield f"the body is {body.media}, which goes out as the bytes that it is given"


def files_of(api: Api, type_: Type) -> tuple[tuple[str, bool], ...]:
    """Return the properties of a form that are files, and whether each is many."""
    model = model_of(api, type_)
    if model is None:
        return ()
    shapes = [(one.name, file_shape(one.type)) for one in model.fields]
    return tuple((name, shape) for name, shape in shapes if shape is not None)


def model_of(api: Api, type_: Type) -> Model | None:
    """Return the model that a type is, through its aliases."""
    found = resolved(api.by_name, type_)
    return found if isinstance(found, Model) else None


def _is_json(media: Media) -> bool:
    name = media.name
    return name.endswith(("/json", "+json")) or name in ("*/*", "application/*")


def _is_form(media: Media) -> bool:
    return media.name in ("multipart/form-data", "application/x-www-form-urlencoded")


def _is_file(api: Api, media: Media) -> bool:
    if media.type is None:
        return False
    found = resolved(api.by_name, media.type)
    return isinstance(found, Scalar) and found.kind is Kind.BINARY


# --- Responses -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Received:
    """What comes back: one message, a stream of them, text, the bytes of a file, or nothing."""

    how: Literal["empty", "data", "text", "file", "stream"]
    type: Type | None = None
    bare: bool = False  # or else nothing, where there is a type


def received(api: Api, operation: Operation) -> Received:
    """Return what a success brings."""
    content = [media for response in successes(operation) for media in response.content]
    bare = not all(response.content for response in successes(operation))
    streams = [one.type for one in content if one.stream and one.type is not None]
    if streams:
        return Received("stream", _either(streams), bare)
    json = [one.type or Anything() for one in content if _is_json(one) and not _is_file(api, one)]
    if json:
        return Received("data", _either(json), bare)
    if any(_is_text(api, one) for one in content):
        return Received("text", Scalar(kind=Kind.STRING))
    return Received("file") if content else Received("empty")


def unheard(api: Api, operation: Operation, result: Received) -> Iterator[str]:
    """Yield what a response could be too: a file or text beside what the rpc brings."""
    if result.how not in ("data", "stream"):
        return
    for response in successes(operation):
        for media in response.content:
            if (not _is_json(media) and not media.stream) or _is_file(api, media):
                yield f"the response comes as {media.name} too, which the rpc does not ask for"


def _is_text(api: Api, media: Media) -> bool:
    return media.name.startswith("text/") and not _is_file(api, media) and media.type is not None


def successes(operation: Operation) -> Sequence[Response]:
    """Return the responses to a call that went well."""
    ok = [response for response in operation.responses if response.ok]
    return ok or [one for one in operation.responses if one.status == "default"]


def _either(types: Sequence[Type]) -> Type:
    """Return the one type that all are of, or the choice between them."""
    options: dict[Type, None] = {}
    null = False
    for type_ in types:
        inner = type_.inner if isinstance(type_, Nullable) else type_
        null = null or isinstance(type_, Nullable)
        options.update(dict.fromkeys(inner.options if isinstance(inner, Union) else [inner]))
    if Anything() in options:
        return Anything()
    if len(types) == 1:
        return types[0]
    one = next(iter(options)) if len(options) == 1 else Union(options=tuple(options))
    return Nullable(inner=one) if null else one


@dataclass(frozen=True, slots=True)
class Failure:
    """An error that has a body."""

    status: str
    description: str
    type: Type


def failures(operation: Operation) -> Iterator[Failure]:
    """Yield what a call may fail with."""
    ok = any(response.ok for response in operation.responses)
    for response in operation.responses:
        if response.ok or (not ok and response.status == "default"):
            continue
        types = [one.type for one in response.content if _is_json(one) and one.type is not None]
        if types:
            yield Failure(response.status, response.description, types[0])
