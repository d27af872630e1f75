from __future__ import annotations

from typing import Any


def test_the_fixtures_work(run: Any) -> None:
    said = run("-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "error", "pytest_fixtures")
    assert "4 passed" in said
