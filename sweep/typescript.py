"""What TypeScript's tools say of generated packages.

Node is found by `OACGEN_NODE`, the path of its executable, or on the PATH; the tools are those of
`packages/oacgen-ts`, which `npm ci` installs there.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from sweep.tools import batches, tool, tool_path

HOME = Path(__file__).parents[1] / "packages" / "oacgen-ts"
BATCH = 250_000  # lines in one run of a tool, so that it stays below a few GiB
OLDER = 800_000  # lines that the older compiler gets, which is several times slower
ENDING = ".ts"


def check(root: Path, packages: Sequence[str]) -> dict[str, list[str]]:
    """Return the complaints of each tool over the packages below `root`; empty is clean."""
    node = _node()
    _link(root)
    newer, older = batches(root, packages, ENDING, BATCH), _sample(root, packages)
    escapes = [node, str(HOME / "tests" / "escapes.mjs")]
    prettier = [node, _script("prettier/bin/prettier.cjs"), "--check", "--log-level", "warn"]
    count = sum(len(batch) for batch in older)
    return {
        "any and @ts-": [line for batch in newer for line in tool(root, [*escapes, *batch])],
        "prettier": [line for batch in newer for line in tool(root, [*prettier, *batch])],
        "tsc 7": [line for batch in newer for line in _tsc(root, "typescript7", batch)],
        f"tsc 5.9 ({count} of them)": [
            line for batch in older for line in _tsc(root, "typescript", batch)
        ],
    }


def _tsc(root: Path, compiler: str, packages: Sequence[str]) -> list[str]:
    project = root / "tsconfig.json"
    strict = json.loads((HOME / "tests" / "tsconfig.strict.json").read_text())
    include = [f"{package}/**/*{ENDING}" for package in packages]
    project.write_text(json.dumps({**strict, "include": include}))
    command = [_node(), "--max-old-space-size=8192", _script(f"{compiler}/bin/tsc")]
    return tool(root, [*command, "--pretty", "false", "--project", project.name])


def _sample(root: Path, packages: Sequence[str]) -> list[list[str]]:
    """Return all packages, or every few of them where they are too many, in batches."""
    lines = sum(
        path.read_bytes().count(b"\n")
        for package in packages
        for path in (root / package).rglob(f"*{ENDING}")
    )
    return batches(root, packages[:: 1 + lines // OLDER], ENDING, BATCH)


def _node() -> str:
    return os.environ.get("OACGEN_NODE") or tool_path("node")


def _script(path: str) -> str:
    return str(HOME / "node_modules" / path)


def _link(root: Path) -> None:
    """Let the packages below `root` find zod, swr and React."""
    modules = HOME / "node_modules"
    if not modules.is_dir():
        sys.exit(f"the tools are not installed: run `npm ci` in {HOME}")
    if not (root / "node_modules").exists():
        (root / "node_modules").symlink_to(modules, target_is_directory=True)
