"""Load an OpenAPI document, whatever it is written in, to plain data addressed by JSON pointer.

Text becomes plain data in `jsontext` or `yaml12`, one `Part` for each file; `Document` follows
references between the parts. `places`, `lines` and `foreign` are there for messages alone.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import unquote, urljoin

from pydantic import JsonValue

from oacgen_ir.diagnostics import InputError
from oacgen_ir.document import identifiers
from oacgen_ir.document.foreign import value_fault
from oacgen_ir.document.part import Part, parse_part, read_part
from oacgen_ir.document.places import Places, Text
from oacgen_ir.document.plain import Fault, Object, plain
from oacgen_ir.document.pointer import child, keys
from oacgen_ir.document.remote import fetch, is_remote

__all__ = ["MAX_SIZE", "Document", "Note", "RefError", "child", "load", "parse_size"]

MAX_SIZE: Final = 32 << 20
"""Bytes that a file may have unless the caller says otherwise."""

_VERSION: Final = re.compile(r"3\.([012])(?:[.-].*)?")
_REMOTE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")


class RefError(Exception):
    """A `$ref` that cannot be resolved; the message says why."""


class Note(NamedTuple):
    """Something odd that loading saw and lived with; `code` is one of the catalogue."""

    code: str
    message: str
    pointer: str


class Document:
    """Plain data and the name that it has in messages.

    `version` is (3, 0), (3, 1) or (3, 2). `notes` grow when another file is loaded.
    """

    def __init__(
        self,
        part: Part,
        root: Object,
        version: tuple[int, int],
        *,
        path: Path | None = None,
        max_size: int = MAX_SIZE,
        remote: bool = False,
    ) -> None:
        self.places = Places(part.text.name)
        self.root = root
        self.version = version
        self.notes: list[Note] = []
        self._path = path
        self._max_size = max_size
        self._remote = remote
        self._parts: dict[str, Part | RefError] = {}
        self._add("", part)

    @property
    def name(self) -> str:
        """The name that it has in messages."""
        return self.places.name

    def resolve(self, ref: str, base: str) -> tuple[str, JsonValue]:
        """Return the pointer and the value of `ref`, written at the pointer `base`, or RefError.

        A ref may lead into this file (`#/...`, `#anchor`), to an `$id` in it, into a file below the
        main one's folder, or with `remote` to a URL. What it leads to may hold a ref again.
        """
        here, _, inside = base.partition("#")
        file, _, fragment = ref.partition("#")
        names = self._identifiers(here)
        home = names.home(f"#{inside}")
        if not file:
            # Schemas with an `$id` are full of refs that mean the whole document.
            roots = [home, "#"] if home != "#" else ["#"]
        elif (place := names.find(file, home)) is not None:
            roots = [place]
        else:
            here, roots = self._beside(here, file, ref), ["#"]
        for root in roots[:-1]:
            with suppress(RefError):
                return self._find(here, root, fragment, ref)
        return self._find(here, roots[-1], fragment, ref)

    def locate(self, pointer: str) -> tuple[str, int | None]:
        """Return the file and the line of a pointer, as `places` has it."""
        return self.places.locate(pointer)

    @property
    def files(self) -> Mapping[str, bytes] | None:
        """What each file held that was read, by its path.

        None where that is not all that was read: what is not a file, or cannot be read.
        """
        found: dict[str, bytes] = {}
        for path, part in self._parts.items():
            if self._path is None or is_remote(path) or isinstance(part, RefError):
                return None
            found[str(self._path.parent / path if path else self._path)] = part.text.data or b""
        return found

    def _find(self, here: str, root: str, fragment: str, ref: str) -> tuple[str, JsonValue]:
        """Follow a fragment from the place `root` of the file `here`."""
        if fragment and not fragment.startswith("/"):
            place = self._identifiers(here).anchors.get((root, unquote(fragment)))
            if place is None:
                raise RefError(f"{ref!r} leads nowhere: there is no anchor {fragment!r}")
            root, fragment = place, ""
        start = keys(root[1:])
        value = self._part(here).root
        try:
            return _walk(value, f"{here}#", start + keys(fragment))
        except _NoSuchKey as missing:
            if "%" in fragment:  # tsoa names `Pick<T, "id">` so, and does not escape it in refs
                with suppress(_NoSuchKey):
                    return _walk(value, f"{here}#", start + keys(fragment, encoded=False))
            raise RefError(f"{ref!r} leads nowhere: {missing}") from None

    def _identifiers(self, here: str) -> identifiers.Identifiers:
        return self._part(here).identifiers if self.version >= (3, 1) else identifiers.NONE

    def _beside(self, here: str, file: str, ref: str) -> str:
        """Return the path of a file named in the file `here`, from the main one's folder."""
        if is_remote(here):
            file = urljoin(here, file)
        if _REMOTE.match(file):
            if self._remote and is_remote(file):
                return file
            why = "which is not fetched unless asked; keep a copy beside, or use --remote-refs"
            raise RefError(f"{ref!r} is on the network, {why}")
        if self._path is None:
            raise RefError(f"{ref!r} is in another file, but {self.name} has no folder")
        path = posixpath.normpath(posixpath.join(posixpath.dirname(here), unquote(file)))
        if path == self._path.name:
            return ""
        if path.startswith("/") or "#" in path or "\0" in path:  # `#` would end it in pointers
            raise RefError(f"{ref!r} does not name a file beside the document")
        return path

    def _part(self, path: str) -> Part:
        """Return a file of the document, read when first asked for; a failure is kept too."""
        part = self._parts.get(path)
        if part is None:
            try:
                part = self._read(path)
                self._add(path, part)
            except Fault as fault:
                place = path if fault.line is None else f"{path}:{fault.line}"
                part = self._parts[path] = RefError(f"{place}: {fault.message}")
        if isinstance(part, RefError):
            raise RefError(*part.args)
        return part

    def _read(self, path: str) -> Part:
        if is_remote(path):
            return parse_part(fetch(path, self._max_size), path, self._max_size)
        if self._path is None:
            raise Fault("the document has no folder")
        folder = self._path.parent
        target = folder / path
        # `..` or a link may lead anywhere.
        if not Path(os.path.realpath(target)).is_relative_to(os.path.realpath(folder)):
            raise Fault(f"this is outside the folder of {self.name}")
        return read_part(target, str(target), self._max_size)

    def _add(self, path: str, part: Part) -> None:
        self._parts[path] = part
        self.places.texts[path] = part.text
        for pointer in part.duplicates:
            key = keys(pointer[1:])[-1]
            message = f"the key {key!r} is there twice; the last one counts"
            self.notes.append(Note("duplicate-key", message, path + pointer))


