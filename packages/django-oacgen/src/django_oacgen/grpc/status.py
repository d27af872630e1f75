"""Refusals: an HTTP status as a status of gRPC, with `google.rpc` details."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator, Mapping
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote

from google.protobuf.any_pb2 import Any as AnyMessage
from google.protobuf.message import Message
from google.rpc.error_details_pb2 import BadRequest, ErrorInfo, RetryInfo
from google.rpc.status_pb2 import Status
from grpc import StatusCode

from django_oacgen.grpc.exchange import Answer, Headers
from django_oacgen.grpc.stubs import Codec

NO_FIELD: Final = "non_field_errors"
# Metadata of a call is 8 KB in all, or its client sees nothing of it.
_LONGEST: Final = 1_200  # characters of a message
_LARGEST: Final = 4_000  # bytes of all details

_REPEATABLE: Final = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE"})
_UNSURE: Final = frozenset(
    {
        StatusCode.DEADLINE_EXCEEDED,
        StatusCode.INTERNAL,
        StatusCode.UNAVAILABLE,
        StatusCode.UNKNOWN,
    }
)
_PUSHBACK: Final = "grpc-retry-pushback-ms"
_AT_LEAST: Final = 50  # ms: gRPC's C core hangs where it is to retry at once (grpc/grpc#41036)
_LONGEST_WAIT: Final = 60.0  # seconds that a client waits to try again, as those of HTTP do

_CODES: Final = {
    400: StatusCode.INVALID_ARGUMENT,
    401: StatusCode.UNAUTHENTICATED,
    403: StatusCode.PERMISSION_DENIED,
    404: StatusCode.NOT_FOUND,
    405: StatusCode.UNIMPLEMENTED,
    406: StatusCode.INVALID_ARGUMENT,
    408: StatusCode.DEADLINE_EXCEEDED,
    409: StatusCode.ABORTED,
    410: StatusCode.NOT_FOUND,
    412: StatusCode.FAILED_PRECONDITION,
    413: StatusCode.OUT_OF_RANGE,
    414: StatusCode.INVALID_ARGUMENT,
    415: StatusCode.INVALID_ARGUMENT,
    416: StatusCode.OUT_OF_RANGE,
    422: StatusCode.INVALID_ARGUMENT,
    429: StatusCode.RESOURCE_EXHAUSTED,
    499: StatusCode.CANCELLED,
    501: StatusCode.UNIMPLEMENTED,
    502: StatusCode.UNAVAILABLE,
    503: StatusCode.UNAVAILABLE,
    504: StatusCode.DEADLINE_EXCEEDED,
}


class Refusal(Exception):
    """The end of a call that did not go well, with details and the headers of the answer.

    `wait` is how many seconds the API asks for; `sent` is whether it may have been reached.
    """

    def __init__(
        self,
        code: StatusCode,
        message: str,
        *,
        details: tuple[Message, ...] = (),
        http: int = 0,
        headers: Headers = (),
        wait: float | None = None,
        sent: bool = True,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = _short(message)
        self.details = details
        self.http = http
        self.headers = headers
        self.wait = wait
        self.sent = sent

    def status(self) -> bytes:
        """Return the `google.rpc.Status`; what is too long for metadata is left out."""
        number, _ = self.code.value
        status = Status(code=number, message=self.message)
        left = _LARGEST
        for detail in self.details:
            packed = AnyMessage()
            packed.Pack(detail)
            left -= packed.ByteSize()
            if left >= 0:
                status.details.append(packed)
        serialized: bytes = status.SerializeToString()
        return serialized


def pushback(method: str, refusal: Refusal) -> list[tuple[str, str]]:
    """Return what tells gRPC's own retries when to come, or never to, as metadata.

    Whatever the client's policy: what may have had an effect does not happen twice.
    """
    unsure = refusal.sent and refusal.code in _UNSURE and method not in _REPEATABLE
    if unsure or (refusal.wait or 0) > _LONGEST_WAIT:
        return [(_PUSHBACK, "-1")]
    if refusal.wait is None:
        return []
    return [(_PUSHBACK, str(max(int(refusal.wait * 1000), _AT_LEAST)))]


def _short(message: str) -> str:
    while len(quote(message)) > _LONGEST:  # as it is sent
        message = f"{message[: len(message) // 2]}…"
    return message


def code_of(http: int) -> StatusCode:
    """Return the status of gRPC for one of HTTP that is no success."""
    if http in _CODES:
        return _CODES[http]
    if 400 <= http < 500:
        return StatusCode.FAILED_PRECONDITION
    return StatusCode.INTERNAL if http >= 500 else StatusCode.UNKNOWN


def invalid(message: str, field: str = "") -> Refusal:
    """Return the refusal of a request that cannot be sent at all."""
    violation = BadRequest.FieldViolation(field=field, description=message)
    return Refusal(
        StatusCode.INVALID_ARGUMENT,
        message,
        details=(BadRequest(field_violations=[violation]),) if field else (),
    )


def refusal_of(answer: Answer, codec: Codec | None, domain: str) -> Refusal:
    """Return what an answer that is no success means; its body is read.

    `codec` is that of the message which the rpc names for this status.
    """
    body = _json(answer.read())
    violations = [
        BadRequest.FieldViolation(field=path, description=message)
        for path, message in _messages(body)
    ]
    wait = _wait(answer)
    details = [*_named(body, codec), *_retry(wait), _info(answer.status, body, domain)]
    message = _summary(answer, body, violations)
    if answer.status in (400, 422) and violations:
        details.append(_bad_request(violations, _room(details)))
    return Refusal(
        code_of(answer.status),
        message,
        details=tuple(details),
        http=answer.status,
        headers=answer.headers,
        wait=wait,
    )


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return None


def _summary(answer: Answer, body: Any, violations: list[BadRequest.FieldViolation]) -> str:
    """Return what the API says; of a page for people nothing but its status."""
    if isinstance(body, Mapping):
        for key in ("detail", "title", "message", "error"):
            if isinstance(text := body.get(key), str) and text:
                return text
    if violations:
        first = violations[0]
        return f"{first.field}: {first.description}" if first.field else first.description
    if isinstance(body, str) and body:
        return body
    if 300 <= answer.status < 400 and (location := answer.header("location")):
        return f"the API redirects to {location}"
    return f"{answer.status} {_phrase(answer.status)}"


def _phrase(http: int) -> str:
    try:
        return HTTPStatus(http).phrase
    except ValueError:
        return "is what the API answers"


def _named(body: Any, codec: Codec | None) -> Iterator[Message]:
    """Yield the message that the rpc promises, if the body is one."""
    if codec is None or body is None:
        return
    try:
        message = codec.parse(body)
    except (TypeError, ValueError):
        return
    if isinstance(message, Message):
        yield message


def _wait(answer: Answer) -> float | None:
    """Return how many seconds the API asks to wait."""
    text = answer.header("retry-after").strip()
    if text.isdecimal():
        return float(text)
    try:
        return max(parsedate_to_datetime(text).timestamp() - time.time(), 0.0)
    except (TypeError, ValueError):
        return None


def _retry(wait: float | None) -> Iterator[RetryInfo]:
    if wait is not None:
        info = RetryInfo()
        info.retry_delay.FromMilliseconds(int(wait * 1000))
        yield info


def _info(http: int, body: Any, domain: str) -> ErrorInfo:
    """Return the reason, in capitals: the `code` that the API gives, or the name of the status."""
    code = body.get("code") if isinstance(body, Mapping) else None
    reason = code if isinstance(code, str) and code else _phrase(http)
    capitals = re.sub(r"[^A-Z0-9]+", "_", reason.upper()).strip("_")[:63]
    return ErrorInfo(reason=capitals, domain=domain, metadata={"http_status": str(http)})


def _room(details: list[Message]) -> int:
    around = 60  # bytes: the name of its type
    return _LARGEST - around - sum(detail.ByteSize() + around for detail in details)


def _bad_request(violations: list[BadRequest.FieldViolation], room: int) -> BadRequest:
    """Return as many violations as there is room for."""
    found = BadRequest()
    for violation in violations:
        violation.description = _short(violation.description)
        room -= violation.ByteSize() + 4
        if room < 0:
            break
        found.field_violations.append(violation)
    return found


def _messages(body: Any) -> list[tuple[str, str]]:
    """Return paths and messages of the errors in a body, DRF's own or drf-standardized-errors'."""
    match body:
        case {"errors": [{"detail": _}, *_] as entries}:
            found = [(e.get("attr"), e.get("detail")) for e in entries if isinstance(e, Mapping)]
            return [("" if a in (None, NO_FIELD) else str(a), str(d)) for a, d in found]
        case {"detail": str()}:
            return []
        case dict() | list():
            return list(_flat(body, ""))
        case _:
            return []


def _flat(data: Any, path: str) -> Iterator[tuple[str, str]]:
    """Flatten nested errors: {"items": [{}, {"product": ["x"]}]} has `items.1.product`."""
    match data:
        case dict():
            for key, value in data.items():
                inner = "" if key == NO_FIELD else str(key)
                yield from _flat(value, ".".join(filter(None, (path, inner))))
        case list():
            for index, value in enumerate(data):
                nested = isinstance(value, dict | list)
                yield from _flat(value, f"{path}.{index}".lstrip(".") if nested else path)
        case str() | int() | float():
            yield path, str(data)
