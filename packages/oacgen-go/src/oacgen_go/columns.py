"""Columns as gofmt sets them, so that gofmt need never run."""

from __future__ import annotations

from collections.abc import Sequence


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Join the cells of each row with blanks, so that columns are straight.

    A column is as wide as the widest cell in the rows, one after the other, that have a cell
    behind it; a row without one starts the column anew. Cells of one row must not hold a line
    break.
    """
    padded: list[list[str]] = [list(row) for row in rows]
    _pad(padded, 0, len(padded), 0)
    return ["".join(row) for row in padded]


def _pad(rows: list[list[str]], start: int, end: int, column: int) -> None:
    at = start
    while at < end:
        if len(rows[at]) <= column + 1:
            at += 1
            continue
        stop = at
        width = 0
        while stop < end and len(rows[stop]) > column + 1:
            width = max(width, len(rows[stop][column]))
            stop += 1
        for row in rows[at:stop]:
            row[column] = row[column].ljust(width + 1)
        _pad(rows, at, stop, column + 1)
        at = stop
