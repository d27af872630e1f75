"""Runs all scenarios and the story through all clients, and prints the report."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import click

from oacgen_ir.ir import Api
from oacgen_ir.wire.running import Cell, Drive, run_scenarios
from oacgen_ir.wire.scenarios import DOCUMENT, Scenario, scenarios
from oacgen_ir.wire.server import Server, serving
from wire import clients, live, story
from wire.clients import HERE, api_of
from wire.report import table

PARTS = ("scenarios", "story")


@click.command()
@click.option("--update", is_flag=True, help="Write the page in docs/reference/.")
@click.option("--client", "only", multiple=True, type=click.Choice(list(clients.CLIENTS)))
@click.option(
    "--only", "parts", multiple=True, type=click.Choice(PARTS), default=PARTS, show_default=True
)
@click.option("--match", default="", help="Only scenarios with this text in their names.")
def main(update: bool, only: tuple[str, ...], parts: tuple[str, ...], match: str) -> None:
    """Play every scenario to every client."""
    chosen = [one for one in scenarios(HERE) if match in one.name]
    wanted = only or tuple(clients.CLIENTS)
    cells: dict[str, dict[str, Cell]] = {}
    with tempfile.TemporaryDirectory(prefix="wire-") as folder:
        if "scenarios" in parts:
            cells = played(chosen, wanted, Path(folder))
            click.echo(table([one.name for one in chosen], cells))
        if "story" in parts:
            day = lived(wanted, Path(folder) / "story")
            click.echo(table([step.name for step in story.steps()], day))
            cells |= {f"{client} story": column for client, column in day.items()}
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


def lived(wanted: tuple[str, ...], folder: Path) -> dict[str, dict[str, Cell]]:
    """Return the cells of the story of each client, by step."""
    folder.mkdir()
    told: dict[str, story.Told] = {}
    with live.shop(folder, ["py", "ts", "go"]) as shop, ExitStack() as stack:
        apis = shop.apis()
        for client in wanted:
            if client == "grpc":
                continue
            drive = shop_driver(client, folder, shop, apis, stack)
            shop.restore()
            started = datetime.now(UTC).isoformat()[:19]
            told[client] = story.tell(apis, shop.url, started, drive)
    return story.compared(told)


def shop_driver(
    client: str, folder: Path, shop: live.Shop, apis: Mapping[str, Api], stack: ExitStack
) -> Drive:
    """Make a driver of a client that the shop's project has generated."""
    match client:
        case "python-async" | "python-sync":
            kind = client.removeprefix("python-")
            return clients.python(kind, shop.clients / "python")
        case "go":
            module = shop.clients / "go"
            name = (module / "go.mod").read_text("utf-8").split()[1]
            return clients.go(clients.go_driver(module, apis, name))
    entry = "node" if client == "node" else "browser"
    script = clients.bundle(entry, shop.clients / "typescript", folder)
    if client == "node":
        return clients.node(script)
    browser = stack.enter_context(clients.Chromium(script))
    return browser.drive(f"{shop.url}/api/health/")


if __name__ == "__main__":
    main()
