"""Many callers, and bad ones: nothing is lost, nothing grows, nobody else is stopped."""

from __future__ import annotations

import random
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, closing
from typing import Any

import grpc

# Another process: `threads` callers who each make `calls` calls, every one with an id.
LOAD = """
import sys, grpc
from concurrent.futures import ThreadPoolExecutor
from core.users import service_pb2, service_pb2_grpc
port, threads, calls, name = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
def caller(number):
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        stub = service_pb2_grpc.UsersServiceStub(channel)
        for call in range(calls):
            id = 1 + (number * calls + call) % 20
            got = stub.UsersRetrieve(
                service_pb2.UsersRetrieveRequest(id=id), timeout=60,
                metadata=[("x-request-id", f"{name}-{number}-{call}")],
            )
            assert got.data.id == id, (got.data.id, id)
with ThreadPoolExecutor(threads) as pool:
    list(pool.map(caller, range(threads)))
print("done")
"""


def load(shop: Any, server: Any, threads: int, calls: int, name: str) -> list[str]:
    """Make calls, and return the ids of those that the API has seen."""
    done = subprocess.run(
        [sys.executable, "-c", LOAD, str(server.port), str(threads), str(calls), name],
        env={**shop.environment, "PYTHONPATH": str(shop.stubs)},
        cwd=shop.folder.parent,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.stdout == "done\n", done.stderr
    return _seen(shop, name)


def test_each_call_happens_once_and_memory_stays(shop: Any, serve: Any) -> None:
    running = serve()
    load(shop, running, 8, 25, "warm")
    before = running.memory()
    seen = load(shop, running, 8, 75, "load")
    assert seen == sorted(f"load-{number}-{call}" for number in range(8) for call in range(75))
    assert running.memory() - before < 8 << 20
    assert sum(entry["status"] == "OK" for entry in running.calls()) == 8 * 100


# As many callers, who go on until a call of theirs fails.
UNTIL = """
import sys, grpc
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from core.users import service_pb2, service_pb2_grpc
port, name = int(sys.argv[1]), sys.argv[2]
def caller(number):
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        stub = service_pb2_grpc.UsersServiceStub(channel)
        for call in count():
            id = f"{name}-{number}-{call}"
            try:
                stub.UsersRetrieve(
                    service_pb2.UsersRetrieveRequest(id=1), metadata=[("x-request-id", id)],
                    timeout=60,
                )
            except grpc.RpcError as error:
                return error.code().name
            sys.stdout.write(f"{id}\\n")  # as one piece, which print does not
with ThreadPoolExecutor(8) as pool:
    print(*sorted(set(pool.map(caller, range(8)))))
"""


def test_the_end_amid_load_loses_no_call_that_has_begun(shop: Any, serve: Any) -> None:
    running = serve()
    with subprocess.Popen(
        [sys.executable, "-c", UNTIL, str(running.port), "amid"],
        env={**shop.environment, "PYTHONPATH": str(shop.stubs)},
        stdout=subprocess.PIPE,
        text=True,
    ) as callers:
        running.until(lambda: len(_seen(shop, "amid")) > 40, 60)
        assert running.end() == 0
        *answered, codes = callers.communicate(timeout=120)[0].splitlines()
    assert set(codes.split()) <= {"UNAVAILABLE", "CANCELLED"}  # of calls that did not begin
    assert sorted(answered) == _seen(shop, "amid")


def _seen(shop: Any, name: str) -> list[str]:
    """Return the ids of the calls that the API has seen."""
    lines = shop.seen.read_text().splitlines() if shop.seen.exists() else []
    return sorted(one for one in (line.split()[0] for line in lines) if one.startswith(f"{name}-"))


def test_each_call_happens_once_with_several_processes(shop: Any, serve: Any) -> None:
    running = serve("--processes", "2")
    seen = load(shop, running, 8, 25, "many")
    assert seen == sorted(f"many-{number}-{call}" for number in range(8) for call in range(25))


def test_garbage_does_not_stop_others(serve: Any, client: Any) -> None:
    running = serve()
    noise = random.Random(1)
    good = client(to=running)
    with ExitStack() as stack:
        for _ in range(30):
            link = stack.enter_context(
                closing(socket.create_connection(("127.0.0.1", running.port)))
            )
            if noise.random() < 0.5:
                link.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
            link.sendall(noise.randbytes(noise.randrange(4096)))
            assert good.call("UsersRetrieve", {"id": 1}).data.id == 1
    for size in (0, 1, 100, 10_000):
        data = noise.randbytes(size)
        try:
            good.raw("UsersCreate")(data, timeout=10)
        except grpc.RpcError as error:
            code: Any = error
            assert code.code().name in ("INVALID_ARGUMENT", "UNAUTHENTICATED")
    assert good.call("UsersRetrieve", {"id": 1}).data.id == 1


def test_a_message_that_is_too_large_is_refused_alone(serve: Any, client: Any) -> None:
    running = serve("--max-message", "1")
    caller = client(to=running)
    body = {"username": "x" * (2 << 20)}
    failed = caller.fails("UsersCreate", {"body": body})
    assert failed.code == "RESOURCE_EXHAUSTED"
    assert caller.call("UsersRetrieve", {"id": 1}).data.id == 1


def test_callers_who_never_read_do_not_stop_others(
    shop: Any, serve: Any, client: Any, rpcs: Any
) -> None:
    running = serve("--threads", "2")
    bob = client("bob", to=running)
    content = b"x" * 1_900_000
    info = {"start": {"body": {"title": "big", "file": {"name": "big.bin"}}}}
    big = bob.call("MediaCreate", [info, {"file": content}]).data
    rpc = rpcs["MediaDownloadRetrieve"]
    data = rpc.call.request(id=big.id).SerializeToString()
    deaf = [client(to=running).raw("MediaDownloadRetrieve")(data) for _ in range(20)]
    for each in deaf:
        next(each)
    before = running.memory()
    began = time.monotonic()
    for _ in range(20):
        assert bob.call("UsersRetrieve", {"id": 1}).data.id == 1
    assert time.monotonic() - began < 10
    assert running.memory() - before < 16 << 20
    for each in deaf:
        each.cancel()


def test_callers_who_leave_in_the_middle_leave_nothing_behind(serve: Any, client: Any) -> None:
    running = serve("--threads", "2")
    caller = client("bob", to=running)
    rpc = caller.rpcs["UsersList"]
    data = rpc.call.request().SerializeToString()
    for _ in range(40):
        waiting = caller.raw("UsersList").future(data, metadata=[("prefer", "wait=0.5")])
        time.sleep(0.01)
        waiting.cancel()
    began = time.monotonic()
    assert caller.call("UsersRetrieve", {"id": 1}).data.id == 1
    assert time.monotonic() - began < 5  # of 40 calls, those that had not begun never did


USERS = "core.users.UsersService"


def test_callers_who_only_connect_do_not_stop_others(serve: Any, client: Any, frames: Any) -> None:
    """Neither those who begin a call and send nothing, nor those who do not read the answer."""
    running = serve("--calls", "10", "--streams", "2", "--threads", "2", "--grace", "2")
    mute, deaf = frames(running), frames(running, window=0)
    for _ in range(30):
        mute.begin(f"{USERS}/UsersRetrieve")
    for number in range(30):
        deaf.finish(deaf.begin(f"{USERS}/UsersRetrieve"), b"\x08\x01")
        running.until(lambda: len(running.calls()) > number)  # noqa: B023 (called at once)
    good = client(to=running)
    assert good.call("UsersRetrieve", {"id": 1}).data.id == 1

    # An upload takes a place of its own from its beginning, and none of a call.
    # Which of those who come at once gets it is anybody's guess, so that more than two try.
    refused = running.until(lambda: _refused(good, mute))
    assert refused.message == "2 uploads are open, which is the limit"
    assert good.call("UsersRetrieve", {"id": 1}).data.id == 1


def _refused(caller: Any, mute: Any) -> Any:
    mute.begin("content.media.MediaService/MediaCreate")
    failed = caller.fails("MediaCreate", [{"start": {}}])
    return failed if failed.code == "RESOURCE_EXHAUSTED" else None


def test_as_many_calls_wait_as_may(serve: Any, client: Any) -> None:
    running = serve("--calls", "3", "--threads", "1")
    caller = client(to=running)
    data = caller.rpcs["UsersList"].call.request().SerializeToString()
    slow = [("prefer", "wait=0.5")]
    crowd = [caller.raw("UsersList").future(data, metadata=slow) for _ in range(20)]
    refused = [each for each in crowd if each.code() is not grpc.StatusCode.OK]
    told = {(each.code().name, each.details()) for each in refused}
    assert told == {("RESOURCE_EXHAUSTED", "3 calls are open, which is the limit")}
    assert len(crowd) - len(refused) >= 3
    assert caller.call("UsersList").data.count
