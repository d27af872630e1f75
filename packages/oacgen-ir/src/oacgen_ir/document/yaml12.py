"""Read YAML by the rules of its version 1.2 (core schema), and find the lines of what is in it.

PyYAML's own constructor follows version 1.1, where `no` is false and `2020-01-01` a date, and
takes seven times as long. So only its event stream is used, libyaml's where that is installed.
No tag ever makes anything but plain data.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any, Final, TypeAlias

import yaml
from pydantic import JsonValue
from yaml.events import (
    AliasEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from yaml.reader import ReaderError

from oacgen_ir.document.plain import (
    MAX_COPIES,
    MAX_DEPTH,
    TOO_DEEP,
    Fault,
    Object,
    floating,
    integer,
    key_text,
    measure,
    places,
)

_Scalar: TypeAlias = str | int | float | bool | None
_Container: TypeAlias = dict[str, JsonValue] | list[JsonValue]

_NOT_TEXT: Final = re.compile(
    r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)
_BAD_KEY: Final = "a mapping or a list stands where a key belongs"


# --- Scalars -------------------------------------------------------------------------------------

_INTEGER: Final = re.compile(r"[-+]?[0-9]+")
_FLOAT: Final = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_BASES: Final = ((re.compile(r"0o([0-7]+)"), 8), (re.compile(r"0x([0-9a-fA-F]+)"), 16))
_WORDS: Final[dict[str, _Scalar]] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


class _Plain(dict[str, _Scalar]):
    """What plain scalars mean, each worked out once: most texts of a document come often."""

    def __missing__(self, text: str) -> _Scalar:
        value = self[text] = _plain(text) if text[0] in "0123456789-+." else text
        return value


def _plain(text: str) -> _Scalar:
    """Read a number. `.inf` and `.nan` stay text, since JSON has no such numbers."""
    if _INTEGER.fullmatch(text):
        return integer(text)
    if _FLOAT.fullmatch(text):
        return floating(text)
    for pattern, base in _BASES:
        if match := pattern.fullmatch(text):
            return integer(match[1], base)
    return text


def _tagged(event: ScalarEvent, plain: _Plain) -> _Scalar:
    """Read a scalar with a tag; where the tag is unknown, or does not fit, as if without it."""
    match (event.tag or "").removeprefix("tag:yaml.org,2002:"):
        case "str" | "timestamp" | "!":
            return event.value
        case "binary":
            return "".join(event.value.split())
        case "int" | "bool" | "null":
            return plain[event.value]
        case "float":
            value = plain[event.value]
            return float(value) if type(value) is int else value
        case _:
            return event.value if event.style else plain[event.value]


# --- Building ------------------------------------------------------------------------------------


def parse(text: str) -> tuple[JsonValue, list[str]]:
    """Return the value and the pointers of keys that one mapping has twice, or raise Fault.

    The last of such keys wins. A text without any document gives None.
    """
    builder = _Builder()
    with _faults(text):
        builder.build(_open(text))
    value = builder.root[0] if builder.root else None
    return value, places(value, builder.doubled)


class _Builder:
    """Makes plain data of the events of a text.

    `_here` is the container at hand, `_outer` those around it; in a mapping, `_key` waits for
    its value.
    """

    def __init__(self) -> None:
        self.root: list[JsonValue] = []
        self.doubled: list[tuple[Object, str]] = []
        self._here: _Container = self.root
        self._key: str | None = None
        self._outer: list[_Container] = []
        self._plain = _Plain(_WORDS)
        self._anchors: dict[str, _Anchored] = {}
        self._merging: dict[int, Object] = {}  # the mappings with a key `<<`, by id
        self._copies = 0

    def build(self, next_event: Callable[[], Event | None]) -> None:
        """Take the events in, one by one; `root` has the value then."""
        handlers: dict[type[Event], Callable[[Any], None]] = {
            ScalarEvent: self._scalar,
            MappingStartEvent: self._mapping,
            SequenceStartEvent: self._sequence,
            MappingEndEvent: self._end,
            SequenceEndEvent: self._end,
            AliasEvent: self._alias,
            DocumentStartEvent: self._document,
        }
        for event in iter(next_event, None):
            handler = handlers.get(event.__class__)
            if handler is not None:
                handler(event)

    def _document(self, event: DocumentStartEvent) -> None:
        if self.root:
            raise _fault(
                "this holds more than one YAML document",
                event,
                "Keep one document in a file; take out what follows the line `---`.",
            )

    def _scalar(self, event: ScalarEvent) -> None:
        here = self._here
        if self._key is None and here.__class__ is dict:
            self._key = key = event.value
            if key in here or key == "<<" or event.anchor is not None:
                self._odd_key(key, event)
            return
        if event.tag is not None:
            value: JsonValue = _tagged(event, self._plain)
        elif event.implicit[0]:
            value = self._plain[event.value]
        else:
            value = event.value
        if event.anchor is not None:
            self._anchors[event.anchor] = _Anchored(value)
        self._put(value)

    def _odd_key(self, key: str, event: ScalarEvent) -> None:
        here = self._here
        assert isinstance(here, dict)
        if key in here:
            self.doubled.append((here, key))
        if key == "<<" and not event.implicit[1]:  # neither quoted nor, but for !!merge, tagged
            self._merging[id(here)] = here
        if event.anchor is not None:
            self._anchors[event.anchor] = _Anchored(key)

    def _put(self, value: JsonValue) -> None:
        here = self._here
        if isinstance(here, list):
            here.append(value)
        elif self._key is not None:
            here[self._key] = value
            self._key = None

    def _mapping(self, event: MappingStartEvent) -> None:
        self._begin({}, event)

    def _sequence(self, event: SequenceStartEvent) -> None:
        self._begin([], event)

    def _begin(self, inner: _Container, event: CollectionStartEvent) -> None:
        here = self._here
        if self._key is None and here.__class__ is dict:
            raise _fault(_BAD_KEY, event)
        if event.anchor is not None:
            self._anchors[event.anchor] = _Anchored(inner)
        self._put(inner)
        self._outer.append(here)
        if len(self._outer) > MAX_DEPTH:
            raise _fault(TOO_DEEP, event)
        self._here = inner

    def _end(self, event: Event) -> None:
        if self._merging and (mapping := self._merging.pop(id(self._here), None)) is not None:
            _merge(mapping)
        self._here = self._outer.pop()

    def _alias(self, event: AliasEvent) -> None:
        anchored = self._anchors.get(event.anchor or "")
        if anchored is None:
            raise _fault(f"the alias *{event.anchor} has no anchor before it", event)
        value = anchored.value
        if any(value is container for container in (self._here, *self._outer)):
            raise _fault(f"the alias *{event.anchor} stands inside what it names", event)
        size, height = anchored.measures
        self._copies += size
        if self._copies > MAX_COPIES:
            raise _fault(f"aliases repeat more than {MAX_COPIES} values", event)
        if len(self._outer) + height > MAX_DEPTH:
            raise _fault(TOO_DEEP, event)
        if self._key is not None or isinstance(self._here, list):
            self._put(value)
        elif isinstance(value, dict | list):
            raise _fault(_BAD_KEY, event)
        else:
            self._key = key_text(value)


class _Anchored:
    """What an alias stands for; measured when the first alias needs it."""

    def __init__(self, value: JsonValue) -> None:
        self.value = value

    @cached_property
    def measures(self) -> tuple[int, int]:
        """How many values it has, itself included, and how deep they are nested."""
        return measure(self.value, MAX_COPIES)


def _merge(mapping: Object) -> None:
    """Put in the pairs of what `<<` names; the mapping's own win, then those named first."""
    named = mapping["<<"]
    sources = named if isinstance(named, list) else [named]
    if not all(isinstance(source, dict) for source in sources):
        return  # a key like any other
    own = {key: value for key, value in mapping.items() if key != "<<"}
    mapping.clear()
    for source in sources:
        if isinstance(source, dict):
            for key, value in source.items():
                mapping.setdefault(key, value)
    mapping.update(own)


