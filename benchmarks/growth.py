"""How generation grows with the document: instructions, which a busy machine does not change."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.documents import write_crud
from benchmarks.measure import table

OPERATIONS = (300, 1_650, 3_000)
PROGRAM = "from oacgen_ir.main import main; main()"


def measure(rounds: int, corpus: Path | None) -> None:
    """Print instructions by size, and how far the middle is from the line of the ends.

    Counted by Valgrind, which must be installed, and repeatable: one round is enough.
    """
    counts = {operations: _instructions(operations) for operations in OPERATIONS}
    small, middle, large = OPERATIONS
    line = counts[small] + (counts[large] - counts[small]) * (middle - small) / (large - small)
    rows = [(f"{n:,} operations", f"{count / 1e9:.2f}") for n, count in counts.items()]
    print(table(("four languages", "10⁹ instructions"), rows))
    print(f"\n{middle:,} operations: {counts[middle] / line - 1:+.1%} from the line of the others")


def _instructions(operations: int) -> int:
    with TemporaryDirectory() as made:
        document = write_crud(Path(made) / "openapi.yaml", operations)
        run = subprocess.run(
            [
                *("valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"),
                *(sys.executable, "-c", PROGRAM),
                *("generate", str(document), "-o", f"{made}/out", "-q"),
            ],
            env={**os.environ, "PYTHONHASHSEED": "0"},
            check=True,
            capture_output=True,
            text=True,
        )
    [counted] = re.findall(r"Collected : (\d+)", run.stderr)
    return int(counted)
