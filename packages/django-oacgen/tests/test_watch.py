"""Generating again after a change: the command that stays, and the thread behind `runserver`."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from django_oacgen import apps
from django_oacgen.generation.status import Status

APPS = Path(__file__).parent / "apps"
MANAGE = """
import sys
from django.core.management import execute_from_command_line
execute_from_command_line(sys.argv)
"""
# A module that is saved right after it was read.
SAVED_AGAIN = """
from pathlib import Path
if not Path(__file__).with_name("saved").exists():
    Path(__file__).with_name("saved").touch()
    Path(__file__).write_text(Path(__file__).read_text() + "# saved again")
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project of its own that makes Python clients of two groups."""
    root = Path(shutil.copytree(APPS, tmp_path / "project"))
    (root / "manage.py").write_text(MANAGE)
    with (root / "small_settings.py").open("a") as settings:
        settings.write(
            'OACGEN = {"languages": ["py"], "watch": True, "groups": ['
            '{"name": "core", "apps": ["people"]}, {"name": "sales", "apps": ["trade"]}]}\n'
        )
    return root


def _hear_interrupts() -> None:
    """A shell starts what runs in the background deaf to them, and that is inherited."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@contextmanager
def running(folder: Path, *args: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a command of the project; what it prints goes to a file `log`."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "small_settings"}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-u", "manage.py", *args],
            cwd=folder,
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=_hear_interrupts,
        )
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait_for(folder: Path, true: Callable[[], bool], changed: Path | None = None) -> None:
    """Wait; what was `changed` before Django looked for the first time is changed again."""
    end = time.monotonic() + 120
    again = time.monotonic() + 3
    while not true():
        assert time.monotonic() < end, (folder / "log").read_text()
        time.sleep(0.1)
        if changed and time.monotonic() > again:
            os.utime(changed)
            again += 3


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def times(folder: Path) -> dict[str, int]:
    root = folder / "openapi"
    return {str(p.relative_to(root)): p.stat().st_mtime_ns for p in root.rglob("*.*")}


def said(folder: Path, text: str, count: int = 1) -> Callable[[], bool]:
    return lambda: (folder / "log").read_text().count(text) >= count


def test_the_command_stays_and_survives_mistakes(folder: Path) -> None:
    with running(folder, "generate_api", "--watch") as process:
        wait_for(folder, said(folder, "files written."))
        before = times(folder)
        view = folder / "trade" / "views.py"
        edit(view, "class OrderViewSet(", "class OrderViewSet(  # what is\n    ")
        wait_for(folder, said(folder, "Nothing to do"))
        assert times(folder) == before
        model = folder / "trade" / "models.py"
        edit(model, "from django.db", "from .broken import *\nfrom django.db")
        wait_for(folder, said(folder, "No module named 'trade.broken'"))
        broken = folder / "trade" / "broken.py"
        broken.write_text("import")
        wait_for(folder, said(folder, "SyntaxError"))
        broken.write_text("")
        wait_for(folder, said(folder, "Nothing to do", 2))
        edit(view, "class OrderViewSet(", "class OrderViewSet(unheard_of, ")
        wait_for(folder, said(folder, "name 'unheard_of' is not defined"))
        edit(view, "unheard_of, ", "")
        wait_for(folder, said(folder, "Nothing to do", 3))
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(60) == 0


def test_what_is_saved_while_it_generates_is_not_missed(folder: Path) -> None:
    view = folder / "trade" / "views.py"
    view.write_text(f"{view.read_text()}\n{SAVED_AGAIN}")
    with running(folder, "generate_api", "--watch"):
        wait_for(folder, said(folder, "Nothing to do"))
    assert view.read_text().endswith("# saved again")


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def answers(port: int) -> bool:
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5)
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def test_a_development_server_regenerates_only_what_changed(folder: Path) -> None:
    port = free_port()
    with running(folder, "runserver", f"127.0.0.1:{port}"):
        wait_for(folder, said(folder, "files written."))
        wait_for(folder, lambda: answers(port))
        before = times(folder)
        serializers = folder / "trade" / "serializers.py"
        edit(serializers, "A line of", "One line of")
        wait_for(folder, said(folder, "files written.", 2), changed=serializers)
        after = times(folder)
        changed = {name for name in after if after[name] != before.get(name)}
        assert "schemas/sales.json" in changed
        assert not [name for name in changed if "core" in name]
        wait_for(folder, lambda: answers(port))


@pytest.mark.parametrize(
    ("argv", "reloaded", "stated", "starts"),
    [
        (["runserver"], "true", {"watch": True}, True),
        (["runserver"], "true", {}, False),
        (["runserver"], "true", None, False),
        (["runserver"], "", {"watch": True}, False),
        (["generate_api"], "true", {"watch": True}, False),
    ],
)
def test_when_the_thread_starts(
    argv: list[str], reloaded: str, stated: object, starts: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["manage.py", *argv])
    monkeypatch.setenv("RUN_MAIN", reloaded)
    assert (apps._is_reloaded_server() and apps._wants_watch(stated)) is starts


@pytest.mark.parametrize("flag", ["--check", "--diff", "--dry-run", "--list-groups"])
def test_what_writes_nothing_cannot_be_watched(flag: str) -> None:
    with pytest.raises(CommandError, match=f"--watch cannot go with {flag}"):
        call_command("generate_api", "--watch", flag)


class Terminal:
    def __init__(self, terminal: bool) -> None:
        self.terminal = terminal
        self.text = ""

    def isatty(self) -> bool:
        return self.terminal

    def write(self, text: str, style: Any, ending: str) -> None:
        self.text += text + ending

    def flush(self) -> None:
        pass


def test_steps_show_on_a_terminal_once_it_takes_long() -> None:
    terminal = Terminal(True)
    with Status(terminal, seconds=0.05) as status:
        status("reading")
        while "reading ..." not in terminal.text:
            time.sleep(0.01)
        status("writing")
    assert terminal.text.split("\r\x1b[K") == ["", "reading ...", "writing ...", ""]


@pytest.mark.parametrize(("terminal", "seconds"), [(True, 30.0), (False, 0.0)])
def test_no_step_shows_otherwise(terminal: bool, seconds: float) -> None:
    screen = Terminal(terminal)
    with Status(screen, seconds) as status:
        status("reading")
        time.sleep(0.05)
    assert screen.text == ""
