"""Generating again whenever the code changes: as a command, or behind `runserver`.

Both lean on Django's own reloader, which starts a new process after each change: no module is
ever read twice by one, and what is not needed again ends after the schemas.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from threading import Thread

from django.apps import apps
from django.utils import autoreload


def watch(run: Callable[[], None]) -> None:
    """Call `run` now and after every change of the code, until interrupted."""
    if os.environ.get(autoreload.DJANGO_AUTORELOAD_ENV) == "true":
        autoreload.run_with_reloader(run)
        return
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        before = _times()
        # It ends with 1 where the project cannot even be loaded, which the next change may mend.
        while (code := autoreload.restart_with_reloader()) == 1:
            while (now := _times()) == before:
                time.sleep(0.5)
            before = now
    except KeyboardInterrupt:
        return
    sys.exit(code)


def _times() -> dict[Path, int]:
    files = (Path(path) for path in autoreload.iter_all_python_module_files())
    return {path: path.stat().st_mtime_ns for path in files if path.exists()}


def regenerate_in_background() -> None:
    """Generate in a thread of its own, so that the server need not wait, and say what changed."""
    Thread(target=_regenerate, name="oacgen", daemon=True).start()


def _regenerate() -> None:
    apps.ready_event.wait()
    from django_oacgen.config import get_base_dir, get_config
    from django_oacgen.generation.console import errors, summary
    from django_oacgen.generation.generate import generate
    from django_oacgen.generation.outcome import Request

    try:
        outcome = generate(get_config(), get_base_dir(), Request())
    except Exception as error:  # the server goes on; a mistake in the code shows there as well
        lines = [f"error: {error}"]
    else:
        lines = [*errors(outcome), *([summary(outcome)] if outcome.changed else [])]
    for line in lines:
        print(f"oacgen: {line}", file=sys.stderr)
