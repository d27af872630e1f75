"""A folder that one process at a time may hold; the system lets go of it when a process dies."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

from oacgen_ir.change import FilesError

LOCK: Final = "lock"


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Create and hold `folder`, and remove it at the end if nothing was left in it."""
    handle = _acquire(folder)
    try:
        yield
    finally:
        with handle:
            _release(folder)


def _acquire(folder: Path) -> IO[bytes]:
    while True:
        folder.mkdir(exist_ok=True)
        try:
            handle = (folder / LOCK).open("ab")
        except FileNotFoundError:  # the last holder removed the folder just now
            continue
        if not _try_lock(handle):
            handle.close()
            raise FilesError(
                f"Another run of oacgen is writing to {folder.parent}: wait until it has ended."
            )
        if _is_current(handle, folder / LOCK):
            return handle
        handle.close()


def _is_current(handle: IO[bytes], path: Path) -> bool:
    """Whether the locked file is the one on disk, not one that its last holder removed."""
    try:
        return os.path.samestat(os.fstat(handle.fileno()), path.stat())
    except FileNotFoundError:
        return False


def _release(folder: Path) -> None:
    if [entry.name for entry in folder.iterdir()] == [LOCK]:
        (folder / LOCK).unlink()
        folder.rmdir()


if sys.platform == "win32":
    import msvcrt

    def _try_lock(handle: IO[bytes]) -> bool:
        try:
            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try_lock(handle: IO[bytes]) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
