"""Measures commands side by side: CPU seconds and peak memory, in interleaved rounds.

CPU time is user and system, every descendant that was waited for included, since wall time on a
shared machine says little. Rounds are interleaved so that what disturbs one disturbs all.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

ROUNDS = 9
LAST_WORDS = 4_000  # characters of a failed command's output that are kept


@dataclass(frozen=True, slots=True)
class Command:
    """A process to measure; `before` runs ahead of each round and is not measured."""

    args: Sequence[str]
    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    before: Callable[[], object] | None = None
    seconds: float = 3600.0  # after which it is stopped, and failed


@dataclass(frozen=True, slots=True)
class Cost:
    """What one process took: CPU seconds, and peak resident memory in bytes."""

    cpu: float
    memory: int


@dataclass(frozen=True, slots=True)
class Failed:
    """A command that did not exit with 0, and the end of what it printed."""

    code: int
    output: str

    def __str__(self) -> str:
        """Say the last of its words that are neither a heading nor indented; else the first."""
        lines = [line for line in self.output.splitlines() if line.strip()]
        said = [line for line in lines if not line.startswith((" ", "\t")) and line[-1] != ":"]
        return f"fails, exit {self.code}: {(said[-1:] or lines[:1] or [''])[0].strip()[:60]}"


def run(command: Command) -> Cost | Failed:
    """Run a command once and return what it cost."""
    if command.before:
        command.before()
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            ["timeout", str(command.seconds), *command.args],
            cwd=command.folder,
            # A machine may be set up so that Python compiles everything anew in each process.
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "", **command.environment},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            output.seek(0)
            words = output.read().decode(errors="replace")[-LAST_WORDS:]
            return Failed(process.returncode, words)
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)


def interleaved(
    commands: Mapping[str, Command], rounds: int = ROUNDS, *, dear: Dear | None = None
) -> dict[str, list[Cost] | Failed]:
    """Run all commands in turns, after one round that does not count.

    A command that fails once is not run again: its result is that failure. For one that is `dear`
    the first round counts.
    """
    results: dict[str, list[Cost] | Failed] = {name: [] for name in commands}
    left = dict.fromkeys(commands, rounds)
    for turn in range(rounds + 1):
        for name, command in commands.items():
            costs = results[name]
            if isinstance(costs, Failed) or not left[name]:
                continue
            cost = run(command)
            if isinstance(cost, Failed):
                results[name] = cost
                continue
            if not turn and dear and cost.cpu > dear.seconds:
                left[name] = min(rounds, dear.rounds)
            elif not turn:
                continue
            costs.append(cost)
            left[name] -= 1
    return results


@dataclass(frozen=True, slots=True)
class Dear:
    """What takes more CPU seconds than that in its first round has fewer rounds."""

    seconds: float
    rounds: int


@dataclass(frozen=True, slots=True)
class Spread:
    """The median of some figures, and their quartiles."""

    low: float
    middle: float
    high: float

    def __str__(self) -> str:
        return f"{self.middle:.3g} ({self.low:.3g} to {self.high:.3g})"


def spread(figures: Sequence[float]) -> Spread:
    """Return the median and quartiles of one or more figures."""
    if len(figures) == 1:
        return Spread(figures[0], figures[0], figures[0])
    low, _, high = quantiles(figures, n=4, method="inclusive")
    return Spread(low, median(figures), high)


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table, aligned for a terminal too."""
    widths = [max(len(row[i]) for row in (head, *rows)) for i in range(len(head))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in (head, *rows)
    ]
    return "\n".join([lines[0], "|" + "|".join("-" * (w + 2) for w in widths) + "|", *lines[1:]])


def costs(results: Mapping[str, list[Cost] | Failed], ours: str) -> str:
    """Return a table of CPU, its ratio to `ours`, and peak memory; failures say so."""
    own = results[ours]
    unit = None if isinstance(own, Failed) else spread([cost.cpu for cost in own]).middle
    rows = [_row(name, result, unit) for name, result in results.items()]
    return table(("", "CPU s, median (quartiles)", "ratio", "peak MB"), rows)


def _row(name: str, result: list[Cost] | Failed, unit: float | None) -> tuple[str, ...]:
    if isinstance(result, Failed):
        return (name, str(result), "", "")
    cpu = spread([cost.cpu for cost in result])
    memory = spread([cost.memory / 1e6 for cost in result]).middle
    return (name, str(cpu), f"{cpu.middle / unit:.2f}" if unit else "", f"{memory:.0f}")
