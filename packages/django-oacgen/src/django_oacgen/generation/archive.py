"""Kept versions of what was generated: a zip for each run that changed something.

The time is in the name of the zip alone, so that equal versions are equal files.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from django_oacgen.generation.outcome import Output
from django_oacgen.pages.zips import zipped
from oacgen_ir.manifest import parse_manifest
from oacgen_ir.paths import MANIFEST

_NAME = "%Y-%m-%dT%H-%M-%SZ"


def keep(outputs: Iterable[Output], base: Path, folder: Path, now: datetime) -> None:
    """Add a zip of everything that stands in the outputs; `now` is in UTC."""
    files = {f"{_place(o, base)}/{p}": text for o in outputs for p, text in _files(o).items()}
    folder.mkdir(parents=True, exist_ok=True)
    finished = folder / f"{now.strftime(_NAME)}.zip"
    unfinished = finished.with_suffix(".tmp")
    unfinished.write_bytes(zipped(files))
    unfinished.replace(finished)


def expire(folder: Path, days: int, now: datetime) -> None:
    """Remove zips that are older than `days`, but never the newest; other files stay."""
    dated = sorted((made, path) for path in folder.glob("*.zip") if (made := _time(path)))
    for made, path in dated[:-1]:
        if made < now.replace(tzinfo=None) - timedelta(days=days):
            path.unlink()


def _time(path: Path) -> datetime | None:
    try:
        return datetime.strptime(path.stem, _NAME)
    except ValueError:
        return None


def _place(output: Output, base: Path) -> str:
    root, base = output.plan.root, base.resolve()
    inside = root.relative_to(base) if root.is_relative_to(base) else Path(output.name, root.name)
    return inside.as_posix()


def _files(output: Output) -> dict[str, str]:
    root = output.plan.root
    listed = (root / MANIFEST).read_text("utf-8")
    paths = [MANIFEST, *parse_manifest(listed)]
    return {path: (root / path).read_bytes().decode("utf-8", "surrogateescape") for path in paths}
