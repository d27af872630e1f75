"""The Go client: generating, lines, `go build`, decoding and encoding, beside the alternatives.

A package is built again in each round with a constant that is new, so that the standard library
and other modules are built beforehand. ogen refuses authentik's document for the name of an
authentication scheme; all get a copy in which it is an ordinary one.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path

from benchmarks import go_pages, peers
from benchmarks.measure import Command, Failed, costs, interleaved, table

BUILT = peers.HOME / "go-client"
DOCUMENTS = {"authentik": (9, 3), "waldur": (3, 1)}  # the most rounds: generating, building
NAMES = {
    "ours": "oacgen-go",
    "reflecting": "oacgen-go, codecs off",
    "ogen": "ogen v1.24.0",
    "oapi-codegen": "oapi-codegen v2.8.2",
    "openapi-generator": "openapi-generator 7.26.0",
}
OGEN = ("github.com/ogen-go/ogen", "v1.24.0")
OAPI_CODEGEN = ("github.com/oapi-codegen/oapi-codegen/v2", "v2.8.2")
OGEN_SETTINGS = """generator:
  features:
    disable_all: true
    enable: ["paths/client"]
  ignore_not_implemented: ["all"]
"""
OAPI_SETTINGS = """package: api
generate: {models: true, client: true}
output: api.gen.go
output-options: {nullable-type: true, resolve-type-name-collisions: true}
"""
MODULE = "module example.com/measured\n\ngo 1.25.0\n"


@dataclass(frozen=True, slots=True)
class Client:
    """A generator at work: the module that it writes, and the folder of its package."""

    folder: Path
    package: Path
    generate: Command


def measure(rounds: int, corpus: Path | None) -> None:
    """Print tables for each document; without a corpus there is nothing to measure."""
    if corpus is None:
        print("needs --corpus, a folder with drf/authentik.yaml and drf/waldur.yaml")
        return
    for name, (most, builds) in DOCUMENTS.items():
        document = _readable(corpus / "drf" / f"{name}.yaml")
        made = clients(document, BUILT / name)
        print(f"### {name}: generating\n")
        commands = {NAMES[key]: one.generate for key, one in made.items()}
        results = interleaved(commands, min(rounds, most))
        print(costs(results, NAMES["ours"]), flush=True)
        print(f"\n### {name}: lines and modules\n")
        done = {k: one for k, one in made.items() if not isinstance(results[NAMES[k]], Failed)}
        print(_sizes(done), flush=True)
        print(f"\n### {name}: go build\n")
        print(f"{_builds(done, min(rounds, builds))}\n", flush=True)
    print("### A page of 100 users of authentik\n")
    document = go_pages.document(_readable(corpus / "drf" / "authentik.yaml"), BUILT / "page.yaml")
    print(go_pages.measured(clients(document, BUILT / "page"), BUILT / "page.json", rounds, NAMES))


def _readable(document: Path) -> Path:
    """Copy a document, with only schemes of authentication that all know."""
    copy = BUILT / document.name
    BUILT.mkdir(parents=True, exist_ok=True)
    copy.write_text(document.read_text().replace("scheme: bearer+agent", "scheme: bearer"))
    return copy


def clients(document: Path, folder: Path) -> dict[str, Client]:
    """Return what generates a client of a document with each generator."""
    ours = str(Path(sys.executable).with_name("oacgen-go"))
    plain = (ours, "generate", str(document), "-q", "-o", ".")
    ogen = (str(peers.go(f"{OGEN[0]}/cmd/ogen", OGEN[1])), "--target", "api", "--package", "api")
    oapi = str(peers.go(f"{OAPI_CODEGEN[0]}/cmd/oapi-codegen", OAPI_CODEGEN[1]))
    java = (str(peers.openapi_generator()), "generate", "-g", "go", "--skip-validate-spec")
    arguments: dict[str, tuple[str, ...]] = {
        "ours": plain,
        "reflecting": (*plain, "--no-codecs"),
        "ogen": (*ogen, "--clean", "--config", "settings.yml", str(document)),
        "oapi-codegen": (oapi, "-config", "settings.yml", str(document)),
        "openapi-generator": (*java, "--package-name", "api", "-i", str(document), "-o", "."),
    }
    return {name: _client(name, args, folder / name) for name, args in arguments.items()}


def _client(name: str, args: tuple[str, ...], folder: Path) -> Client:
    package = folder / "api" if name == "ogen" else folder
    return Client(
        folder,
        package,
        Command(
            args,
            folder,
            {"JAVA_OPTS": "-DmaxYamlCodePoints=99999999", "GOTOOLCHAIN": "local"},
            partial(_emptied, name, folder),
        ),
    )


def _emptied(name: str, folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    settings = {"ogen": OGEN_SETTINGS, "oapi-codegen": OAPI_SETTINGS}.get(name)
    if settings is not None:
        (folder / "go.mod").write_text(MODULE)
        (folder / "settings.yml").write_text(settings)


# --- Lines and modules ---------------------------------------------------------------------------


def _sizes(made: Mapping[str, Client]) -> str:
    rows = []
    for name, one in made.items():
        sources = [path for path in one.folder.rglob("*.go") if "/test/" not in str(path)]
        lines = sum(path.read_bytes().count(b"\n") for path in sources)
        size = sum(path.stat().st_size for path in sources)
        modules = str(_modules(one))
        rows.append((NAMES[name], f"{lines:,}", f"{size / 1e6:.2f}", modules))
    return table(("", "lines", "MB", "third-party modules"), rows)


def _modules(one: Client) -> int | str:
    """Fetch what a package imports, and count the modules that it is linked with."""
    shutil.rmtree(
        one.folder / "test", ignore_errors=True
    )  # openapi-generator's own, which is empty
    fetched = _go(one.folder, "mod", "tidy")
    if fetched.returncode:
        return f"go mod tidy fails: {fetched.stderr.strip().splitlines()[-1][:60]}"
    wanted = "{{with .Module}}{{if not .Main}}{{.Path}}{{end}}{{end}}"
    return len(set(_go(one.folder, "list", "-deps", "-f", wanted, "./...").stdout.split()))


def _go(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "GOTOOLCHAIN": "local", "GOFLAGS": "-mod=mod"}
    command = ["go", *args]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


# --- Building ------------------------------------------------------------------------------------

_salt = count(1)


def _builds(made: Mapping[str, Client], rounds: int) -> str:
    results = interleaved({NAMES[name]: _build(one) for name, one in made.items()}, rounds)
    for name, one in made.items():
        result = results[NAMES[name]]
        if isinstance(result, Failed):
            message = f"does not compile: {_errors(one)} errors"
            results[NAMES[name]] = Failed(result.code, message)
    return costs(results, NAMES["ours"])


def _build(one: Client) -> Command:
    salted: Callable[[], object] = partial(_salted, one.package)
    environment = {"GOTOOLCHAIN": "local", "GOFLAGS": "-mod=mod", "GOCACHE": str(BUILT / "cache")}
    return Command(("go", "build", "./..."), one.folder, environment, salted)


def _salted(package: Path) -> None:
    (package / "salt.go").write_text(
        f"package api\n\nconst _ = {next(_salt) + os.getpid() * 1000}\n"
    )


def _errors(one: Client) -> int:
    said = _go(one.folder, "build", "-gcflags=-e", "./...").stderr
    return sum(".go:" in line and not line.startswith("\t") for line in said.splitlines())
