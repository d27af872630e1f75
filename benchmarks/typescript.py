"""The TypeScript client: generating, type-checking, bundles and parsing, beside the alternatives.

Each writes all that it can of types, Zod schemas, functions that validate, and SWR hooks. Comments
that silence the compiler are taken out of what was written before errors are counted.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks import peers, typescript_shipped
from benchmarks.measure import Command, Failed, costs, interleaved, table

BUILT = peers.HOME / "typescript"
PACKAGE = Path(__file__).parents[1] / "packages" / "oacgen-ts"
NAMES = {
    "ours": "oacgen-ts",
    "hey-api": "@hey-api/openapi-ts 0.99.0",
    "orval": "orval 8.33.0",
    "kubb": "kubb 4.39.3",
}
_SHARED = {"react": "19.3.1", "@types/react": "19.3.0", "swr": "2.5.1", "zod": "4.6.7"}
_KUBB = ("core", "cli", "plugin-oas", "plugin-ts", "plugin-zod", "plugin-client")
PACKAGES: dict[str, dict[str, str]] = {
    "hey-api": {"@hey-api/openapi-ts": "0.99.0"},
    "orval": {"orval": "8.33.0"},
    "kubb": {f"@kubb/{name}": "4.39.3" for name in _KUBB} | {"@kubb/plugin-swr": "4.37.12"},
}
PROGRAMS = {
    "hey-api": ("@hey-api/openapi-ts/bin/run.js", "--file", "settings.mjs"),
    "orval": ("orval/dist/bin/orval.mjs", "--config", "settings.mjs"),
    "kubb": ("@kubb/cli/bin/kubb.cjs", "generate", "--config", "settings.mjs"),
}
SETTINGS = {
    "hey-api": """export default {
  input: DOCUMENT,
  output: { path: "out" },
  plugins: [
    "@hey-api/typescript",
    "@hey-api/client-fetch",
    "zod",
    { name: "@hey-api/sdk", validator: true },
    "swr",
  ],
};
""",
    "orval": """const input = { target: DOCUMENT };
const api = { mode: "tags-split", target: "out/api.ts", schemas: "out/model", client: "swr" };
const swr = { useInfinite: true };
const zod = { mode: "tags-split", target: "out/zod.ts", fileExtension: ".zod.ts", client: "zod" };
export default {
  api: { input, output: { ...api, httpClient: "fetch", override: { swr } } },
  zod: { input, output: zod },
};
""",
    "kubb": """import { defineConfig } from "@kubb/core";
import { pluginClient } from "@kubb/plugin-client";
import { pluginOas } from "@kubb/plugin-oas";
import { pluginSwr } from "@kubb/plugin-swr";
import { pluginTs } from "@kubb/plugin-ts";
import { pluginZod } from "@kubb/plugin-zod";
const client = { client: "fetch", bundle: true };
export default defineConfig({
  root: ".",
  input: { path: DOCUMENT },
  output: { path: "out", clean: true, format: false, lint: false },
  plugins: [
    pluginOas({ validate: false, generators: [] }),
    pluginTs({ output: { path: "types" } }),
    pluginZod({ output: { path: "zod" }, typed: true, version: "4" }),
    pluginClient({ output: { path: "clients" }, parser: "zod", ...client }),
    pluginSwr({ output: { path: "hooks" }, client, parser: "zod" }),
  ],
});
""",
}
STRICTER = (
    "noUncheckedIndexedAccess",
    "exactOptionalPropertyTypes",
    "isolatedModules",
    "verbatimModuleSyntax",
)


@dataclass(frozen=True, slots=True)
class Client:
    """A generator at work: its folder, and `out` in it, which it writes."""

    folder: Path
    generate: Command


def measure(rounds: int, corpus: Path | None) -> None:
    """Print parsing, and with a corpus the rest, on InvenTree's document."""
    print("### Parsing 1,000 rows\n")
    print(typescript_shipped.parsing(node(), BUILT / "parsing", PACKAGE), end="\n\n", flush=True)
    if corpus is None:
        return
    document = corpus / "drf" / "inventree.yaml"
    made = clients(document, BUILT / "inventree")
    print(f"### {document.name}: generating\n")
    results = interleaved({NAMES[name]: one.generate for name, one in made.items()}, min(rounds, 5))
    print(costs(results, NAMES["ours"]), end="\n\n", flush=True)
    done = {k: one for k, one in made.items() if not isinstance(results[NAMES[k]], Failed)}
    print("### What is written, and what tsc 7 says of it\n")
    print(_sizes(done), end="\n\n", flush=True)
    print("### tsc 7, strict\n")
    checks = {NAMES[name]: _check(one.folder) for name, one in done.items()}
    print(costs(interleaved(checks, min(rounds, 5)), NAMES["ours"]), end="\n\n", flush=True)
    print("### Bundles, bytes minified, React outside\n")
    folders = {name: one.folder for name, one in done.items()}
    print(typescript_shipped.bundles(document, folders, node(), PACKAGE), flush=True)


