"""The example shop, seeded, serving, and with its clients generated."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from examples.running import SHOP, free_port, running_shop, served

from oacgen_ir.ir import Api
from wire.clients import api_of


@dataclass(frozen=True, slots=True)
class Shop:
    """A shop that runs, with all that it keeps in a folder."""

    folder: Path
    url: str
    clients: Path
    environment: Mapping[str, str]

    def apis(self) -> dict[str, Api]:
        """Return the API of each group."""
        schemas = sorted((self.clients.parent / "schemas").glob("[a-z]*.json"))
        return {path.stem: api_of(path, path.stem) for path in schemas}

    def restore(self) -> None:
        """Forget what was done in the shop."""
        shutil.copy(self.folder / "seeded.sqlite3", self.folder / "shop.sqlite3")
        shutil.rmtree(self.folder / "uploads")
        shutil.copytree(self.folder / "seeded-uploads", self.folder / "uploads")


@contextmanager
def shop(folder: Path, languages: list[str]) -> Iterator[Shop]:
    """Run the shop, until the block ends."""
    with running_shop(folder, *languages) as running:
        shutil.copy(folder / "shop.sqlite3", folder / "seeded.sqlite3")
        shutil.copytree(folder / "uploads", folder / "seeded-uploads")
        yield Shop(folder, running.url, running.clients, running.environment)


@contextmanager
def grpc_server(shop: Shop) -> Iterator[str]:
    """Serve the shop over gRPC, until the block ends; gives the address."""
    port = free_port()
    address = f"127.0.0.1:{port}"
    command = [sys.executable, "manage.py", "run_grpc", address, "--public-url", shop.url]
    log = shop.folder / "grpc.log"
    with served(command, port, log, cwd=SHOP, environment=shop.environment):
        yield address
