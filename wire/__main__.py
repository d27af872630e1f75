"""Runs all scenarios and the story through all clients, and prints the report."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Final

import click

from oacgen_ir.wire.scenarios import scenarios
from wire import playing, story
from wire.clients import CLIENTS, HERE, ROOT
from wire.report import Table, is_current, page, table

PARTS: Final = ("scenarios", "story")
PAGE: Final = ROOT / "docs" / "reference" / "wire.md"


@click.command()
@click.option("--update", is_flag=True, help="Write the page in docs/reference/.")
@click.option("--client", "wanted", multiple=True, type=click.Choice(list(CLIENTS)))
@click.option("--only", "parts", multiple=True, type=click.Choice(PARTS))
@click.option("--match", default="", help="Only scenarios with this text in their names.")
def main(update: bool, wanted: tuple[str, ...], parts: tuple[str, ...], match: str) -> None:
    """Play every scenario, and the story, to every client.

    The exit code is 1 if a cell is red, or if the page in docs/reference/ is not what the run
    says; a run of some clients, parts or scenarios does not look at the page.
    """
    chosen = [one for one in scenarios(HERE) if match in one.name]
    shown: list[Table] = []
    with tempfile.TemporaryDirectory(prefix="wire-") as folder:
        for part in parts or PARTS:
            if part == "scenarios":
                rows, cells = playing.played(chosen, wanted or tuple(CLIENTS), Path(folder))
            else:
                rows, cells = story.lived(wanted or tuple(CLIENTS), Path(folder) / "story")
            shown.append(Table(rows, cells))
            click.echo(table(shown[-1]))
    complaints = [_red(shown)]
    if not (wanted or parts or match):
        complaints.append(_page(page(chosen, *shown), update))
    if any(complaints):
        sys.exit("\n".join(filter(None, complaints)))


def _red(shown: list[Table]) -> str:
    cells = [cell for part in shown for column in part.cells.values() for cell in column.values()]
    red = sum(cell.state == "fail" for cell in cells)
    click.echo(
        f"{len(cells)} cells: {red} red, {sum(c.state == 'n/a' for c in cells)} with reasons"
    )
    return f"{red} cells are red" if red else ""


def _page(text: str, update: bool) -> str:
    if update:
        PAGE.write_text(text, "utf-8")
    if is_current(text, PAGE):
        return ""
    return f"{PAGE.relative_to(ROOT)} is not what the run says: `nox -s wire -- --update`"


if __name__ == "__main__":
    main()
