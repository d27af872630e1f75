"""What a generator wrote, held to the tools of its language: lines, errors, and CPU of checking.

Comments that tell a tool to look away are taken out first. TypeScript is checked by tsc 7, strict;
Python is imported, module by module; Go is built, all that it imports beforehand; what is in
Protocol Buffers is read by protoc.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks import peers
from benchmarks.measure import Command, Cost, run

ENDINGS = {"ts": (".ts", ".tsx"), "py": (".py",), "go": (".go",), "proto": (".proto",)}
SILENCERS = re.compile(r"@ts-(?:nocheck|ignore|expect-error)|eslint-disable[\w-]*|\bnolint\b")
TYPESCRIPT = {  # what is written imports it
    "typescript": "7.0.2",
    "@types/node": "24.10.1",
    "react": "19.3.1",
    "@types/react": "19.3.0",
    "swr": "2.5.1",
    "zod": "4.6.7",
    "consola": "3.4.2",
    "p-retry": "7.1.0",
}
PYTHON = (
    "attrs",
    "httpx",
    "httpx2",
    "pydantic[email]",
    "python-dateutil",
    "rich",
    "tenacity",
    "urllib3",
)
IMPORTS = """
import importlib, sys
from pathlib import Path
sys.path.insert(0, ".")
for path in sorted(Path(sys.argv[1]).rglob("*.py")):
    name = ".".join(path.with_suffix("").parts).removesuffix(".__init__")
    try:
        importlib.import_module(name)
    except Exception as error:
        print(f"{path}: error: {type(error).__name__}: {error}".replace("\\n", " "))
"""
ERRORS = {
    "ts": re.compile(r"^\S.*error TS\d+", re.MULTILINE),
    "py": re.compile(r"^\S+: error: ", re.MULTILINE),
    "go": re.compile(r"^\S+\.go:\d+", re.MULTILINE),
    "proto": re.compile(r"^(?!.*warning:)\S.*\.proto:", re.MULTILINE),
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """Lines of code, the errors that the language's tool finds, and the CPU seconds it takes."""

    lines: int
    errors: int
    cpu: float


def judged(language: str, folder: Path, node: Path) -> Verdict:
    """Check the files below `folder`, which must hold nothing else."""
    lines = sum(_audible(path) for path in _sources(language, folder))
    said = folder.with_name(f"{folder.name}.said")
    command = _CHECKS[language](folder, node)
    cost = run(_noted(command, said))
    text = said.read_text(errors="replace")
    if not isinstance(cost, Cost):  # the shell itself cannot fail, so it took too long
        sys.exit(f"checking {folder} failed: {text[-2000:]}")
    found = len(ERRORS[language].findall(text))
    errors = found or (0 if text.endswith("exit 0\n") else 1)  # one without a place, perhaps
    return Verdict(lines, errors, cost.cpu)


def _noted(command: Command, said: Path) -> Command:
    """Return the command with its output in a file, the exit code in its last line."""
    script = f'"$@" >"{said}" 2>&1; echo "exit $?" >>"{said}"'
    args = ("sh", "-c", script, "sh", *command.args)
    return Command(args, command.folder, command.environment, seconds=3600)


def _sources(language: str, folder: Path) -> list[Path]:
    found = (path for ending in ENDINGS[language] for path in folder.rglob(f"*{ending}"))
    return sorted(path for path in found if path.is_file() and "node_modules" not in path.parts)


def _audible(path: Path) -> int:
    """Take out what silences a tool, and return the lines of a file."""
    text = path.read_text("utf-8")
    if SILENCERS.search(text):
        path.write_text(SILENCERS.sub("", text), "utf-8")
    return text.count("\n")


# --- One language each ---------------------------------------------------------------------------


def _typescript(folder: Path, node: Path) -> Command:
    home = peers.node("written", TYPESCRIPT, node)
    link = folder.parent / "node_modules"
    link.unlink(missing_ok=True)
    link.symlink_to(home / "node_modules", target_is_directory=True)
    options = {
        "target": "ES2022",
        "lib": ["ES2022", "DOM", "DOM.Iterable"],
        "module": "ESNext",
        "moduleResolution": "bundler",
        "jsx": "react-jsx",
        "types": ["node"],
        "strict": True,
        "allowImportingTsExtensions": True,
        "noEmit": True,
        "skipLibCheck": True,
    }
    project = folder.parent / "tsconfig.json"
    include = [f"{folder.name}/**/*.ts", f"{folder.name}/**/*.tsx"]
    project.write_text(json.dumps({"compilerOptions": options, "include": include}))
    tsc = home / "node_modules" / "typescript" / "bin" / "tsc"
    return Command((str(node), str(tsc), "--pretty", "false", "--project", "."), folder.parent)


def _python(folder: Path, _: Path) -> Command:
    interpreter = peers.python("written", *PYTHON)
    return Command((str(interpreter), "-c", IMPORTS, folder.name), folder.parent)


def _go(folder: Path, _: Path) -> Command:
    shutil.rmtree(folder / "test", ignore_errors=True)  # openapi-generator's own, which is empty
    if not (folder / "go.mod").is_file():
        (folder / "go.mod").write_text("module apiclient\n\ngo 1.25.0\n")  # as django-cfg calls it
    environment = {"GOTOOLCHAIN": "local", "GOFLAGS": "-mod=mod"}
    theirs = (
        "{{if .Module}}{{if not .Module.Main}}{{.ImportPath}}{{end}}{{else}}{{.ImportPath}}{{end}}"
    )

    def go(*args: str) -> list[str]:
        done = subprocess.run(
            ["go", *args],
            cwd=folder,
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
        )
        return done.stdout.split()

    go("mod", "tidy")
    go("build", *go("list", "-e", "-deps", "-f", theirs, "./..."))
    new = f"-gcflags=-e -D=/{time.time_ns()}"  # what was built for other flags is built again
    return Command(("go", "build", new, "./..."), folder, environment)


def _proto(folder: Path, _: Path) -> Command:
    files = [str(path.relative_to(folder)) for path in _sources("proto", folder)]
    ours = sorted(path for path in files if not path.startswith("third_party/"))
    args = (sys.executable, "-m", "grpc_tools.protoc", "-I.", "-Ithird_party")
    return Command((*args, "--descriptor_set_out=/dev/null", *ours), folder)


_CHECKS: Mapping[str, Callable[[Path, Path], Command]] = {
    "ts": _typescript,
    "py": _python,
    "go": _go,
    "proto": _proto,
}
