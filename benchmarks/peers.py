"""Installs the alternatives that figures are compared with, each in a folder of its own.

They live in `.bench/`, which is kept between runs and never committed. Python packages, npm
packages and Go modules come from their registries at the versions given; openapi-generator is a
Java program from the Python registry, and needs a Java on the machine.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

HOME = Path(__file__).parents[1] / ".bench"
OPENAPI_GENERATOR = "openapi-generator-cli==7.26.0"


def python(name: str, *requirements: str, version: str = "3.11") -> Path:
    """Return the interpreter of an environment that holds the requirements."""
    folder = HOME / "python" / name
    interpreter = folder / "bin" / "python"

    def install() -> None:
        create = [sys.executable, "-m", "virtualenv", "-q", "--clear", "-p", _found(version)]
        subprocess.run([*create, str(folder)], check=True)
        subprocess.run([str(interpreter), "-m", "pip", "install", "-q", *requirements], check=True)

    _once(folder, " ".join(requirements), install)
    return interpreter


def _found(version: str) -> str:
    """Return a Python of the version: what pyenv has, or whatever virtualenv finds."""
    home = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    return next(map(str, sorted(home.glob(f"versions/{version}.*/bin/python"))), version)


def node(name: str, packages: Mapping[str, str], node_program: Path) -> Path:
    """Return a folder whose `node_modules` holds the packages, at exact versions."""
    folder = HOME / "node" / name
    manifest = json.dumps({"private": True, "dependencies": dict(packages)}, indent=2)

    def install() -> None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "package.json").write_text(manifest)
        npm = node_program.parents[1] / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        command = [str(node_program), str(npm), "install", "--no-audit", "--no-fund"]
        path = f"{node_program.parent}{os.pathsep}{os.environ['PATH']}"
        subprocess.run(command, cwd=folder, env={**os.environ, "PATH": path}, check=True)

    _once(folder, manifest, install)
    return folder


def go(package: str, version: str) -> Path:
    """Return the program that `go install package@version` builds."""
    folder = HOME / "go" / package.rpartition("/")[2]

    def install() -> None:
        environment = {**os.environ, "GOBIN": str(folder), "GOTOOLCHAIN": "local"}
        subprocess.run(["go", "install", f"{package}@{version}"], env=environment, check=True)

    _once(folder, f"{package}@{version}", install)
    return folder / package.rpartition("/")[2]


def openapi_generator() -> Path:
    """Return the program `openapi-generator-cli`."""
    return python("openapi-generator", OPENAPI_GENERATOR).parent / "openapi-generator-cli"


def _once(folder: Path, wanted: str, install: Callable[[], None]) -> None:
    """Call `install` unless an earlier run did so for the same `wanted`."""
    mark = folder.parent / f".{folder.name}"
    if mark.is_file() and mark.read_text() == wanted:
        return
    folder.parent.mkdir(parents=True, exist_ok=True)
    install()
    mark.write_text(wanted)
