"""Whether what came of a scenario is what had to come of it."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from email import message_from_bytes
from email.policy import HTTP
from typing import Any, Final
from urllib.parse import parse_qsl, unquote

from pydantic import JsonValue

from oacgen_ir.ir import Api, Array, Kind, Operation, Type
from oacgen_ir.wire.scenarios import Scenario, Sent, Step
from oacgen_ir.wire.server import Received
from oacgen_ir.wire.values import canonical, spelt

Outcome = Mapping[str, Any]
"""What a driver tells of a step: `result` or `error`, and more where the step asks for it."""

_LONGEST: Final = 300


def faults(
    api: Api, scenario: Scenario, outcomes: Sequence[Outcome], received: Sequence[Received]
) -> list[str]:
    """Return what is wrong, a short sentence for each; nothing if the scenario went well."""
    found: list[str] = []
    for number, (step, outcome) in enumerate(zip(scenario.steps, outcomes, strict=False), 1):
        where = f"step {number}: " if len(scenario.steps) > 1 else ""
        found += [where + fault for fault in _step(api, step, outcome)]
    if len(outcomes) < len(scenario.steps):
        found.append(f"{len(outcomes)} of {len(scenario.steps)} steps were made")
    return [fault[:_LONGEST] for fault in [*found, *_wire(api, scenario, received)]]


# --- Results and errors --------------------------------------------------------------------------


def _step(api: Api, step: Step, outcome: Outcome) -> Iterator[str]:
    error = outcome.get("error")
    wanted = step.error or (step.or_error if error is not None else None)
    if wanted is None and error is not None:
        yield f"error {_short(error)}"
    elif wanted is not None and error is None:
        yield f"result {_short(outcome.get('result'))} instead of an error"
    elif wanted is not None and error is not None:
        yield from _error(wanted, error)
    else:
        yield from _result(api, step, outcome)
    if step.seen is not None and outcome.get("seen") != step.seen:
        yield f"hooks saw {_short(outcome.get('seen'))}"


def _error(expected: Mapping[str, JsonValue], error: Mapping[str, JsonValue]) -> Iterator[str]:
    """Compare what is expected; `typed` only where types can be seen at run time."""
    for key, wanted in expected.items():
        value = error.get(key)
        if key == "kind" and isinstance(wanted, list):
            if value not in wanted:
                yield f"error of kind {value}: {_short(error)}"
        elif not same(wanted, value) and (key != "typed" or key in error):
            yield f"error.{key} is {_short(value)}, not {_short(wanted)}: {_short(error)}"


def _result(api: Api, step: Step, outcome: Outcome) -> Iterator[str]:
    type_ = returned(api, step)
    value = canonical(api, type_, outcome.get("result"))
    wanted = canonical(api, type_, step.result)
    if not same(wanted, value):
        yield f"result is {difference(wanted, value)}"
    told = outcome.get("variants")
    if step.variants and told is not None and told != step.variants:
        yield f"variants are {_short(told)}"


def operation(api: Api, name: str) -> Operation:
    """Return an operation by its id."""
    return next(one for one in api.operations if one.id == name)


def returned(api: Api, step: Step) -> Type | None:
    """Return the type of a step's result, where the document has it."""
    if step.how in ("raw", "download"):
        return None
    called = operation(api, step.call)
    if step.how == "iterate":
        found = called.pagination
        result: Type | None = Array(items=found.item) if found else _body(called)
    else:
        result = _body(called)
    return Array(items=result) if step.parallel > 1 and result is not None else result


def _body(called: Operation) -> Type | None:
    good = [response for response in called.responses if response.ok]
    return next((media.type for response in good for media in response.content), None)


# --- Requests ------------------------------------------------------------------------------------


def _wire(api: Api, scenario: Scenario, received: Sequence[Received]) -> Iterator[str]:
    lines = [f"{one.method} {_path(one)}" for one in received]
    if scenario.counts is not None:
        if scenario.counts != Counter(lines):
            yield f"sent {dict(Counter(lines))}"
        return
    if scenario.at_most is not None:
        if len(received) > scenario.at_most:
            yield f"{len(received)} requests"
        return
    if len(received) != len(scenario.sent):
        yield f"{len(received)} requests instead of {len(scenario.sent)}: {_short(lines)}"
        return
    before: Received | None = None
    for number, (wanted, request) in enumerate(zip(scenario.sent, received, strict=True), 1):
        for fault in _request(api, scenario, wanted, request, before):
            yield f"request {number}: {fault}"
        before = request


def _request(
    api: Api, scenario: Scenario, wanted: Sent, request: Received, before: Received | None
) -> Iterator[str]:
    line = f"{request.method} {_path(request)}"
    if line != wanted.request:
        yield f"{line} instead of {wanted.request}"
    query = sorted(_query(request), key=_name)
    if not same([list(pair) for pair in sorted(wanted.query, key=_name)], query):
        yield f"query {_short(query)}"
    for name, text in wanted.headers.items():
        value = request.headers.get(name.lower())
        if not (value is text or same(text, value)):
            yield f"header {name} is {value!r}, not {text!r}"
    yield from _content(api, scenario, wanted, request)
    if wanted.after is not None and before is not None:
        gap = request.at - before.at
        if not wanted.after[0] <= gap <= wanted.after[1]:
            yield f"came after {gap:.2f} s"


