"""Follows the tutorial word for word in an empty folder: `python docs/follow_tutorial.py FOLDER`.

Shell blocks are run, and other blocks written to the file that their first line names; servers stay
until the end. The only changes are free ports for 8000 and 3000. `pip` has to find the packages by
its environment (`PIP_FIND_LINKS`), and `node` and `npm` have to be on the PATH.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

PAGE = Path(__file__).parent / "tutorial" / "first-client.md"
SERVERS = ("python manage.py runserver", "node page.ts")
IN_VENV = ". .venv/bin/activate"


def follow(text: str, folder: Path, ports: Mapping[str, str]) -> None:
    """Do what the page says, and look at what its last server shows."""
    with ExitStack() as running:
        for language, block in re.findall(r"^```(\w+)\n(.*?)^```$", text, re.M | re.S):
            if language != "bash":
                _write(folder, block)
            elif block.strip() in SERVERS:
                line = block.strip().replace("runserver", f"runserver {ports['8000']} --noreload")
                port = ports["8000" if "manage.py" in line else "3000"]
                running.enter_context(_serving(line, folder, port))
            else:
                _shell(block, folder)
        url = f"http://127.0.0.1:{ports['3000']}"
        with urllib.request.urlopen(url, timeout=10) as page:
            shown = page.read().decode()
    if "<h1>2 books</h1>" not in shown or "<li>Emma, 1815-12-23</li>" not in shown:
        sys.exit(f"the page does not show the books: {shown}")
    print(shown)


def _write(folder: Path, block: str) -> None:
    """Write a file, or add to the settings, which `startproject` has written."""
    path = folder / block.partition("\n")[0].lstrip("#/ ")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a" if path.name == "settings.py" else "w") as file:
        file.write(block)
    print(f"- {path.relative_to(folder)}", flush=True)


def _shell(block: str, folder: Path) -> None:
    print("\n".join(f"$ {line}" for line in block.strip().splitlines()), flush=True)
    activate = f"{IN_VENV}\n" if (folder / ".venv").is_dir() else ""
    subprocess.run(["bash", "-ec", activate + block], cwd=folder, check=True)


@contextmanager
def _serving(line: str, folder: Path, port: str) -> Iterator[None]:
    print(f"$ {line} &", flush=True)
    command = ["bash", "-ec", f"{IN_VENV}\nexec {line}"]
    server = subprocess.Popen(command, cwd=folder)
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", int(port))) == 0:
                    break
            time.sleep(0.1)
        yield
    finally:
        server.terminate()
        server.wait(10)


def _free_port() -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return str(free.getsockname()[1])


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True)
    ports = {"8000": _free_port(), "3000": _free_port()}
    text = PAGE.read_text()
    for printed, free in ports.items():
        text = re.sub(rf"\b{printed}\b", free, text)
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)
    follow(text, folder, ports)


if __name__ == "__main__":
    main()
