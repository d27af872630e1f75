"""Runs all scenarios and the story through all clients, and prints the report."""

from __future__ import annotations

import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import click

from oacgen_ir.wire.running import Cell, Drive, run_scenarios
from oacgen_ir.wire.scenarios import DOCUMENT, Scenario, scenarios
from oacgen_ir.wire.server import Server, serving
from wire import clients
from wire.clients import HERE, api_of
from wire.report import table


@click.command()
@click.option("--update", is_flag=True, help="Write the page in docs/reference/.")
@click.option("--client", "only", multiple=True, type=click.Choice(list(clients.CLIENTS)))
@click.option("--match", default="", help="Only scenarios with this text in their names.")
def main(update: bool, only: tuple[str, ...], match: str) -> None:
    """Play every scenario to every client."""
    chosen = [one for one in scenarios(HERE) if match in one.name]
    wanted = only or tuple(clients.CLIENTS)
    with tempfile.TemporaryDirectory(prefix="wire-") as folder:
        cells = played(chosen, wanted, Path(folder))
    click.echo(table(chosen, cells))
    red = [cell for column in cells.values() for cell in column.values() if cell.state == "fail"]
    if red:
        sys.exit(f"{len(red)} cells are red")


def played(
    chosen: list[Scenario], wanted: tuple[str, ...], folder: Path
) -> dict[str, dict[str, Cell]]:
    """Return the cells of each client, by scenario."""
    api = api_of(HERE / DOCUMENT)
    columns: dict[str, dict[str, Cell]] = {}
    with serving() as server, ExitStack() as stack, ThreadPoolExecutor(len(wanted)) as pool:
        drives = {
            client: driver(client, folder, server, stack) for client in wanted if client != "grpc"
        }
        browser = drives.pop("chromium", None)  # playwright belongs to the thread it began in
        running = {
            client: pool.submit(run_scenarios, server, api, chosen, client, drive)
            for client, drive in drives.items()
        }
        if browser is not None:
            columns["chromium"] = run_scenarios(server, api, chosen, "chromium", browser)
        columns |= {client: future.result() for client, future in running.items()}
    return {client: columns[client] for client in wanted if client in columns}


def driver(client: str, folder: Path, server: Server, stack: ExitStack) -> Drive:
    """Make a client and its driver."""
    document = HERE / DOCUMENT
    match client:
        case "python-async" | "python-sync":
            place = clients.python_package(document, folder / client)
            return clients.python(client.removeprefix("python-"), place)
        case "go":
            return clients.go(clients.go_module(document, folder / "go"))
    made = clients.write(
        folder / client / "client", clients.generated(document, clients.find("ts"))
    )
    entry = "node" if client == "node" else "browser"
    script = clients.bundle(entry, made, folder / client)
    if client == "node":
        return clients.node(script)
    browser = stack.enter_context(clients.Chromium(script))
    return browser.drive(f"http://127.0.0.1:{server.port}/")


if __name__ == "__main__":
    main()
