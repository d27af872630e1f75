"""The shop's clients at work on the shop itself, as a Django project makes and serves them."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
SHOP = HERE.parents[2] / "examples" / "shop"
SETTINGS = """
import os
from shop import settings
globals().update({name: value for name, value in vars(settings).items() if name.isupper()})
OACGEN = settings.OACGEN.model_copy(update={"output_dir": os.environ["SHOP_CLIENTS"]})
"""


@dataclass(frozen=True)
class Shop:
    """A shop that runs, and its clients."""

    url: str
    client: Path


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    folder = tmp_path_factory.mktemp("shop")
    (folder / "shop_for_ts.py").write_text(SETTINGS)
    (folder / "node_modules").symlink_to(HERE.parent / "node_modules")
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "shop_for_ts",
        "PYTHONPATH": str(folder),
        "PYTHONDONTWRITEBYTECODE": "1",
        "SHOP_CLIENTS": str(folder / "openapi"),
        "SHOP_DATABASE": str(folder / "shop.sqlite3"),
        "SHOP_MEDIA_ROOT": str(folder / "uploads"),
        "SHOP_FAST_PASSWORDS": "1",
    }
    for words in (["migrate"], ["seed"], ["generate_api", "--lang", "ts"]):
        done = subprocess.run(
            [sys.executable, "manage.py", *words, "--verbosity", "0"],
            cwd=SHOP,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, (words, done.stdout, done.stderr)
    with _serving(environment) as url:
        yield Shop(url, folder / "openapi" / "clients" / "typescript")


@contextmanager
def _serving(environment: Mapping[str, str]) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "manage.py", "runserver", "--noreload", f"127.0.0.1:{port}"]
    server = subprocess.Popen(
        command, cwd=SHOP, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _await(f"{url}/api/health/", server)
        yield url
    finally:
        server.terminate()
        server.wait(10)


def _await(url: str, server: subprocess.Popen[bytes]) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for _ in range(200):
        assert server.poll() is None, "the shop ended before it answered"
        try:
            opener.open(url, timeout=5).close()
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the shop does not answer")


def test_the_shop_answers(shop: Shop, node: Any) -> None:
    env = {"OACGEN_CLIENT": str(shop.client), "SHOP_URL": shop.url}
    node.run("vitest/vitest.mjs", "run", "--root", str(HERE / "shop"), env=env)


def test_the_clients_are_clean(shop: Shop, node: Any) -> None:
    for source in sorted(shop.client.iterdir()):
        node.check_format(source)
    node.type_check(shop.client, "typescript7")
    node.type_check_against(HERE / "shop", shop.client)
