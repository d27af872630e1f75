"""`python -m samples [PAGE ...] [--seed FILE]`: run what the pages show, and say what fails."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from examples.running import manage, running_shop

from samples.blocks import Bench, SampleError, Way, blocks_of, taken
from samples.overview import OVERVIEW, ways_of
from samples.pages import PAGES

ROOT = Path(__file__).parents[1]
NODE_MODULES = ROOT / "packages" / "oacgen-ts" / "node_modules"
MADE = ("docs/reference/", "docs/decisions/")  # without samples


def main() -> int:
    """Run the pages; return 1 if a sample failed."""
    parser = argparse.ArgumentParser(prog="python -m samples", description=__doc__)
    parser.add_argument("page", nargs="*", help="only these, by a part of their names")
    parser.add_argument("--overview", type=Path, help="the product's overview, to run it as well")
    options = parser.parse_args()
    pages = {page: (ROOT / page).read_text() for page in PAGES}
    ways: Mapping[str, Sequence[Way]] = PAGES
    if missing := _unlisted():
        sys.exit(f"samples/pages.py does not list {', '.join(missing)}")
    if options.overview:
        pages[OVERVIEW] = options.overview.read_text()
        ways = {**PAGES, OVERVIEW: ways_of(blocks_of(OVERVIEW, pages[OVERVIEW]))}
    wanted = [
        page for page in pages if not options.page or any(part in page for part in options.page)
    ]
    with TemporaryDirectory() as folder, _bench(Path(folder)) as bench:
        failed = sum(not _run(page, pages[page], ways[page], bench) for page in wanted)
    print(f"{len(wanted)} pages, {failed} failed")
    return 1 if failed else 0


def _unlisted() -> list[str]:
    """Return pages with blocks that nothing is known of."""
    found = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *ROOT.glob("packages/*/README.md")]
    found += (ROOT / "docs").rglob("*.md")
    names = sorted(path.relative_to(ROOT).as_posix() for path in found)
    return [
        name
        for name in names
        if name not in PAGES
        and not name.startswith((*MADE, "docs/_build/"))
        and any(b.language[0] != "{" for b in blocks_of(name, (ROOT / name).read_text()))
    ]


def _run(page: str, text: str, ways: Sequence[Way], bench: Bench) -> bool:
    print(page, flush=True)
    blocks = [block for block in blocks_of(page, text) if not block.language.startswith("{")]
    try:
        shares = taken(blocks, ways)
    except SampleError as error:
        print(f"  FAILED: {error}")
        return False
    good = True
    for way, share in shares:
        try:
            way.run(share, bench)
        except SampleError as error:
            print(f"  FAILED: {', '.join(block.place for block in share)}: {error}")
            good = False
    return good


@contextmanager
def _bench(folder: Path) -> Iterator[Bench]:
    """Set up and run what samples call."""
    go = shutil.which("go", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    node = os.environ.get("OACGEN_NODE") or shutil.which("node")
    if not go or not node or not NODE_MODULES.is_dir():
        sys.exit("Go, Node and the packages of packages/oacgen-ts are needed; see `nox -s samples`")
    with running_shop(folder, "py", "ts", "go", "proto") as shop:
        whole = folder / "whole"
        (folder / "whole_settings.py").write_text(
            "from shop.settings import *\n"
            f"OACGEN = {{'output_dir': {str(whole)!r}, 'api_prefix': 'api'}}\n"
        )
        environment = {
            **shop.environment,
            "PYTHONPATH": str(folder),
            "DJANGO_SETTINGS_MODULE": "whole_settings",
        }
        manage(environment, "generate_api", "--lang", "py", "--verbosity", "0")
        shutil.copy(whole / "schemas" / "api.json", folder / "openapi.json")
        (folder / "node_modules").symlink_to(NODE_MODULES)
        yield Bench(folder, shop.url, shop.clients, shop.environment, node, go)


if __name__ == "__main__":
    sys.exit(main())
