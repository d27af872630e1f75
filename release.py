"""Checks what a release would ship: `nox -s release -- PACKAGE [--dry-run]` calls it.

python release.py PACKAGE FOLDER: `FOLDER` holds the sdist and the wheel of `PACKAGE`. Prints what
is wrong, and exits with 1; else prints the tag that the release gets.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from email.message import Message
from email.parser import Parser
from pathlib import Path

ROOT = Path(__file__).parent
NEEDED = ("Name", "Version", "Summary", "License-Expression", "Requires-Python", "Keywords")


def problems(package: str, folder: Path) -> Iterator[str]:
    """Yield what has to be mended before the package can be released."""
    source = ROOT / "packages" / package
    wheel, sdist = next(folder.glob("*.whl")), next(folder.glob("*.tar.gz"))
    version = wheel.name.split("-")[1]
    if f"\n## {version}\n" not in (source / "CHANGELOG.md").read_text():
        yield f"CHANGELOG.md has no section {version}"
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        yield from _metadata(archive, names, package, version)
    yield from _contents(source, names)
    with tarfile.open(sdist) as archive:
        inside = {name.partition("/")[2] for name in archive.getnames()}
    yield from (
        f"the sdist lacks {name}"
        for name in ("LICENSE", "README.md", "CHANGELOG.md", "pyproject.toml")
        if name not in inside
    )


def _metadata(
    archive: zipfile.ZipFile, names: set[str], package: str, version: str
) -> Iterator[str]:
    [path] = [name for name in names if name.endswith(".dist-info/METADATA")]
    metadata: Message = Parser().parsestr(archive.read(path).decode())
    yield from (f"the metadata lacks {key}" for key in NEEDED if not metadata[key])
    if (metadata["Name"], metadata["Version"]) != (package, version):
        yield f"the metadata is of {metadata['Name']} {metadata['Version']}"
    if not any(name.endswith("/licenses/LICENSE") for name in names):
        yield "the wheel lacks its licence"
    if not str(metadata.get_payload()).strip():
        yield "the metadata has no description"


def _contents(source: Path, names: set[str]) -> Iterator[str]:
    """Compare the wheel with the files of `src` that Git knows."""
    command = ["git", "ls-files", "--", "src"]
    listed = subprocess.run(command, cwd=source, check=True, capture_output=True, text=True)
    tracked = {path.removeprefix("src/") for path in listed.stdout.splitlines()}
    shipped = {name for name in names if ".dist-info/" not in name and not name.endswith("/")}
    yield from (f"the wheel lacks {path}" for path in sorted(tracked - shipped))
    yield from (f"the wheel has {path}, which Git does not know" for path in shipped - tracked)


def tag(package: str) -> str:
    """Return the tag of the version that the package states."""
    [module] = (ROOT / "packages" / package / "src").glob("*/__init__.py")
    [version] = re.findall(r'^__version__ = "(.+)"$', module.read_text(), re.MULTILINE)
    return f"{package}-{version}"


def main() -> int:
    package, folder = sys.argv[1], Path(sys.argv[2])
    found = list(problems(package, folder))
    print("\n".join(found) or tag(package))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
