"""A seeded shop for every test; whatever a test changes is rolled back after it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator

UPLOADS = tempfile.TemporaryDirectory(prefix="shop-uploads-")
os.environ["DJANGO_SETTINGS_MODULE"] = "shop.settings"
os.environ["SHOP_FAST_PASSWORDS"] = "1"
os.environ["SHOP_MEDIA_ROOT"] = UPLOADS.name

import django  # noqa: E402  (settings read the environment when they are loaded)

django.setup()

import pytest  # noqa: E402
from django.core.cache import cache  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402
from django.test.runner import DiscoverRunner  # noqa: E402
from django.test.utils import setup_test_environment, teardown_test_environment  # noqa: E402
from rest_framework.test import APIClient  # noqa: E402

from users.models import User  # noqa: E402


@pytest.fixture(scope="session", autouse=True)
def seeded_shop() -> Iterator[None]:
    setup_test_environment()
    runner = DiscoverRunner(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    call_command("seed", verbosity=0)
    yield
    runner.teardown_databases(databases)
    teardown_test_environment()
    UPLOADS.cleanup()


@pytest.fixture(autouse=True)
def _untouched_afterwards(seeded_shop: None) -> Iterator[None]:
    cache.clear()  # throttles count in the cache
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _client(username: str | None = None) -> APIClient:
    client = APIClient()
    client.default_format = "json"
    if username:
        client.force_authenticate(User.objects.get(username=username))
    return client


@pytest.fixture
def client_of() -> Callable[[str], APIClient]:
    """`client_of("greta")` sends requests as Greta."""
    return _client


@pytest.fixture
def anyone() -> APIClient:
    """Somebody who has not logged in."""
    return _client()


@pytest.fixture
def bob() -> APIClient:
    """A customer."""
    return _client("bob")


@pytest.fixture
def alice() -> APIClient:
    """A member of staff."""
    return _client("alice")


@pytest.fixture
def picture() -> bytes:
    """A PNG file."""
    from seeding.pictures import portrait

    return portrait("x", 1).read()
