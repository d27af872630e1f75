"""Tests that use the fixtures of `conftest.py`.

SHOP_URL=http://127.0.0.1:8000 pytest pytest_fixtures
"""

from __future__ import annotations

from typing import Any

import pytest
from api_client import APIClient, NotFoundError, SyncAPIClient
from api_client.core.models import PatchedMeRequest


def test_everybody_has_a_name(client: SyncAPIClient) -> None:
    assert all(user.full_name for user in client.users.iterate())


@pytest.mark.asyncio
async def test_nobody_has_this_number(async_client: APIClient) -> None:
    with pytest.raises(NotFoundError) as refused:
        await async_client.users.retrieve(999_999)
    assert refused.value.detail


def test_bob_is_who_he_is(client_of: Any) -> None:
    assert client_of("bob", "bob-drinks-tea").accounts.me_retrieve().username == "bob"


def test_only_what_changes_is_sent(canned: Any) -> None:
    client, shop = canned(404, b'{"detail": "Who?"}')
    with pytest.raises(NotFoundError, match="Who"):
        client.accounts.me_partial_update(PatchedMeRequest(first_name="Bo"))
    assert shop.requests[0].content == b'{"first_name":"Bo"}'
