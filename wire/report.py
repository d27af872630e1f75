"""The report: tables of scenarios by client, for a terminal and for the documentation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

from oacgen_ir.wire.running import Cell
from oacgen_ir.wire.scenarios import Scenario
from wire.clients import CLIENTS, HERE

Cells = Mapping[str, Mapping[str, Cell]]
"""By client, then by row."""

MADE: Final = "<!-- Made by `nox -s wire -- --update`; do not edit. -->\n"
_CHAPTERS: Final = {
    "1": "Absent, null, value",
    "2": "What goes into a URL and a body",
    "3": "What comes from the server",
    "4": "Errors",
    "5": "Retries",
    "6": "Credentials",
    "7": "Lists",
    "8": "Files",
    "9": "Control",
    "10": "Unions",
    "11": "Types",
    "F": "Faults",
}
_INTRO: Final = """
# What every client does

Each sentence below is shown by scenarios that know no language: a call, what a server does, what
has to arrive there, and what has to come of it. A server of bare sockets plays them, resets and
broken answers included, and drivers of a few hundred lines make the calls with the generated
clients. Then each client lives through a day in the example shop, and all have to tell the same
story, value by value.

`yes` passed; `no` did not; a number stands for the reason why a client cannot express a scenario.

The calls over gRPC are made with generated Python stubs, and reach the same server through the
bridge that `run_grpc --upstream` serves. gRPC's own client tries again, by the policy that
django-oacgen's README shows, and the bridge tells it when, or that it must not. Where a field need
not be there, null, an empty list and absence are one to a message; and a status has neither the
method of a request nor a body that the document does not declare. These are not compared.
"""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of a report and their cells."""

    rows: Sequence[str]
    cells: Cells


def table(shown: Table) -> str:
    """Return a table as text, and below it a line for each cell that failed."""
    width = max(map(len, shown.rows))
    lines = [" " * width + "  " + "  ".join(shown.cells)]
    notes: list[str] = []
    for name in shown.rows:
        states = []
        for client, column in shown.cells.items():
            cell = column[name]
            states.append(cell.state.ljust(len(client)))
            if cell.state == "fail":
                notes.append(f"{client}: {name}: {cell.reason}")
        lines.append(f"{name.ljust(width)}  {'  '.join(states)}")
    return "\n".join([*lines, "", *notes])


def sentences() -> dict[str, str]:
    """Return what every client promises, by number."""
    found = yaml.load((HERE / "contract.yaml").read_text("utf-8"), yaml.BaseLoader)
    return {str(number): str(text) for number, text in found.items()}


def page(chosen: Sequence[Scenario], shown: Table, story: Table) -> str:
    """Return the page of the documentation."""
    reasons: list[str] = []
    parts = [MADE + _INTRO.lstrip("\n")]
    promised = sentences()
    for chapter, title in _CHAPTERS.items():
        mine = {number: text for number, text in promised.items() if _chapter(number) == chapter}
        listed = [f"- **{number}** {text}" for number, text in mine.items()]
        rows = [one.name for one in chosen if _chapter(one.shows[0]) == chapter]
        numbers = {one.name: ", ".join(one.shows) for one in chosen}
        grid = _grid(Table(rows, shown.cells), reasons, numbers)
        parts.append("\n".join([f"## {title}", "", *listed, "", *grid]))
    grid = _grid(story, reasons, {})
    parts.append("\n".join(["## A day in the shop", "", *grid]))
    notes = [f"{number}. {reason}" for number, reason in enumerate(reasons, 1)]
    parts.append("\n".join(["## Reasons", "", *(notes or ["There is none."])]))
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def _chapter(number: str) -> str:
    return number.partition(".")[0]


def _grid(shown: Table, reasons: list[str], numbers: Mapping[str, str]) -> list[str]:
    """Return a table in Markdown; a reason that is new is added to `reasons`."""
    titles = [CLIENTS[client] for client in shown.cells]
    heads = ["scenario", *(["shows"] if numbers else []), *titles]
    lines = [_row(heads), _row(["---"] * len(heads))]
    for name in shown.rows:
        marks = [_mark(column[name], reasons) for column in shown.cells.values()]
        lines.append(_row([name, *([numbers[name]] if numbers else []), *marks]))
    return lines


def _row(texts: Sequence[str]) -> str:
    return "| " + " | ".join(text.replace("|", "\\|") for text in texts) + " |"


def _mark(cell: Cell, reasons: list[str]) -> str:
    match cell.state:
        case "pass":
            return "yes"
        case "fail":
            return "no"
    if cell.reason not in reasons:
        reasons.append(cell.reason)
    return str(reasons.index(cell.reason) + 1)


def is_current(text: str, path: Path) -> bool:
    """Tell whether a page is what the report says."""
    return path.is_file() and path.read_text("utf-8") == text
