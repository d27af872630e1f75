"""Generates the clients of an application from the Python registry, compiles and calls them.

python examples/apps/check.py FOLDER --python PROGRAM: `FOLDER` is one beside this file, `PROGRAM`
the Python that its requirements and our packages are installed for. The compilers are those of
the environment that this runs in: mypy, grpcio-tools, httpx2, pydantic, `go`, and Node with
TypeScript in `packages/oacgen-ts/node_modules`. Nothing is written outside a temporary folder.
"""

from __future__ import annotations

import argparse
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PATIENCE = 120.0  # seconds until the server must answer
TSCONFIG = """{
  "extends": "./openapi/clients/typescript/tsconfig.json",
  "include": ["calls.ts", "openapi/clients/typescript/**/*.ts"]
}
"""


@dataclass(frozen=True, slots=True)
class App:
    """An application: its files here, the Python that has it, and where it may write."""

    source: Path
    python: str
    folder: Path

    @property
    def clients(self) -> Path:
        """The folder of the generated clients."""
        return self.folder / "openapi" / "clients"

    @property
    def environment(self) -> dict[str, str]:
        """The environment of the application's own processes."""
        return {
            **os.environ,
            "APP_FOLDER": str(self.folder),
            "DJANGO_SETTINGS_MODULE": f"{self.source.name}_settings",
            "PYTHONPATH": str(self.source),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONWARNINGS": "ignore",
        }

    def manage(self, *command: str) -> None:
        """Run a command of Django."""
        run(self.python, "-m", "django", *command, cwd=self.folder, environment=self.environment)


def main() -> None:
    """Check one application."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--python", required=True)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        app = App(options.folder.resolve(), options.python, Path(folder).resolve())
        app.manage("generate_api")
        app.manage("generate_api", "--check")
        prepare_typescript(app)
        compile_all(app)
        app.manage("migrate", "--verbosity", "0")
        prepare = (app.python, str(app.source / "prepare.py"))
        token = run(*prepare, cwd=app.folder, environment=app.environment).splitlines()[-1]
        with served(app) as url:
            call_all(app, url, token)
    print(f"{app.source.name}: generated, compiled and called", flush=True)


def prepare_typescript(app: App) -> None:
    """Put the calls beside the client, where Node and the compiler find its packages."""
    modules = ROOT / "packages" / "oacgen-ts" / "node_modules"
    (app.folder / "node_modules").symlink_to(modules)
    (app.folder / "calls.ts").write_text((app.source / "calls.ts").read_text("utf-8"), "utf-8")
    (app.folder / "tsconfig.json").write_text(TSCONFIG)


def compile_all(app: App) -> None:
    """Hand each client to the compiler of its language."""
    here = {**os.environ, "GOTOOLCHAIN": "local", "GOFLAGS": "-mod=mod"}
    for folder, *command in (
        ("python", sys.executable, "-m", "mypy", "--strict", "api_client"),
        ("go", "go", "build", "./..."),
        ("go", "go", "vet", "./..."),
        ("../..", node(), "node_modules/typescript/bin/tsc", "-p", "."),
    ):
        run(*command, cwd=app.clients / folder, environment=here)
    protos = app.clients / "proto"
    files = [str(path.relative_to(protos)) for path in protos.rglob("*.proto")]
    own = [path for path in files if not path.startswith("third_party/")]
    includes = ("-I", ".", "-I", "third_party")
    target = ("--descriptor_set_out", os.devnull)
    command = (sys.executable, "-m", "grpc_tools.protoc", *includes, *target, *own)
    run(*command, cwd=protos, environment=here)


def call_all(app: App, url: str, token: str) -> None:
    """Call the running application through the Python and the TypeScript client."""
    path = {**os.environ, "PYTHONPATH": str(app.clients / "python")}
    calls = str(app.source / "calls.py")
    print(run(sys.executable, calls, url, token, cwd=app.folder, environment=path))
    print(run(node(), "calls.ts", url, token, cwd=app.folder, environment=dict(os.environ)))


def node() -> str:
    """Return the Node that the session chose, or the machine's own."""
    return os.environ.get("OACGEN_NODE", "node")


@contextmanager
def served(app: App) -> Iterator[str]:
    """Run the application's server on a free port until the block ends."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = app.folder / "server.log"
    command = [app.python, "-m", "django", "runserver", "--noreload", f"127.0.0.1:{port}"]
    with log.open("w") as output:
        process = subprocess.Popen(
            command, cwd=app.folder, env=app.environment, stdout=output, stderr=output
        )
    try:
        _wait(f"http://127.0.0.1:{port}", process, log)
        yield f"http://127.0.0.1:{port}"
    except SystemExit:
        print(log.read_text()[-4000:], file=sys.stderr)
        raise
    finally:
        process.terminate()
        process.wait(30)


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/nothing-here", timeout=10):
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.2)
    sys.exit(f"the server does not answer:\n{log.read_text()[-4000:]}")


def run(*command: str, cwd: Path, environment: dict[str, str]) -> str:
    """Run a program; gives its standard output, or ends with all that it said."""
    done = subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"{' '.join(command[:4])} ...: exit {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout.strip()


if __name__ == "__main__":
    main()
