"""What becomes of one document: read, refused, or read with losses."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from oacgen_ir.diagnostics import InputError, Report
from oacgen_ir.document import Document, load
from oacgen_ir.ir import Api
from oacgen_ir.pipeline import read_api
from oacgen_ir.read import read
from sweep import losses

METHODS = {"get", "put", "post", "delete", "options", "head", "patch", "trace", "query"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One document, and what was lost of it.

    `skipped` counts operations that the document has and the IR has not; `losses` counts, by
    code, the places that were widened or left out. `api` is None where it was refused.
    """

    path: Path
    key: str
    api: Api | None
    refusal: str = ""
    skipped: int = 0
    losses: Counter[str]
    unexplained: tuple[str, ...] = ()

    @property
    def score(self) -> list[int]:
        """Documents refused, operations skipped, places widened."""
        return [int(self.api is None), self.skipped, self.losses.total()]

    def explained(self) -> str:
        """Say what was lost, and which fault in the document explains it."""
        if self.refusal:
            return f"refused: {self.refusal}"
        parts = [f"{count} {code}" for code, count in sorted(self.losses.items())]
        if self.skipped:
            parts.insert(0, f"{self.skipped} operations skipped")
        return ", ".join(parts)


def documents(folder: Path) -> list[Path]:
    """Return the documents below a folder, or the one document that it is."""
    if folder.is_file():
        return [folder]
    endings = {".yaml", ".yml", ".json"}
    return sorted(path for path in folder.rglob("*") if path.suffix in endings and path.is_file())


def reading(path: Path) -> Reading:
    """Read one document; what crashes here is a bug."""
    key = hashlib.sha256(path.read_bytes()).hexdigest()[:16]
    report = Report()
    try:
        document = load(path)
        plain = read(document, report)
        unexplained = losses.unexplained(document, plain, report)
        api = read_api(document, Report())
    except InputError as error:
        refusal = " ".join(str(error).split())
        return Reading(path=path, key=key, api=None, refusal=refusal, losses=Counter())
    lost = Counter(one.code for one in report if one.severity == "error")
    skipped = max(0, _operations(document) - len(api.operations))
    return Reading(
        path=path, key=key, api=api, skipped=skipped, losses=lost, unexplained=tuple(unexplained)
    )


def _operations(document: Document) -> int:
    """Count the operations that a document has, without the reader's help."""
    paths = document.root.get("paths")
    if not isinstance(paths, dict):
        return 0
    count = 0
    for path, item in paths.items():
        if isinstance(item, dict) and not path.startswith("x-"):
            count += sum(key.lower() in METHODS for key in item)
            if isinstance(item.get("$ref"), str) and not METHODS & item.keys():
                count += 1  # it has one or more, or leads nowhere; each is reported
    return count
