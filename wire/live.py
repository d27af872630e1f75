"""The example shop, seeded, serving, and with its clients generated."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from oacgen_ir.ir import Api
from wire.clients import ROOT, api_of

SHOP: Final = ROOT / "examples" / "shop"


@dataclass(frozen=True, slots=True)
class Shop:
    """A shop that runs."""

    folder: Path
    url: str
    environment: Mapping[str, str]

    @property
    def clients(self) -> Path:
        """Return the folder of the generated clients."""
        return self.folder / "shop" / "openapi" / "clients"

    def apis(self) -> dict[str, Api]:
        """Return the API of each group."""
        schemas = sorted((self.folder / "shop" / "openapi" / "schemas").glob("[a-z]*.json"))
        return {path.stem: api_of(path, path.stem) for path in schemas}

    def restore(self) -> None:
        """Forget what was done in the shop."""
        shutil.copy(self.folder / "seeded.sqlite3", self.folder / "shop.sqlite3")
        shutil.rmtree(self.folder / "uploads")
        shutil.copytree(self.folder / "seeded-uploads", self.folder / "uploads")


@contextmanager
def shop(folder: Path, languages: list[str]) -> Iterator[Shop]:
    """Run a copy of the shop, until the block ends."""
    copy = folder / "shop"
    ignored = shutil.ignore_patterns("openapi", "*.sqlite3", "__pycache__", ".*cache", "uploads")
    shutil.copytree(SHOP, copy, ignore=ignored)
    environment = {
        **os.environ,
        "PYTHONDONTWRITEBYTECODE": "1",
        "SHOP_DATABASE": str(folder / "shop.sqlite3"),
        "SHOP_MEDIA_ROOT": str(folder / "uploads"),
        "SHOP_FAST_PASSWORDS": "1",
    }
    chosen = [word for language in languages for word in ("--lang", language)]
    for words in (["migrate"], ["seed"], ["generate_api", *chosen]):
        command = [sys.executable, "manage.py", *words, "--verbosity", "0"]
        subprocess.run(command, cwd=copy, env=environment, check=True, capture_output=True)
    shutil.copy(folder / "shop.sqlite3", folder / "seeded.sqlite3")
    shutil.copytree(folder / "uploads", folder / "seeded-uploads")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    command = [sys.executable, "manage.py", "runserver", "--noreload", address]
    with (folder / "shop.log").open("wb") as log:
        server = subprocess.Popen(command, cwd=copy, env=environment, stdout=log, stderr=log)
        try:
            _wait(f"http://{address}/api/health/", server)
            yield Shop(folder, f"http://{address}", environment)
        finally:
            server.terminate()
            server.wait(10)


@contextmanager
def grpc_server(shop: Shop) -> Iterator[str]:
    """Serve the shop over gRPC, until the block ends; gives the address."""
    command = [sys.executable, "manage.py", "run_grpc", "127.0.0.1:0", "--public-url", shop.url]
    with (shop.folder / "grpc.log").open("wb") as log:
        server = subprocess.Popen(
            command,
            cwd=shop.folder / "shop",
            env=shop.environment,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        try:
            yield _address(server)
        finally:
            server.terminate()
            server.communicate(timeout=40)


def _address(server: subprocess.Popen[str]) -> str:
    assert server.stdout is not None
    for line in server.stdout:
        found = re.search(r" on (127\.0\.0\.1:\d+) ", line)
        if found:
            return found[1]
    raise SystemExit("the gRPC server ended before it answered")


def _wait(url: str, server: subprocess.Popen[bytes]) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for _ in range(200):
        try:
            opener.open(url, timeout=5).close()
            return
        except OSError:
            if server.poll() is not None:
                raise SystemExit("the shop ended before it answered") from None
            time.sleep(0.1)
    raise SystemExit("the shop does not answer")
