"""A small Django project for the tests, with an in-memory database."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import django
import pytest
from django.conf import settings

APPS = Path(__file__).parent / "apps"
sys.path.insert(0, str(APPS))

if not settings.configured:
    settings.configure(
        BASE_DIR=APPS,
        SECRET_KEY="tests",
        ALLOWED_HOSTS=["testserver"],
        ROOT_URLCONF="mounted",
        USE_TZ=True,
        STATIC_URL="/static/",
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        INSTALLED_APPS=[
            "django.contrib.admin",
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.messages",
            "django.contrib.sessions",
            "django.contrib.staticfiles",
            "rest_framework",
            "rest_framework_simplejwt",
            "django_filters",
            "drf_spectacular",
            "drf_spectacular_sidecar",
            "django_oacgen",
            "people",
            "trade",
            "depot",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
            }
        ],
        REST_FRAMEWORK={
            "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
            "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.PageNumberPagination",
            "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
            "PAGE_SIZE": 10,
        },
        SPECTACULAR_SETTINGS={"TITLE": "Test project", "COMPONENT_SPLIT_REQUEST": True},
    )
    django.setup()


@pytest.fixture
def urlconf() -> Iterator[Callable[[str], None]]:
    """Put another root URLconf in place."""
    from django.test import override_settings

    active: list[Any] = []

    def use(name: str) -> None:
        override = override_settings(ROOT_URLCONF=name)
        override.enable()
        active.append(override)

    yield use
    for override in reversed(active):
        override.disable()


@pytest.fixture(scope="session")
def database() -> None:
    """Create the tables."""
    from django.core.management import call_command

    call_command("migrate", run_syncdb=True, verbosity=0)
