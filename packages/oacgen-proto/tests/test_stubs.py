"""The stubs import from anywhere, are typed, and speak to a server: blocking and asyncio."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType
from typing import Any

import grpc
import grpc.aio
import pytest

Import = Callable[[Path, str], ModuleType]
Make = Callable[..., Path]
Run = Callable[..., str]

PAGE = {"type": "object", "properties": {"count": {"type": "integer"}}}

FIRST_CALL = """
import sys
sys.path.insert(0, {root!r})
import grpc
from profiles.api__profiles import service_pb2, service_pb2_grpc

# Create gRPC channel
channel = grpc.insecure_channel('localhost:{port}')
stub = service_pb2_grpc.ProfilesServiceStub(channel)

# Make gRPC call with type-safe proto messages
request = service_pb2.ProfilesProfilesListRequest(page=1, page_size=10)
response = stub.ProfilesProfilesList(request)
print(response.data.count)
"""


class Answers:
    """A service that answers with what it was asked."""

    def __init__(self, folder: Path, load_module: Import) -> None:
        self.messages: Any = load_module(folder, "staff.people.messages_pb2")
        self.service: Any = load_module(folder, "staff.people.service_pb2")

    def PeopleList(self, request: Any, context: Any) -> Any:
        people = [self.messages.Person(id=n, name="x") for n in request.id_in]
        return self.service.PeopleListResponse(data={"count": request.page, "results": people})

    def PeoplePortraitUpdate(self, request_iterator: Iterator[Any], context: Any) -> Any:
        first, *rest = request_iterator
        sizes = sum(len(part.image) for part in rest)
        return self.service.PeoplePortraitUpdateResponse(
            data={"id": first.start.id, "count": sizes}
        )

    def PeoplePortraitRetrieve(self, request: Any, context: Any) -> Iterator[Any]:
        yield self.service.PeoplePortraitRetrieveResponse(file={"name": "a.png", "size": 4})
        yield self.service.PeoplePortraitRetrieveResponse(chunk=b"ab")
        yield self.service.PeoplePortraitRetrieveResponse(chunk=b"cd")


@pytest.fixture
def server(people: Path, load_module: Import) -> Iterator[str]:
    """Serve some of the rpcs on a free port of this machine."""
    stubs: Any = load_module(people, "staff.people.service_pb2_grpc")
    answers = Answers(people, load_module)
    for name in vars(stubs.PeopleServiceServicer):
        if name.startswith("People") and not hasattr(answers, name):
            setattr(answers, name, getattr(stubs.PeopleServiceServicer(), name))
    running = grpc.server(ThreadPoolExecutor(2))
    stubs.add_PeopleServiceServicer_to_server(answers, running)
    port = running.add_insecure_port("127.0.0.1:0")
    running.start()
    yield f"127.0.0.1:{port}"
    running.stop(None).wait()


def test_calls_that_block(people: Path, server: str, load_module: Import) -> None:
    """Single calls, an upload and a download go through."""
    stubs: Any = load_module(people, "staff.people.service_pb2_grpc")
    service: Any = load_module(people, "staff.people.service_pb2")
    with grpc.insecure_channel(server) as channel:
        stub = stubs.PeopleServiceStub(channel)
        response = stub.PeopleList(service.PeopleListRequest(page=7, id_in=[3, 4]), timeout=10)
        assert (response.data.count, [one.id for one in response.data.results]) == (7, [3, 4])
        parts = [
            service.PeoplePortraitUpdateRequest(start={"id": 5}),
            service.PeoplePortraitUpdateRequest(image=b"abc"),
            service.PeoplePortraitUpdateRequest(image=b"defg"),
        ]
        done = stub.PeoplePortraitUpdate(iter(parts), timeout=10)
        assert (done.data.id, done.data.count) == (5, 7)
        first, *rest = stub.PeoplePortraitRetrieve(
            service.PeoplePortraitRetrieveRequest(id=1), timeout=10
        )
        assert (first.file.name, b"".join(one.chunk for one in rest)) == ("a.png", b"abcd")
        with pytest.raises(grpc.RpcError) as refused:
            stub.PeopleDestroy(service.PeopleDestroyRequest(id=1), timeout=10)
        assert refused.value.code() == grpc.StatusCode.UNIMPLEMENTED


def test_calls_with_asyncio(people: Path, load_module: Import) -> None:
    """The same stubs serve asyncio, on both sides."""
    stubs: Any = load_module(people, "staff.people.service_pb2_grpc")
    service: Any = load_module(people, "staff.people.service_pb2")

    class Servicer(stubs.PeopleServiceAsyncServicer):
        async def PeopleList(self, request: Any, context: Any) -> Any:
            return service.PeopleListResponse(data={"count": request.page})

        async def PeopleEvents(self, request: Any, context: Any) -> AsyncIterator[Any]:
            for second in (1, 2):
                yield service.PeopleEventsResponse(data={"at": {"seconds": second}})

    async def talk() -> tuple[int, list[int]]:
        server = grpc.aio.server()
        stubs.add_PeopleServiceServicer_to_server(Servicer(), server)
        port = server.add_insecure_port("127.0.0.1:0")
        await server.start()
        async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
            stub = stubs.PeopleServiceAsyncStub(channel)
            one = await stub.PeopleList(service.PeopleListRequest(page=3), timeout=10)
            events = stub.PeopleEvents(service.PeopleEventsRequest(), timeout=10)
            seconds = [event.data.at.seconds async for event in events]
        await server.stop(None)
        return one.data.count, seconds

    assert asyncio.run(talk()) == (3, [1, 2])


@pytest.mark.parametrize("layout", ["plain", "versioned"])
def test_imports_from_the_root_and_below_any_package(
    make: Make, run: Run, tmp_path: Path, layout: str
) -> None:
    """Both ways of importing work, without a warning, also in one process."""
    root = make(
        Path(__file__).parent / "data" / "people.yaml",
        tmp_path / "project" / "clients" / "proto",
        group="staff",
        layout=layout,
    )
    inner = "staff.people.v1" if layout == "versioned" else "staff.people"
    code = "\n".join(
        [
            "import sys, pickle",
            f"sys.path[:0] = [{str(root)!r}, {str(tmp_path / 'project')!r}]",
            f"from {inner} import service_pb2, service_pb2_grpc, messages_pb2, codec",
            f"from clients.proto.{inner} import messages_pb2 as below, service_pb2_grpc as stubs",
            "one = below.Person(id=4)",
            "assert pickle.loads(pickle.dumps(one)).id == 4",
            "assert messages_pb2.Person.FromString(one.SerializeToString()).id == 4",
            "assert codec.CODECS and stubs.PeopleServiceStub",
        ]
    )
    run(tmp_path, sys.executable, "-W", "error", "-c", code)


@pytest.mark.parametrize("layout", ["plain", "versioned"])
@pytest.mark.parametrize("group", ["", "staff"])
def test_imports_alone(make: Make, run: Run, tmp_path: Path, group: str, layout: str) -> None:
    """Each module imports as the first one, with and without a group, codec included."""
    source = Path(__file__).parent / "data" / "people.yaml"
    root = make(source, tmp_path / "proto", group=group, layout=layout)
    for file in ("people/codec", "people/service_pb2_grpc", "blob/messages_pb2_grpc"):
        [found] = root.rglob(f"{file.replace('/', '/v1/' if layout == 'versioned' else '/')}.py")
        module = ".".join(found.relative_to(root).with_suffix("").parts)
        run(root, sys.executable, "-W", "error", "-c", f"import {module}")


@pytest.mark.parametrize("name", ["people", "odd"])
def test_everything_imports(make: Make, run: Run, tmp_path: Path, name: str) -> None:
    """All modules load, whatever their names and what is in them."""
    root = make(Path(__file__).parent / "data" / f"{name}.yaml", tmp_path / "proto", group="g")
    modules = [p.relative_to(root).with_suffix("") for p in (root / "g").rglob("*.py")]
    lines = [f"import {'.'.join(module.parts)}" for module in modules]
    assert len(lines) > 10
    run(root, sys.executable, "-W", "error", "-c", "\n".join(lines))


def test_first_call_from_outside(make: Make, run: Run, tmp_path: Path) -> None:
    """A tag that is a path gives the folder, the service and the rpc that users know."""
    document = {
        "openapi": "3.0.3",
        "info": {"title": "Profiles", "version": "1"},
        "paths": {
            "/api/profiles/": {
                "get": {
                    "operationId": "profiles_profiles_list",
                    "tags": ["api/profiles"],
                    "parameters": [
                        {"in": "query", "name": name, "schema": {"type": "integer"}}
                        for name in ("page", "page_size")
                    ],
                    "responses": {
                        "200": {
                            "description": "",
                            "content": {"application/json": {"schema": PAGE}},
                        }
                    },
                }
            }
        },
    }
    root = make(document, tmp_path / "outside", group="profiles")
    serve = f"""
