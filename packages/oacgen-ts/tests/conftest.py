"""What the tests share: documents, clients of them, and the tools of Node.

Node is found by `OACGEN_NODE`, the path of its executable, or on the PATH; its packages by
`npm ci` in this package's folder.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from oacgen_ir.diagnostics import Report
from oacgen_ir.document import Document, load
from oacgen_ir.ir import Api
from oacgen_ir.passes import prepare
from oacgen_ir.pipeline import generate_files
from oacgen_ir.read import read
from oacgen_ts.generator import generator
from oacgen_ts.options import TsOptions

PACKAGE = Path(__file__).parents[1]
DOCUMENTS = Path(__file__).parent / "documents"
OLDEST_NODE = 22

Made = dict[str, str]
"""The files of a client: their texts by their paths."""


def api_of(source: Path | str, group: str = "") -> tuple[Api, Report]:
    """Read a document, given as a path or as text."""
    report = Report(extra=generator.diagnostics)
    document: Document = load(source if isinstance(source, Path) else source.encode())
    return replace(prepare(read(document, report), report), group=group), report


def files_of(*apis: Api, **options: object) -> Made:
    """Generate the client of some APIs."""
    report = Report(extra=generator.diagnostics)
    chosen = TsOptions.model_validate(options)
    made = generate_files(generator, apis, chosen, report, lambda path: None)
    return {file.path: file.text for file in made}


@pytest.fixture(scope="session")
def studio() -> Path:
    """The document that has a bit of everything."""
    return DOCUMENTS / "studio.yaml"


@pytest.fixture(scope="session")
def read_document() -> Callable[..., tuple[Api, Report]]:
    """A function from a document to its API and what there is to report."""
    return api_of


@pytest.fixture(scope="session")
def make() -> Callable[..., Made]:
    """A function from APIs and options to the files of their client."""
    return files_of


@pytest.fixture(scope="session")
def client(studio: Path) -> Callable[..., Made]:
    """A function from options to the files of the client of `studio.yaml`."""
    api, _ = api_of(studio)
    return lambda **options: files_of(api, **options)


@pytest.fixture(scope="session")
def edges(studio: Path) -> Callable[..., Made]:
    """The same for `edges.yaml`."""
    api, _ = api_of(studio.with_name("edges.yaml"))
    return lambda **options: files_of(api, **options)


@dataclass(frozen=True)
class Node:
    """The tools, on the version of Node that was found."""

    executable: str

    def run(
        self, script: str, *args: str, cwd: Path = PACKAGE, env: dict[str, str] | None = None
    ) -> str:
        """Run a script of `node_modules`; what it prints is the failure, if it fails."""
        path = f"{Path(self.executable).parent}{os.pathsep}{os.environ['PATH']}"
        done = subprocess.run(
            [self.executable, str(PACKAGE / "node_modules" / script), *args],
            cwd=cwd,
            env={**os.environ, "PATH": path, "NO_COLOR": "1", **(env or {})},
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == 0, f"{script}\n{done.stdout[-6000:]}{done.stderr[-2000:]}"
        return done.stdout

    def script(self, path: Path, *args: str) -> str:
        """Run a script of the tests, and return what it prints."""
        command = [self.executable, str(path), *args]
        done = subprocess.run(command, cwd=PACKAGE, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    def type_check(self, folder: Path, compiler: str = "typescript") -> None:
        """Check all of a folder under every strict flag."""
        shutil.copy(PACKAGE / "tests" / "tsconfig.strict.json", folder / "tsconfig.json")
        self.run(f"{compiler}/bin/tsc", "--project", str(folder))

    def type_check_against(self, tests: Path, clients: Mapping[str, Path]) -> None:
        """Check tests of clients, by the names that they import them by."""
        strict = json.loads((PACKAGE / "tests" / "tsconfig.strict.json").read_text())
        options = strict["compilerOptions"] | {
            "types": ["node"],
            "lib": ["ES2022", "ESNext.Disposable", "DOM", "DOM.Iterable"],
            "isolatedDeclarations": False,
            "declaration": False,
            "noImplicitReturns": False,
            "noPropertyAccessFromIndexSignature": False,
            "typeRoots": [str(PACKAGE / "node_modules" / "@types")],
            "paths": {
                **{name: [f"{folder}/index.ts"] for name, folder in clients.items()},
                **{f"{name}/*": [f"{folder}/*"] for name, folder in clients.items()},
            },
        }
        project = next(iter(clients.values())).parent / "tests.tsconfig.json"
        sources = [str(path) for path in sorted(tests.glob("*.ts*")) if ".config." not in path.name]
        project.write_text(json.dumps({"compilerOptions": options, "files": sources}))
        self.run("typescript7/bin/tsc", "--project", str(project))

    def check_format(self, folder: Path) -> None:
        """Check that prettier would change nothing."""
        self.run("prettier/bin/prettier.cjs", "--check", "--log-level", "warn", str(folder))

    def bundle(self, entry: Path) -> int:
        """Return the size of a module with all it imports, minified; React stays outside."""
        out = entry.with_suffix(".min.js")
        binary = PACKAGE / "node_modules" / ".bin" / "esbuild"
        options = ["--bundle", "--minify", "--format=esm", "--target=es2022", "--external:react"]
        subprocess.run(
            [binary, entry, *options, f"--outfile={out}", "--log-level=error"],
            check=True,
            timeout=60,
            env={**os.environ, "PATH": f"{Path(self.executable).parent}:{os.environ['PATH']}"},
        )
        return out.stat().st_size


@pytest.fixture(scope="session")
def node() -> Node:
    """The tools of Node; the test fails where they are missing."""
    executable = os.environ.get("OACGEN_NODE") or shutil.which("node")
    if not executable:
        pytest.fail("Node is missing: put it on the PATH, or name it by OACGEN_NODE")
    version = subprocess.run([executable, "--version"], capture_output=True, text=True, check=True)
    if int(version.stdout.strip().lstrip("v").partition(".")[0]) < OLDEST_NODE:
        pytest.fail(
            f"{executable} is Node {version.stdout.strip()}; the tools need {OLDEST_NODE} or newer:"
            " name another by OACGEN_NODE"
        )
    if not (PACKAGE / "node_modules" / "vitest").is_dir():
        pytest.fail(f"The tools are not installed: run `npm ci` in {PACKAGE}")
    return Node(executable)


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """A function that writes files into a folder where packages of Node are found."""

    def written(made: Made, name: str = "client") -> Path:
        link = tmp_path / "node_modules"
        if not link.exists():
            link.symlink_to(PACKAGE / "node_modules", target_is_directory=True)
        for path, text in made.items():
            target = tmp_path / name / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
        return tmp_path / name

    return written
