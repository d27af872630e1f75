"""Makes the clients of a document, and for each the driver that plays scenarios with it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from oacgen_ir.diagnostics import Report
from oacgen_ir.document import load
from oacgen_ir.files import File
from oacgen_ir.ir import Api, Ref
from oacgen_ir.pipeline import read_api
from oacgen_ir.plugins import find
from oacgen_ir.testing import generated
from oacgen_ir.wire.running import Batch, Drive, Program

if TYPE_CHECKING:
    from playwright.sync_api import Browser

HERE: Final = Path(__file__).parent
ROOT: Final = HERE.parent
DRIVERS: Final = HERE / "drivers"
MODULES: Final = ROOT / "packages" / "oacgen-ts" / "node_modules"

CLIENTS: Final = {
    "python-async": "Python async",
    "python-sync": "Python sync",
    "node": "TypeScript in Node",
    "chromium": "TypeScript in Chromium",
    "go": "Go",
    "grpc": "gRPC",
}
"""The columns of the report."""


def api_of(document: Path, group: str = "") -> Api:
    """Read a document."""
    return read_api(load(document), Report(), group=group)


def write(folder: Path, files: Iterable[File]) -> Path:
    """Write files into a folder."""
    for file in files:
        path = folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(file.text, "utf-8")
    return folder


# --- Python --------------------------------------------------------------------------------------


def python(kind: str, clients: Path, package: str = "api_client") -> Program:
    """Return the driver of the package that stands in `clients`."""
    command = [sys.executable, str(DRIVERS / "python" / "driver.py"), kind, package]
    environment = {**os.environ, "PYTHONPATH": str(clients), "PYTHONDONTWRITEBYTECODE": "1"}
    return Program(command, environment)


def python_package(document: Path, folder: Path) -> Path:
    """Write the Python client of a document; returns the folder that it is imported from."""
    write(folder / "api_client", generated(document, find("py")))
    return folder


def grpc_stubs(document: Path, folder: Path) -> Path:
    """Write the stubs of a document; returns their folder."""
    run = "from oacgen_proto.main import main; main()"
    command = [sys.executable, "-c", run, "generate", str(document), "-o", str(folder)]
    subprocess.run(command, check=True, capture_output=True)
    return folder


def grpc(stubs: Path, address: str = "", *, package: Path | None = None) -> Program:
    """Return the driver of generated stubs, for a server at an address or bridges of its own.

    With `package`, the bridges are those of the django_oacgen that stands there.
    """
    command = [sys.executable, str(DRIVERS / "grpc" / "driver.py"), str(stubs), address]
    paths = ":".join(map(str, filter(None, (package, stubs))))
    environment = {**os.environ, "PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"}
    return Program(command, environment)


# --- TypeScript ----------------------------------------------------------------------------------


def node_program() -> str:
    """Return the path of Node; a missing one is an error with what to do."""
    found = os.environ.get("OACGEN_NODE") or shutil.which("node")
    if not found:
        raise SystemExit("Node is missing: put it on the PATH, or name it by OACGEN_NODE")
    return found


def bundle(entry: str, client: Path, folder: Path) -> Path:
    """Bundle a driver with a client; returns the module."""
    platform = "node" if entry == "node" else "browser"
    out = folder / f"{entry}.mjs"
    shape = "esm" if entry == "node" else "iife"
    link = client.parent / "node_modules"
    if not link.exists():
        link.symlink_to(MODULES, target_is_directory=True)
    command = [
        str(MODULES / "@esbuild" / "linux-x64" / "bin" / "esbuild"),
        str(DRIVERS / "typescript" / f"{entry}.ts"),
        "--bundle",
        f"--format={shape}",
        f"--platform={platform}",
        "--target=es2022",
        f"--alias:client={client}",
        f"--outfile={out}",
        "--log-level=error",
    ]
    subprocess.run(command, check=True)
    return out


def node(script: Path) -> Program:
    """Return the driver that is a bundle for Node."""
    return Program([node_program(), str(script)], os.environ)


@dataclass(frozen=True, slots=True)
class Chromium:
    """A headless browser, and the bundle that it runs."""

    browser: Browser
    script: Path

    def drive(self, page_url: str) -> Drive:
        """Return a driver on a page, whose server is the one that is called."""

        def driven(batch: Batch) -> str:
            page = self.browser.new_page()
            page.goto(page_url)
            page.evaluate(self.script.read_text("utf-8"))
            printed: str = page.evaluate("text => play(text)", json.dumps(batch))
            page.close()
            return printed

        return driven


@contextmanager
def chromium(script: Path) -> Iterator[Chromium]:
    """Open a headless browser for a bundle."""
    from examples import browsing  # needs playwright, which other clients do without

    with browsing.chromium() as browser:
        yield Chromium(browser, script)


# --- Go ------------------------------------------------------------------------------------------


def go_module(document: Path, folder: Path) -> Path:
    """Write the Go client of a document and its driver; returns the program."""
    write(folder / "api", generated(document, find("go")))
    (folder / "api" / "go.mod").unlink()
    (folder / "go.mod").write_text("module example.com/wire\n\ngo 1.24\n")
    return go_driver(folder, {"": api_of(document)}, "example.com/wire/api")


def go_driver(folder: Path, groups: Mapping[str, Api], module: str) -> Path:
    """Add the driver to a module that has a package for each group; returns the program."""
    lines = ["package main", "", "import (", '"encoding/json"']
    for group, api in groups.items():
        path = f"{module}/{group}" if group else module
        name = f"bridge{group}"
        add_bridge(folder, api, folder / "/".join(path.split("/")[2:]), name, path)
        lines.append(f'{name} "{module.rsplit("/", 1)[0] if not group else module}/{name}"')
    lines += [")", "", "func init() {"]
    for group in groups:
        lines.append(
            f'players["{group}"] = func(base string, given json.RawMessage) (player, error)'
        )
        lines[-1] += f" {{ return bridge{group}.New(base, given) }}"
    (folder / "groups.go").write_text("\n".join([*lines, "}", ""]))
    shutil.copy(DRIVERS / "go" / "main.go", folder / "main.go")
    return go_build(folder)


def go_build(folder: Path) -> Path:
    """Build the driver of a module."""
    environment = {**os.environ, "GOFLAGS": "-mod=mod", "GOPROXY": "off", "GOTOOLCHAIN": "local"}
    subprocess.run(
        ["go", "build", "-o", "driver", "."], cwd=folder, env=environment, check=True, timeout=600
    )
    return folder / "driver"


def add_bridge(folder: Path, api: Api, package: Path, name: str, module: str) -> None:
    """Copy the bridge for a generated package, beside tables of its schemes and errors."""
    text = (DRIVERS / "go" / "bridge" / "bridge.go").read_text("utf-8")
    bridge = folder / name
    bridge.mkdir(parents=True, exist_ok=True)
    text = text.replace('"example.com/wire/api"', f'"{module}"')
    (bridge / "bridge.go").write_text(text)
    client = (package / "client.go").read_text("utf-8")
    schemes = re.findall(r"^func With(\w+)\(c \*Credential\) Option", client, re.MULTILINE)
    (bridge / "tables.go").write_text(_tables(module, schemes, error_models(api)))


def _tables(module: str, schemes: Sequence[str], errors: Sequence[str]) -> str:
    lines = [
        "package bridge",
        "",
        f'import api "{module}"',
        "",
        "var schemes = map[string]func(*api.Credential) api.Option{",
        *(f'"{scheme.lower()}": api.With{scheme},' for scheme in schemes),
        "}",
        "",
        "func reads[T any](err error) bool { _, ok := api.Decode[T](err); return ok }",
        "",
        "var bodies = map[string]func(error) bool{",
        *(f'"{name}": reads[api.{name}],' for name in errors),
        "}",
        "",
    ]
    return "\n".join(lines)


def error_models(api: Api) -> list[str]:
    """Return the names of the models that the document declares for errors."""
    return sorted(
        {
            media.type.name
            for operation in api.operations
            for response in operation.responses
            for media in response.content
            if not response.ok and isinstance(media.type, Ref)
        }
    )


def go(built: Path) -> Program:
    """Return the driver that is a program of Go."""
    return Program([str(built)], os.environ)


Drives = Mapping[str, Drive]
