"""What an rpc tells of the REST call behind it: its rule of HTTP, its comment, how to log in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final, Literal

from oacgen_ir.code import Code
from oacgen_ir.ir import Auth, Operation
from oacgen_proto.bodies import Failure, successes
from oacgen_proto.schema import NO_CODE, Argument, FieldType, Http

STATUSES: Final[Mapping[str, str]] = {
    "400": "INVALID_ARGUMENT",
    "401": "UNAUTHENTICATED",
    "403": "PERMISSION_DENIED",
    "404": "NOT_FOUND",
    "405": "UNIMPLEMENTED",
    "409": "ABORTED",
    "412": "FAILED_PRECONDITION",
    "413": "OUT_OF_RANGE",
    "422": "INVALID_ARGUMENT",
    "429": "RESOURCE_EXHAUSTED",
    "501": "UNIMPLEMENTED",
    "502": "UNAVAILABLE",
    "503": "UNAVAILABLE",
    "504": "DEADLINE_EXCEEDED",
}
"""What a server of these services makes of a status of HTTP."""

_SAFE: Final = ("GET", "HEAD")
_REPEATABLE: Final = ("PUT", "DELETE")
_VERBS: Final = ("GET", "PUT", "POST", "DELETE", "PATCH")


def idempotency(operation: Operation) -> Literal["", "NO_SIDE_EFFECTS", "IDEMPOTENT"]:
    if operation.method in _SAFE:
        return "NO_SIDE_EFFECTS"
    return "IDEMPOTENT" if operation.method in _REPEATABLE else ""


def http_rule(
    operation: Operation,
    arguments: Sequence[Argument],
    *,
    body: bool,
    streamed: bool,
    data: bool,
) -> Http:
    """Return the rule of an rpc: whether it has a `body`, is a stream, and brings `data`."""
    prefix = "start." if streamed else ""
    variables = {one.name: prefix + one.field for one in arguments if one.location == "path"}
    carried = NO_CODE
    if streamed:
        carried = Code("*")
    elif body and operation.method not in _SAFE:
        carried = Code("body")
    verb = operation.method
    return Http(
        verb=verb.lower() if verb in _VERBS else verb,
        path=_http_path(operation.path, variables),
        body=carried,
        response_body=Code("data") if data else NO_CODE,
    )


_VARIABLE: Final = re.compile(r"\{([^{}]*)\}")


def _http_path(path: str, variables: Mapping[str, str]) -> str:
    """Return the path in the grammar of `google.api.http`, which knows no slash at the end.

    A segment that is more than one variable, or that it cannot spell, matches anything.
    """
    left = dict(variables)
    segments = []
    for segment in path.split("?")[0].split("#")[0].strip("/").split("/"):
        found = _VARIABLE.fullmatch(segment)
        if found is not None and found[1] in left:
            segments.append(f"{{{left.pop(found[1])}}}")
        elif re.fullmatch(r"[A-Za-z0-9._~!$&'()+,;=@-]*", segment):
            segments.append(segment)
        else:
            segments.append("*")
    return "/" + "/".join(segments)


def comment(
    operation: Operation, failed: Sequence[Failure], errors: Sequence[tuple[str, FieldType]]
) -> str:
    parts = [operation.description or operation.summary]
    lines = []
    for one, (status, held) in zip(failed, errors, strict=True):
        text = f": {one.description}" if one.description.strip() else "."
        lines.append(f"{STATUSES.get(status, status)} carries `{held.one.text}`{text}")
    headers = dict.fromkeys(one.name for each in successes(operation) for one in each.headers)
    if headers:
        lines.append(f"Initial metadata has {', '.join(f'`{one.lower()}`' for one in headers)}.")
    parts.append("\n".join(dict.fromkeys(lines)))
    return "\n\n".join(part for part in parts if part.strip())


def credentials(schemes: Sequence[Auth]) -> str:
    """Return how credentials travel, for the comment of a service."""
    ways = []
    for one in schemes:
        match one.kind:
            case "bearer" | "oauth2" | "openid":
                ways.append("`authorization: Bearer <token>`")
            case "basic":
                ways.append("`authorization: Basic <base64>`")
            case "api_key" if one.location == "header":
                ways.append(f"`{one.parameter.lower()}: {one.prefix}<key>`")
            case "api_key" if one.location == "cookie":
                ways.append(f"`cookie: {one.parameter}=<value>`")
            case _:
                pass
    text = f"Credentials are call metadata: {' or '.join(dict.fromkeys(ways))}. " if ways else ""
    return text + _ERRORS


_ERRORS: Final = (
    "The status of a failed call carries `google.rpc` details, and the message that its rpc names."
)
