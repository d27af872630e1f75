from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx2
import pytest

# Loaded before the fork, by processes that each have threads: all that a client may be shared by.
GUNICORN = (
    *("gunicorn", "--preload", "--workers", "2", "--threads", "3"),
    *("--bind", "127.0.0.1:{port}", "flask_app:app"),
)


@pytest.fixture(scope="module")
def app(serve: Any) -> Iterator[str]:
    with serve(*GUNICORN) as url:
        yield url


def test_views_that_block_share_a_client(app: str) -> None:
    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(lambda _: httpx2.get(f"{app}/people").json(), range(12)))
    assert len(answers[0]) > 20
    assert all(answer == answers[0] for answer in answers)


def test_views_that_await_share_a_client(app: str) -> None:
    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(lambda _: httpx2.get(f"{app}/window").json(), range(12)))
    assert len(answers[0]["products"]) == 3
    assert answers[0]["plans"]
    assert all(answer == answers[0] for answer in answers)


def test_a_call_is_made_as_whoever_asks(app: str, shop: Any, credentials: Any) -> None:
    bob = {"Authorization": f"Bearer {credentials('bob', 'bob-drinks-tea').jwt}"}
    product = httpx2.get(f"{shop.url}/api/products/").json()["results"][-1]["id"]
    line = {"product": product, "quantity": 2}
    assert httpx2.post(f"{app}/cart", json=line).status_code == 401
    added = httpx2.post(f"{app}/cart", json=line, headers=bob)
    assert (added.status_code, added.json()["quantity"]) == (201, 2)
    again = httpx2.post(f"{app}/cart", json=line, headers=bob)
    assert (again.status_code, list(again.json()["fields"])) == (400, ["product"])
    mine = f"{shop.url}/api/cart/items/{added.json()['id']}/"
    assert httpx2.delete(mine, headers=bob).status_code == 204


def test_what_fits_no_model_is_not_sent(app: str) -> None:
    refused = httpx2.post(f"{app}/cart", json={"product": "coffee"})
    assert refused.status_code == 400
    assert "UUID" in refused.json()["detail"]


def test_without_the_shop_it_is_a_bad_gateway(serve: Any, nowhere: str) -> None:
    with serve("flask", "--app", "flask_app", "run", "--port", "{port}", SHOP_URL=nowhere) as url:
        assert httpx2.get(f"{url}/people").status_code == 502
        assert httpx2.get(f"{url}/window").status_code == 502
