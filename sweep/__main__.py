"""The sweep's command line."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from oacgen_ir.diagnostics import Report
from oacgen_ir.files import File
from oacgen_ir.pipeline import generate_files
from oacgen_ir.plugins import find, own_diagnostics
from sweep import golang, proto, python, typescript
from sweep.documents import Reading, documents, reading

RATCHET = Path(__file__).with_name("ratchet.json")
TOGETHER = "clients"
VERSIONED = "proto-versioned"
CHECKS = {
    "py": python.check,
    "ts": typescript.check,
    "go": golang.check,
    "proto": proto.check,
    VERSIONED: proto.check_files,
}
OPTIONS = {VERSIONED: {"layout": "versioned"}}


def main() -> int:
    """Sweep, and return the exit code."""
    parser = argparse.ArgumentParser(prog="sweep", description=__doc__)
    parser.add_argument("path", type=Path, help="a folder of OpenAPI documents, or one of them")
    parser.add_argument("--target", choices=[*CHECKS], action="append", help="check this output")
    parser.add_argument("--update", action="store_true", help="write the counts to the ratchet")
    parser.add_argument(
        "--grouped", action="store_true", help="one runtime for all documents: much to check faster"
    )
    parser.add_argument("--keep", type=Path, help="leave the generated packages in this folder")
    parser.add_argument("--digests", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    targets = chosen.target or [*CHECKS]
    found = documents(chosen.path)
    if chosen.digests:
        print(json.dumps(_digests(found, targets, chosen.grouped)))
        return 0
    if not found:
        print(f"there is no document below {chosen.path}")
        return 2
    with tempfile.TemporaryDirectory() as folder:
        return _sweep(found, targets, chosen.keep or Path(folder), chosen)


def _sweep(found: list[Path], targets: list[str], out: Path, chosen: argparse.Namespace) -> int:
    path, grouped = chosen.path, chosen.grouped
    readings: list[Reading] = []
    failures: list[str] = []
    for one in found:
        try:
            done = reading(one)
            number = sum(earlier.api is not None for earlier in readings)
            readings.append(done)
            lines = _write(done, targets, out, number, grouped)
        except Exception:  # a crash is what the sweep looks for
            failures.append(f"{one}: crash\n{traceback.format_exc(limit=-3)}")
            print(f"CRASH    {one}", flush=True)
            continue
        failures += [f"{one}: {line}" for line in done.unexplained]
        state = "refused" if done.api is None else "lossy" if any(done.score) else "ok"
        operations = len(done.api.operations) if done.api else 0
        size = " ".join(f"{target} {count}" for target, count in lines.items())
        print(f"{state:8} {_short(one, path):60} {operations:5} operations, lines: {size}")
        if state != "ok":
            print(f"         {done.explained()}")
    failures += _same_again(path, targets, grouped)
    failures += [line for target in targets for line in _checked(target, out / target)]
    failures += _held(readings, chosen.update)
    _print_total(readings, failures)
    return 1 if failures else 0


def _write(
    done: Reading, targets: list[str], out: Path, number: int, grouped: bool
) -> dict[str, int]:
    """Write a document's clients, each below a name of its own; return their lines."""
    lines = {}
    for target in targets if done.api is not None else ():
        files = _files(target, done, number, grouped)
        lines[target] = sum(file.text.count("\n") for file in files)
        for file in files:
            place = out / target / file.path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(file.text, encoding="utf-8", newline="\n")
    return lines


def _files(target: str, done: Reading, number: int, grouped: bool) -> list[File]:
    """Generate a lone document into a folder of its own, or as a group beside all the others."""
    assert done.api is not None
    name = f"c{number:04}"
    generator = find(target.partition("-")[0])
    report = Report(extra=own_diagnostics(generator))
    options = generator.options(**OPTIONS.get(target, {}))
    if not grouped:
        files = generate_files(generator, [done.api], options, report, lambda path: None)
        return [replace(file, path=f"{name}/{file.path}") for file in files]
    api = replace(done.api, group=name)
    shared = [] if number else list(generator.root([api], options, report))
    files = [*generator.generate(api, options, report, lambda path: None), *shared]
    return [replace(file, path=f"{TOGETHER}/{file.path}") for file in files]


def _digests(found: Iterable[Path], targets: list[str], grouped: bool) -> dict[str, str]:
    """Return a digest of everything that is generated from each document."""
    digests: dict[str, str] = {}
    for one in found:
        done = reading(one)
        if done.api is not None:
            digest = hashlib.sha256()
            for target in targets:
                for file in _files(target, done, len(digests), grouped):
                    digest.update(f"{target}/{file.path}\n{file.text}".encode())
            digests[str(one)] = digest.hexdigest()
    return digests


def _same_again(path: Path, targets: list[str], grouped: bool) -> list[str]:
    """Generate in two processes with other hash seeds, and compare."""
    runs = []
    for seed in ("1", "2"):
        command = [sys.executable, "-m", "sweep", str(path), "--digests"]
        command += [word for target in targets for word in ("--target", target)]
        command += ["--grouped"] if grouped else []
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        done = subprocess.run(command, capture_output=True, env=environment, check=False)
        if done.returncode:
            return [f"generating again fails: {done.stderr.decode()[-500:]}"]
        runs.append(json.loads(done.stdout))
    return [f"{name}: two runs differ" for name in runs[0] if runs[0][name] != runs[1].get(name)]


def _checked(target: str, root: Path) -> list[str]:
    found = [*root.glob("c[0-9]*"), *root.glob(f"{TOGETHER}/c[0-9]*")]
    packages = sorted(str(path.relative_to(root)) for path in found)
    failures = []
    for tool, lines in CHECKS[target](root, packages).items():
        print(
            f"{target}: {tool} over {len(packages)} packages: {len(lines)} complaints", flush=True
        )
        failures += [f"{target} {tool}: {line}" for line in lines]
    return failures


def _held(readings: list[Reading], update: bool) -> list[str]:
    """Compare what was lost with the ratchet, by the digest of each document."""
    known: dict[str, list[int]] = json.loads(RATCHET.read_text()) if RATCHET.exists() else {}
    worse = [
        f"{done.path}: refused, skipped, widened were {known[done.key]}, are {done.score}"
        for done in readings
        if done.key in known
        and any(new > old for new, old in zip(done.score, known[done.key], strict=True))
    ]
    if update:
        known |= {done.key: done.score for done in readings}
        rows = ",\n".join(f'"{key}": {json.dumps(known[key])}' for key in sorted(known))
        RATCHET.write_text(f"{{\n{rows}\n}}\n")
        return []
    return worse


def _print_total(readings: list[Reading], failures: list[str]) -> None:
    for line in failures[:200]:
        print(f"FAILED   {line}")
    scores = [done.score for done in readings]
    refused, skipped, widened = (sum(score[part] for score in scores) for part in range(3))
    losses = sum((done.losses for done in readings), Counter[str]())
    print(f"{len(readings)} documents: {refused} refused, {skipped} operations skipped, ", end="")
    print(f"{widened} places widened")
    for code, count in losses.most_common():
        print(f"  {count:5} {code}")
    print(f"{0 if failures else len(readings)} passed, {len(failures)} failed")


def _short(path: Path, folder: Path) -> str:
    name = str(path.relative_to(folder)) if path != folder else path.name
    return name if len(name) <= 60 else f"...{name[-57:]}"


if __name__ == "__main__":
    sys.exit(main())
