"""What a bundler makes of a client: who imports one function ships one function."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

LIMITS = {
    "fetchers/members:getMember": (4_100, 30_000),
    "fetchers/members:getMembers": (4_100, 30_000),
    "fetchers/members:patchMember": (4_100, 30_000),
    "fetchers/members:deleteMember": (4_100, 30_000),
    "hooks/members:useMember": (20_000, 42_000),
    "hooks/members:useMembersInfinite": (20_000, 42_000),
    "hooks/members:useDeleteMember": (20_000, 42_000),
}


def _entry(folder: Path, what: str) -> Path:
    module, _, name = what.partition(":")
    entry = folder / f"{name}.entry.ts"
    entry.write_text(f'export {{ {name} }} from "./_utils/{module}";\n')
    return entry


@pytest.mark.parametrize("what", LIMITS)
def test_one_function_is_small(
    node: Any, client: Callable[..., Any], write: Callable[..., Path], what: str
) -> None:
    plain = write(client(validate_responses=False), "plain")
    checked = write(client(), "checked")
    limits = LIMITS[what]
    assert node.bundle(_entry(plain, what)) <= limits[0]
    assert node.bundle(_entry(checked, what)) <= limits[1]


def test_zod_ships_only_where_it_is_used(
    node: Any, client: Callable[..., Any], write: Callable[..., Path]
) -> None:
    folder = write(client(validate_responses=False))
    entry = _entry(folder, "fetchers/members:getMember")
    node.bundle(entry)
    assert "zod" not in entry.with_suffix(".min.js").read_text().lower()


def _large(studio: Path, count: int) -> str:
    """Return the document with `count` further resources of five operations each."""
    text = studio.read_text("utf-8")
    start, end = text.index("  /api/members/{id}/:"), text.index("  /api/members/{id}/portrait/:")
    piece = text[start:end]
    more = "".join(
        re.sub(r"members", f"members{n}", piece).replace("/api/members", "/api/copies")
        for n in range(count)
    )
    return text[:start] + more + text[start:]


def test_one_function_costs_the_same_in_a_large_api(
    node: Any,
    read_document: Callable[..., Any],
    make: Callable[..., Any],
    write: Callable[..., Path],
    studio: Path,
) -> None:
    small, _ = read_document(studio)
    large, _ = read_document(_large(studio, 400))
    assert len(large.operations) > 1_500
    sizes = [
        node.bundle(_entry(write(make(api), name), "fetchers/members:getMember"))
        for name, api in (("small", small), ("large", large))
    ]
    assert sizes[0] == sizes[1]
