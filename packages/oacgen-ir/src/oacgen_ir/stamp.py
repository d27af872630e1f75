"""What a run was made from and what it came to, so that one that would come to the same is spared.

Records stand in a folder of the machine's own, which keeps itself out of version control. A run is
the same where what it was asked is, all that it reads, all that is installed and the files of the
packages at work, and where every file of its outputs still is as it was written. To look must cost
less than it spares: only a little of the standard library is imported here.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from oacgen_ir.manifest import fingerprint
from oacgen_ir.paths import MANIFEST, STAGING

FOLDER: Final = ".oacgen_cache"

_MOST: Final = 50  # records in one folder; the oldest goes first
_INSTALLED: Final = (".dist-info", ".egg-info", ".egg-link", ".egg", ".pth")


@dataclass(frozen=True, slots=True)
class Output:
    """A folder that a run has written, from that of the records, and the mark of its manifest."""

    name: str
    place: str
    mark: str
    files: int


@dataclass(frozen=True, slots=True)
class Record:
    """A run: paths and digests of what it read, and, as plain data, what it will say again."""

    key: str
    packages: tuple[str, ...]
    read: tuple[tuple[str, str], ...]
    outputs: tuple[Output, ...]
    said: Any


class Stamp:
    """The record of the runs that were `asked` the same, as `name` in the folder of `base`."""

    def __init__(self, base: Path, name: str, asked: Sequence[str]) -> None:
        self._base = base
        self._file = base / FOLDER / f"{name}.json"
        self._asked = asked

    def key(self, packages: Iterable[str]) -> str:
        """Return what changes with the question and with the code of the packages.

        To be asked for before a run, since packages may change while it is made.
        """
        key = sha256()
        for part in (*self._asked, sys.version, *_installed(), *_files(packages)):
            key.update(f"{len(part)} {part}".encode("utf-8", "surrogatepass"))
        return key.hexdigest()

    def standing(self) -> Record | None:
        """Return the record if the run would come to the same again."""
        record = _load(self._file)
        if record is None or record.key != self.key(record.packages):
            return None
        if any(digest(self._base / path) != mark for path, mark in record.read):
            return None
        return record if all(self._stands(output) for output in record.outputs) else None

    def _stands(self, output: Output) -> bool:
        root = f"{self._base / output.place}"
        try:
            listed = _bytes(root, MANIFEST)
            if fingerprint(listed) != output.mark or os.path.lexists(f"{root}/{STAGING}"):
                return False  # somebody else's, or a killed run is to be finished
            files: dict[str, str] = json.loads(listed)["files"]
            return all(fingerprint(_bytes(root, path)) == files[path] for path in files if path)
        except OSError:
            return False

    def output(self, name: str, root: Path, files: int) -> Output:
        """Return what to record of an output of so many files, or an OSError or a ValueError."""
        mark = fingerprint(_bytes(str(root), MANIFEST))
        return Output(name, os.path.relpath(root, self._base.resolve()), mark, files)

    def save(self, record: Record) -> None:
        """Write the record; an OSError where that cannot be."""
        folder = self._file.parent
        folder.mkdir(exist_ok=True)
        (folder / ".gitignore").write_text("*\n")
        self._file.write_text(json.dumps(asdict(record)))
        records = sorted(folder.glob("*.json"), key=lambda path: path.stat().st_mtime_ns)
        for path in records[:-_MOST]:
            path.unlink(missing_ok=True)


def digest(path: Path) -> str:
    """Return a hash of what a file holds; an empty one of what cannot be read."""
    try:
        return digest_of(path.read_bytes())
    except (OSError, ValueError):
        return ""


def digest_of(data: bytes) -> str:
    """Return the hash that `digest` gives for a file of these bytes."""
    return sha256(data).hexdigest()


def _load(file: Path) -> Record | None:
    try:
        found = json.loads(file.read_bytes())
        outputs = tuple(Output(**output) for output in found.pop("outputs"))
        return Record(**found, outputs=outputs)
    except (OSError, ValueError, TypeError, AttributeError, KeyError):
        return None


def _bytes(root: str, path: str) -> bytes:
    with open(f"{root}/{path}", "rb") as file:  # there are thousands, and pathlib takes its time
        return file.read()


# --- Code ----------------------------------------------------------------------------------------


def _installed() -> Iterator[str]:
    """Yield the names of all that is installed, with its version."""
    for folder in sys.path:
        try:
            names = sorted(os.listdir(folder or "."))
        except OSError:
            continue
        yield from (name for name in names if name.endswith(_INSTALLED))


def _files(packages: Iterable[str]) -> Iterator[str]:
    """Yield the files of packages: a version says too little of one that is being worked on."""
    for package in packages:
        spec = find_spec(package)
        if spec is None:
            continue
        for folder in spec.submodule_search_locations or ():
            yield from _below(folder)
        if spec.submodule_search_locations is None and spec.origin is not None:
            yield _state(spec.origin, os.stat(spec.origin))


def _below(folder: str) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda each: each.name):
            if entry.is_dir():
                if entry.name != "__pycache__":
                    yield from _below(entry.path)
            elif entry.is_file():
                yield _state(entry.path, entry.stat())


def _state(path: str, status: os.stat_result) -> str:
    return f"{path} {status.st_size} {status.st_mtime_ns}"
