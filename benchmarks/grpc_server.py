"""What a call costs `manage.py run_grpc`, beside gunicorn with the same views over HTTP.

CPU time of the server's processes for each call, in interleaved rounds: the clients run in this
process, and are not counted. Each server has one worker and no access log. Gunicorn is measured as
it comes, where each call has a connection of its own, and with threads that keep connections;
`run_grpc` has as many threads.
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
        servers = {name: stack.enter_context(_server(shop, run)) for name, run in SERVERS.items()}
        ports = {name: port for name, (_, port) in servers.items()}
        processes = {name: process for name, (process, _) in servers.items()}
        calls = stack.enter_context(_calls(shop, ports))
        for at_once in (1, THREADS):
            print(f"\n{at_once} at once\n")
            print(_costs(calls, processes, rounds, at_once), flush=True)


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
        ours = spreads[OURS].middle
        rest = [f"{one}, ratio {ours / one.middle:.2f}" for one in spreads.values()][:-1]
        rows.append((what, str(spreads[OURS]), *rest))
    return table(("CPU ms a call", OURS, *[way for way in servers if way != OURS]), rows)


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


def _gunicorn(port: int, *options: str) -> list[str]:
    place = ("--bind", f"127.0.0.1:{port}")
    return [sys.executable, "-m", "gunicorn", *options, *place, "shop.wsgi:application"]


def _gunicorn_threads(port: int) -> list[str]:
    threads = ("--worker-class", "gthread", "--threads", str(THREADS))
    return _gunicorn(port, *threads, "--keep-alive", "60")


def _run_grpc(port: int) -> list[str]:
    command = [sys.executable, "manage.py", "run_grpc", f"127.0.0.1:{port}"]
    return [*command, "--threads", str(THREADS), "--no-access-log"]


OURS = "run_grpc"
SERVERS = {
    "gunicorn": _gunicorn,
    f"gunicorn --threads {THREADS}": _gunicorn_threads,
    OURS: _run_grpc,
}


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
def _calls(shop: Path, ports: Mapping[str, int]) -> Iterator[Mapping[str, Mapping[str, Call]]]:
    """Yield the calls by what they do, and of which server."""
    sys.path.insert(0, str(shop / "openapi" / "clients" / "proto"))
    import grpc

    service_pb2 = import_module("shop.products.service_pb2")
    service_pb2_grpc = import_module("shop.products.service_pb2_grpc")
    with grpc.insecure_channel(f"127.0.0.1:{ports[OURS]}") as channel:
        stub = service_pb2_grpc.ProductsServiceStub(channel)
        page = service_pb2.ProductsListRequest(limit=ROWS)
        listed = stub.ProductsList(page)
        assert len(listed.data.results) == ROWS
        one = service_pb2.ProductsRetrieveRequest(id=listed.data.results[0].id)
        over = {
            "retrieve": (f"/api/products/{one.id}/", partial(stub.ProductsRetrieve, one)),
            f"page of {ROWS}": (f"/api/products/?limit={ROWS}", partial(stub.ProductsList, page)),
        }
        yield {
            what: {
                name: rpc if name == OURS else partial(_get, port, path)
                for name, port in ports.items()
            }
            for what, (path, rpc) in over.items()
        }


class _Connections(threading.local):
    def __init__(self) -> None:
        self.by_port: dict[int, http.client.HTTPConnection] = {}


_connections = _Connections()


def _get(port: int, path: str) -> object:
    """Get JSON over a connection that is kept where the server keeps it, one for each thread."""
    connection = _connections.by_port.get(port)
    if connection is None:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        _connections.by_port[port] = connection
    headers = {"Host": "localhost", "Accept": "application/json"}
    connection.request("GET", path, headers=headers)
    response = connection.getresponse()
    assert response.status == 200, response.status
    return json.loads(response.read())