# --- Generators ----------------------------------------------------------------------------------


def node() -> Path:
    """Return Node, named by `OACGEN_NODE` or on the PATH."""
    found = os.environ.get("OACGEN_NODE") or shutil.which("node")
    if found is None:
        sys.exit("node is missing: `nox -s bench` installs one")
    return Path(found).resolve()


def clients(document: Path, folder: Path) -> dict[str, Client]:
    """Return what generates a client of a document with each generator."""
    program = str(Path(sys.executable).with_name("oacgen-ts"))
    ours = (program, "generate", str(document), "-q", "-o", "out")
    made = {"ours": _client(folder / "ours", PACKAGE, ours, lambda: None)}
    for name, packages in PACKAGES.items():
        home = peers.node(name, {**packages, "typescript": "5.9.3", **_SHARED}, node())
        script, *rest = PROGRAMS[name]
        settings = folder / name / "settings.mjs"
        text = SETTINGS[name].replace("DOCUMENT", json.dumps(str(document.resolve())))
        args = (str(node()), str(home / "node_modules" / script), *rest)
        made[name] = _client(folder / name, home, args, partial(settings.write_text, text))
    return made


def _client(folder: Path, home: Path, args: tuple[str, ...], ready: Callable[[], object]) -> Client:
    """Let a generator find its packages, its settings, and no output of an earlier round."""

    def emptied() -> None:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        (folder / "node_modules").symlink_to(home / "node_modules", target_is_directory=True)
        ready()

    return Client(folder, Command(args, folder, before=emptied))


# --- Output --------------------------------------------------------------------------------------


def _sizes(made: Mapping[str, Client]) -> str:
    head = ("", "files", "MB", "lines", "errors, strict", "errors, stricter")
    rows = []
    for name, client in made.items():
        texts = [path.read_text() for path in _sources(client.folder)]
        size = sum(len(text.encode()) for text in texts) / 1e6
        lines = sum(text.count("\n") for text in texts)
        errors = [str(_errors(client.folder, flags)) for flags in ((), STRICTER)]
        rows.append((NAMES[name], str(len(texts)), f"{size:.2f}", f"{lines:,}", *errors))
    return table(head, rows)


def _sources(folder: Path) -> list[Path]:
    return sorted((folder / "out").rglob("*.ts"))


def _errors(folder: Path, flags: tuple[str, ...]) -> int:
    command = _check(folder, flags)
    done = subprocess.run(command.args, cwd=folder, capture_output=True, text=True, check=False)
    return len(re.findall(r"^\S.*error TS\d+", done.stdout, re.MULTILINE))


def _check(folder: Path, flags: tuple[str, ...] = ()) -> Command:
    """Return a command that type-checks what was written; its exit code is not looked at."""
    for path in _sources(folder):
        text = path.read_text()
        if "@ts-nocheck" in text:
            path.write_text(text.replace("@ts-nocheck", ""))
    strict = json.loads((PACKAGE / "tests" / "tsconfig.strict.json").read_text())
    loose = ("isolatedDeclarations", "erasableSyntaxOnly", "noUnusedLocals", "declaration")
    options = strict["compilerOptions"] | dict.fromkeys((*STRICTER, *loose), False)
    options |= dict.fromkeys(flags, True)
    project = folder / f"tsconfig{len(flags)}.json"
    project.write_text(json.dumps({"compilerOptions": options, "include": ["out/**/*.ts"]}))
    tsc = PACKAGE / "node_modules" / "typescript7" / "bin" / "tsc"
    checked = f'"{node()}" "{tsc}" --pretty false --project {project.name} || true'
    return Command(("sh", "-c", checked), folder)
