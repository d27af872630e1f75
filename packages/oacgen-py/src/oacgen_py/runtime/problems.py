"""What the body of an error says, in the shapes that Django APIs use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

NO_FIELD = "non_field_errors"
_ENTRIES = ("errors", "invalid_params", "invalidParams", "invalid-params")
_WHERE = ("attr", "name", "pointer", "loc", "field")
_WHAT = ("detail", "reason", "msg", "message")


def problem(data: object) -> tuple[str | None, dict[str, list[str]]]:
    """Return the message for the whole request, and the messages by field.

    Understands DRF's own shapes, drf-standardized-errors and problem+json (RFC 9457).
    """
    if isinstance(data, str):
        return data.strip() if data and not data.lstrip().startswith("<") else None, {}
    detail = _detail(data) if isinstance(data, Mapping) else None
    fields: dict[str, list[str]] = {}
    for path, message in _entries(data) or _messages(data, detail):
        fields.setdefault(path or NO_FIELD, []).append(message)
    if detail is None and isinstance(data, Mapping) and _is_whole(data):
        detail = "; ".join(fields.pop(NO_FIELD, [])) or None
    return detail, fields


def _detail(data: Mapping[str, object]) -> str | None:
    for name in ("detail", "title", "message", "error"):
        value = data.get(name)
        if isinstance(value, str) and value:
            return value
    return None


def _is_whole(data: Mapping[str, object]) -> bool:
    """Whether drf-standardized-errors reports no validation, but a single problem."""
    return data.get("type") in ("client_error", "server_error")


def _entries(data: object) -> list[tuple[str, str]]:
    """Read lists of {where, what}; other bodies have none."""
    if not isinstance(data, Mapping):
        return []
    found: list[tuple[str, str]] = []
    lists = [data.get(name) for name in _ENTRIES]
    if not isinstance(data.get("detail"), str):
        lists.append(data.get("detail"))  # FastAPI's
    for entries in lists:
        if isinstance(entries, Mapping):
            found += _messages(entries, None)
        for entry in entries if isinstance(entries, list) else []:
            what = _first(entry, _WHAT)
            if isinstance(what, str):
                found.append((_path(_first(entry, _WHERE)), what))
    return found


def _first(entry: object, names: Sequence[str]) -> object:
    if not isinstance(entry, Mapping):
        return None
    return next((entry[name] for name in names if entry.get(name) is not None), None)


def _path(where: object) -> str:
    match where:
        case str():
            path = where.removeprefix("#").lstrip("/").replace("/", ".")
        case list():
            path = ".".join(map(str, where))
        case _:
            path = ""
    return "" if path == NO_FIELD else path


def _messages(
    data: object, detail: str | None, path: str = ""
) -> Iterator[tuple[str, str]]:
    """Flatten DRF's body: {"address": {"city": ["x"]}} is ("address.city", "x").

    Beside a `detail` only lists are messages: a text there is a code, or a title.
    """
    match data:
        case Mapping():
            for name, value in data.items():
                if detail is None or isinstance(value, Mapping | list):
                    inner = "" if name == NO_FIELD else str(name)
                    at = ".".join(filter(None, (path, inner)))
                    yield from _messages(value, detail, at)
        case list():
            for index, value in enumerate(data):
                if isinstance(value, Mapping | list):
                    yield from _messages(value, detail, f"{path}.{index}".lstrip("."))
                elif value is not None:
                    yield path, str(value)
        case str():
            yield path, data
