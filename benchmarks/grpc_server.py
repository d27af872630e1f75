"""What a call costs `manage.py run_grpc`, beside gunicorn with the same views over HTTP.

CPU time of the server's processes for each call, in interleaved rounds: the clients run in this
process, and are not counted. Both servers have one worker with eight threads, and no access log.
"""

from __future__ import annotations

import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

from benchmarks.measure import spread, table

SHOP = Path(__file__).parents[1] / "examples" / "shop"
THREADS = 8
CALLS = 300  # in a round; of pages a third
ROWS = 100

Call: TypeAlias = Callable[[], object]

_FILL = """
from products.models import Product
rows = list(Product.objects.all())
copies = [Product(**{
    f.attname: getattr(rows[n % len(rows)], f.attname)
    for f in Product._meta.fields if f.name not in ("id", "sku")
}, sku=f"COPY-{n}") for n in range(150)]
Product.objects.bulk_create(copies)
"""


def measure(rounds: int, corpus: Path | None) -> None:
    """Print the costs of calls, one at a time and eight at once."""
    with TemporaryDirectory(prefix="bench-grpc-") as folder, ExitStack() as stack:
        shop = _shop(Path(folder) / "shop")
        web = stack.enter_context(_server(shop, _gunicorn))
        rpc = stack.enter_context(_server(shop, _run_grpc))
        calls = stack.enter_context(_calls(shop, web[1], rpc[1]))
        for at_once in (1, THREADS):
            print(f"\n{at_once} at once\n")
            print(_costs(calls, {"HTTP": web[0], "gRPC": rpc[0]}, rounds, at_once), flush=True)


def _costs(
    calls: Mapping[str, Mapping[str, Call]], servers: Mapping[str, int], rounds: int, at_once: int
) -> str:
    rows = []
    for what, ways in calls.items():
        count = CALLS if what == "retrieve" else CALLS // 3
        found: dict[str, list[float]] = {way: [] for way in ways}
        with ThreadPoolExecutor(at_once) as pool:
            for turn in range(rounds + 1):
                for way, call in ways.items():
                    before = _cpu(servers[way])
                    list(pool.map(lambda _, call=call: call(), range(count)))
                    if turn:
                        found[way].append((_cpu(servers[way]) - before) / count * 1000)
        spreads = {way: spread(figures) for way, figures in found.items()}
        ratio = spreads["gRPC"].middle / spreads["HTTP"].middle
        rows.append((what, str(spreads["HTTP"]), str(spreads["gRPC"]), f"{ratio:.2f}"))
    head = ("", "gunicorn, CPU ms a call", "run_grpc, CPU ms a call", "ratio")
    return table(head, rows)


def _cpu(process: int) -> float:
    """Return the CPU seconds of a process and its children, so far."""
    folder = Path(f"/proc/{process}")
    fields = (folder / "stat").read_text().rpartition(")")[2].split()
    own = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    children = (folder / "task" / str(process) / "children").read_text().split()
    return own + sum(_cpu(int(child)) for child in children)


# --- What is measured ---


def _shop(copy: Path) -> Path:
    """Make a shop with more than a page of products, and its generated services."""
    left = shutil.ignore_patterns("openapi", "*.sqlite3", "__pycache__", "uploads")
    shutil.copytree(SHOP, copy, ignore=left)
    for args in (
        ("generate_api", "--lang", "proto"),
        ("migrate", "-v", "0"),
        ("seed",),
        ("shell", "-v", "0", "-c", _FILL),
    ):
        _manage(copy, *args)
    return copy


def _manage(shop: Path, *args: str) -> None:
    command = [sys.executable, "manage.py", *args]
    subprocess.run(command, cwd=shop, env=_ENVIRONMENT, check=True, capture_output=True)


_ENVIRONMENT = {**os.environ, "SHOP_DEBUG": "0", "SHOP_FAST_PASSWORDS": "1"}


def _gunicorn(port: int) -> list[str]:
    threads = ("--worker-class", "gthread", "--threads", str(THREADS), "--keep-alive", "60")
    place = ("--bind", f"127.0.0.1:{port}")
    return [sys.executable, "-m", "gunicorn", *threads, *place, "shop.wsgi:application"]


def _run_grpc(port: int) -> list[str]:
    command = [sys.executable, "manage.py", "run_grpc", f"127.0.0.1:{port}"]
    return [*command, "--threads", str(THREADS), "--no-access-log"]


@contextmanager
def _server(shop: Path, command: Callable[[int], list[str]]) -> Iterator[tuple[int, int]]:
    """Run a server; yield its process id and its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        command(port),
        cwd=shop,
        env=_ENVIRONMENT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _await(port)
        yield process.pid, port
    finally:
        process.terminate()
        process.wait(60)


def _await(port: int) -> None:
    end = time.monotonic() + 60
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


@contextmanager
def _calls(shop: Path, web: int, rpc: int) -> Iterator[Mapping[str, Mapping[str, Call]]]:
    """Yield the calls by what they do, and over what."""
    sys.path.insert(0, str(shop / "openapi" / "clients" / "proto"))
    import grpc

    service_pb2 = import_module("shop.products.service_pb2")
    service_pb2_grpc = import_module("shop.products.service_pb2_grpc")
    with grpc.insecure_channel(f"127.0.0.1:{rpc}") as channel:
        stub = service_pb2_grpc.ProductsServiceStub(channel)
        page = service_pb2.ProductsListRequest(limit=ROWS)
        listed = stub.ProductsList(page)
        assert len(listed.data.results) == ROWS
        one = listed.data.results[0].id
        yield {
            "retrieve": {
                "HTTP": partial(_get, web, f"/api/products/{one}/"),
                "gRPC": partial(stub.ProductsRetrieve, service_pb2.ProductsRetrieveRequest(id=one)),
            },
            f"page of {ROWS}": {
                "HTTP": partial(_get, web, f"/api/products/?limit={ROWS}"),
                "gRPC": partial(stub.ProductsList, page),
            },
        }


_local = threading.local()


def _get(port: int, path: str) -> object:
    """Get JSON over a connection that is kept, one for each thread."""
    if not hasattr(_local, "connection"):
        _local.connection = http.client.HTTPConnection("127.0.0.1", port)
    headers = {"Host": "localhost", "Accept": "application/json"}
    _local.connection.request("GET", path, headers=headers)
    response = _local.connection.getresponse()
    assert response.status == 200, response.status
    return json.loads(response.read())
