"""Load an OpenAPI document, whatever it is written in, to plain data addressed by JSON pointer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

import yaml
from pydantic import JsonValue

from oacgen_ir.diagnostics import InputError

MAX_SIZE = 32 << 20


class RefError(Exception):
    """A `$ref` that cannot be resolved; the message says why."""


class Note(NamedTuple):
    """Something odd that loading saw and lived with."""

    code: str
    message: str
    pointer: str


def child(pointer: str, *keys: str | int) -> str:
    """Give the pointer of what stands below `pointer` at `keys`."""
    tail = "".join(
        "/" + str(key).replace("~", "~0").replace("/", "~1").replace("%", "%25") for key in keys
    )
    return pointer + tail


class Document:
    """Plain data with the name it has in messages."""

    def __init__(self, name: str, root: dict[str, JsonValue], version: tuple[int, int]) -> None:
        self.name = name
        self.root = root
        self.version = version
        self.notes: list[Note] = []

    def resolve(self, ref: str, base: str) -> tuple[str, JsonValue]:
        """Give the canonical pointer and the value of `ref`, written at `base`; or `RefError`."""
        if not ref.startswith("#"):
            raise RefError(f"{ref!r} is not a reference into this document")
        value: JsonValue = self.root
        pointer = "#"
        for part in unquote(ref[1:]).split("/")[1:]:
            key = part.replace("~1", "/").replace("~0", "~")
            if isinstance(value, dict) and key in value:
                value = value[key]
            elif isinstance(value, list) and key.isdecimal() and int(key) < len(value):
                value = value[int(key)]
            else:
                raise RefError(f"{ref!r} points to nothing: there is no {key!r} in {pointer!r}")
            pointer = child(pointer, key)
        return pointer, value

    def locate(self, pointer: str) -> tuple[str, int | None]:
        """Give the file and the line (from 1) of `pointer`; None where it is not known."""
        return self.name, None


def load(
    source: str | Path | bytes | Mapping[str, object],
    *,
    name: str = "",
    max_size: int = MAX_SIZE,
    remote: bool = False,
) -> Document:
    """Load a file (`str`, `Path`), text (`bytes`) or data in memory; or raise `InputError`."""
    if isinstance(source, Mapping):
        root = json.loads(json.dumps(source, default=str))
    else:
        text = source if isinstance(source, bytes) else Path(source).read_bytes()
        name = name or ("<input>" if isinstance(source, bytes) else str(source))
        root = yaml.load(text, Loader=yaml.CSafeLoader)
        root = json.loads(json.dumps(root, default=str))
    if not isinstance(root, dict) or "openapi" not in root:
        raise InputError("this is not an OpenAPI document", file=name)
    major, minor = str(root["openapi"]).split(".")[:2]
    return Document(name, root, (int(major), int(minor)))
