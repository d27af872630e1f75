"""Changing many files under several roots, all or none, even if the process is killed.

Everything is first written to `<root>/.oacgen-staging/`, for all roots; then a journal is put
beside it, and only then are files renamed to where they belong. Without a journal, the next run
throws the staging folder away; with one, it does what the journal says.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Final

from oacgen_ir.change import Change, FilesError
from oacgen_ir.lock import LOCK, locked
from oacgen_ir.paths import MANIFEST, STAGING, path_problem

_JOURNAL: Final = "journal.json"


def recover(root: Path) -> None:
    """Finish or undo what a killed run left under `root`; touches nothing otherwise."""
    if os.path.lexists(root / STAGING):
        with clear_errors(root), _staging(root):
            pass


def commit(batches: Mapping[Path, Sequence[Change]]) -> None:
    """Make all changes of all roots; on a FilesError none was made."""
    with ExitStack() as stack:
        for root, changes in batches.items():
            stack.enter_context(clear_errors(root))
            stack.enter_context(_staging(root))
            _refuse_stale(root, changes)
            _stage(root, changes)
        try:
            for root in batches:
                _arm(root)
            for root in batches:
                _finish(root)
        except OSError as error:
            _undo(batches)
            raise FilesError(f"{_reason(error)}. Nothing was changed.") from error
        for root in batches:
            (root / STAGING / _JOURNAL).unlink()


def read_text(root: Path, path: str) -> str | None:
    """Return the text of a file below `root`, or None; bytes that are not UTF-8 are kept."""
    try:
        data = real_path(root, path).read_bytes()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None
    return data.decode("utf-8", "surrogateescape")


def real_path(root: Path, path: str) -> Path:
    """Return the file's place; a symbolic link on the way, which could lead out, is refused."""
    place = str(root)
    for segment in path.split("/"):
        place = f"{place}{os.sep}{segment}"
        if os.path.islink(place):  # asked of each folder above each file: a Path takes longer
            raise FilesError(
                f"{place} is a symbolic link, and oacgen does not write through links: "
                "remove it, or choose another output."
            )
    return Path(place)


@contextmanager
def clear_errors(root: Path) -> Iterator[None]:
    """Turn what the system says about a file below `root` into a FilesError."""
    try:
        yield
    except OSError as error:
        raise FilesError(f"{_reason(error)}. Nothing was changed in {root}.") from error


def _reason(error: OSError) -> str:
    target = error.filename2 or error.filename
    return f"{target}: {error.strerror}" if target else str(error)


@contextmanager
def _staging(root: Path) -> Iterator[None]:
    """Hold the staging folder of `root` alone; on entry it is empty, and a journal was obeyed."""
    folder = real_path(root, STAGING)
    missing = [place for place in (root, *root.parents) if not place.exists()]
    try:
        root.mkdir(parents=True, exist_ok=True)
        with locked(folder):
            if (folder / _JOURNAL).exists():
                _finish(root)
                (folder / _JOURNAL).unlink()
            _empty(folder)
            try:
                yield
            finally:
                if not (folder / _JOURNAL).exists():
                    _empty(folder)
    finally:
        for place in missing:
            _remove_if_empty(place)


def _empty(folder: Path) -> None:
    for entry in folder.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        elif entry.name != LOCK:
            entry.unlink()


def _remove_if_empty(folder: Path) -> bool:
    try:
        folder.rmdir()
    except OSError:  # not empty, or gone already
        return False
    return True


def _refuse_stale(root: Path, changes: Sequence[Change]) -> None:
    for change in changes:
        if read_text(root, change.path) != change.before:
            raise FilesError(f"{root / change.path} changed meanwhile: run the command again.")


def _stage(root: Path, changes: Sequence[Change], prefix: str = "new") -> None:
    """Write what the files will hold, and the journal beside it under a name of no meaning."""
    folder = root / STAGING
    writes: list[list[str]] = []
    for number, change in enumerate(changes):
        if change.after is not None:
            name = f"{prefix}{number}"
            (folder / name).write_bytes(change.after.encode("utf-8", "surrogateescape"))
            writes.append([name, change.path])
    removals = [change.path for change in changes if change.after is None]
    journal = json.dumps({"remove": removals, "write": writes})
    (folder / f"{prefix}-{_JOURNAL}").write_text(journal, encoding="utf-8")


def _arm(root: Path, prefix: str = "new") -> None:
    """Put the journal in force: from here on, a killed run is finished by the next one."""
    os.replace(root / STAGING / f"{prefix}-{_JOURNAL}", root / STAGING / _JOURNAL)


def _finish(root: Path) -> None:
    """Do what the journal says, or what is left of it. Removals come before the first rename."""
    folder = root / STAGING
    removals, writes = _read_journal(folder / _JOURNAL)
    if all((folder / name).exists() for name, _ in writes):
        for path in removals:
            _remove(root, path)
    for name, path in writes:
        if (folder / name).exists():
            target = real_path(root, path)
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(folder / name, target)


def _read_journal(file: Path) -> tuple[list[str], list[tuple[str, str]]]:
    """Return the paths to remove, and (staged name, path) pairs; the file may be a stranger's."""
    try:
        journal = json.loads(file.read_text(encoding="utf-8"))
        removals = [str(path) for path in journal["remove"]]
        writes = [(str(name), str(path)) for name, path in journal["write"]]
    except (ValueError, KeyError, TypeError):
        raise FilesError(f"{file} is broken: remove the folder {file.parent}.") from None
    names = [name for name, _ in writes]
    paths = [path for path in removals + [path for _, path in writes] if path != MANIFEST]
    if not all(map(str.isalnum, names)) or any(map(path_problem, paths)):
        raise FilesError(f"{file} names files elsewhere: remove the folder {file.parent}.")
    return removals, writes


def _remove(root: Path, path: str) -> None:
    """Remove a file, and each folder that it leaves empty."""
    target = real_path(root, path)
    if not target.is_dir():  # an interrupted run may have made it the folder of a new file
        with suppress(FileNotFoundError, NotADirectoryError):
            target.unlink()
    for folder in list(target.parents)[: path.count("/")]:
        _remove_if_empty(folder)


def _undo(batches: Mapping[Path, Sequence[Change]]) -> None:
    """Put back what was there, in the same way: staged, with a journal that turns it round."""
    for root, changes in batches.items():
        done = [change for change in changes if _may_be_done(root, change)]
        _stage(root, [Change(c.path, c.after, c.before) for c in done], "old")
        _arm(root, "old")
        _finish(root)
        (root / STAGING / _JOURNAL).unlink()


def _may_be_done(root: Path, change: Change) -> bool:
    """A file that was to be added counts even if it is not there: its folder may be."""
    now = read_text(root, change.path)
    return now == change.after or (change.before is None and now is None)
