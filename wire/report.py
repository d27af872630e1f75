"""The report: a table of scenarios by client."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from oacgen_ir.wire.running import Cell
from oacgen_ir.wire.scenarios import Scenario


def table(chosen: Sequence[Scenario], cells: Mapping[str, Mapping[str, Cell]]) -> str:
    """Return the table as text, and below it a line for each cell that is not `pass`."""
    width = max(len(scenario.name) for scenario in chosen)
    lines = [" " * width + "  " + "  ".join(cells)]
    notes: list[str] = []
    for scenario in chosen:
        row = []
        for client, column in cells.items():
            cell = column[scenario.name]
            row.append(cell.state.ljust(len(client)))
            if cell.state == "fail":
                notes.append(f"{client}: {scenario.name}: {cell.reason}")
        lines.append(f"{scenario.name.ljust(width)}  {'  '.join(row)}")
    return "\n".join([*lines, "", *notes])


def page(chosen: Sequence[Scenario], cells: Mapping[str, Mapping[str, Cell]]) -> str:
    """Return the page of the documentation."""
    return ""