def _path(request: Received) -> str:
    """Return the path with what needs no escape unescaped; a slash in a segment stays apart."""
    parts = request.target.partition("?")[0].split("/")
    return "/".join(unquote(part).replace("%", "%25").replace("/", "%2F") for part in parts)


def _query(request: Received) -> list[list[str]]:
    return [list(pair) for pair in parse_qsl(request.target.partition("?")[2], True)]


def _name(pair: Sequence[object]) -> str:
    return str(pair[0])


def _content(api: Api, scenario: Scenario, wanted: Sent, request: Received) -> Iterator[str]:
    media = request.headers.get("content-type", "").partition(";")[0]
    if wanted.form is not None:
        parts = _form(request) if media == "multipart/form-data" else []
        if not same(wanted.form, parts):
            yield f"{media} with the parts {_short(parts)}"
    elif wanted.body is not None:
        if request.body.decode("latin-1") != wanted.body:
            yield f"body {request.body[:60]!r}"
    elif wanted.json_ is None:
        if request.body:
            yield f"body {request.body[:60]!r} where none was due"
    else:
        yield from _json(api, scenario, wanted, request, media)


def _json(
    api: Api, scenario: Scenario, wanted: Sent, request: Received, media: str
) -> Iterator[str]:
    if media != "application/json":
        yield f"body of the type {media!r}"
    try:
        value = json.loads(request.body)
    except ValueError:
        yield f"body {request.body[:60]!r}"
        return
    type_ = next(
        (
            media.type
            for step in scenario.steps
            if (body := operation(api, step.call).body)
            for media in body.content
            if operation(api, step.call).method == request.method
        ),
        None,
    )
    sent = canonical(api, type_, value)
    if isinstance(value, dict) and isinstance(sent, dict):
        sent = {**value, **sent}  # an unknown field must be seen here
    if not same(canonical(api, type_, wanted.json_), sent):
        yield f"body is {difference(wanted.json_, value)}"


def _form(request: Received) -> list[JsonValue]:
    """Return the parts of a multipart body; a long one tells its size."""
    head = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode()
    parts: list[JsonValue] = []
    for part in message_from_bytes(head + request.body, policy=HTTP).iter_parts():
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        told: dict[str, JsonValue] = {
            "name": part.get_param("name", header="content-disposition")  # type: ignore[dict-item]
        }
        if filename := part.get_filename():
            told["filename"] = filename
        told |= {"size": len(content)} if len(content) > 1000 else {"text": content.decode()}
        parts.append(told)
    return parts


# --- Comparing -----------------------------------------------------------------------------------


def same(wanted: object, value: object) -> bool:
    """Compare JSON values exactly.

    Some objects stand for more than one value: `{"$matches": pattern}` for texts, `$moment` and
    `$duration` for their spellings, `$contains` for objects with more in them, `$any` for all.
    """
    match wanted:
        case {"$any": _}:
            return True
        case {"$matches": str(pattern)}:
            return isinstance(value, str) and re.search(pattern, value, re.DOTALL) is not None
        case {"$moment": moment}:
            return isinstance(value, str) and spelt(Kind.DATETIME, value) == moment
        case {"$duration": seconds}:
            return isinstance(value, str) and spelt(Kind.DURATION, value) == seconds
        case {"$contains": dict(part)}:
            return isinstance(value, dict) and all(
                same(item, value.get(key)) for key, item in part.items()
            )
        case dict():
            return (
                isinstance(value, dict)
                and wanted.keys() == value.keys()
                and all(same(item, value[key]) for key, item in wanted.items())
            )
        case list() | tuple():
            return (
                isinstance(value, list)
                and len(wanted) == len(value)
                and all(map(same, wanted, value))
            )
        case bool() | None | str():
            return wanted is value or (type(wanted) is type(value) and wanted == value)
    return not isinstance(value, bool) and wanted == value


def difference(wanted: object, value: object, path: str = "") -> str:
    """Name the first place where two values differ."""
    if isinstance(wanted, dict) and isinstance(value, dict):
        for key in [*wanted, *(key for key in value if key not in wanted)]:
            if key not in value:
                return f"without {path}{key}"
            if key not in wanted:
                return f"with {path}{key} ({_short(value[key])}) beside what was due"
            if not same(wanted[key], value[key]):
                return difference(wanted[key], value[key], f"{path}{key}.")
    if isinstance(wanted, list) and isinstance(value, list) and len(wanted) == len(value):
        for index, (one, other) in enumerate(zip(wanted, value, strict=True)):
            if not same(one, other):
                return difference(one, other, f"{path}{index}.")
    return f"{_short(value)} instead of {_short(wanted)}{f' at {path[:-1]}' if path else ''}"


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 160 else text[:157] + "..."
