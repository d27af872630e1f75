"""Which media type of a body a client speaks, and what its code says about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from oacgen_ir.ir import (
    Anything,
    Array,
    Body,
    Declaration,
    Kind,
    Media,
    Model,
    Nullable,
    Operation,
    Ref,
    Response,
    Scalar,
    Type,
)

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
JSON = "application/json"

Form: TypeAlias = Literal["", "True", '"auto"', '"urlencoded"']


def is_json(media: str) -> bool:
    """Whether a media type is JSON."""
    return media.endswith(("/json", "+json")) or media == "*/*"


def is_text(media: str) -> bool:
    """Whether a media type is text, which XML is too."""
    return media.startswith("text/") or media.endswith(("/xml", "+xml", "/yaml", "+yaml"))


@dataclass(frozen=True, slots=True)
class Sent:
    """How a request's body is written; `type` is None for the bytes of a file."""

    type: Type | None
    form: Form = ""
    media: str = ""
    parts: tuple[tuple[str, str], ...] = ()


def sent(body: Body, declarations: Mapping[str, Declaration]) -> Sent | None:
    """Choose JSON, a form where there is a file, else what there is; None without content."""
    by_name = {media.name: media for media in reversed(body.content)}
    plain = next(
        (media for media in body.content if is_json(media.name) and not media.stream), None
    )
    multipart, form = by_name.get(MULTIPART), by_name.get(FORM)
    if plain is not None:
        media = "" if plain.name in (JSON, "*/*") else plain.name
        if multipart is not None and has_file(multipart.type, declarations):
            return Sent(multipart.type or Anything(), '"auto"', media, _parts(multipart))
        return Sent(plain.type or Anything(), "", media)
    if multipart is not None and (form is None or has_file(multipart.type, declarations)):
        return Sent(multipart.type or Anything(), "True", "", _parts(multipart))
    if form is not None:
        return Sent(form.type or Anything(), '"urlencoded"')
    return _other(body.content[0]) if body.content else None


def _other(media: Media) -> Sent:
    if is_text(media.name):
        return Sent(Scalar(kind=Kind.STRING), "", media.name)
    name = media.name if "*" not in media.name else "application/octet-stream"
    return Sent(None, "", name)


def _parts(media: Media) -> tuple[tuple[str, str], ...]:
    return tuple((part.name, part.media) for part in media.parts if part.media)


def has_file(type_: Type | None, declarations: Mapping[str, Declaration]) -> bool:
    """Whether a form has the bytes of a file among its fields."""
    match type_:
        case Ref():
            found = declarations[type_.name]
            return isinstance(found, Model) and any(_is_file(one.type) for one in found.fields)
        case Nullable():
            return has_file(type_.inner, declarations)
        case _:
            return False


def _is_file(type_: Type) -> bool:
    match type_:
        case Scalar():
            return type_.kind is Kind.BINARY
        case Array():
            return _is_file(type_.items)
        case Nullable():
            return _is_file(type_.inner)
        case _:
            return False


# --- Answers -------------------------------------------------------------------------------------

How: TypeAlias = Literal["nothing", "json", "text", "file", "stream"]


@dataclass(frozen=True, slots=True)
class Received:
    """How an answer is read; several types where statuses differ, None among them for no body."""

    how: How
    types: tuple[Type | None, ...] = ()
    accept: str = ""


def received(operation: Operation) -> Received:
    """Choose how the successful answers of an operation are read."""
    good = [one for one in operation.responses if one.ok]
    if not good:
        good = [one for one in operation.responses if one.status == "default"]
    read = [_one(response) for response in good]
    for how in ("stream", "file"):
        found = [one for one in read if one.how == how]
        if found and (how == "stream" or all(one.how in (how, "nothing") for one in read)):
            return found[0]
    types: list[Type | None] = []
    for one in read:
        types += [type_ for type_ in one.types or (None,) if type_ not in types]
    accept = next((one.accept for one in read if one.accept), "")
    whole = [one for one in read if one.how != "nothing"]
    if not whole or operation.method == "HEAD":
        return Received("nothing")
    return Received(whole[0].how, tuple(types), accept)


def is_paged(operation: Operation) -> bool:
    """Whether the items of an operation can be walked: it has pages, and they have one type."""
    if operation.pagination is None:
        return False
    read = received(operation)
    return read.how == "json" and len(read.types) == 1 and read.types[0] is not None


def _one(response: Response) -> Received:
    by_rank = sorted(response.content, key=_rank)
    if not by_rank:
        return Received("nothing")
    media = by_rank[0]
    if media.stream:
        return Received("stream", (media.type or Anything(),), _accept(media))
    if is_json(media.name) and not _is_bytes(media.type):
        return Received("json", (media.type or Anything(),), _accept(media))
    if is_text(media.name) and not _is_bytes(media.type):
        return Received("text", (Scalar(kind=Kind.STRING),), _accept(media))
    return Received("file", (), _accept(media))


def _rank(media: Media) -> int:
    if is_json(media.name) and not media.stream:
        return 0
    if media.stream:
        return 1
    return 2 if is_text(media.name) else 3


def _accept(media: Media) -> str:
    return "" if media.accept in (JSON, "*/*") else media.accept


def _is_bytes(type_: Type | None) -> bool:
    return isinstance(type_, Scalar) and type_.kind is Kind.BINARY


def errors(responses: Iterable[Response]) -> Sequence[tuple[str, Type]]:
    """Return the statuses of errors whose body the document declares."""
    found: list[tuple[str, Type]] = []
    for response in responses:
        if not response.ok:
            media = next((one for one in response.content if is_json(one.name)), None)
            if media is not None and media.type is not None:
                found.append((response.status, media.type))
    return found