import sys
sys.path.insert(0, {str(root)!r})
from concurrent.futures import ThreadPoolExecutor
import grpc, subprocess
from profiles.api__profiles import service_pb2_grpc
from profiles.api__profiles.codec import CALLS
class Servicer(service_pb2_grpc.ProfilesServiceServicer):
    def ProfilesProfilesList(self, request, context):
        count = request.page * request.page_size
        return CALLS["ProfilesProfilesList"].answer(dict(count=count))
server = grpc.server(ThreadPoolExecutor(1))
service_pb2_grpc.add_ProfilesServiceServicer_to_server(Servicer(), server)
port = server.add_insecure_port("127.0.0.1:0")
server.start()
code = {FIRST_CALL!r}.format(root={str(root)!r}, port=port)
print(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30))
server.stop(None)
"""
    assert "stdout='10\\n'" in run(tmp_path, sys.executable, "-c", serve)


GOOD = """
import grpc
import grpc.aio
from staff.people import messages_pb2, service_pb2, service_pb2_grpc

def blocking(channel: grpc.Channel) -> str:
    stub = service_pb2_grpc.PeopleServiceStub(channel)
    response = stub.PeopleList(service_pb2.PeopleListRequest(page=1, id_in=[1]))
    for person in response.data.results:
        if person.HasField("manager") and person.role == messages_pb2.ROLE_ENUM_ADMIN:
            return person.manager.name
    for part in stub.PeoplePortraitRetrieve(service_pb2.PeoplePortraitRetrieveRequest(id=1)):
        if part.WhichOneof("part") == "chunk":
            part.chunk.decode()
    return ""

