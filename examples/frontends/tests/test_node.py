"""Node alone, which runs the client's TypeScript as it is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from examples.frontends.workshop import App, Shop


def test_a_script_reads_uploads_and_is_told_what_is_wrong(
    prepare: Callable[..., App], shop: Shop, picture: Path
) -> None:
    app = prepare(
        "node", document="core", options=["--import-extension", ".ts", "--no-generate-swr-hooks"]
    )
    app.npm("run", "build")
    said = app.npm("run", "--silent", "start", str(picture)).splitlines()
    page = shop.get("/api/users/")
    assert said[:2] == [
        f"{page['count']} users, {page['results'][0]['username']} first",
        f"{page['count']} names, from as many pages as it takes",
    ]
    alice = shop.get("/api/users/?search=alice")["results"][0]
    assert said[2] == f"the picture is at {alice['avatar']}"
    assert said[3].startswith("400: ")
    assert len(said) == 4
