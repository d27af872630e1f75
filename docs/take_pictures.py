"""Takes the pictures of the README anew: `nox -s pictures`. Chromium must be installed."""

from __future__ import annotations

import io
import os
import pty
import re
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from examples.browsing import chromium
from examples.running import SHOP, Shop, running_shop
from rich.console import Console
from rich.text import Text

PICTURES = Path(__file__).parent / "pictures"
PAGES = {"index": "/schema/", "swagger": "/schema/core/swagger/"}
COLUMNS = 88


def main() -> None:
    with TemporaryDirectory() as folder, running_shop(Path(folder)) as shop:
        drawn = _terminal(shop)
        with chromium() as browser:
            page = browser.new_page(viewport={"width": 1100, "height": 760})
            for name, path in PAGES.items():
                page.goto(f"{shop.url}{path}", wait_until="networkidle")
                page.screenshot(path=PICTURES / f"{name}.png")
            page.set_content(drawn)
            page.locator("svg").screenshot(path=PICTURES / "terminal.png")


def _terminal(shop: Shop) -> str:
    """Run the command on a terminal, and return a drawing of what stays there when it has ended."""
    ours, theirs = pty.openpty()
    environment = {
        **shop.environment,
        "TERM": "xterm-256color",
        "COLUMNS": str(COLUMNS),
        "SHOP_CLIENTS": "openapi",
    }
    shutil.rmtree(SHOP / "openapi", ignore_errors=True)
    command = [sys.executable, "manage.py", "generate_api"]
    process = subprocess.Popen(command, cwd=SHOP, env=environment, stdout=theirs, stderr=theirs)
    os.close(theirs)
    seen = b""
    while True:
        try:
            read = os.read(ours, 4096)
        except OSError:  # the other end is closed
            break
        seen += read
        if not read:
            break
    process.wait()
    console = Console(record=True, width=COLUMNS, file=io.StringIO())
    console.print(Text("$ python manage.py generate_api\n"), end="")
    console.print(Text.from_ansi(_final(seen.decode())))
    drawn = console.export_svg(title="a shop of 11 apps")
    return re.sub(
        r"@font-face \{.*?\}", "", drawn, flags=re.S
    )  # they would be loaded from a network


def _final(seen: str) -> str:
    """Leave out lines that a progress display wrote and took back."""
    kept: list[str] = []
    for line in seen.replace("\r\n", "\n").split("\n"):
        for _ in re.findall(r"\x1b\[1A", line):
            if kept:
                kept.pop()
        shown = re.sub(r"\x1b\[(?:\?25[lh]|[0-9]*[AK])", "", line).rpartition("\r")[2]
        kept.append(shown)
    return "\n".join(kept).rstrip()


if __name__ == "__main__":
    main()
