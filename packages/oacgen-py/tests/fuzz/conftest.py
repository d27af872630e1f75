"""How much is tried: little and always the same, or with OACGEN_FUZZ=20 twenty times as much."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

TIMES = int(os.environ.get("OACGEN_FUZZ", "0"))
settings.register_profile(
    "oacgen-fuzz",
    deadline=None,
    derandomize=not TIMES,
    database=None,
    print_blob=bool(TIMES),
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="session")
def times() -> int:
    """How many times as many examples are wanted as in a usual run."""
    return max(1, TIMES)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where packages are written and imported from."""
    root = tmp_path_factory.mktemp("fuzz")
    sys.path.insert(0, str(root))
    yield root
    sys.path.remove(str(root))
