"""Everything that a call may raise."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from .problems import problem

if TYPE_CHECKING:
    from .call import Call, Request, Response


class APIError(Exception):
    """A call that did not work; the base of all the others.

    Errors can be pickled; what was sent, and may be secret, stays behind.
    """

    def __init__(self, message: str, request: Request) -> None:
        super().__init__(message)
        self.request = request

    def __reduce__(self) -> tuple[object, ...]:
        state = dict(self.__dict__)
        state["request"] = request = _portable(self.request)
        if isinstance(self, APIResponseError):
            state["response"] = replace(
                self.response,
                request=request,
                headers={
                    name: value
                    for name, value in self.response.headers.items()
                    if name != "set-cookie"
                },
                chunks=None,
                close=_nothing,
            )
        return _revive, (type(self), self.args, state)


class APIConnectionError(APIError):
    """No answer came. `sent` is false where the server cannot have seen the request."""

    def __init__(self, message: str, request: Request, *, sent: bool = True) -> None:
        super().__init__(message, request)
        self.sent = sent


class APITimeoutError(APIConnectionError, TimeoutError):
    """No answer came in time."""


class APIResponseError(APIError):
    """An answer that does not fit the document."""

    def __init__(self, message: str, response: Response) -> None:
        super().__init__(message, response.request)
        self.response = response


class APIStatusError(APIResponseError):
    """An answer whose status is not 2xx.

    - `body` is what the document declares for the status, else JSON, else text.
    - `detail` is the message for the whole request, where there is one.
    - `fields` has the messages for each field, by path (`address.city`, `items.0.name`).
    - `non_field_errors` are messages that belong to no field.
    """

    def __init__(self, response: Response, body: object, data: object) -> None:
        self.status = response.status
        self.body = body
        self.detail, self.fields = problem(data)
        self.retry_after = response.retry_after
        request = response.request
        summary = f"{request.method} {request.path}: {self.status}"
        super().__init__(f"{summary} {self._reason(response)}".rstrip(), response)

    @property
    def non_field_errors(self) -> list[str]:
        """The messages that belong to no field."""
        return self.fields.get("non_field_errors", [])

    def _reason(self, response: Response) -> str:
        if 300 <= self.status < 400:
            return f"redirected to {response.headers.get('location', 'nowhere')}"
        parts = [self.detail] if self.detail else []
        for name, messages in self.fields.items():
            parts.append(f"{name}: {' '.join(messages)}")
        return "; ".join(parts) or " ".join(response.text.split())[:200]


class BadRequestError(APIStatusError):
    """400: see `fields`."""


class UnauthorizedError(APIStatusError):
    """401: no credentials, or none that are valid."""


class ForbiddenError(APIStatusError):
    """403: not allowed with these credentials."""


class NotFoundError(APIStatusError):
    """404: no such object, or none that these credentials may see."""


class ConflictError(APIStatusError):
    """409: the object has changed meanwhile."""


class RateLimitError(APIStatusError):
    """429: throttled, and the retries are spent; see `retry_after`."""


class ServerError(APIStatusError):
    """5xx: the server failed."""


_BY_STATUS: Mapping[int, type[APIStatusError]] = {
    400: BadRequestError,
    401: UnauthorizedError,
    403: ForbiddenError,
    404: NotFoundError,
    409: ConflictError,
    429: RateLimitError,
}


def status_error(call: Call[object], response: Response) -> APIStatusError:
    """Make the error of a status, with the body that the document declares for it."""
    from .model import parse  # pydantic is loaded when it is needed

    status, errors = response.status, call.errors
    try:
        data: object = json.loads(response.content)
    except (ValueError, RecursionError):
        data = response.text
    body = data
    declared = errors.get(
        status, errors.get(f"{status // 100}XX", errors.get("default"))
    )
    if declared is not None:
        with suppress(ValueError):  # a proxy's page, or nothing that was foreseen
            body = parse(declared, response)
    other = ServerError if status >= 500 else APIStatusError
    return _BY_STATUS.get(status, other)(response, body, data)


def _portable(request: Request) -> Request:
    """Keep what tells calls apart; a password may be in the body, a key in the query."""
    public = ("accept", "accept-language", "content-type", "user-agent")
    headers = {
        name: request.headers[name] for name in public if name in request.headers
    }
    url = request.url.partition("?")[0]
    return replace(request, url=url, headers=headers, content=None)


def _nothing() -> None:
    """Stand in for `Response.close`, which cannot be pickled."""


def _revive(
    kind: type[APIError], args: tuple[object, ...], state: dict[str, object]
) -> APIError:
    error = kind.__new__(kind, *args)
    error.__dict__.update(state)
    return error
