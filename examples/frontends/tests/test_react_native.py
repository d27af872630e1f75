"""React Native, bundled by Metro; the bundle's client code makes its calls without a phone."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

from examples.frontends.workshop import App, Shop


def test_a_bundle_reads_uploads_and_is_told_what_is_wrong(
    prepare: Callable[..., App], shop: Shop, picture: Path
) -> None:
    app = prepare("react-native")
    app.npm("run", "build")
    app.npm("run", "build:try")
    done = subprocess.run(
        [app.node, "device/phone.mjs", "dist/try.js", shop.url, picture.as_uri()],
        cwd=app.folder,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    page = shop.get("/api/users/")
    assert (found["count"], len(found["names"])) == (page["count"], page["count"])
    alice = shop.get("/api/users/?search=alice")["results"][0]
    assert found["avatar"] == alice["avatar"]
    assert found["refused"]
    assert (found["aborted"], found["unreachable"]) == (True, True)
    assert found["lines"] == shop.get("/api/products/")["count"]
