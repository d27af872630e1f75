from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx2
import pytest

UVICORN = ("uvicorn", "django_site:application", "--port", "{port}")
GUNICORN = ("gunicorn", "-k", "asgi", "-b", "127.0.0.1:{port}", "django_site:application")


@pytest.fixture(scope="module", params=[UVICORN, GUNICORN], ids=["uvicorn", "gunicorn"])
def site(request: pytest.FixtureRequest, serve: Any) -> Iterator[str]:
    with serve(*request.param) as url:
        yield url


def test_everybody_sees_their_own_orders(site: str, credentials: Any) -> None:
    def orders(token: str) -> list[Any]:
        headers = {"Authorization": f"Token {token}"}
        found: list[Any] = httpx2.get(f"{site}/orders/", headers=headers).json()["orders"]
        return found

    alice = credentials("alice", "alice-runs-it").token
    bob = credentials("bob", "bob-drinks-tea").token
    with ThreadPoolExecutor(6) as threads:  # at the same time, over the same connections
        answers = list(threads.map(orders, [alice, bob] * 6))
    assert all(len(answer) > 20 for answer in answers[::2])
    assert answers[1]
    assert {order["customer"]["username"] for found in answers[1::2] for order in found} == {"bob"}


def test_a_visitor_sees_products_and_no_orders(site: str, shop: Any) -> None:
    first = httpx2.get(f"{shop.url}/api/products/").json()["results"][0]
    product = httpx2.get(f"{site}/products/{first['id']}/").json()
    assert (product["name"], product["price"]) == (first["name"], first["price"])
    assert httpx2.get(f"{site}/orders/").status_code == 401


def test_errors_are_those_of_the_shop(site: str) -> None:
    missing = httpx2.get(f"{site}/products/{'0' * 8}-0000-0000-0000-{'0' * 12}/")
    assert missing.status_code == 404
    assert missing.json()["detail"]


def test_without_the_shop_it_is_a_bad_gateway(serve: Any, nowhere: str) -> None:
    with serve(*UVICORN, SHOP_URL=nowhere) as url:
        assert httpx2.get(f"{url}/orders/").status_code == 502
