from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

UVICORN = ("uvicorn", "fastapi_service:app", "--port", "{port}")
GUNICORN = ("gunicorn", "-k", "asgi", "-w", "2", "-b", "127.0.0.1:{port}", "fastapi_service:app")


@pytest.fixture(scope="module", params=[UVICORN, GUNICORN], ids=["uvicorn", "gunicorn"])
def service(request: pytest.FixtureRequest, serve: Any) -> Iterator[str]:
    with serve(*request.param) as url:
        yield url


def test_a_list_has_the_items_of_all_pages(service: str) -> None:
    people = httpx2.get(f"{service}/people").json()
    assert len({person["id"] for person in people}) == len(people) > 20
    found = httpx2.get(f"{service}/people", params={"search": "bob"}).json()
    assert [person["username"] for person in found] == ["bob"]


def test_a_call_is_made_as_whoever_asks(service: str, credentials: Any) -> None:
    alice = {"Authorization": f"Bearer {credentials('alice', 'alice-runs-it').jwt}"}
    bob = {"Authorization": f"Bearer {credentials('bob', 'bob-drinks-tea').jwt}"}
    search = {"search": "dmitri"}  # staff see the e-mail addresses
    dmitri = httpx2.get(f"{service}/people", params=search, headers=alice).json()[0]
    url, change = f"{service}/people/{dmitri['id']}", {"first_name": "Dima", "manager": None}
    assert httpx2.patch(url, json=change, headers=bob).status_code == 403
    assert httpx2.patch(url, json=change).status_code == 401  # nobody's credentials stay behind
    changed = httpx2.patch(url, json=change, headers=alice).json()
    assert changed == {
        **dmitri,
        "first_name": "Dima",
        "full_name": "Dima Volkov",
        "manager": None,
        "reports_to": None,
    }
    back = {"first_name": "Dmitri", "manager": dmitri["manager"]}
    assert httpx2.patch(url, json=back, headers=alice).json() == dmitri


def test_errors_are_those_of_the_shop(service: str, credentials: Any) -> None:
    alice = {"Authorization": f"Bearer {credentials('alice', 'alice-runs-it').jwt}"}
    refused = httpx2.patch(f"{service}/people/1", json={"email": "no address"}, headers=alice)
    assert refused.status_code == 400
    assert list(refused.json()["fields"]) == ["email"]
    assert httpx2.patch(f"{service}/people/999999", json={}, headers=alice).status_code == 404


def test_the_documentation_knows_the_models(service: str) -> None:
    schemas = httpx2.get(f"{service}/openapi.json").json()["components"]["schemas"]
    assert "required" not in schemas["PatchedUserRequest"]
    assert {"id", "username"} <= set(schemas["User"]["required"])


def test_without_the_shop_it_is_a_bad_gateway(serve: Any, nowhere: str) -> None:
    with serve(*UVICORN, SHOP_URL=nowhere) as url:
        assert httpx2.get(f"{url}/people").status_code == 502
