"""What it takes to try an app on the live shop: generate, install, build, serve, and end it all."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from examples.running import free_port, running_shop, served

HERE = Path(__file__).parent
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
        log = BUILT / "logs" / f"{self.folder.name}.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        with served(command, int(self.port), log, cwd=self.folder, environment=known) as url:
            yield url

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
    with running_shop(folder, "ts", SHOP_FRONT_ENDS=front_end) as shop:
        yield Shop(shop.url, shop.clients.parent, front_end)


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
