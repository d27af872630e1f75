"""Zip files whose bytes depend on what is in them alone."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo


def zipped(files: Mapping[str, str]) -> bytes:
    """Return a zip of texts by path; the same for the same, whenever and wherever it is made."""
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as made:
        for path, text in sorted(files.items()):
            entry = ZipInfo(path)  # of 1980, which is when times begin in a zip
            entry.compress_type = ZIP_DEFLATED
            entry.create_system = 3  # Unix, also where it is made on Windows
            entry.external_attr = 0o644 << 16
            made.writestr(entry, text.encode("utf-8", "surrogateescape"))
    return buffer.getvalue()
