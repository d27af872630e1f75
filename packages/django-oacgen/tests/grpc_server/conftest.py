"""The shop with its generated services, and servers of it in processes of their own."""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.rpc import error_details_pb2, status_pb2

from django_oacgen.grpc.stubs import Root, Rpc, load

SHOP = Path(__file__).parents[4] / "examples" / "shop"

# A middleware with which a caller says how long a view takes, and which notes what it saw. The
# signals of requests are noted, too, and a user whose name says so comes to no good.
SLOW = """
import os, time
from django.core.signals import request_finished, request_started
from django.db import connection
from django.db.models.signals import post_save

def noting(what):
    def note(**_):
        with open(os.environ["SHOP_SEEN"] + ".signals", "a") as seen:
            seen.write(f"{os.getpid()} {what}\\n")
    return note

for each, what in ((request_started, "started"), (request_finished, "finished")):
    each.connect(noting(what), weak=False)

def doom(instance, **_):
    if getattr(instance, "username", "").startswith("doomed"):
        raise RuntimeError("a failure behind the row that is written")

post_save.connect(doom, weak=False)

class Slow:
    def __init__(self, get_response):
        self.get_response = get_response
        connection.ensure_connection()  # as many a start does

    def __call__(self, request):
        with open(os.environ["SHOP_SEEN"], "a") as seen:
            left = request.META.get("oacgen.deadline", 0) - time.time()
            seen.write(f"{request.headers.get('X-Request-Id', '-')} {left:.2f}\\n")
        kind, _, seconds = request.headers.get("Prefer", "").partition("=")
        if kind == "wait":
            time.sleep(float(seconds))
        return self.get_response(request)
"""
SETTINGS = """
import os
from shop.settings import *
MIDDLEWARE = ["shop.slow.Slow", "django.middleware.locale.LocaleMiddleware", *MIDDLEWARE]
ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
DATABASES["default"]["ATOMIC_REQUESTS"] = "SHOP_ATOMIC" in os.environ
"""
TOKENS = """
import json
from rest_framework.authtoken.models import Token
from users.models import User
people = User.objects.filter(username__in=["admin", "alice", "bob"])
print(json.dumps({p.username: Token.objects.get_or_create(user=p)[0].key for p in people}))
"""


