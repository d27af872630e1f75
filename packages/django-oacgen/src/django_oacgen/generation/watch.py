"""Generating again whenever the code changes: as a command, or behind `runserver`.

Each time is a new process: no module is ever read twice by one, and what is not needed again ends
after the schemas. Behind `runserver` that is Django's doing. The command does not leave it to
Django's reloader, which first looks at the files some time after it has read them: what is saved
in between, as on the second of two quick saves, it never notices.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from threading import Thread

from django.apps import apps
from django.core.management import CommandError
from django.utils import autoreload

_SINCE = "OACGEN_WATCHED_SINCE"
_CHANGED = 3
_UNREADABLE = 1


def watch(run: Callable[[], None]) -> None:
    """Call `run` now and after every change of the code, until interrupted."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        if since := os.environ.get(_SINCE):
            _run_until_changed(run, int(since))
        while (code := _next_process()) in (_CHANGED, _UNREADABLE):
            pass
    except KeyboardInterrupt:
        return
    sys.exit(code)


def _next_process() -> int:
    since = time.time_ns()
    environment = {**os.environ, _SINCE: str(since)}
    code = subprocess.run(autoreload.get_child_arguments(), env=environment).returncode
    if code == _UNREADABLE:  # the project cannot even be loaded, which the next change may mend
        _wait(since, lambda: (near for file in _modules() for near in file.parent.glob("*.py")))
    return code


def _run_until_changed(run: Callable[[], None], since: int) -> None:
    blamed: list[Path] = []
    try:
        run()
    except CommandError as error:
        print(f"CommandError: {error}", file=sys.stderr)
        blamed = _files_behind(error)
    except Exception as error:  # a mistake in the project's code; the next change may mend it
        traceback.print_exc()
        blamed = _files_behind(error)
    except SystemExit:
        pass  # all is said
    sys.stdout.flush()  # a pipe would show it when the process ends
    _wait(since, lambda: (*_modules(), *blamed))
    sys.exit(_CHANGED)


def _wait(since: int, files: Callable[[], Iterable[Path]]) -> None:
    """Wait until a file is another than at first, or was changed after `since`, in nanoseconds.

    A time that is yet to come says nothing: the clock of another machine may be ahead.
    """
    first: dict[Path, int] = {}
    while True:
        for path in set(files()):
            try:
                changed = path.stat().st_mtime_ns
            except OSError:
                continue
            if changed != first.setdefault(path, changed) or since < changed <= time.time_ns():
                return
        time.sleep(0.5)


def _modules() -> Iterator[Path]:
    return (Path(path) for path in autoreload.iter_all_python_module_files())


def _files_behind(error: BaseException | None) -> list[Path]:
    """Return the files in which it arose; a module that cannot be imported is no module's file."""
    files = []
    while error:
        files += [Path(frame.filename) for frame in traceback.extract_tb(error.__traceback__)]
        if isinstance(error, SyntaxError) and error.filename:
            files.append(Path(error.filename))
        error = error.__cause__ or error.__context__
    return files


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
