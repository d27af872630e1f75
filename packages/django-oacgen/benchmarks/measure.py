"""Prints what django-oacgen costs, in CPU seconds (user and system, the median of some runs).

python packages/django-oacgen/benchmarks/measure.py [--lang py,ts] [--runs 5]
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from project import write_project

SETUP = "import django; django.setup()"
READ = f"""
{SETUP}
from django_oacgen.config import get_config
from django_oacgen.schema import Project
project = Project(get_config())
documents = [project.read(group).document for group in project.groups]
"""


def cost(folder: Path, *args: str, **environment: str) -> float:
    """Return the CPU seconds of one process that must succeed."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, *args],
        cwd=folder,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "settings", **environment},
        check=True,
        stdout=subprocess.DEVNULL,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def typical(runs: int, measure: Callable[[], float]) -> float:
    """Return the median after one run that does not count."""
    measure()
    return median(measure() for _ in range(runs))


def start_up(folder: Path, runs: int) -> None:
    without, with_ = [], []
    for _ in range(runs * 3):  # in turns, since a few milliseconds are looked for
        without.append(cost(folder, "-c", SETUP, WITHOUT_OACGEN="1"))
        with_.append(cost(folder, "-c", SETUP))
    tax = (median(with_) - median(without)) * 1000
    print(f"start-up: {median(without):.3f} s without, {median(with_):.3f} s with; {tax:.0f} ms")


def afresh(folder: Path, *command: str, **environment: str) -> float:
    """Return the cost of a command that finds nothing of an earlier run."""
    for made in ("openapi", ".oacgen_cache"):
        shutil.rmtree(folder / made, ignore_errors=True)
    return cost(folder, *command, **environment)


def generation(folder: Path, languages: str, runs: int) -> None:
    command = ("manage.py", "generate_api", "--lang", languages)
    schema = typical(runs, lambda: cost(folder, "-c", READ))
    whole = typical(runs, lambda: afresh(folder, *command))
    again = typical(runs, lambda: cost(folder, *command))
    print(f"the schemas of 300 operations: {schema:.2f} s, Django included")
    print(
        f"generate_api --lang {languages}: {whole:.2f} s; {whole - schema:.2f} s after the schemas"
    )
    print(f"nothing changed: {again:.2f} s; {(again / schema - 1) * 100:.0f} % above the schemas")


def growth(folder: Path, apps: int, languages: str, runs: int) -> None:
    write_project(folder, apps)
    errors = {"STANDARDIZED_ERRORS": "1"}
    command = ("manage.py", "generate_api", "--lang", languages, "-v", "0")
    schema = typical(runs, lambda: cost(folder, "-c", READ, **errors))
    whole = typical(runs, lambda: afresh(folder, *command, **errors))
    print(f"{apps * 30} operations, standardized errors: schemas {schema:.2f} s, all {whole:.2f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lang", default="py")
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    with TemporaryDirectory() as made:
        folder = Path(made) / "project"
        write_project(folder, apps=10)
        start_up(folder, options.runs)
        generation(folder, options.lang, options.runs)
        for apps in (2, 4, 8):
            growth(Path(made) / f"errors{apps}", apps, options.lang, max(1, options.runs // 2))


if __name__ == "__main__":
    main()
