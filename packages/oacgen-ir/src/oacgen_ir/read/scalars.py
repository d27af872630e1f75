"""Scalars and their limits, from `type`, `format` and the keywords beside them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pydantic import JsonValue

from oacgen_ir.ir import NO_LIMITS, Kind, Limits, Scalar
from oacgen_ir.read.source import Node

STRING_FORMATS = {
    "date": Kind.DATE,
    "date-time": Kind.DATETIME,
    "datetime": Kind.DATETIME,
    "time": Kind.TIME,
    "duration": Kind.DURATION,
    "decimal": Kind.DECIMAL,
    "uuid": Kind.UUID,
    "guid": Kind.UUID,
    "email": Kind.EMAIL,
    "idn-email": Kind.EMAIL,
    "uri": Kind.URI,
    "url": Kind.URI,
    "iri": Kind.URI,
    "uri-reference": Kind.URI,
    "iri-reference": Kind.URI,
    "byte": Kind.BASE64,
    "base64": Kind.BASE64,
    "binary": Kind.BINARY,
}
KINDS = {"integer": Kind.INTEGER, "number": Kind.NUMBER, "boolean": Kind.BOOLEAN}


_FILE_MEDIA = re.compile(
    r"(image|audio|video|font)/"
    r"|application/(octet-stream|pdf|zip|gzip|x-tar|msword|vnd\.(ms-|openxmlformats|oasis\.))"
)


def scalar(node: Node, json_type: str) -> Scalar:
    """Read a schema whose JSON type is string, integer, number or boolean."""
    format_ = node.value.get("format")
    format_ = format_ if isinstance(format_, str) else ""
    kind = _string_kind(node, format_) if json_type == "string" else KINDS[json_type]
    return Scalar(kind=kind, format=format_, limits=_limits(node.value, kind))


def _string_kind(node: Node, format_: str) -> Kind:
    kind = STRING_FORMATS.get(format_.lower())
    if kind is not None:
        return kind
    if node.value.get("contentEncoding") in ("base64", "base64url"):
        return Kind.BASE64
    return Kind.BINARY if is_file(node.value) else Kind.STRING


def is_file(schema: Mapping[str, JsonValue]) -> bool:
    """Whether it has the media type of a file that is no text, as OpenAPI 3.1 writes files."""
    media = schema.get("contentMediaType")
    return isinstance(media, str) and _FILE_MEDIA.match(media) is not None


TEXT_KEYWORDS = frozenset({"minLength", "maxLength", "pattern"})
NUMBER_KEYWORDS = frozenset(
    {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"}
)
_LIMIT_KEYWORDS = TEXT_KEYWORDS | NUMBER_KEYWORDS


def _limits(schema: dict[str, JsonValue], kind: Kind) -> Limits:
    if _LIMIT_KEYWORDS.isdisjoint(schema):
        return NO_LIMITS
    match kind:
        case Kind.INTEGER | Kind.NUMBER:
            return _number_limits(schema)
        case Kind.BOOLEAN | Kind.BINARY:
            return NO_LIMITS
        case _:
            pattern = schema.get("pattern")
            return Limits(
                min_length=length(schema.get("minLength")),
                max_length=length(schema.get("maxLength")),
                pattern=pattern if isinstance(pattern, str) else None,
            )


def _number_limits(schema: dict[str, JsonValue]) -> Limits:
    minimum, above = _bound(schema, "minimum", "exclusiveMinimum")
    maximum, below = _bound(schema, "maximum", "exclusiveMaximum")
    step = _number(schema.get("multipleOf"))
    return Limits(
        minimum=minimum,
        maximum=maximum,
        exclusive_minimum=above,
        exclusive_maximum=below,
        multiple_of=step if step is not None and step > 0 else None,
    )


def _bound(
    schema: dict[str, JsonValue], plain: str, exclusive: str
) -> tuple[int | float | None, int | float | None]:
    """Read both spellings of an open bound: 3.0 has a flag beside it, 3.1 a number of its own."""
    bound, open_ = _number(schema.get(plain)), schema.get(exclusive)
    if open_ is True:
        return None, bound
    return bound, _number(open_)


def _number(value: JsonValue) -> int | float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value


def length(value: JsonValue) -> int | None:
    """Read a count; 3.0 documents write `1.0` too."""
    number = _number(value)
    return int(number) if number is not None and number >= 0 else None
