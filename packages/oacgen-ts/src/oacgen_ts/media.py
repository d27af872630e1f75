"""Which of the media types that a document offers a client speaks, and how an answer is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from oacgen_ir.ir import Anything, Kind, Media, Operation, Response, Scalar, Type

JSON: Final = "application/json"


def is_json(media: Media) -> bool:
    """Whether a media type is JSON; `*/*` is, unless it is a file."""
    if media.stream:
        return False
    if media.name == "*/*":
        return not (isinstance(media.type, Scalar) and media.type.kind is Kind.BINARY)
    return media.name.endswith(("/json", "+json"))


@dataclass(frozen=True, slots=True)
class Received:
    """An answer: how it is read and of which types it may be.

    With `empty`, it may also have no content. `failures` are the bodies of errors by status.
    """

    how: Literal["json", "stream", "nothing", "text", "download"]
    types: tuple[Type, ...] = ()
    empty: bool = False
    media: str = ""
    failures: tuple[tuple[str, Type], ...] = ()


def received_answer(operation: Operation) -> Received:
    """Read the successful answers of an operation."""
    good = [one for one in operation.responses if one.ok]
    good = good or [one for one in operation.responses if one.status == "default"]
    failures = tuple(_failures(operation))
    medias = [media for one in good for media in one.content]
    json = _first_each(good)
    if operation.method == "HEAD" or not medias:
        return Received("nothing", failures=failures)
    if json:
        types = tuple(dict.fromkeys([media.type or Anything() for media in json]))
        media = json[0].accept if json[0].accept not in (JSON, "*/*") else ""
        return Received("json", types, any(not one.content for one in good), media, failures)
    stream = next((media for media in medias if media.stream), None)
    if stream is not None:
        item = stream.type or Anything()
        return Received("stream", (item,), media=_accept(stream.accept), failures=failures)
    return _other(medias[0], failures)


def _first_each(good: Sequence[Response]) -> list[Media]:
    """Return the first JSON of each answer."""
    firsts = (next((media for media in one.content if is_json(media)), None) for one in good)
    return [media for media in firsts if media is not None]


def _other(media: Media, failures: tuple[tuple[str, Type], ...]) -> Received:
    is_file = isinstance(media.type, Scalar) and media.type.kind is Kind.BINARY
    how: Literal["text", "download"] = (
        "text" if media.name.startswith("text/") and not is_file else "download"
    )
    return Received(how, media=_accept(media.accept), failures=failures)


def _accept(name: str) -> str:
    """Return what to ask for: anything second.

    REST framework refuses a view that has no renderer for what is asked alone, and errors are JSON.
    """
    return name if name == "*/*" else f"{name}, */*;q=0.5"


def _failures(operation: Operation) -> list[tuple[str, Type]]:
    found = []
    for response in operation.responses:
        media = next((one for one in response.content if is_json(one)), None)
        if media is not None and media.type is not None and not response.ok:
            found.append((response.status, media.type))
    return found
