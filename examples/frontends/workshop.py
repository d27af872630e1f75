"""What it takes to try an app on the live shop: generate, install, build, serve, and end it all."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
SHOP = HERE.parent / "shop"
BUILT = HERE / ".built"
MADE = ("node_modules", "generated", ".next", "dist", "build", ".astro", ".react-router")


@dataclass(frozen=True)
class Shop:
    """The shop as it runs, its clients, and the address that its front end has to have."""

    url: str
    openapi: Path
    front_end: str

    @property
    def client(self) -> Path:
        """The TypeScript client of all groups."""
        return self.openapi / "clients" / "typescript"

    def generate(self, document: str, folder: Path, *options: str) -> None:
        """Make a TypeScript client from the document of one group."""
        program = Path(sys.executable).with_name("oacgen-ts")
        source = self.openapi / "schemas" / f"{document}.json"
        subprocess.run([program, "generate", source, "-o", folder, "-q", *options], check=True)

    def get(self, path: str) -> Any:
        """Return what the shop tells anybody, without any client of ours."""
        return json.loads(fetch(f"{self.url}{path}"))

    def as_owner(self, method: str, path: str, body: object = None) -> Any:
        """Change something in the shop."""
        login = {"username": "admin", "password": "admin-of-the-shop"}
        answer = json.loads(fetch(f"{self.url}/api/accounts/token/", "POST", login))
        headers = {"Authorization": f"Token {answer['token']}"}
        return json.loads(fetch(f"{self.url}{path}", method, body, headers) or "null")


@dataclass(frozen=True)
class App:
    """A copy of an app, beside its packages and its generated client."""

    folder: Path
    node: Path
    shop: Shop

    def environment(self) -> dict[str, str]:
        """Return what the app's programs know: where the shop is, and which Node is theirs."""
        path = f"{self.node.parent}{os.pathsep}{os.environ['PATH']}"
        quiet = {"CI": "1", "NO_COLOR": "1", "NEXT_TELEMETRY_DISABLED": "1"}
        quiet["ASTRO_TELEMETRY_DISABLED"] = "1"
        return {**os.environ, **quiet, "PATH": path, "API_URL": self.shop.url}

    def npm(self, *words: str) -> str:
        """Run npm in the app; what it prints is the failure, if it fails."""
        done = subprocess.run(
            [self.node, npm(self.node), *words],
            cwd=self.folder,
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=900,
        )
        said = done.stdout + done.stderr
        assert done.returncode == 0, f"npm {' '.join(words)}\n{said[-8000:]}"
        return said

    def install(self) -> None:
        """Install the packages of the lock file, unless they are there already."""
        lock = (self.folder / "package-lock.json").read_bytes()
        stamp = self.folder / "node_modules" / ".installed-for"
        if not stamp.exists() or stamp.read_bytes() != lock:
            self.npm("ci", "--no-audit", "--no-fund")
            stamp.write_bytes(lock)

    @contextmanager
    def serving(self, script: str, *words: str, **environment: str) -> Iterator[str]:
        """Serve the app by one of its scripts; gives its address."""
        command = [str(self.node), str(npm(self.node)), "run", script, "--", *words]
        known = self.environment() | environment
        with socket.socket() as free:  # else another app would answer
            free.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            free.bind(("127.0.0.1", int(self.port)))
        with running(command, self.folder, known, self.shop.front_end):
            yield self.shop.front_end

    @property
    def port(self) -> str:
        """The port to serve the app at."""
        return self.shop.front_end.rpartition(":")[2]


def npm(node: Path) -> Path:
    """Return npm's program, which comes with Node."""
    return node.parents[1] / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


def copy(sources: tuple[str, ...], name: str) -> Path:
    """Copy an app into a folder to build it in, later sources over earlier ones."""
    folder = BUILT / name
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.iterdir():
        if left.is_dir() and left.name != "node_modules":
            shutil.rmtree(left)
        elif left.is_file():
            left.unlink()
    for source in sources:
        shutil.copytree(
            HERE / source, folder, ignore=shutil.ignore_patterns(*MADE), dirs_exist_ok=True
        )
    return folder


@contextmanager
def open_shop(folder: Path) -> Iterator[Shop]:
    """Set up the shop with its data and its TypeScript client, and serve it."""
    front_end = f"http://127.0.0.1:{free_port()}"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "site_settings",
        "PYTHONPATH": str(HERE / "tests"),
        "PYTHONDONTWRITEBYTECODE": "1",
        "SHOP_CLIENTS": str(folder / "openapi"),
        "SHOP_DATABASE": str(folder / "db.sqlite3"),
        "SHOP_MEDIA_ROOT": str(folder / "media"),
        "SHOP_FAST_PASSWORDS": "1",
        "SHOP_FRONT_END": front_end,
    }
    manage = [sys.executable, "manage.py"]
    for words in (["migrate"], ["seed"], ["generate_api", "--lang", "ts"]):
        done = subprocess.run(
            [*manage, *words], cwd=SHOP, env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, (words, done.stdout, done.stderr)
    address = f"127.0.0.1:{free_port()}"
    command = [*manage, "runserver", "--noreload", address]
    with running(command, SHOP, environment, f"http://{address}/api/health/"):
        yield Shop(f"http://{address}", folder / "openapi", front_end)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


@contextmanager
def running(command: list[str], cwd: Path, env: Mapping[str, str], url: str) -> Iterator[None]:
    """Run a server in a group of processes of its own, which ends with the block."""
    log = BUILT / "logs" / f"{cwd.name}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as out:
        server = subprocess.Popen(
            command, cwd=cwd, env=env, stdout=out, stderr=out, start_new_session=True
        )
    try:
        wait_for(url, server, log)
        yield
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        try:
            server.wait(10)
        finally:
            with_nobody_left(server.pid)


def with_nobody_left(group: int) -> None:
    """End what is left of a group of processes that was asked to end."""
    with suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)


def wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until a server answers, with any status; fails with what it wrote."""
    end = time.monotonic() + 60
    while server.poll() is None and time.monotonic() < end:
        try:
            fetch(url)
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise AssertionError(f"{url} does not answer\n{log.read_text()[-4000:]}")


def fetch(
    url: str, method: str = "GET", body: object = None, headers: Mapping[str, str] | None = None
) -> str:
    """Return the text that a server answers with, without any script having run."""
    content = None if body is None else json.dumps(body).encode()
    sent = {"Content-Type": "application/json", **(headers or {})}
    request = urllib.request.Request(url, content, sent, method=method)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=60) as answer:
        text: str = answer.read().decode()
    return text
