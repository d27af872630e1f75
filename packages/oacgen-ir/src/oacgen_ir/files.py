"""From files in memory to changes on disk: `plan` compares, `apply` writes.

Only files that `.oacgen.json` lists are ever replaced or removed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from oacgen_ir.change import Change, FilesError
from oacgen_ir.manifest import fingerprint, parse_manifest, print_manifest
from oacgen_ir.paths import MANIFEST, folded, path_problem
from oacgen_ir.transaction import clear_errors, commit, read_text, recover

__all__ = ["Change", "File", "FilesError", "Plan", "apply", "plan", "previous", "recover"]


@dataclass(frozen=True, slots=True)
class File:
    """A file of the output: a relative POSIX path and text with LF line ends.

    A path that would leave the output, or that some file system cannot hold, is a ValueError.
    """

    path: str
    text: str

    def __post_init__(self) -> None:
        if problem := path_problem(self.path):
            raise ValueError(f"{self.path!r} cannot be a generated file: {problem}")
        if "\r" in self.text:
            raise ValueError(f"{self.path}: the text contains a carriage return")
        try:
            self.text.encode()
        except UnicodeEncodeError as error:
            raise ValueError(f"{self.path}: the text cannot be written as UTF-8: {error}") from None


@dataclass(frozen=True, slots=True)
class Plan:
    """What `apply` would do under one root.

    `manifest` is the change of `.oacgen.json`, if any; `edited` names the files among `changes`
    that somebody edited since they were generated; `unchanged` counts files that stay.
    """

    root: Path
    changes: tuple[Change, ...]
    manifest: Change | None
    edited: tuple[str, ...]
    unchanged: int

    @property
    def changed(self) -> bool:
        """Whether `apply` would write anything at all."""
        return bool(self.changes) or self.manifest is not None

    @property
    def done(self) -> Plan:
        """The plan of a run after this one was carried out."""
        kept = sum(change.after is not None for change in self.changes)
        return Plan(self.root, (), None, (), self.unchanged + kept)


def plan(
    files: Iterable[File],
    root: Path,
    *,
    within: str | tuple[str, ...] | None = None,
    lasting: tuple[str, ...] = (),
) -> Plan:
    """Compare `files` with what stands under `root`; writes nothing.

    With `within` (`core/`), owned files elsewhere are kept although `files` lacks them; so are
    those called like one of `lasting`, wherever they stand. What a killed run left behind is
    finished first.
    """
    root = root.resolve()
    with clear_errors(root):
        recover(root)
        return _plan(_by_path(files), root, within, lasting)


def _plan(
    wanted: Mapping[str, str],
    root: Path,
    within: str | tuple[str, ...] | None,
    lasting: tuple[str, ...],
) -> Plan:
    listed = read_text(root, MANIFEST)
    owned = _owned(root, listed)
    others = {p: mark for p, mark in owned.items() if p not in wanted}
    kept = {
        path: mark
        for path, mark in others.items()
        if (within is not None and not path.startswith(within))
        or path.rsplit("/", 1)[-1] in lasting
    }
    _refuse_clashes([*wanted, *kept])
    doomed = others.keys() - kept.keys()
    changes = [
        Change(path, before, wanted.get(path))
        for path in sorted(wanted.keys() | doomed)
        if (before := read_text(root, path)) != wanted.get(path)
    ]
    _refuse_foreign(root, [c for c in changes if c.path not in owned], doomed)
    marks = kept | {path: fingerprint(text) for path, text in wanted.items()}
    manifest = Change(MANIFEST, listed, print_manifest(marks) if marks else None)
    return Plan(
        root=root,
        changes=tuple(changes),
        manifest=manifest if manifest.before != manifest.after else None,
        edited=tuple(c.path for c in changes if _edited(c, owned)),
        unchanged=len(wanted) - sum(c.after is not None for c in changes),
    )


def apply(plans: Iterable[Plan]) -> None:
    """Carry out all plans or none; a killed run is finished or undone by the next one."""
    batches: dict[Path, Sequence[Change]] = {}
    for each in plans:
        if each.root in batches:
            raise FilesError(f"Two outputs share the folder {each.root}: give each its own.")
        if each.changed:
            batches[each.root] = [*each.changes, *filter(None, [each.manifest])]
    commit(batches)


def previous(root: Path) -> Callable[[str], str | None]:
    """Return a function from paths to the text of files that an earlier run wrote there."""
    root = root.resolve()
    with clear_errors(root):
        recover(root)
        owned = _owned(root, read_text(root, MANIFEST))

    def read(path: str) -> str | None:
        with clear_errors(root):
            return read_text(root, path) if path in owned else None

    return read


def _owned(root: Path, listed: str | None) -> Mapping[str, str]:
    if root.exists() and not root.is_dir():
        raise FilesError(f"{root} is a file; the output has to be a folder.")
    try:
        return {} if listed is None else parse_manifest(listed)
    except FilesError as error:
        raise FilesError(f"{root}: {error}") from None


def _edited(change: Change, owned: Mapping[str, str]) -> bool:
    mark = owned.get(change.path)
    return None not in (mark, change.before) and fingerprint(change.before or "") != mark


def _by_path(files: Iterable[File]) -> dict[str, str]:
    wanted: dict[str, str] = {}
    for file in files:
        if file.path in wanted:
            raise FilesError(f"Two generated files have the path {file.path}.")
        wanted[file.path] = file.text
    return wanted


def _refuse_clashes(paths: Iterable[str]) -> None:
    """Refuse paths that are one on a file system without case, or a file and its own folder."""
    names: dict[str, str] = {}
    for path in paths:
        if (other := names.setdefault(folded(path), path)) != path:
            raise FilesError(f"{other} and {path} would be one file where case does not count.")
    folders: dict[str, str] = {}
    for path in names.values():
        for folder in _folders(path):
            if (other := folders.setdefault(folded(folder), folder)) != folder:
                raise FilesError(
                    f"{other}/ and {folder}/ would be one folder where case does not count."
                )
            if clash := names.get(folded(folder)):
                raise FilesError(f"{clash} would be a file, and also the folder of {path}.")


def _folders(path: str) -> Iterator[str]:
    for end, character in enumerate(path):
        if character == "/":
            yield path[:end]


def _refuse_foreign(root: Path, changes: Sequence[Change], doomed: Iterable[str]) -> None:
    """Refuse to touch what an earlier run did not write."""
    going = set(doomed)
    in_the_way = [found for c in changes if (found := _obstacle(root, c, going))]
    if in_the_way:
        more = f" and {len(in_the_way) - 5} more" if len(in_the_way) > 5 else ""
        raise FilesError(
            f"{root} has files that oacgen did not write where it wants to put its own: "
            f"{', '.join(in_the_way[:5])}{more}. "
            "Move them away or choose another output."
        )


def _obstacle(root: Path, change: Change, going: set[str]) -> str:
    """Return what stands where a new file is to be, or an empty string."""
    if change.before is not None:
        return change.path
    for folder in _folders(change.path):
        if (root / folder).is_file() and folder not in going:
            return folder
    place = root / change.path
    if not place.is_dir():
        return ""
    inside = (found.relative_to(root).as_posix() for found in place.rglob("*"))
    parents = {folder for path in going for folder in _folders(path)}
    if change.path not in parents:
        return f"{change.path}/"
    return next((path for path in inside if path not in going | parents), "")
