"""The shop's clients at work on the shop itself, as a Django project makes and serves them."""

from __future__ import annotations

import os
import shutil
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
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .conftest import Go

PACKAGE = Path(__file__).parent.parent
SHOP = PACKAGE.parent.parent / "examples" / "shop"
EXAMPLE = PACKAGE.parent.parent / "examples" / "go"
SETTINGS = """
import os
from shop import settings
globals().update({name: value for name, value in vars(settings).items() if name.isupper()})
OACGEN = settings.OACGEN.model_copy(update={"output_dir": os.environ["SHOP_CLIENTS"]})
"""


@dataclass(frozen=True)
class Shop:
    """A shop that runs, and the module with its clients."""

    url: str
    module: Path


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    folder = tmp_path_factory.mktemp("shop")
    (folder / "shop_for_go.py").write_text(SETTINGS)
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "shop_for_go",
        "PYTHONPATH": str(folder),
        "PYTHONDONTWRITEBYTECODE": "1",
        "SHOP_CLIENTS": str(folder / "openapi"),
        "SHOP_DATABASE": str(folder / "shop.sqlite3"),
        "SHOP_MEDIA_ROOT": str(folder / "uploads"),
        "SHOP_FAST_PASSWORDS": "1",
    }
    for words in (["migrate"], ["seed"], ["generate_api", "--lang", "go"]):
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
        yield Shop(url, folder / "openapi" / "clients" / "go")


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


def test_the_clients_are_clean(shop: Shop, go: Go) -> None:
    assert go.unformatted(shop.module) == ""
    go.check(shop.module)


def test_the_shop_answers(shop: Shop, go: Go, monkeypatch: pytest.MonkeyPatch) -> None:
    live = shop.module / "live"
    shutil.copytree(PACKAGE / "tests" / "gotests" / "live", live, dirs_exist_ok=True)
    monkeypatch.setenv("SHOP_URL", shop.url)
    go.run(shop.module, "test", "-race", "-count", "1", "./live")


def test_the_example_runs(shop: Shop, go: Go, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(EXAMPLE, shop.module / "example", dirs_exist_ok=True)
    monkeypatch.setenv("SHOP_URL", shop.url)
    shown = go.run(shop.module, "run", "./example").splitlines()
    assert shown[-2:] == [
        'Ann has the e-mail address "" and a picture: true',
        "status 400: [A user with that username already exists.]",
    ]
