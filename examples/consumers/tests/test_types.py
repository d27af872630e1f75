from __future__ import annotations

from pathlib import Path
from typing import Any

EXAMPLES = (
    *("celery_tasks.py", "django_site.py", "fastapi_service.py", "flask_app.py"),
    *("pytest_fixtures/conftest.py", "pytest_fixtures/test_shop.py"),
)
# Celery and Django come without types.
LENIENT = ("--ignore-missing-imports", "--allow-untyped-decorators", "--allow-subclassing-any")


def test_the_examples_are_strictly_typed(run: Any, shop: Any, tmp_path: Path) -> None:
    mypy = ("-m", "mypy", "--strict", "--config-file=", f"--cache-dir={tmp_path}")
    said = run(*mypy, *LENIENT, *EXAMPLES, MYPYPATH=str(shop.client))
    assert said.startswith("Success: no issues found in 6 source files")
