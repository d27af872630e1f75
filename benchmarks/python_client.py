"""The Python client at work: CPU per request and per long list, and what importing it costs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from benchmarks import peers
from benchmarks.measure import Command, Cost, Failed, interleaved, spread, table

HERE = Path(__file__).parent
DOCUMENT = HERE / "documents" / "users.yaml"
BUILT = peers.HOME / "python-client"
CLIENTS = {
    "raw": "httpx2 and Pydantic by hand",
    "ours": "oacgen-py",
    "openapi-python-client": "openapi-python-client",
    "openapi-generator": "openapi-generator, urllib3 and httpx",
}
TASKS = (
    "a request, blocking, ms",
    "10,000 objects, blocking, ms",
    "a request, async, ms",
    "10,000 objects, async, ms",
)
OPC = "openapi-python-client==0.29.1"
OGEN = (f"pydantic=={version('pydantic')}", "urllib3>=2.7", "python-dateutil", "httpx")


@dataclass(frozen=True, slots=True)
class Subject:
    """A client that makes calls: the Python that runs it, and where its packages are."""

    python: str
    packages: tuple[Path, ...]


def measure(rounds: int, corpus: Path | None) -> None:
    """Print CPU per call beside the alternatives, and with a corpus the cost of imports."""
    subjects = dict(_subjects())
    with _server() as url:
        print(_calls(subjects, url, rounds))
    if corpus is not None:
        print(f"\nImports, of a client of {corpus / 'drf' / 'authentik.yaml'}:\n")
        print(_imports(corpus / "drf" / "authentik.yaml", rounds))


# --- Calls ---------------------------------------------------------------------------------------


def _subjects() -> Iterator[tuple[str, Subject]]:
    """Generate all clients of the document."""
    ours = BUILT / "ours"
    _ours(DOCUMENT, ours / "api_client")
    yield "raw", Subject(sys.executable, (ours,))  # its models are the same
    yield "ours", Subject(sys.executable, (ours,))
    python = peers.python("openapi-python-client", OPC)
    target = BUILT / "opc" / "opc_client"
    command = [str(python.with_name("openapi-python-client")), "generate", "--overwrite"]
    _run([*command, "--path", DOCUMENT, "--meta", "none", "--output-path", target])
    yield "openapi-python-client", Subject(str(python), (target.parent,))
    folders = [BUILT / f"ogen_{library}" for library in ("urllib3", "httpx")]
    for folder in folders:
        library = folder.name.removeprefix("ogen_")
        command = [str(peers.openapi_generator()), "generate", "-g", "python", "-i", str(DOCUMENT)]
        _run([*command, "-o", folder, "--package-name", folder.name, "--library", library])
    python = peers.python("openapi-generator-client", *OGEN)
    yield "openapi-generator", Subject(str(python), tuple(folders))


def _ours(document: Path, target: Path) -> None:
    program = str(Path(sys.executable).with_name("oacgen-py"))
    _run([program, "generate", document, "-o", target, "-q"])


def _run(command: list[str | Path]) -> None:
    BUILT.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{command[0]} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")


@contextmanager
def _server() -> Iterator[str]:
    """Run the server in a process of its own, and yield its URL."""
    command = [sys.executable, str(HERE / "python_server.py")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
        finally:
            process.terminate()


def _calls(subjects: Mapping[str, Subject], url: str, rounds: int) -> str:
    """Let all clients make their calls in turns, in another order each time."""
    figures: dict[str, list[list[float]]] = {name: [] for name in subjects}
    names = [*subjects]
    for turn in range(rounds):
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            figures[name].append(_figures(name, subjects[name], url))
    base = [spread(found).middle for found in zip(*figures["raw"], strict=True)]
    return table(
        ("", *(cell for task in TASKS for cell in (task, "of raw"))),
        [(CLIENTS[name], *_cells(figures[name], base)) for name in names],
    )


def _figures(name: str, subject: Subject, url: str) -> list[float]:
    path = os.pathsep.join(map(str, subject.packages))
    done = subprocess.run(
        [subject.python, str(HERE / "python_calls.py"), name, url],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise SystemExit(f"{name} failed:\n{done.stderr[-2000:]}")
    found: list[float] = json.loads(done.stdout)
    return found


def _cells(figures: list[list[float]], base: list[float]) -> Iterator[str]:
    for found, unit in zip(zip(*figures, strict=True), base, strict=True):
        yield str(spread([seconds * 1000 for seconds in found]))
        yield f"{spread(found).middle / unit:.2f}"


# --- Imports -------------------------------------------------------------------------------------

LIBRARIES = "import pydantic, httpx2; httpx2.Client().close()"
CALL = """
from api_client import Response, SyncAPIClient
class Empty:
    def send(self, request):
        body = b'{"pagination": %s, "results": [], "autocomplete": {}}' % PAGE
        return Response(request, 200, {"content-type": "application/json"}, body)
    def close(self): ...
PAGE = b'''{"next": 0, "previous": 0, "count": 0, "current": 1, "total_pages": 1,
"start_index": 0, "end_index": 0}'''
client = SyncAPIClient("http://127.0.0.1", transport=Empty())
client.core.brands_list()
"""
STEPS = {
    "an empty program": "",
    "Pydantic, httpx2": LIBRARIES,
    "import api_client": "import api_client",
    "SyncAPIClient() made": "from api_client import SyncAPIClient; SyncAPIClient('http://x')",
    "client with one tag used": f"{LIBRARIES}\n{CALL}",
    "preload()": "import api_client; api_client.preload()",
}


def _imports(document: Path, rounds: int) -> str:
    """Measure whole programs, and print what each takes beyond the one that it builds on."""
    folder = BUILT / "authentik"
    _ours(document, folder / "api_client")
    rows = [*_beyond(folder, rounds)]
    return table(("", "CPU s, median (quartiles)", "beyond", "CPU s"), rows)


def _beyond(folder: Path, rounds: int) -> Iterator[tuple[str, ...]]:
    commands = {
        name: Command([sys.executable, "-c", program], folder) for name, program in STEPS.items()
    }
    found = interleaved(commands, rounds)
    empty, libraries = [*STEPS][:2]
    for name, costs in found.items():
        base = libraries if "tag" in name or "preload" in name else empty
        yield (name, str(spread(_cpu(costs))), base, f"{_middle(costs) - _middle(found[base]):.3f}")


def _middle(costs: list[Cost] | Failed) -> float:
    return spread(_cpu(costs)).middle


def _cpu(costs: list[Cost] | Failed) -> list[float]:
    if isinstance(costs, Failed):
        raise SystemExit(costs.output)
    return [cost.cpu for cost in costs]