async def waiting(channel: grpc.aio.Channel) -> int:
    stub = service_pb2_grpc.PeopleServiceAsyncStub(channel)
    response = await stub.PeopleList(service_pb2.PeopleListRequest(page=1))
    return response.data.count
"""

WRONG = {
    "PeopleListRequest(page=1, id_in=[1])": "PeopleListRequest(page='1', id_in=[1])",
    "PeopleListRequest(page=1))": "PeopleListRequest(pages=1))",
    'HasField("manager")': 'HasField("mangaer")',
    'person.HasField("manager")': 'person.HasField("id")',
    '== "chunk"': '== "chunks"',
    "return response.data.count": "return response.data.name",
    "person.manager.name": "person.manager.id",
    "part.chunk.decode()": "part.chunk.encode()",
    "stub.PeopleList(service_pb2.PeopleListRequest(page=1, id_in=[1]))": (
        "stub.PeopleList(service_pb2.PeopleDestroyRequest(id=1))"
    ),
}


def test_types_catch_mistakes(people: Path, run: Run, tmp_path: Path) -> None:
    """A user of the stubs type-checks under --strict; each planted mistake is found."""
    (tmp_path / "good.py").write_text(GOOD)
    for number, (right, wrong) in enumerate(WRONG.items()):
        assert right in GOOD
        (tmp_path / f"wrong{number}.py").write_text(GOOD.replace(right, wrong))
    names = [f"wrong{number}.py" for number in range(len(WRONG))]
    command = ("mypy", "--strict", "--cache-dir=.mypy")
    assert "Success" in run(tmp_path, *command, "good.py", MYPYPATH=str(people))
    printed = run(tmp_path, *command, *names, ok=False, MYPYPATH=str(people))
    assert [name for name in names if name not in printed] == []
