"""How the server listens, describes itself, waits and ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import grpc
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.management import CommandError, call_command
from google.protobuf import descriptor_pb2
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc

LOST = ("UNAVAILABLE", "DEADLINE_EXCEEDED")

# --- Health and reflection ---


def test_health_has_good_news_of_every_service(server: Any, rpcs: Any) -> None:
    with grpc.insecure_channel(f"127.0.0.1:{server.port}") as channel:
        stub = health_pb2_grpc.HealthStub(channel)
        for name in ["", *{rpc.service for rpc in rpcs.values()}]:
            answer = stub.Check(health_pb2.HealthCheckRequest(service=name), timeout=10)
            assert answer.status == health_pb2.HealthCheckResponse.SERVING
        with pytest.raises(grpc.RpcError, match="NOT_FOUND"):
            stub.Check(health_pb2.HealthCheckRequest(service="none"), timeout=10)


def reflected(port: int, *requests: Any) -> list[Any]:
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        stub = reflection_pb2_grpc.ServerReflectionStub(channel)
        return list(stub.ServerReflectionInfo(iter(requests), timeout=10))


def test_reflection_is_enough_to_call_a_service(server: Any, rpcs: Any) -> None:
    """As grpcurl does: list, describe, call; with none of the generated code."""
    ask = reflection_pb2.ServerReflectionRequest
    (listed,) = reflected(server.port, ask(list_services="*"))
    names = {service.name for service in listed.list_services_response.service}
    assert {rpc.service for rpc in rpcs.values()} < names
    assert "grpc.health.v1.Health" in names

    from google.protobuf import descriptor_pool, message_factory

    pool = descriptor_pool.DescriptorPool()
    (found,) = reflected(server.port, ask(file_containing_symbol="shop.products.ProductsService"))
    added: set[str] = set()

    def add(data: bytes) -> None:
        file = descriptor_pb2.FileDescriptorProto.FromString(data)
        for needed in set(file.dependency) - added:
            (more,) = reflected(server.port, ask(file_by_filename=needed))
            add(more.file_descriptor_response.file_descriptor_proto[0])
        if file.name not in added:
            added.add(file.name)
            pool.Add(file)

    add(found.file_descriptor_response.file_descriptor_proto[0])
    method = pool.FindServiceByName("shop.products.ProductsService").methods_by_name["ProductsList"]
    request = message_factory.GetMessageClass(method.input_type)(limit=2)
    answer = message_factory.GetMessageClass(method.output_type)
    with grpc.insecure_channel(f"127.0.0.1:{server.port}") as channel:
        call = channel.unary_unary(
            "/shop.products.ProductsService/ProductsList",
            request_serializer=answer.SerializeToString,
            response_deserializer=answer.FromString,
        )
        assert len(call(request, timeout=10).data.results) == 2


def test_a_tool_that_has_nothing_but_the_address_calls_a_service(server: Any, shop: Any) -> None:
    def curl(method: str, data: str, *more: str) -> subprocess.CompletedProcess[str]:
        command = [str(Path(sys.executable).with_name("buf")), "curl", "--protocol", "grpc"]
        place = f"http://127.0.0.1:{server.port}/{method}"
        return subprocess.run(
            [*command, "--http2-prior-knowledge", "-d", data, *more, place],
            capture_output=True,
            text=True,
            timeout=60,
        )

    listed = curl("shop.products.ProductsService/ProductsList", '{"limit": 2}')
    assert len(json.loads(listed.stdout)["data"]["results"]) == 2, listed.stderr
    me = "core.accounts.AccountsService/AccountsMeRetrieve"
    refused = json.loads(curl(me, "{}").stderr)
    assert refused["code"] == "unauthenticated"
    known = curl(me, "{}", "-H", f"authorization: Token {shop.tokens['bob']}")
    assert json.loads(known.stdout)["data"]["username"] == "bob", known.stderr


def test_reflection_follows_who_may_see_the_schema(shop: Any, serve: Any) -> None:
    closed = """
