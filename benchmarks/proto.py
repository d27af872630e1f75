"""Protocol Buffers: generating beside openapi-generator, compiling apart, and the codec of JSON.

openapi-generator refuses waldur as YAML, so all read the same JSON, and finds it not valid, so it
is told not to look. What it writes does not compile: protoc is timed over our files alone. Our
stubs do not need it.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from benchmarks import go_pages, peers
from benchmarks.measure import Command, costs, interleaved, spread, table

BUILT = peers.HOME / "proto"
MOST = 3  # rounds of what takes long
RUNTIMES = {  # an environment: protobuf and grpcio, oldest and newest
    "proto-oldest": ("protobuf==5.29.1", "grpcio==1.68.0"),
    "proto-newest": ("protobuf==7.36.2", "grpcio==1.85.1"),
}
PAGES = Path(__file__).with_name("proto_pages.py")
HEAD = ("protobuf", "", "codec, read", "ParseDict", "codec, write", "MessageToDict")


def measure(rounds: int, corpus: Path | None) -> None:
    """Print tables; without a corpus there is nothing to measure."""
    if corpus is None:
        print("needs --corpus, a folder with drf/authentik.yaml and drf/waldur.yaml")
        return
    BUILT.mkdir(parents=True, exist_ok=True)
    document = _as_json(corpus / "drf" / "waldur.yaml", BUILT / "waldur.json")
    print("### waldur as JSON: generating\n")
    print(costs(interleaved(_generators(document), min(rounds, MOST)), "oacgen-proto"), flush=True)
    print("\n### waldur: protoc over what oacgen-proto wrote, stubs for Python\n")
    compiling = {"protoc": _protoc(BUILT / "ours")}
    print(costs(interleaved(compiling, min(rounds, MOST)), "protoc"), flush=True)
    compiled = _compiles(BUILT / "openapi-generator")
    print(f"\nWhat openapi-generator wrote: protoc {compiled}.")
    print("\n### A page of 100 users of authentik: CPU ms\n")
    print(_pages(corpus / "drf" / "authentik.yaml", rounds), flush=True)


def _as_json(source: Path, target: Path) -> Path:
    """Write a YAML document as JSON; dates in it are texts there."""
    whole = yaml.load(source.read_text(encoding="utf-8"), yaml.CSafeLoader)
    target.write_text(json.dumps(whole, default=str), encoding="utf-8")
    return target


# --- Generating and compiling --------------------------------------------------------------------


def _generators(document: Path) -> dict[str, Command]:
    program = str(Path(sys.executable).with_name("oacgen-proto"))
    ours = [program, "generate", str(document), "-o"]
    java = [str(peers.openapi_generator()), "generate", "-g", "protobuf-schema"]
    java += ["--skip-validate-spec", "-i", str(document), "-o"]
    return {
        "oacgen-proto": _fresh([*ours, "ours"], "ours"),
        "oacgen-proto, no stubs": _fresh([*ours, "no-stubs", "--no-stubs"], "no-stubs"),
        "openapi-generator 7.26.0": _fresh([*java, "openapi-generator"], "openapi-generator"),
    }


def _fresh(args: list[str], folder: str) -> Command:
    """Return a command that writes into a folder which is not there before."""
    return Command(args, BUILT, before=_without(BUILT / folder))


def _without(folder: Path) -> Callable[[], None]:
    return partial(shutil.rmtree, folder, ignore_errors=True)


def _protoc(folder: Path) -> Command:
    """Return protoc with all that our stubs stand for."""
    files = [str(p.relative_to(folder)) for p in folder.rglob("*.proto")]
    args = [sys.executable, "-m", "grpc_tools.protoc", "-I.", "-Ithird_party"]
    out = BUILT / "compiled"
    args += [f"--{kind}_out={out}" for kind in ("python", "pyi", "grpc_python")]
    args += sorted(path for path in files if not path.startswith("third_party/"))

    def empty() -> None:
        shutil.rmtree(out, ignore_errors=True)
        out.mkdir(parents=True)

    return Command(args, folder, before=empty)


def _compiles(folder: Path) -> str:
    files = sorted(str(path.relative_to(folder)) for path in folder.rglob("*.proto"))
    args = [sys.executable, "-m", "grpc_tools.protoc", "-I.", "--descriptor_set_out=/dev/null"]
    done = subprocess.run([*args, *files], cwd=folder, capture_output=True, text=True, check=False)
    errors = [line for line in done.stderr.splitlines() if "warning:" not in line]
    return f"finds {len(errors)} errors" if done.returncode else "compiles it"


# --- The codec -----------------------------------------------------------------------------------


def _pages(source: Path, rounds: int) -> str:
    """Return a table of reading and writing, on each runtime, as median and quartiles."""
    document = go_pages.document(source, BUILT / "page.yaml")
    page = BUILT / "page.json"
    page.write_text(go_pages.page(), encoding="utf-8")
    program = str(Path(sys.executable).with_name("oacgen-proto"))
    shutil.rmtree(BUILT / "page", ignore_errors=True)
    subprocess.run([program, "generate", document, "-o", BUILT / "page"], check=True)
    rows = []
    for name, requirements in RUNTIMES.items():
        python = peers.python(name, *requirements)
        for kind in ("upb", "python"):
            found = [_measured(python, page, kind) for _ in range(rounds)]
            cells = [str(spread([each[key] for each in found])) for key in _KEYS]
            rows.append((requirements[0], kind, *cells))
    return table(HEAD, rows)


_KEYS = ("read", "ParseDict", "write", "MessageToDict")


def _measured(python: Path, page: Path, kind: str) -> dict[str, float]:
    environment = {
        "PYTHONPATH": str(BUILT / "page"),
        "PROTOCOL_BUFFERS_PYTHON_IMPLEMENTATION": kind,
    }
    args = [str(python), str(PAGES), str(page)]
    done = subprocess.run(args, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stderr)
    found: dict[str, Any] = json.loads(done.stdout)
    if found["implementation"] != kind:
        sys.exit(f"protobuf runs on {found['implementation']}")
    return {key: float(found[key]) for key in _KEYS}
