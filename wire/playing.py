"""The scenarios, through every client of `api.yaml`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

from oacgen_ir.plugins import find
from oacgen_ir.testing import generated
from oacgen_ir.wire.running import Cell, Drive, run_scenarios
from oacgen_ir.wire.scenarios import DOCUMENT, Scenario
from oacgen_ir.wire.server import Server, serving
from wire import bridged, clients, strict
from wire.clients import HERE, api_of

Columns = dict[str, dict[str, Cell]]


def played(
    chosen: Sequence[Scenario], wanted: Sequence[str], folder: Path
) -> tuple[list[str], Columns]:
    """Return the names of all rows, and the cells of each client by them."""
    columns: Columns = {}
    with serving() as server, ExitStack() as stack, ThreadPoolExecutor(len(wanted)) as pool:
        made = {client: _made(client, folder, server, stack) for client in wanted}
        checks = {client: pool.submit(check) for client, (_, check) in made.items()}
        api = api_of(HERE / DOCUMENT)

        def play(client: str) -> dict[str, Cell]:
            run = bridged.run if client == "grpc" else run_scenarios
            return run(server, api, chosen, client, made[client][0])

        browser = "chromium" in made  # playwright belongs to the thread it began in
        running = {client: pool.submit(play, client) for client in made if client != "chromium"}
        if browser:
            columns["chromium"] = play("chromium")
        for client, future in running.items():
            columns[client] = future.result()
        for client, check in checks.items():
            columns[client][strict.NAME] = check.result()
    rows = [scenario.name for scenario in chosen] + [strict.NAME]
    return rows, {client: columns[client] for client in wanted}


def _made(
    client: str, folder: Path, server: Server, stack: ExitStack
) -> tuple[Drive, Callable[[], Cell]]:
    """Make a client; returns its driver, and what checks its code."""
    document = HERE / DOCUMENT
    match client:
        case "python-async" | "python-sync":
            place = clients.python_package(document, folder / client)
            python = clients.python(client.removeprefix("python-"), place)
            stack.callback(python.close)
            return python, lambda: strict.python(place)
        case "go":
            module = folder / "go"
            go = clients.go(clients.go_module(document, module))
            stack.callback(go.close)
            return go, lambda: strict.go(module)
        case "grpc":
            stubs = clients.grpc_stubs(document, folder / client)
            grpc = clients.grpc(stubs)
            stack.callback(grpc.close)
            return grpc, lambda: strict.stubs(stubs)
    code = clients.write(folder / client / "client", generated(document, find("ts")))
    entry = "node" if client == "node" else "browser"
    script = clients.bundle(entry, code, folder / client)
    if client == "node":
        node = clients.node(script)
        stack.callback(node.close)
        return node, lambda: strict.typescript(code)
    browser = stack.enter_context(clients.chromium(script))
    return browser.drive(f"http://127.0.0.1:{server.port}/"), lambda: strict.typescript(code)
