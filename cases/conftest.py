"""Options of the golden cases."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let `pytest cases --update` rewrite what is expected."""
    parser.addoption("--update", action="store_true", help="rewrite the expected files")