from shop.slow_settings import *
SPECTACULAR_SETTINGS["SERVE_PERMISSIONS"] = ["rest_framework.permissions.IsAdminUser"]
"""
    (shop.folder / "shop" / "closed_settings.py").write_text(closed)
    environment = {"DJANGO_SETTINGS_MODULE": "shop.closed_settings"}
    ask = reflection_pb2.ServerReflectionRequest(list_services="*")
    with pytest.raises(grpc.RpcError, match="UNIMPLEMENTED"):
        reflected(serve(**environment).port, ask)
    assert reflected(serve("--reflection", **environment).port, ask)
    with pytest.raises(grpc.RpcError, match="UNIMPLEMENTED"):
        reflected(serve("--no-reflection").port, ask)


# --- Addresses and TLS ---


def test_another_address_may_be_served_in_plaintext(serve: Any, client: Any) -> None:
    assert client(to=serve("0.0.0.0:0", "--insecure")).call("UsersList").data.count


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("0.0.0.0:0",), "0.0.0.0:0 can be reached from other machines: give --tls-cert"),
        (("localhost",), "HOST:PORT"),
        (("--tls-cert", "x.pem"), "--tls-cert and --tls-key go together"),
        (("--tls-client-ca", "x.pem"), "--tls-client-ca needs both"),
        (("--groups", "cor"), "there is no group 'cor'; there are billing, content, core"),
        (("--stubs", "/nowhere"), "has no generated services"),
        (("--upstream", "localhost:8000"), "--upstream is to be like https://"),
        (("--public-url", "shop"), "--public-url is to be like https://"),
    ],
)
def test_mistakes_are_said_at_once(shop: Any, args: tuple[str, ...], message: str) -> None:
    given = args if "--stubs" in args else (*args, "--stubs", str(shop.stubs))
    with pytest.raises(CommandError) as caught:
        call_command("run_grpc", *given, skip_checks=True)
    assert message in str(caught.value)
    assert caught.value.returncode == 2


@pytest.mark.parametrize(
    "more", [(), ("--processes", "2"), ("--tls-cert", "no", "--tls-key", "no")]
)
def test_an_address_that_cannot_be_had(shop: Any, server: Any, more: tuple[str, ...]) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "run_grpc", f"127.0.0.1:{server.port}", *more],
        cwd=shop.folder,
        env=shop.environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 2
    assert ("cannot be read" if "--tls-cert" in more else "in use") in done.stderr.splitlines()[-1]


def test_only_the_groups_that_are_asked_for(serve: Any, client: Any) -> None:
    some = client(to=serve("--groups", "core", "billing"))
    assert some.call("UsersList").data.count
    assert some.fails("ProductsList").code == "UNIMPLEMENTED"


class Authority:
    """Signs certificates, and writes them to files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "tests")])
        self.file = folder / "ca.pem"
        self.file.write_bytes(self._signed(self.name, self.key, authority=True))

    def issue(self, name: str) -> tuple[Path, Path]:
        """Return the files of a certificate and its key."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
        files = self.folder / f"{name}.pem", self.folder / f"{name}.key"
        files[0].write_bytes(self._signed(subject, key, authority=False))
        files[1].write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        return files

    def _signed(self, subject: x509.Name, key: Any, *, authority: bool) -> bytes:
        now = datetime.now(UTC)
        names = [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]
        made = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self.name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(hours=1))
            .not_valid_after(now + timedelta(hours=1))
            .add_extension(x509.BasicConstraints(authority, None), critical=True)
            .add_extension(x509.SubjectAlternativeName(names), critical=False)
        )
        return made.sign(self.key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def secure(port: int, authority: Authority, *own: Path) -> grpc.Channel:
    pair = [path.read_bytes() for path in reversed(own)]
    credentials = grpc.ssl_channel_credentials(authority.file.read_bytes(), *pair)
    return grpc.secure_channel(f"127.0.0.1:{port}", credentials)


def test_tls_keeps_plaintext_out_and_strangers_with_mutual_tls(
    tmp_path: Path, serve: Any, client: Any
) -> None:
    authority = Authority(tmp_path)
    certificate, key = map(str, authority.issue("server"))
    files = ("--tls-cert", certificate, "--tls-key", key)
    open_ = serve("0.0.0.0:0", *files)
    assert "(TLS)" in open_.output
    answer = client(channel=secure(open_.port, authority)).call("ProductsList", {"limit": 1})
    assert answer.data.next.startswith("https://localhost/")
    assert client(to=open_).fails("UsersList", timeout=5).code in LOST

    closed = serve(*files, "--tls-client-ca", str(authority.file))
    assert "(mutual TLS)" in closed.output
    known = secure(closed.port, authority, *authority.issue("caller"))
    assert client(channel=known).call("UsersList").data.count
    (tmp_path / "other").mkdir()
    stranger = Authority(tmp_path / "other").issue("stranger")
    for channel in (secure(closed.port, authority), secure(closed.port, authority, *stranger)):
        failed = client(channel=channel).fails("UsersList", timeout=5)
        assert failed.code in LOST


# --- Time ---


def test_a_deadline_ends_the_call_and_reaches_the_view(shop: Any, client: Any) -> None:
    began = time.monotonic()
    more = {"prefer": "wait=6", "x-request-id": "in-time"}
    assert client().fails("UsersList", timeout=1, more=more).code == "DEADLINE_EXCEEDED"
    assert time.monotonic() - began < 5
    left = [line for line in shop.seen.read_text().splitlines() if line.startswith("in-time ")]
    assert 0 < float(left[0].split()[1]) <= 1


def test_a_call_that_waited_too_long_is_not_begun(shop: Any, serve: Any, client: Any) -> None:
    running = serve("--threads", "1")
    caller = client(to=running)
    with ThreadPoolExecutor(6) as pool:
        more = {"prefer": "wait=2", "x-request-id": "slow"}
        slow = pool.submit(caller.call, "UsersList", more=more)
        running.until(lambda: shop.seen.exists() and "slow " in shop.seen.read_text())
        waiting = [
            pool.submit(caller.fails, "UsersList", timeout=0.5, more={"x-request-id": f"late-{n}"})
            for n in range(4)
        ]
        assert {each.result().code for each in waiting} == {"DEADLINE_EXCEEDED"}
        assert slow.result().data.count
    assert caller.call("UsersList").data.count
    assert "late-" not in shop.seen.read_text()
    codes = [entry["status"] for entry in running.calls()]
    assert codes.count("DEADLINE_EXCEEDED") == 4


# --- Connections ---

PING, GOAWAY = 6, 7


def test_connections_are_tested_and_come_to_an_end(serve: Any, frames: Any) -> None:
    running = serve("--keepalive", "1", "--connection-age", "3", "--grace", "1")
    caller = frames(running)
    assert PING in caller.read(until=PING, seconds=5)
    assert GOAWAY in caller.read(until=GOAWAY, seconds=5)


def test_zero_is_no_limit(serve: Any, client: Any) -> None:
    flags = ("--max-message", "--calls", "--streams", "--keepalive", "--threads", "--processes")
    bob = client("bob", to=serve(*(part for flag in flags for part in (flag, "0"))))
    assert bob.call("UsersList", {"search": "a" * 100}).data.count == 0
    assert bob.call("OrdersEventsRetrieve")


# --- The end ---


def test_the_end_waits_for_no_watcher(serve: Any, frames: Any) -> None:
    running = serve("--grace", "20")
    with grpc.insecure_channel(f"127.0.0.1:{running.port}") as channel:
        stub = health_pb2_grpc.HealthStub(channel)
        watching = stub.Watch(health_pb2.HealthCheckRequest())
        assert next(watching).status == health_pb2.HealthCheckResponse.SERVING
        unknown = stub.Watch(health_pb2.HealthCheckRequest(service="none"))
        assert next(unknown).status == health_pb2.HealthCheckResponse.SERVICE_UNKNOWN
        assert running.end(patience=10) == 0
        statuses = [each.status for each in watching]
    assert statuses == [health_pb2.HealthCheckResponse.NOT_SERVING]

    # one that does not read cannot keep it longer than calls may
    running = serve("--grace", "1")
    deaf = frames(running, window=0)
    deaf.finish(deaf.begin("grpc.health.v1.Health/Watch"))
    time.sleep(0.5)
    assert running.end(patience=10) == 0


@pytest.mark.parametrize("args", [(), ("--processes", "2")])
def test_the_end_waits_for_calls_and_takes_no_new_ones(
    shop: Any, serve: Any, client: Any, args: tuple[str, ...]
) -> None:
    running = serve(*args)
    name = f"drain-{running.port}"
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(
            client("bob", to=running).call,
            "AccountsMeRetrieve",
            more={"prefer": "wait=2", "x-request-id": name},
        )
        running.until(lambda: shop.seen.exists() and name in shop.seen.read_text())
        running.process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        assert client(to=running).fails("UsersList", timeout=1).code in LOST
        assert slow.result().data.username == "bob"
    assert running.process.wait(60) == 0
    assert "draining: 1 calls are under way" in running.output


def test_a_view_that_does_not_end_is_left(serve: Any, client: Any) -> None:
    running = serve("--grace", "1")
    with ThreadPoolExecutor(1) as pool:
        stuck = pool.submit(client(to=running).fails, "UsersList", more={"prefer": "wait=30"})
        time.sleep(1)
        began = time.monotonic()
        assert running.end(patience=25) == 1
        assert time.monotonic() - began < 15
        assert stuck.result().code in ("CANCELLED", "UNAVAILABLE")


def test_a_process_that_dies_is_replaced(serve: Any, client: Any) -> None:
    running = serve("--processes", "2")
    first = running.until(lambda: len(running.children()) == 2 and set(running.children()))
    os.kill(min(first), signal.SIGKILL)
    replaced = running.until(
        lambda: len(now := set(running.children())) == 2 and now != first and now
    )
    assert max(first) in replaced
    running.until(lambda: _answers(running, client, of=20))
    assert "ended with -9; another takes its place" in running.output


def _answers(running: Any, client: Any, of: int) -> bool:
    """Whether calls over new connections all go well, in whichever process they end up."""
    try:
        return all(client(to=running).call("UsersList").data.count for _ in range(of))
    except Exception:
        return False


def test_processes_end_with_their_parent(serve: Any) -> None:
    running = serve("--processes", "2", "--grace", "1")
    children = running.until(lambda: len(running.children()) == 2 and running.children())
    running.process.kill()
    running.process.wait()
    running.until(lambda: not any(map(_lives, children)))


def _lives(process: int) -> bool:
    try:
        return ") Z" not in Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False


# --- Over HTTP ---


def test_calls_go_to_another_server(web: Any, serve: Any, client: Any, shop: Any) -> None:
    running = serve("--upstream", f"http://127.0.0.1:{web.port}")
    bob = client("bob", to=running)
    assert bob.call("AccountsMeRetrieve").data.username == "bob"
    assert client(to=running).fails("AccountsMeRetrieve").code == "UNAUTHENTICATED"
    assert bob.fails("UsersCreate", {"body": {}}).code == "PERMISSION_DENIED"
    assert len(bob.call("OrdersEventsRetrieve")) > 3
    start = {"start": {"body": {"title": "Up", "file": {"name": "a.txt"}}}}
    made = bob.call("MediaCreate", [start, {"file": b"abc"}, {"file": b"def"}]).data
    assert [part.chunk for part in bob.call("MediaDownloadRetrieve", {"id": made.id})][1:] == [
        b"abcdef"
    ]
    late = bob.fails("UsersList", timeout=0.5, more={"prefer": "wait=2"})
    assert late.code == "DEADLINE_EXCEEDED"
    assert bob.call("UsersList").data.count  # the connection that was left is not used again


def test_a_server_that_is_not_there_is_unavailable(serve: Any, client: Any) -> None:
    running = serve("--upstream", "http://127.0.0.1:9")
    failed = client(to=running).fails("UsersList")
    assert failed.code == "UNAVAILABLE"
    assert "cannot be reached" in failed.message or "does not answer" in failed.message


# --- The log ---


def test_the_log_says_what_became_of_a_call_and_not_what_it_carried(
    serve: Any, client: Any
) -> None:
    running = serve()
    caller = client("bob", to=running)
    caller.call("UsersList", {"search": "secret-word"}, more={"x-request-id": "r-1"})
    caller.fails("UsersRetrieve", {"id": 999999})
    first, second = running.until(lambda: len(running.calls()) == 2 and running.calls())
    assert first["rpc"] == "core.users.UsersService/UsersList"
    assert (first["status"], first["http"], first["level"]) == ("OK", 200, "info")
    assert (first["peer"], first["request_id"]) == ("127.0.0.1", "r-1")
    assert first["ms"] > 0
    assert (second["status"], second["http"]) == ("NOT_FOUND", 404)
    assert "secret-word" not in running.output
    assert caller.token not in running.output
    quiet = serve("--no-access-log")
    client(to=quiet).call("UsersList")
    assert quiet.calls() == []
