"""Breaks one behaviour of one client at a time, and looks whether a cell turns red.

`python -m wire.mutations` works on copies of what is generated; the runtimes stay as they are.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import click

import django_oacgen
from oacgen_ir.plugins import find
from oacgen_ir.testing import generated
from oacgen_ir.wire.running import Cell, Drive, run_scenarios
from oacgen_ir.wire.scenarios import DOCUMENT, scenarios
from oacgen_ir.wire.server import Server, serving
from wire import bridged, clients
from wire.clients import HERE, api_of


@dataclass(frozen=True, slots=True)
class Mutation:
    """A change of one file, and a scenario whose cell it has to turn red."""

    client: str
    file: str
    old: str
    new: str
    scenario: str


MUTATIONS: Final = (
    Mutation(
        "python-sync",
        "_runtime/retry.py",
        '"GET", "HEAD"',
        '"GET", "POST", "HEAD"',
        "POST is sent once when the connection is lost",
    ),
    Mutation(
        "python-sync",
        "_runtime/engine.py",
        "outcome.status == 401 and not renewed",
        "outcome.status == 402 and not renewed",
        "one renewal for one call",
    ),
    Mutation(
        "python-async",
        "_runtime/retry.py",
        "(502, 503, 504)",
        "(502, 504)",
        "GET is sent again after 429, 502, 503 and 504",
    ),
    Mutation(
        "python-async",
        "models/items.py",
        "kind: Annotated[KindEnum | str, OPEN]",
        "kind: KindEnum",
        "choices that the document does not list",
    ),
    Mutation(
        "node",
        "_utils/runtime/transport.ts",
        'headers.get("Retry-After")',
        'headers.get("Retry-Later")',
        "Retry-After in seconds",
    ),
    Mutation(
        "node",
        "_utils/runtime/url.ts",
        "/^\\.{0,2}$/",
        "/^\\.{9}$/",
        "an empty segment is refused",
    ),
    Mutation(
        "chromium",
        "_utils/runtime/unsafe.ts",
        '"X-CSRFToken"',
        '"X-Token"',
        "the CSRF token of a page, with unsafe methods",
    ),
    Mutation(
        "chromium",
        "_utils/runtime/files.ts",
        'String(value ?? "")',
        "String(value)",
        "a form with null in it",
    ),
    Mutation(
        "go",
        "runtime_styles.go",
        "return url.PathEscape(text)",
        "return text",
        "a slash, a question mark and a space stay in their segment",
    ),
    Mutation(
        "go",
        "runtime_retry.go",
        "return asked, asked <= s.longestWait",
        "return asked, true",
        "an hour is too long to wait",
    ),
    Mutation(
        "grpc",
        "django_oacgen/grpc/status.py",
        "429: StatusCode.RESOURCE_EXHAUSTED",
        "429: StatusCode.FAILED_PRECONDITION",
        "POST and PATCH are sent again after 429",
    ),
    Mutation(
        "grpc",
        "django_oacgen/grpc/upstream.py",
        "if fresh or request.method not in _SAFE or not isinstance(request.body, bytes):",
        "if False:",
        "POST is sent once when the connection is lost",
    ),
    Mutation(
        "grpc",
        "django_oacgen/grpc/status.py",
        "filter(None, (path, inner))",
        "filter(None, (inner,))",
        "messages of nested fields have paths",
    ),
    Mutation(
        "grpc",
        "django_oacgen/grpc/request.py",
        '"x-api-key",',
        "",
        "a key in a header",
    ),
    Mutation(
        "grpc",
        "stubs/items/_call.py",
        "if not self.bare:",
        "if self.bare:",
        "null instead of an object",
    ),
    Mutation(
        "grpc",
        "django_oacgen/grpc/upstream.py",
        "if response.length:",
        "if not response:",
        "a body that is shorter than it was announced",
    ),
    Mutation(
        "grpc",
        "stubs/items/_call.py",
        "self.body.send(item, named,",
        "self.body.send(item, NOTHING,",
        "PATCH sends null, empty and value, and nothing else",
    ),
)


def survivors() -> list[Mutation]:
    """Return the changes that no cell has noticed."""
    found = []
    for mutation in MUTATIONS:
        with tempfile.TemporaryDirectory(prefix="wire-") as folder, serving() as server:
            cell = _cell(mutation, Path(folder), server)
        click.echo(f"{cell.state:5} {mutation.client}: {mutation.scenario}: {cell.reason[:100]}")
        if cell.state != "fail":
            found.append(mutation)
    return found


def _cell(mutation: Mutation, folder: Path, server: Server) -> Cell:
    chosen = [one for one in scenarios(HERE) if one.name == mutation.scenario]
    with ExitStack() as stack:
        drive = _mutant(mutation, folder, server, stack)
        run = bridged.run if mutation.client == "grpc" else run_scenarios
        cells = run(server, api_of(HERE / DOCUMENT), chosen, mutation.client, drive)
    return cells[mutation.scenario]


def _mutant(mutation: Mutation, folder: Path, server: Server, stack: ExitStack) -> Drive:
    document = HERE / DOCUMENT
    match mutation.client:
        case "python-sync" | "python-async":
            clients.python_package(document, folder)
            _change(folder / "api_client", mutation)
            python = clients.python(mutation.client.removeprefix("python-"), folder)
            stack.callback(python.close)
            return python
        case "go":
            clients.go_module(document, folder)
            _change(folder / "api", mutation)
            go = clients.go(clients.go_build(folder))
            stack.callback(go.close)
            return go
        case "grpc":
            stubs = clients.grpc_stubs(document, folder / "stubs")
            shutil.copytree(Path(django_oacgen.__file__).parent, folder / "django_oacgen")
            _change(folder, mutation)
            grpc = clients.grpc(stubs, package=folder)
            stack.callback(grpc.close)
            return grpc
    code = clients.write(folder / "client", generated(document, find("ts")))
    _change(code, mutation)
    script = clients.bundle("node" if mutation.client == "node" else "browser", code, folder)
    if mutation.client == "node":
        node = clients.node(script)
        stack.callback(node.close)
        return node
    browser = stack.enter_context(clients.chromium(script))
    return browser.drive(f"http://127.0.0.1:{server.port}/")


def _change(client: Path, mutation: Mutation) -> None:
    path = client / mutation.file
    text = path.read_text("utf-8")
    if mutation.old not in text:
        raise SystemExit(f"{mutation.file} no longer has {mutation.old!r}")
    path.write_text(text.replace(mutation.old, mutation.new), "utf-8")


if __name__ == "__main__":
    if survivors():
        sys.exit("some changes turned no cell red")