# --- Events --------------------------------------------------------------------------------------


def _open(text: str) -> Callable[[], Event | None]:
    """Return what gives the next event, and None at the end."""
    if yaml.__with_libyaml__:
        return yaml.CSafeLoader(text).get_event
    return yaml.SafeLoader(text).get_event


@contextmanager
def _faults(text: str) -> Iterator[None]:
    """Raise PyYAML's errors about `text` as Faults."""
    try:
        yield
    except yaml.MarkedYAMLError as error:
        raise _syntax_fault(error, text) from None
    except ReaderError as error:
        odd = _NOT_TEXT.search(text)
        line = None if odd is None else text.count("\n", 0, odd.start()) + 1
        message = (
            f"there is a character that YAML does not allow, U+{ord(odd[0]):04X}"
            if odd
            else str(error)
        )
        raise Fault(message, line=line) from None


def _syntax_fault(error: yaml.MarkedYAMLError, text: str) -> Fault:
    mark = error.problem_mark or error.context_mark
    message = f"this is not valid YAML: {error.problem or error.context}"
    if mark is None:
        return Fault(message)
    line = text.splitlines()[mark.line : mark.line + 1]
    return Fault(message, line=mark.line + 1, column=mark.column + 1, hint=_advice(message, line))


def _advice(message: str, line: list[str]) -> str:
    if line and "\t" in line[0][: len(line[0]) - len(line[0].lstrip())]:
        return "Indent with spaces: YAML allows no tabs there."
    if "mapping values are not allowed" in message:
        return "Check the indentation, and put quotes around a text that has `: ` in it."
    return ""


def _fault(message: str, event: Event, hint: str = "") -> Fault:
    mark = event.start_mark
    if mark is None:
        return Fault(message, hint=hint)
    return Fault(message, line=mark.line + 1, column=mark.column + 1, hint=hint)


def steps(text: str) -> Iterator[tuple[str, str, int]]:
    """Yield what the text goes through, as `lines.index` takes it: a kind, a text, a line.

    Kinds are `{` and `[` for a mapping and a sequence that begin, `}` for either that ends, and
    `=` for a key or a value.
    """
    for event in iter(_open(text), None):
        line = event.start_mark.line + 1 if event.start_mark is not None else 1
        match event:
            case ScalarEvent():
                yield "=", event.value, line
            case AliasEvent():
                yield "=", event.anchor or "", line
            case MappingStartEvent():
                yield "{", "", line
            case SequenceStartEvent():
                yield "[", "", line
            case MappingEndEvent() | SequenceEndEvent():
                yield "}", "", line
            case _:
                pass
