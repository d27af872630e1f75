"""Running the tools of a language."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

_SUMMARY = re.compile(r"\d+ files? would|\d+ errors?, \d+ warn")
_CHATTER = ("0 errors,", "Success:", "All done!", "Oh no!")


def tool_path(name: str) -> str:
    """Return where a tool is: beside this Python, or on the PATH; exit where it is missing."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    found = shutil.which(name, path=path)
    if found is None:
        sys.exit(f"{name} is missing: `nox -s corpus` installs what the sweep needs")
    return found


def tool(root: Path, command: Sequence[str]) -> list[str]:
    """Run a tool in a folder and return what it complains of."""
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    lines = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
    lines = [line for line in lines if not _SUMMARY.match(line)]
    if done.returncode and not lines:
        lines = [f"{Path(command[0]).name} exits with {done.returncode}"]
    return [line for line in lines if not line.startswith(_CHATTER)]


def batches(root: Path, packages: Sequence[str], ending: str, size: int) -> list[list[str]]:
    """Divide packages into runs of about `size` lines of the files that have an ending."""
    found: list[list[str]] = [[]]
    filled = 0
    for name in packages:
        lines = sum(path.read_bytes().count(b"\n") for path in (root / name).rglob(f"*{ending}"))
        if found[-1] and filled + lines > size:
            found.append([])
            filled = 0
        found[-1].append(name)
        filled += lines
    return [batch for batch in found if batch]