class Shop:
    """A copy of the shop, with data; `tokens` are those of admin, alice (staff) and bob."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.seen = folder / "seen.txt"
        self.stubs = folder / "openapi" / "clients" / "proto"
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "shop.slow_settings",
            "SHOP_FAST_PASSWORDS": "1",
            "SHOP_VOUCHER_RATE": "1000/min",
            "SHOP_SEEN": str(self.seen),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONWARNINGS": "error",
        }
        self.tokens: dict[str, str] = {}

    def manage(self, *args: str, **more: str) -> str:
        """Run a command to its end, and return what it prints."""
        done = subprocess.run(
            [sys.executable, "manage.py", *args],
            cwd=self.folder,
            env=self.environment | more,
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    copy = tmp_path_factory.mktemp("grpc") / "shop"
    left = shutil.ignore_patterns("openapi", "*.sqlite3", "__pycache__", "uploads")
    shutil.copytree(SHOP, copy, ignore=left)
    (copy / "shop" / "slow.py").write_text(SLOW)
    (copy / "shop" / "slow_settings.py").write_text(SETTINGS)
    made = Shop(copy)
    made.manage("generate_api", "--lang", "proto")
    made.manage("migrate", "-v", "0")
    made.manage("seed", PYTHONWARNINGS="default")
    made.tokens = json.loads(made.manage("shell", "-v", "0", "-c", TOKENS))
    return made


@pytest.fixture(scope="session")
def rpcs(shop: Shop) -> Mapping[str, Rpc]:
    """The rpcs of all services, by their names; the group `profiles` repeats those of `core`."""
    services = load([Root(shop.stubs)])
    found = {f"{rpc.service}/{rpc.name}": rpc for each in services.values() for rpc in each}
    return found | {rpc.name: rpc for rpc in found.values()}


class Server:
    """`manage.py run_grpc`, running; what it prints is in `output`."""

    def __init__(self, shop: Shop, args: tuple[str, ...], environment: Mapping[str, str]) -> None:
        self.log = shop.folder / f"log-{time.monotonic_ns()}.txt"
        address = (
            ()
            if any(":" in arg and not arg.startswith("--") for arg in args[:1])
            else ("127.0.0.1:0",)
        )
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "run_grpc", *address, *args],
                cwd=shop.folder,
                env=shop.environment | environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self.port = self._await()

    def _await(self) -> int:
        end = time.monotonic() + 180
        while time.monotonic() < end:
            if found := re.search(r"services on \S+:(\d+) ", self.output):
                return int(found[1])
            assert self.process.poll() is None, self.output
            time.sleep(0.05)
        raise AssertionError(self.output)

    @property
    def output(self) -> str:
        return self.log.read_text("utf-8", "replace")

    def calls(self) -> list[dict[str, Any]]:
        """Return what the access log has."""
        lines = [line for line in self.output.splitlines() if line.startswith("{")]
        return [entry for entry in map(json.loads, lines) if "rpc" in entry]

    @staticmethod
    def until(found: Callable[[], Any], seconds: float = 60) -> Any:
        """Wait until something is found, and return it."""
        end = time.monotonic() + seconds
        while not (value := found()):
            assert time.monotonic() < end
            time.sleep(0.05)
        return value

    def children(self) -> list[int]:
        pid = self.process.pid
        return [*map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]

    def open_databases(self) -> int:
        """Return how many connections to the database the server has."""
        opened = Path(f"/proc/{self.process.pid}/fd").iterdir()
        return sum("db.sqlite3" in os.readlink(each) for each in opened)

    def memory(self) -> int:
        """Return the bytes in memory."""
        text = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.findall(r"VmRSS:\s+(\d+)", text)[0]) * 1024

    def end(self, patience: float = 30) -> int:
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(patience)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise


Serve = Callable[..., Server]


class Frames:
    """A caller who speaks HTTP/2 by hand, and need not keep to its rules."""

    def __init__(self, server: Server, *, window: int = 65_535) -> None:
        self.socket = socket.create_connection(("127.0.0.1", server.port))
        self.socket.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
        self.send(4, 0, 0, struct.pack(">HI", 4, window))  # how much it will read of a stream
        self._stream = -1
        self._rest = b""

    def send(self, kind: int, flags: int, stream: int, data: bytes = b"") -> None:
        head = struct.pack(">I", len(data))[1:] + bytes([kind, flags]) + struct.pack(">I", stream)
        self.socket.sendall(head + data)

    def begin(self, name: str, **metadata: str) -> int:
        """Send the headers of a call, and return its stream."""
        self._stream += 2
        pairs = {
            ":method": "POST",
            ":scheme": "http",
            ":path": f"/{name}",
            ":authority": "x",
            "content-type": "application/grpc",
            "te": "trailers",
        } | {key.replace("_", "-"): value for key, value in metadata.items()}
        block = b"".join(b"\0" + self._text(k) + self._text(v) for k, v in pairs.items())
        self.send(1, 4, self._stream, block)
        return self._stream

    @staticmethod
    def _text(text: str) -> bytes:
        assert len(text) < 127
        return bytes([len(text)]) + text.encode("latin-1")

    def finish(self, stream: int, message: bytes = b"") -> None:
        """Send the one message of a call."""
        self.send(0, 1, stream, struct.pack(">BI", 0, len(message)) + message)

    def read(self, until: int, seconds: float) -> set[int]:
        """Return which kinds of frames come, until one of a kind does."""
        end = time.monotonic() + seconds
        kinds: set[int] = set()
        while until not in kinds:
            self.socket.settimeout(max(end - time.monotonic(), 0.001))
            try:
                data = self.socket.recv(65_536)
            except TimeoutError:
                break
            if not data:
                break
            self._rest += data
            while len(self._rest) >= 9 and len(self._rest) >= (size := 9 + self._size()):
                kinds.add(self._rest[3])
                self._rest = self._rest[size:]
        return kinds

    def _size(self) -> int:
        return int.from_bytes(self._rest[:3])


@pytest.fixture
def frames() -> Iterator[Callable[..., Frames]]:
    """`frames(server)` connects by hand."""
    with ExitStack() as stack:

        def connect(server: Server, **kwargs: Any) -> Frames:
            made = Frames(server, **kwargs)
            stack.enter_context(made.socket)
            return made

        yield connect


@pytest.fixture
def serve(shop: Shop) -> Iterator[Serve]:
    """Start a server with other flags; it ends with the test."""
    running: list[Server] = []

    def start(*args: str, **environment: str) -> Server:
        running.append(Server(shop, args, environment))
        return running[-1]

    yield start
    for server in running:
        if server.process.poll() is None:
            server.end()


@pytest.fixture(scope="session")
def server(shop: Shop) -> Iterator[Server]:
    """A server with default settings, for all tests that harm none."""
    running = Server(shop, (), {})
    yield running
    assert running.end() == 0, running.output


class Failed(Exception):
    """A call that failed: its code, message, details by type, and trailing metadata."""

    def __init__(self, error: grpc.RpcError) -> None:
        call: Any = error
        self.code = call.code().name
        self.message = call.details()
        self.trailing = dict(call.trailing_metadata() or ())
        super().__init__(f"{self.code}: {self.message}")
        status = status_pb2.Status.FromString(self.trailing.get("grpc-status-details-bin", b""))
        self.names = [detail.type_url.rpartition("/")[2] for detail in status.details]
        self.status = status

    def detail(self, name: str) -> Any:
        for detail in self.status.details:
            kind = getattr(error_details_pb2, name)
            if detail.Is(kind.DESCRIPTOR):
                return kind.FromString(detail.value)
        return None

    @property
    def fields(self) -> dict[str, str]:
        found = self.detail("BadRequest")
        return {v.field: v.description for v in found.field_violations} if found else {}


class Client:
    """Calls rpcs by their names, as somebody."""

    def __init__(
        self, rpcs: Mapping[str, Rpc], port: int, token: str = "", channel: Any = None
    ) -> None:
        self.rpcs = rpcs
        self.channel = channel or grpc.insecure_channel(f"127.0.0.1:{port}")
        self.token = token
        self.code = 0  # of HTTP, of the last call that went well

    def metadata(self, more: Mapping[str, str]) -> list[tuple[str, str]]:
        auth = [("authorization", f"Token {self.token}")] if self.token else []
        return [*auth, *more.items()]

    def raw(self, name: str) -> Callable[..., Any]:
        """Return what sends bytes, or an iterator of them."""
        rpc = self.rpcs[name]
        kind = f"{'stream' if rpc.uploads else 'unary'}_{'stream' if rpc.streams else 'unary'}"
        made: Callable[..., Any] = getattr(self.channel, kind)(
            f"/{rpc.service}/{rpc.name}",
            response_deserializer=rpc.call.response.FromString,
        )
        return made

    def call(
        self, name: str, sent: Any = None, *, timeout: float = 20, more: Mapping[str, str] = {}
    ) -> Any:
        """Send a request, given as a dict of its fields; for a stream, an iterator of them."""
        rpc = self.rpcs[name]
        make: Any = rpc.call.request
        try:
            if rpc.uploads:
                data: Any = (make(**part).SerializeToString() for part in sent)
            else:
                data = make(**(sent or {})).SerializeToString()
            if rpc.streams:
                stream = self.raw(name)(data, metadata=self.metadata(more), timeout=timeout)
                return list(stream)
            answer, call = self.raw(name).with_call(
                data, metadata=self.metadata(more), timeout=timeout
            )
        except grpc.RpcError as error:
            raise Failed(error) from None
        self.code = int(dict(call.trailing_metadata())["x-http-status"])
        self.initial = dict(call.initial_metadata())
        return answer

    def fails(self, name: str, sent: Any = None, **kwargs: Any) -> Failed:
        """Return how a call fails, which it has to."""
        with pytest.raises(Failed) as caught:
            self.call(name, sent, **kwargs)
        return caught.value


As = Callable[..., Client]


@pytest.fixture
def client(rpcs: Mapping[str, Rpc], server: Server, shop: Shop) -> Iterator[As]:
    """`client("bob")` calls as Bob; `client()` as nobody; another server may be given."""
    made: list[Client] = []

    def connect(who: str = "", *, to: Server | None = None, channel: Any = None) -> Client:
        token = shop.tokens.get(who, who)
        made.append(Client(rpcs, (to or server).port, token, channel))
        return made[-1]

    yield connect
    for each in made:
        each.channel.close()


class Web:
    """The same shop over HTTP."""

    def __init__(self, shop: Shop) -> None:
        with closing(socket.socket()) as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.tokens = shop.tokens
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "runserver", "--noreload", f"127.0.0.1:{self.port}"],
            cwd=shop.folder,
            env=shop.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        end = time.monotonic() + 180
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
                return
            except OSError:
                assert time.monotonic() < end
                time.sleep(0.05)

    def send(
        self, method: str, target: str, who: str = "", body: Any = None, **headers: str
    ) -> tuple[int, Any]:
        """Send a request; return the status and the JSON of the answer."""
        sent = {"Host": "localhost", "Accept": "application/json, */*;q=0.5", **headers}
        if who:
            sent["Authorization"] = f"Token {self.tokens.get(who, who)}"
        data = None
        if body is not None:
            data, sent["Content-Type"] = json.dumps(body).encode(), "application/json"
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)) as link:
            link.request(method, target, data, sent)
            answer = link.getresponse()
            text = answer.read()
        is_json = answer.getheader("content-type", "").startswith("application/json")
        return answer.status, json.loads(text) if is_json else text


@pytest.fixture(scope="session")
def web(shop: Shop) -> Iterator[Web]:
    running = Web(shop)
    yield running
    running.process.terminate()
    running.process.wait(30)
