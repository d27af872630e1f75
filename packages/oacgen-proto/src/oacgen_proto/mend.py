"""`oacgen-proto lock`: looks at locks, and mends what a merge has given twice."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from oacgen_ir.diagnostics import InputError
from oacgen_ir.files import File, FilesError, apply, plan
from oacgen_proto.lock import FILE, Lock, clashes, print_lock, read_lock, without


@click.command(
    name="lock",
    help="Look at the locks below DIR: the numbers and names that never move.\n\n"
    "After a merge of two branches that gave one number twice, --renumber takes it from the one "
    "that has not been released; the next `generate` gives that one a new number.",
    epilog="\b\nExample:\n  oacgen-proto lock openapi/clients/proto --renumber "
    "users/User.nickname\n\nExit codes: 0 all is well; 2 a lock cannot be used.",
)
@click.argument(
    "folder", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@click.option(
    "--renumber",
    "addresses",
    metavar="ADDRESS",
    multiple=True,
    help="Forget the number of `tag/Message.property`, `tag/Message` or `tag/operation`; "
    "may be repeated.",
)
def lock(folder: Path, addresses: tuple[str, ...]) -> None:
    """Print what is locked, and what clashes; exit 2 where something does."""
    try:
        locks = {path: _read(folder, path) for path in _paths(folder)}
        if not locks:
            raise InputError(
                f"there is no {FILE} in {folder}", hint="`oacgen-proto generate` writes it"
            )
        mended = _mended(locks, addresses)
        changed = [path for path, lock in mended.items() if lock is not locks[path]]
        for path in changed:
            apply([plan([File(path, print_lock(mended[path]))], folder, within=path)])
    except (InputError, FilesError) as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(2)
    for path, found in mended.items():
        click.echo(_summary(path, found, changed=path in changed))
    sys.exit(2 if any(clashes(found) for found in mended.values()) else 0)


def _paths(folder: Path) -> list[str]:
    found = [folder / FILE, *sorted(folder.glob(f"*/{FILE}"))]
    return [path.relative_to(folder).as_posix() for path in found if path.is_file()]


def _read(folder: Path, path: str) -> Lock:
    try:
        return read_lock((folder / path).read_text(encoding="utf-8"), path)
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot be read: {error}", file=path) from error


def _mended(locks: dict[str, Lock], addresses: tuple[str, ...]) -> dict[str, Lock]:
    """Take what is at the addresses out of the lock that has it, clashing ones first."""
    mended = dict(locks)
    for address in addresses:
        order = sorted(mended, key=lambda path: not clashes(mended[path]))
        for path in order:
            changed = without(mended[path], address)
            if changed is not None:
                mended[path] = changed
                break
        else:
            raise InputError(
                f"no lock has {address!r}",
                hint="an address is tag/Message.property, tag/Message or tag/operation",
            )
    return mended


def _summary(path: str, found: Lock, *, changed: bool) -> str:
    entries = [
        entry for tag in found.values() for entry in (*tag.messages.values(), *tag.enums.values())
    ]
    rows = sum(len(entry.rows) for entry in entries)
    gone = sum(len(entry.reserved) for entry in entries)
    lines = [
        f"{path}: {len(found)} tags, {len(entries)} messages and enums, {rows} numbers in use, "
        f"{gone} reserved{', rewritten' if changed else ''}"
    ]
    return "\n".join([*lines, *(f"  {one}" for one in clashes(found))])
