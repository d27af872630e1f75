"""The report: a table of scenarios by client."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from oacgen_ir.wire.running import Cell


def table(rows: Sequence[str], cells: Mapping[str, Mapping[str, Cell]]) -> str:
    """Return the table as text, and below it a line for each cell that is not `pass`."""
    width = max(map(len, rows))
    lines = [" " * width + "  " + "  ".join(cells)]
    notes: list[str] = []
    for name in rows:
        states = []
        for client, column in cells.items():
            cell = column[name]
            states.append(cell.state.ljust(len(client)))
            if cell.state == "fail":
                notes.append(f"{client}: {name}: {cell.reason}")
        lines.append(f"{name.ljust(width)}  {'  '.join(states)}")
    return "\n".join([*lines, "", *notes])
