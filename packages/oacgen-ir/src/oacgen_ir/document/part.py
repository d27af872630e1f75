"""One file of a document: its text, and the data in it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pydantic import JsonValue

from oacgen_ir.document import jsontext, yaml12
from oacgen_ir.document.foreign import text_fault
from oacgen_ir.document.identifiers import Identifiers
from oacgen_ir.document.places import Text
from oacgen_ir.document.plain import Fault


@dataclass(frozen=True)
class Part:
    """One file of a document; `duplicates` are the pointers of keys that one object has twice."""

    text: Text
    root: JsonValue
    duplicates: tuple[str, ...] = ()

    @cached_property
    def identifiers(self) -> Identifiers:
        """The `$id`s and anchors in it."""
        return Identifiers.of(self.root)


def read_part(path: Path, name: str, max_size: int) -> Part:
    """Read a file; a Fault says why it cannot be."""
    return parse_part(_read(path, max_size), name, max_size)


def parse_part(data: bytes, name: str, max_size: int) -> Part:
    """Parse JSON or YAML; a Fault says what is wrong with it."""
    _check_size(len(data), max_size)
    text = _decode(data)
    if not text.strip():
        raise Fault("this is empty")
    try:
        part = _parse(data, text, name)
    except Fault as fault:
        raise text_fault(text) or fault from None
    if part.root is None:
        raise Fault("this is empty but for comments")
    if not isinstance(part.root, dict | list):
        other = text_fault(text)
        if other is not None:
            raise other
    return part


def _parse(data: bytes, text: str, name: str) -> Part:
    """Parse as JSON what begins like it, and as YAML what is not JSON: YAML has braces too."""
    stripped = text.lstrip()
    fault = None
    if stripped[0] in "{[":
        try:
            root, duplicates = jsontext.parse(text)
            return Part(Text(name, data, True), root, tuple(duplicates))
        except Fault as error:
            fault = error
    try:
        root, duplicates = yaml12.parse(text)
    except Fault:
        if fault is not None and stripped[1:].lstrip().startswith(('"', "{", "[")):
            raise fault from None
        raise
    return Part(Text(name, data), root, tuple(duplicates))


def _decode(data: bytes) -> str:
    encoding = json.detect_encoding(data)
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        name = encoding.removesuffix("-sig").upper()
        raise Fault(
            f"this is not {name} text: byte {data[error.start]:#04x} is not part of any character",
            line=data.count(b"\n", 0, error.start) + 1,
            hint="Save the file as UTF-8.",
        ) from None


def _read(path: Path, max_size: int) -> bytes:
    try:
        if path.is_dir():
            raise Fault("this is a folder, not a file", hint=_candidate(path))
        with path.open("rb") as file:
            return file.read(max_size + 1)  # `parse_part` refuses what is longer
    except (FileNotFoundError, NotADirectoryError):
        raise _missing(path) from None
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise Fault(f"this cannot be read: {reason[:1].lower()}{reason[1:]}") from None


def _check_size(size: int, max_size: int) -> None:
    if size > max_size:
        raise Fault(
            f"this has more than {max_size:,} bytes",
            hint="Raise the limit with `--max-size` if it is meant to be that large.",
        )


def _missing(path: Path) -> Fault:
    if str(path).startswith(("http:/", "https:/")):
        return Fault(
            "documents are not fetched from the network",
            hint="Download it first, for example with `curl -o openapi.yaml URL`.",
        )
    return Fault("there is no such file", hint="Check the path and the folder it starts from.")


def _candidate(folder: Path) -> str:
    for name in ("openapi.yaml", "openapi.yml", "openapi.json", "schema.yml", "schema.json"):
        if (folder / name).is_file():
            return f"Did you mean {folder / name}?"
    return "Give the OpenAPI file inside it."
