"""The code blocks of a page, and what the rest of the package agrees on."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

URLS = ("https://api.example.com", "http://127.0.0.1:8000")
"""What the pages print where a running server's address has to be."""

BLOCK = re.compile(r"^```(\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of code, as it is printed on a page."""

    page: str
    number: int
    """Its place among the blocks of the page, from 1."""
    language: str
    code: str

    @property
    def place(self) -> str:
        return f"{self.page}, block {self.number} ({self.language})"

    @property
    def digest(self) -> str:
        """A few digits that change when the block does."""
        return sha256(self.code.encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Bench:
    """What samples are run with: a shop that runs, and tools."""

    folder: Path
    url: str
    clients: Path
    environment: Mapping[str, str]
    """Of the shop's `manage.py`."""
    node: str
    """It finds packages in `folder`."""
    go: str


class SampleError(Exception):
    """A sample that does not do what it should; the text says what happened."""


Run = Callable[[Sequence[Block], Bench], None]


@dataclass(frozen=True, slots=True)
class Way:
    """How some blocks of a page are run, together and in their order."""

    run: Run
    language: str
    numbers: tuple[int, ...] = ()
    """Which blocks; without any, all of the language that no other way of the page names."""


def blocks_of(page: str, text: str) -> list[Block]:
    """Return all blocks; those that have no language, such as pictures of trees, are none."""
    found = enumerate(BLOCK.finditer(text), start=1)
    return [Block(page, number, match[1], match[2]) for number, match in found]


def taken(blocks: Sequence[Block], ways: Sequence[Way]) -> list[tuple[Way, list[Block]]]:
    """Give each block to the way that is for it; what is left over is a SampleError."""
    named = {number for way in ways for number in way.numbers}
    shares = [
        (
            way,
            [
                block
                for block in blocks
                if block.language == way.language
                and (block.number in way.numbers or not (way.numbers or block.number in named))
            ],
        )
        for way in ways
    ]
    left = set(blocks) - {block for _, share in shares for block in share}
    if left:
        raise SampleError(f"nothing runs {', '.join(sorted(block.place for block in left))}")
    if idle := [way.language for way, share in shares if not share]:
        raise SampleError(f"there are no blocks for {', '.join(idle)}")
    return shares


def called(code: str, url: str) -> str:
    """Return code that calls the shop where it says that it calls some server."""
    for printed in URLS:
        code = code.replace(printed, url)
    return code