def load(
    source: str | Path | bytes | Mapping[str, object],
    *,
    name: str = "",
    max_size: int = MAX_SIZE,
    remote: bool = False,
) -> Document:
    """Load a file (`str`, `Path`), text (`bytes`) or data in memory; or raise InputError.

    `name` stands for the document in messages. A file, and each file that it refers to, may have
    `max_size` bytes. With `remote`, references to http and https URLs are fetched.
    """
    path = Path(source) if isinstance(source, str | Path) else None
    name = name or (str(source) if path is not None else "<document>")
    with _errors_in(name):
        match source:
            case bytes():
                part = parse_part(source, name, max_size)
            case str() | Path():
                part = read_part(Path(source), name, max_size)
            case _:
                part = Part(Text(name), plain(source))
        if not isinstance(part.root, dict) or "openapi" not in part.root:
            raise value_fault(part.root)
    version = _version(part, part.root)
    return Document(part, part.root, version, path=path, max_size=max_size, remote=remote)


def _version(part: Part, root: Object) -> tuple[int, int]:
    written = root["openapi"]
    found = _VERSION.fullmatch(str(written).strip())  # 3.0 without quotes is a number
    if found:
        return 3, int(found[1])
    raise InputError(
        f"OpenAPI {written!r} is not supported; 3.0, 3.1 and 3.2 are",
        file=part.text.name,
        line=part.text.lines.get("#/openapi"),
        pointer="#/openapi",
        hint="Write the version in full, such as `openapi: 3.0.3`.",
    )


@contextmanager
def _errors_in(file: str) -> Iterator[None]:
    """Raise a Fault as an InputError about `file`."""
    try:
        yield
    except Fault as fault:
        raise InputError(
            fault.message,
            file=file,
            line=fault.line,
            column=fault.column,
            hint=fault.hint,
        ) from None


def parse_size(text: str) -> int:
    """Read `4096`, `512K`, `32M` or `1G` as bytes; anything else is a ValueError."""
    number, unit = (text[:-1], text[-1:]) if text[-1:].isalpha() else (text, "")
    shift = {"": 0, "K": 10, "M": 20, "G": 30}.get(unit.upper())
    if shift is None or not number.isdecimal() or not int(number):
        raise ValueError(f"{text!r} is not a size such as 4096, 512K, 32M or 1G")
    return int(number) << shift


class _NoSuchKey(Exception):
    """A step of a pointer that leads nowhere."""


def _walk(value: JsonValue, at: str, path: Sequence[str]) -> tuple[str, JsonValue]:
    """Go down from `value`, which is at the pointer `at`."""
    for key in path:
        if isinstance(value, dict) and key in value:
            value = value[key]
        elif isinstance(value, list) and _is_index(key, len(value)):
            value = value[int(key)]
        else:
            raise _NoSuchKey(f"there is no {key!r} in {at}")
        at = child(at, key)
    return at, value


def _is_index(key: str, length: int) -> bool:
    return key.isascii() and key.isdecimal() and key == str(int(key[:9])) and int(key) < length
