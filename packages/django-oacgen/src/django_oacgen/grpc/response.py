"""From the answer of the API to the messages of an rpc."""

from __future__ import annotations

import json
import re
from collections.abc import Generator, Iterator
from email.message import Message as Head
from typing import Any, Final

from google.protobuf.message import Message
from grpc import StatusCode

from django_oacgen.grpc.exchange import Answer, Headers
from django_oacgen.grpc.items import items
from django_oacgen.grpc.status import Refusal, refusal_of
from django_oacgen.grpc.stubs import Rpc

CHUNK: Final = 64 * 1024  # bytes of a file in one message

# What is about the HTTP connection, the form of a body, or browsers, and nothing to a caller.
_HTTP_ONLY: Final = frozenset(
    {
        "accept-ranges",
        "allow",
        "connection",
        "content-disposition",
        "content-encoding",
        "content-length",
        "content-security-policy",
        "content-security-policy-report-only",
        "content-type",
        "cross-origin-embedder-policy",
        "cross-origin-opener-policy",
        "cross-origin-resource-policy",
        "date",
        "keep-alive",
        "permissions-policy",
        "referrer-policy",
        "server",
        "set-cookie",
        "strict-transport-security",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "vary",
        "x-content-type-options",
        "x-frame-options",
    }
)


def checked(rpc: Rpc, answer: Answer, domain: str) -> Answer:
    """Return an answer that is a success; any other is raised as a Refusal."""
    if 200 <= answer.status < 300:
        return answer
    raise refusal_of(answer, rpc.call.error(answer.status), domain)


def message_of(rpc: Rpc, answer: Answer) -> Message:
    """Return the one message that an answer brings."""
    body = answer.read()
    match rpc.call.result:
        case "text":
            return rpc.call.answer(body.decode(_charset(answer), "replace"))
        case "data" if body or not rpc.call.bare:
            return _fitting(rpc, _json(body, answer))
        case _:
            return rpc.call.answer(None)


def messages_of(rpc: Rpc, answer: Answer) -> Generator[Message, None, None]:
    """Yield the messages of a stream as the answer comes."""
    chunks = answer.stream()
    if rpc.call.result == "file":
        yield from _file(rpc, answer, chunks)
        return
    for text in items(chunks, answer.media):
        yield _fitting(rpc, text if _is_text(rpc) else _json(text.encode(), answer))


def metadata_of(headers: Headers, room: int = 6_000) -> list[tuple[str, str]]:
    """Return the headers that are of use to a caller, as metadata.

    A client takes 8 KB in all and else sees nothing of the call, so `room` for more is left out.
    """
    fitting: list[tuple[str, str]] = []
    for name, value in _useful(headers):
        size = len(name) + len(value) + 32  # as HTTP/2 counts
        if size <= room:
            fitting.append((name, value))
            room -= size
    return fitting


def _useful(headers: Headers) -> Iterator[tuple[str, str]]:
    return (
        (name.lower(), value)
        for name, value in headers
        if name.lower() not in _HTTP_ONLY
        and not name.lower().startswith(("grpc-", "access-control-"))
        and value.isascii()
        and value.isprintable()
    )


def _is_text(rpc: Rpc) -> bool:
    """Whether the items of a stream are text as it is, whatever JSON it may be."""
    field = rpc.call.response.DESCRIPTOR.fields_by_name["data"]
    return bool(field.type == field.TYPE_STRING)


def _file(rpc: Rpc, answer: Answer, chunks: Iterator[bytes]) -> Iterator[Message]:
    length = answer.header("content-length")
    info: dict[str, Any] = {"content_type": answer.header("content-type")}
    if name := _file_name(answer.header("content-disposition")):
        info["name"] = name
    if length.isdecimal():
        info["size"] = int(length)
    yield rpc.call.response(file=info)
    for chunk in chunks:
        for start in range(0, len(chunk), CHUNK):
            yield rpc.call.response(chunk=chunk[start : start + CHUNK])


def _file_name(disposition: str) -> str:
    """Return the name of a file, safe to use in a folder."""
    head = Head()
    head["content-disposition"] = disposition
    last = re.split(r"[\\/]", head.get_filename() or "")[-1].strip()
    return "" if last in (".", "..") else re.sub(r"[\x00-\x1f\x7f:]", "_", last)


def _json(text: bytes, answer: Answer) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        said = answer.media or "something without a media type"
        raise _misfit(f"the API answers {said} where JSON is expected", answer) from None


def _fitting(rpc: Rpc, value: Any) -> Message:
    try:
        return rpc.call.answer(value)
    except (TypeError, ValueError, OverflowError) as error:
        text = f"the answer of the API does not fit {rpc.name}: {error}"
        raise Refusal(StatusCode.INTERNAL, text) from error


def _misfit(text: str, answer: Answer) -> Refusal:
    return Refusal(StatusCode.INTERNAL, text, http=answer.status)


def _charset(answer: Answer) -> str:
    head = Head()
    head["content-type"] = answer.header("content-type") or "text/plain"
    charset = head.get_content_charset("utf-8")
    try:
        "".encode(charset)
    except LookupError:
        return "utf-8"
    return charset
