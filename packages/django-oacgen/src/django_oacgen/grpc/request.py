"""The HTTP request behind a call: from the message, and from the metadata that may pass."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final, TypeAlias
from urllib.parse import unquote

from google.protobuf.message import DecodeError, Message

from django_oacgen.grpc.exchange import Request
from django_oacgen.grpc.forms import Uploaded, written
from django_oacgen.grpc.status import invalid
from django_oacgen.grpc.stubs import Rpc

Metadata: TypeAlias = Iterable[tuple[str, str | bytes]]

# What a proxy in front of the API would set itself, such as x-forwarded-for, is not here: a
# client that could send it would be believed.
PASSED: Final = frozenset(
    {
        "accept",
        "accept-language",
        "authorization",
        "baggage",
        "cookie",
        "idempotency-key",
        "if-match",
        "if-none-match",
        "if-unmodified-since",
        "prefer",
        "referer",
        "traceparent",
        "tracestate",
        "user-agent",
        "x-api-key",
        "x-correlation-id",
        "x-csrftoken",
        "x-request-id",
    }
)

_LONGEST: Final = 8190  # of a path with its query, and of a header: what web servers take

_ACCEPT: Final[Mapping[str, str]] = {
    "data": "application/json, */*",
    "empty": "application/json, */*",
    "text": "text/csv, text/plain, text/*;q=0.9, */*;q=0.5",
    "file": "*/*",
    "stream": "text/event-stream, application/x-ndjson, */*;q=0.5",
}


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls: the address, the headers that may pass, and how long there is time."""

    address: str
    headers: Mapping[str, str]
    deadline: float | None = None  # of time.monotonic()


def headers_of(metadata: Metadata, passed: frozenset[str]) -> dict[str, str]:
    """Return the metadata that may pass, as headers."""
    headers: dict[str, str] = {}
    for key, value in metadata:
        # gRPC allows no other characters, and callers who send them nevertheless mean no good.
        if key in passed and isinstance(value, str) and value.isascii() and value.isprintable():
            between = "; " if key == "cookie" else ", "
            headers[key] = f"{headers[key]}{between}{value}" if key in headers else value
    return headers


def address_of(peer: str) -> str:
    """Return the IP address in what gRPC says of a peer: `ipv4:1.2.3.4:5`, `ipv6:%5B::1%5D:5`."""
    kind, _, rest = peer.partition(":")
    if kind not in ("ipv4", "ipv6"):
        return ""
    return unquote(rest).rpartition(":")[0].strip("[]").partition("%")[0]


def message_of(rpc: Rpc, data: bytes) -> Message:
    """Return the message that was sent; bytes that are none are refused."""
    try:
        return rpc.call.request.FromString(data)
    except DecodeError:
        raise invalid(f"this is no {rpc.call.request.DESCRIPTOR.full_name}") from None


def request_of(rpc: Rpc, message: Message, caller: Caller) -> Request:
    """Return the request that a message means; one that cannot be sent is a Refusal."""
    try:
        body, media = written(rpc.call.media, rpc.call.json(message))
    except ValueError as error:
        raise invalid(str(error), "update_mask") from error
    return replace(_bare(rpc, message, caller, media), body=body, length=len(body))


def upload_of(rpc: Rpc, start: Message, uploaded: Uploaded, caller: Caller) -> Request:
    """Return the request that a stream means: its first message, and the bytes after it."""
    try:
        body, length, media = uploaded.body(start)
    except ValueError as error:
        raise invalid(str(error), "update_mask") from error
    return replace(_bare(rpc, start, caller, media), body=body, length=length)


def _bare(rpc: Rpc, message: Message, caller: Caller, media: str) -> Request:
    """Return a request without its body."""
    call = rpc.call
    try:
        target, own = call.url(message), call.headers(message)
    except ValueError as error:
        raise invalid(str(error)) from error
    if len(target) > _LONGEST:
        raise invalid(f"the path and its query have more than {_LONGEST} characters")
    headers = {"accept": _ACCEPT[call.result], **caller.headers}
    for name, value in own:
        lower = name.lower()
        if len(value) > _LONGEST:
            raise invalid(f"{name} has more than {_LONGEST} characters")
        both = lower == "cookie" and lower in headers
        headers[lower] = f"{headers[lower]}; {value}" if both else value
    if media:
        headers["content-type"] = media
    return Request(
        method=call.method,
        target=target,
        headers=list(headers.items()),
        peer=caller.address,
        deadline=caller.deadline,
    )
