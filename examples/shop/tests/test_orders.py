from __future__ import annotations

import csv
from collections.abc import Callable

import pytest
from rest_framework.test import APIClient

from orders.models import Order
from products.models import Product

ORDERS = "/api/orders/"
ADDRESS = {"recipient": "Bob", "street": "Quay 1", "postcode": "20457", "city": "Hamburg"}


def line(sku: str, quantity: int = 1) -> dict[str, object]:
    return {"product": str(Product.objects.get(sku=sku).pk), "quantity": quantity}


@pytest.fixture
def placed(bob: APIClient) -> dict[str, object]:
    body = {"shipping_address": ADDRESS, "items": [line("EQP-KET-001"), line("TEA-SEN-100", 2)]}
    made = bob.post(ORDERS, body)
    assert made.status_code == 201
    return made.json()


def test_customers_see_their_own_orders(bob: APIClient, alice: APIClient) -> None:
    assert bob.get(ORDERS).json()["count"] == 8
    assert alice.get(ORDERS).json()["count"] == 32
    elifs = Order.objects.filter(customer__username="elif").first()
    assert bob.get(f"{ORDERS}{elifs.pk}/").status_code == 404


def test_filters(alice: APIClient) -> None:
    since = {"created_at__gte": "2026-04-15T00:00:00+02:00", "ordering": "created"}
    numbers = [order["number"] for order in alice.get(ORDERS, since).json()["results"]]
    assert numbers == ["2026-0030", "2026-0031", "2026-0032"]
    newest = alice.get(ORDERS, {"ordering": "-created"}).json()["results"][0]["number"]
    assert newest == "2026-0032"
    assert alice.get(ORDERS, {"id__in": "1,2,3"}).json()["count"] == 3
    assert alice.get(ORDERS, {"priority": 0, "status": "paid"}).json()["count"] == 2
    refused = alice.get(ORDERS, {"ordering": "mood"})
    assert set(refused.json()) == {"ordering"}


def test_an_order_is_placed_with_its_lines(placed: dict[str, object]) -> None:
    assert placed["total"] == "157.40"
    assert [item["unit_price"] for item in placed["items"]] == ["129.00", "14.20"]
    assert placed["shipping_address"] == {**ADDRESS, "country": "DE"}
    assert (placed["status"], placed["priority"], placed["deliver_on"]) == ("pending", None, None)
    assert Product.objects.get(sku="EQP-KET-001").stock == 1


def test_errors_in_lines_carry_the_number_of_the_line(bob: APIClient) -> None:
    body = {"items": [line("TEA-SEN-100"), line("EQP-KET-001", 3)], "shipping_address": {}}
    errors = bob.post(ORDERS, body).json()
    assert set(errors["shipping_address"]) == set(ADDRESS)
    body["shipping_address"] = ADDRESS
    assert bob.post(ORDERS, body).json() == {"items": {"1": {"quantity": ["Only 2 left."]}}}


def test_an_order_has_lines(bob: APIClient) -> None:
    refused = bob.post(ORDERS, {"items": [], "shipping_address": ADDRESS})
    assert refused.json() == {"items": {"non_field_errors": ["This list may not be empty."]}}


def test_express_knows_no_day(bob: APIClient) -> None:
    body = {"shipping_address": ADDRESS, "items": [line("TEA-SEN-100")]}
    refused = bob.post(ORDERS, {**body, "priority": 2, "deliver_on": "2026-12-24"})
    assert list(refused.json()) == ["non_field_errors"]


def test_lines_may_change_until_the_order_is_paid(
    bob: APIClient, placed: dict[str, object]
) -> None:
    url = f"{ORDERS}{placed['id']}/"
    changed = bob.patch(url, {"items": [line("EQP-KET-001", 1)]}).json()
    assert (changed["total"], len(changed["items"])) == ("129.00", 1)
    assert Product.objects.get(sku="TEA-SEN-100").stock == 30
    assert bob.patch(url, {"shipping_address": {"city": "Kiel"}}).json()["total"] == "129.00"
    assert bob.patch(url, {"items": [{}]}).json() == {
        "items": {"0": {"product": ["This field is required."]}}
    }
    Order.objects.get(pk=placed["id"]).move_to(Order.Status.PAID)
    assert bob.patch(url, {"items": [line("TEA-SEN-100")]}).json() == {
        "items": ["The order is paid."]
    }


def test_cancelling_puts_the_goods_back(bob: APIClient, placed: dict[str, object]) -> None:
    url = f"{ORDERS}{placed['id']}/"
    assert bob.delete(url).status_code == 409
    gone = bob.post(f"{url}cancel/", {"reason": "Too many kettles"}).json()
    assert (gone["status"], gone["cancel_reason"]) == ("cancelled", "Too many kettles")
    assert Product.objects.get(sku="EQP-KET-001").stock == 2
    again = bob.post(f"{url}cancel/")
    assert (again.status_code, again.json()) == (
        409,
        {"detail": "The order is cancelled.", "code": "not_open"},
    )
    deleted = bob.delete(url)
    assert (deleted.status_code, deleted.content) == (204, b"")


def test_the_export_is_for_staff(bob: APIClient, alice: APIClient) -> None:
    refused = bob.get(f"{ORDERS}export/", headers={"Accept": "text/csv"})
    assert (refused.status_code, refused["Content-Type"]) == (403, "application/json")
    answer = alice.get(f"{ORDERS}export/", {"status": "paid"}, headers={"Accept": "text/csv"})
    assert answer["Content-Disposition"] == 'attachment; filename="orders.csv"'
    rows = list(csv.reader(b"".join(answer.streaming_content).decode().splitlines()))
    assert rows[0] == ["number", "customer", "status", "total", "created_at"]
    assert len(rows) == 1 + Order.objects.filter(status="paid").count()


def test_events_go_on_after_the_last_one_seen(client_of: Callable[[str], APIClient]) -> None:
    greta = client_of("greta")
    answer = greta.get(f"{ORDERS}events/", headers={"Accept": "text/event-stream"})
    assert (answer.streaming, answer["Content-Type"]) == (True, "text/event-stream")
    retry, *events = b"".join(answer.streaming_content).decode().split("\n\n")[:-1]
    assert retry == "retry: 3000"
    last = events[-1].splitlines()[0].removeprefix("id: ")
    rest = greta.get(f"{ORDERS}events/", headers={"Last-Event-ID": last})
    assert b"".join(rest.streaming_content) == b"retry: 3000\n\n"
    assert events[0].splitlines()[1:] == [
        "event: pending",
        'data: {"id": 4, "order": 2, "number": "2026-0002", "status": "pending", '
        '"happened_at": "2026-02-18T15:00:00+01:00"}',
    ]


def test_a_media_type_that_is_not_offered_is_refused(alice: APIClient) -> None:
    assert alice.get(f"{ORDERS}export/", headers={"Accept": "image/png"}).status_code == 406
