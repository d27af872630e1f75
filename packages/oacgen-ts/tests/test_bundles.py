"""What a bundler makes of a client: who imports one function ships one function."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

FETCHER, HOOK = (4_100, 30_000), (20_000, 42_000)
LIMITS = {  # bytes without validation, and with it
    "fetchers/members:getMember": FETCHER,
    "fetchers/members:getMembers": FETCHER,
    "fetchers/members:updateMember": FETCHER,
    "fetchers/members:patchMember": FETCHER,
    "fetchers/members:deleteMember": FETCHER,
    "fetchers/health:getHealth": FETCHER,
    "hooks/members:useMember": HOOK,
    "hooks/members:useMembers": HOOK,
    "hooks/media:useMediaListInfinite": HOOK,
    "hooks/members:useUpdateMember": HOOK,
    "hooks/members:usePatchMember": HOOK,
    "hooks/members:useDeleteMember": HOOK,
    # These bring more than a call: names and values of a form, a file's name and its stream, the
    # way from page to page, a parameter in a header and others in styles of their own.
    "fetchers/members:createMember": (4_800, 30_000),
    "fetchers/members:setMemberPortrait": (4_800, 30_000),
    "fetchers/members:downloadMembersExport": FETCHER,
    "fetchers/feed:streamFeedEvents": (4_150, 30_000),
    "fetchers/feed:streamFeedLines": FETCHER,
    "fetchers/members:iterateMembers": (4_300, 30_000),
    "hooks/members:useMembersInfinite": (20_200, 42_000),
    "hooks/members:useCreateMember": (20_800, 42_000),
    "hooks/members:useSetMemberPortrait": (20_800, 42_000),
}


def _entry(folder: Path, what: str) -> Path:
    module, _, name = what.partition(":")
    entry = folder / f"{name}.entry.ts"
    entry.write_text(f'export {{ {name} }} from "./_utils/{module}";\n')
    return entry


def test_one_function_is_small(
    node: Any, client: Callable[..., Any], write: Callable[..., Path]
) -> None:
    plain = write(client(validate_responses=False), "plain")
    checked = write(client(), "checked")
    sizes = {
        what: (node.bundle(_entry(plain, what)), node.bundle(_entry(checked, what)))
        for what in LIMITS
    }
    for what, (without, validated) in sizes.items():
        print(f"{what:40} {without:6,} {validated:6,}")  # pytest shows it where it is too much
    over = [what for what, size in sizes.items() if any(map(int.__gt__, size, LIMITS[what]))]
    assert not over


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
