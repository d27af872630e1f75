"""Ways to run samples as programs against the running shop: Python, TypeScript, Go, commands."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import mkdtemp

import yaml
from examples.running import SHOP, free_port, served

from samples.blocks import Bench, Block, Run, SampleError, called

LAST_LINES = 25  # of what a program said, that are shown when it failed
STRICT = {
    "target": "ES2022",
    "lib": ["ES2022", "DOM", "DOM.Iterable", "DOM.AsyncIterable"],
    "module": "ESNext",
    "moduleResolution": "bundler",
    "jsx": "react-jsx",
    "strict": True,
    "noUncheckedIndexedAccess": True,
    "exactOptionalPropertyTypes": True,
    "allowImportingTsExtensions": True,
    "noEmit": True,
    "skipLibCheck": True,
}

AWAITING = """
import ast, asyncio, inspect
from pathlib import Path
code = compile(Path("sample.py").read_text(), "sample.py", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
found = eval(code, {"__name__": "sample"})
if inspect.iscoroutine(found):
    asyncio.run(found)
"""


def python(*, before: str = "", after: str = "", path: str = "python", awaits: bool = False) -> Run:
    """Run the blocks as one program; `before` and `after` stand around it.

    With `awaits` it may await at its top, as in a notebook.
    """

    def run(blocks: Sequence[Block], bench: Bench) -> None:
        folder = _folder(bench)
        code = called("\n".join([before, *(block.code for block in blocks), after]), bench.url)
        (folder / "sample.py").write_text(code)
        (folder / "awaiting.py").write_text(AWAITING)
        client = {**bench.environment, "PYTHONPATH": str(bench.clients / path)}
        _ran([sys.executable, "awaiting.py" if awaits else "sample.py"], folder, client)

    return run


def typescript(
    *,
    before: str = "",
    alias: str = "@/api/generated",
    client: str = "typescript",
    modules: bool = False,
    stubs: str = "",
    after: str = "",
    extension: str = "ts",
) -> Run:
    """Check the blocks' types, and run them in Node as one program unless they are `modules`.

    Modules are files of their own, called as their first line says. `stubs` declares packages that
    are not installed.
    """

    def run(blocks: Sequence[Block], bench: Bench) -> None:
        folder = _folder(bench)
        made = bench.clients / client
        paths = {alias: [str(made / "index.ts")], f"{alias}/*": [str(made / "*")]}
        if alias.startswith("./"):
            (folder / alias).symlink_to(made)
        options = {**STRICT, "paths": paths, "types": ["node"]}
        (folder / "tsconfig.json").write_text(
            json.dumps({"compilerOptions": options, "include": ["*"]})
        )
        (folder / "stubs.d.ts").write_text(stubs)
        if modules:
            for block in blocks:
                code = f"{before}{block.code}\n{after}\nexport {{}};\n"
                (folder / f"sample{block.number}.{extension}").write_text(code)
        else:
            code = "\n".join([before, *(block.code for block in blocks), after, "export {};\n"])
            (folder / f"sample.{extension}").write_text(called(code, bench.url))
        _ran([bench.node, "../node_modules/typescript/bin/tsc"], folder)
        if not modules:
            bundle = ["--bundle", "--platform=node", "--format=esm", "--outfile=sample.mjs"]
            esbuild = "../node_modules/esbuild/bin/esbuild"
            _ran([esbuild, f"sample.{extension}", *bundle], folder)
            _ran([bench.node, "sample.mjs"], folder)

    return run


def go(*imports: str, before: str = "", after: str = "return nil", run_it: bool = True) -> Run:
    """Run the blocks as the body of one function that gets `ctx` and the shop's `url`."""

    def run(blocks: Sequence[Block], bench: Bench) -> None:
        folder = _folder(bench)
        (folder / "go.mod").write_text(
            "module sample\n\ngo 1.24\n\nrequire example.com/apiclient v0.0.0\n\n"
            f"replace example.com/apiclient => {bench.clients / 'go'}\n"
        )
        needed = {"context", "log", "os", *imports}
        lines = [
            "package main\n\nimport (",
            *(f'\t"{name}"' for name in sorted(needed)),
            ")\n\nfunc main() {",
            "\tif err := run(context.Background(), os.Args[1]); err != nil {\n\t\tlog.Fatal(err)",
            "\t}\n}\n\nfunc run(ctx context.Context, url string) error {",
            before,
            *(called(block.code, bench.url) for block in blocks),
            after,
            "}\n",
        ]
        (folder / "main.go").write_text("\n".join(lines))
        environment = {**os.environ, "GOTOOLCHAIN": "local", "GOFLAGS": "-mod=mod"}
        _ran([bench.go, "vet", "."], folder, environment)
        if run_it:
            (folder / "notes.txt").write_text("Buy tea.")
            _ran([bench.go, "run", ".", bench.url], folder, environment)

    return run


def commands(*, preamble: str = "") -> Run:
    """Run the lines in a copy of the shop with a document in it, after those of the preamble."""

    def run(blocks: Sequence[Block], bench: Bench) -> None:
        folder = _folder(bench)
        project = folder / "project"
        shutil.copytree(SHOP, project, ignore=shutil.ignore_patterns("openapi", "*.sqlite3"))
        for name in ("openapi.yaml", "openapi.json"):
            shutil.copy(bench.folder / "openapi.json", project / name)
        programs = f"{Path(sys.executable).parent}{os.pathsep}{bench.environment['PATH']}"
        environment = {**bench.environment, "PATH": programs}
        del environment["SHOP_CLIENTS"]
        code = "\n".join([preamble, *(block.code for block in blocks)])
        (folder / "sample.sh").write_text(called(code, f"file://{project}"))
        _ran(["bash", "-euo", "pipefail", str(folder / "sample.sh")], project, environment)

    return run


def django_settings(*, before: str = "", after: str = "") -> Run:
    """Put each block at the end of the shop's settings; `manage.py check` has to find no error."""

    def run(blocks: Sequence[Block], bench: Bench) -> None:
        for block in blocks:
            folder = _folder(bench)
            start = "from shop.settings import *\ndel OACGEN\n"
            code = "\n".join([start, before, block.code, after])
            (folder / "sample_settings.py").write_text(code)
            environment = {
                **bench.environment,
                "DJANGO_SETTINGS_MODULE": "sample_settings",
                "PYTHONPATH": str(folder),
            }
            _ran([sys.executable, "manage.py", "check"], SHOP, environment)

    return run


def django_urls(*paths: str, before: str = "") -> Run:
    """Let a block be the shop's URLs; `paths` must be in them."""

    def run(blocks: Sequence[Block], bench: Bench) -> None:
        folder = _folder(bench)
        code = "\n".join([before, *(block.code for block in blocks)])
        (folder / "sample_urls.py").write_text(code)
        settings = "from shop.settings import *\nROOT_URLCONF = 'sample_urls'\n"
        (folder / "sample_settings.py").write_text(settings)
        environment = {
            **bench.environment,
            "DJANGO_SETTINGS_MODULE": "sample_settings",
            "PYTHONPATH": str(folder),
        }
        look = f"from django.urls import resolve; [resolve(path) for path in {paths!r}]"
        _ran([sys.executable, "manage.py", "shell", "-c", look], SHOP, environment)

    return run


def with_grpc(run: Run) -> Run:
    """Serve the shop's gRPC services while a sample runs that calls them on port 50051."""

    def served_run(blocks: Sequence[Block], bench: Bench) -> None:
        port = free_port()
        command = [sys.executable, "manage.py", "run_grpc", f"127.0.0.1:{port}"]
        log = bench.folder / "grpc.log"
        moved = [replace(b, code=b.code.replace(":50051", f":{port}")) for b in blocks]
        with served(command, port, log, cwd=SHOP, environment=bench.environment):
            run(moved, bench)

    return served_run


def data(blocks: Sequence[Block], bench: Bench) -> None:
    """Parse blocks that are data."""
    for block in blocks:
        match block.language:
            case "toml":
                tomllib.loads(block.code)
            case "yaml":
                yaml.safe_load(block.code)
            case other:
                raise SampleError(f"nothing parses {other}")


def shown(reason: str) -> Run:
    """Only look at the blocks, for a reason that the report prints."""

    def run(blocks: Sequence[Block], bench: Bench) -> None:
        for block in blocks:
            print(f"  not run: {block.place}: {reason}")

    return run


def _folder(bench: Bench) -> Path:
    return Path(mkdtemp(dir=bench.folder))


def _ran(
    command: Sequence[str],
    folder: Path,
    environment: Mapping[str, str] | None = None,
    code: int = 0,
) -> None:
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode != code:
        words = "\n".join(f"{done.stdout}{done.stderr}".strip().splitlines()[-LAST_LINES:])
        raise SampleError(f"{' '.join(command)} in {folder} exited {done.returncode}:\n{words}")
