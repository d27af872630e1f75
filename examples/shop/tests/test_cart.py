from __future__ import annotations

from collections.abc import Callable

from rest_framework.test import APIClient

from orders.models import Order
from products.models import Product

CART = "/api/cart/"
ADDRESS = {"recipient": "Bob", "street": "Quay 1", "postcode": "20457", "city": "Hamburg"}


def test_the_cart_is_one_and_its_lines_are_a_plain_list(bob: APIClient) -> None:
    cart = bob.get(CART).json()
    assert (cart["total"], len(cart["items"])) == ("48.30", 2)
    assert bob.get(f"{CART}items/").json() == cart["items"]
    assert set(cart["items"][0]) == {"id", "product", "name", "quantity", "gift_note", "total"}


def test_lines_are_added_once(bob: APIClient) -> None:
    tea = Product.objects.get(sku="TEA-ASS-100").pk
    made = bob.post(f"{CART}items/", {"product": tea, "quantity": 2})
    assert (made.status_code, made.json()["total"]) == (201, "15.00")
    again = bob.post(f"{CART}items/", {"product": tea})
    assert again.json() == {"product": ["This is in the cart already."]}
    assert bob.patch(f"{CART}items/{made.json()['id']}/", {"quantity": 3}).json()["quantity"] == 3


def test_the_lines_are_replaced_by_a_list(bob: APIClient) -> None:
    tea = str(Product.objects.get(sku="TEA-ASS-100").pk)
    lines = bob.put(f"{CART}items/replace/", [{"product": tea, "quantity": 4}]).json()
    assert [(item["product"], item["quantity"]) for item in lines] == [(tea, 4)]
    assert bob.put(f"{CART}items/replace/", [{"product": tea}, {"product": tea}]).json() == [
        "A product stands here twice."
    ]
    assert bob.put(f"{CART}items/replace/", []).json() == []


def test_other_peoples_lines_do_not_exist(client_of: Callable[[str], APIClient]) -> None:
    assert client_of("greta").get(f"{CART}items/1/").status_code == 404
    assert client_of("greta").get(CART).json()["items"] == []


def test_clearing_answers_with_nothing(bob: APIClient) -> None:
    cleared = bob.delete(CART)
    assert (cleared.status_code, cleared.content) == (204, b"")
    assert bob.get(CART).json()["total"] == "0.00"


def test_checkout_makes_an_order_of_the_cart(bob: APIClient) -> None:
    body = {"shipping_address": ADDRESS, "voucher": "WELCOME10"}
    made = bob.post(f"{CART}checkout/", body)
    assert (made.status_code, made.json()["total"]) == (201, "43.47")
    assert Order.objects.get(pk=made.json()["id"]).customer.username == "bob"
    assert bob.get(CART).json()["items"] == []
    assert bob.post(f"{CART}checkout/", body).json() == ["The cart is empty."]


def test_a_voucher_runs_out(bob: APIClient) -> None:
    body = {"shipping_address": ADDRESS, "voucher": "SPRING26"}
    refused = bob.post(f"{CART}checkout/", body)
    assert refused.json() == {"voucher": ["This voucher has run out."]}


def test_what_is_sold_out_is_named(bob: APIClient) -> None:
    tea = Product.objects.get(sku="TEA-SEN-100")
    Product.objects.filter(pk=tea.pk).update(stock=1)
    refused = bob.post(f"{CART}checkout/", {"shipping_address": ADDRESS})
    assert refused.status_code == 409
    assert refused.json() == {
        "detail": "Some of this is sold out.",
        "code": "out_of_stock",
        "missing": [str(tea.pk)],
    }


def test_asking_for_vouchers_is_limited(anyone: APIClient) -> None:
    answers = [anyone.get(f"{CART}vouchers/WELCOME10/") for _ in range(11)]
    assert [answer.status_code for answer in answers] == [200] * 10 + [429]
    assert answers[0].json() == {"code": "WELCOME10", "percent": 10, "valid_until": None}
    assert 1 <= int(answers[-1]["Retry-After"]) <= 60
    # The limit is per client: a proxy says who it is.
    elsewhere = anyone.get(f"{CART}vouchers/NOPE/", headers={"X-Forwarded-For": "198.51.100.7"})
    assert elsewhere.status_code == 404
