"""The project as a whole: its schema, its migrations, its seed and its health."""

from __future__ import annotations

import io
import json
from collections.abc import Callable

import pytest
from django.core.management import call_command
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.settings import spectacular_settings
from drf_spectacular.validation import validate_schema
from rest_framework.test import APIClient

METHODS = {"get", "put", "post", "delete", "patch"}


@pytest.fixture(scope="module")
def schema() -> dict[str, dict]:
    with GENERATOR_STATS.silence():
        return SchemaGenerator().get_schema(request=None, public=True)


def operations(schema: dict[str, dict]) -> dict[str, dict]:
    return {
        operation["operationId"]: operation
        for item in schema["paths"].values()
        for method, operation in item.items()
        if method in METHODS
    }


def test_the_schema_is_valid(schema: dict[str, dict]) -> None:
    validate_schema(schema)


def test_operation_ids_are_what_clients_are_named_after(
    schema: dict[str, dict], monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = operations(schema)
    assert {"users_list", "users_set_avatar_create", "media_list", "cart_clear"} <= set(ids)
    assert ids["profiles_profiles_list"]["tags"] == ["api/profiles"]
    monkeypatch.setattr(spectacular_settings, "SCHEMA_PATH_PREFIX", "/api/")
    with GENERATOR_STATS.silence():
        stripped = SchemaGenerator().get_schema(request=None, public=True)
    assert set(operations(stripped)) == set(ids)


def test_what_the_clients_have_to_cope_with_is_there(schema: dict[str, dict]) -> None:
    ids = operations(schema)
    assert ids["products_search_list"]["deprecated"]
    block = schema["components"]["schemas"]["Block"]
    assert set(block["discriminator"]["mapping"]) == {"text", "image", "quote"}
    assert "class" in schema["components"]["schemas"]["QuoteBlock"]["properties"]
    assert "from" in {each["name"] for each in ids["payments_summary_retrieve"]["parameters"]}
    assert set(ids["orders_cancel_create"]["responses"]) == {"200", "404", "409"}
    assert list(ids["orders_events_retrieve"]["responses"]["200"]["content"]) == [
        "text/event-stream"
    ]


def test_the_only_warnings_are_the_ones_in_the_readme(capsys: pytest.CaptureFixture[str]) -> None:
    GENERATOR_STATS.reset()
    call_command("spectacular", file="/dev/null", validate=True)
    warnings = [line for line in capsys.readouterr().err.splitlines() if "Warning" in line]
    about = ('names "Item" and', 'names "ItemRequest" and', 'fields named "kind"')
    assert len(warnings) == len(about) + 1  # the last line counts them
    for words in about:
        assert any(words in warning for warning in warnings), words


def test_migrations_are_complete() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_seeding_again_changes_nothing() -> None:
    before = _dump()
    call_command("seed", verbosity=0)
    assert _dump() == before
    assert len(before) > 300


def _dump() -> list[dict]:
    text = io.StringIO()
    call_command("dumpdata", exclude=["contenttypes", "auth.permission"], stdout=text)
    return json.loads(text.getvalue())


def test_health_is_open_to_everybody(anyone: APIClient) -> None:
    assert anyone.get("/api/health/").json() == {"status": "ok", "database": True}


def test_the_admin_site_works(client_of: Callable[..., APIClient]) -> None:
    browser = client_of()
    assert browser.login(username="admin", password="admin-of-the-shop")
    for page in ("users/user", "orders/order", "cms/page", "payments/payment"):
        assert browser.get(f"/admin/{page}/").status_code == 200
