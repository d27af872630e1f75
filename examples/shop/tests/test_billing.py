from __future__ import annotations

from collections.abc import Callable

from rest_framework.test import APIClient

from orders.models import Order
from payments.models import Payment

PAYMENTS = "/api/payments/"
SUBSCRIPTIONS = "/api/subscriptions/"


def test_payments_are_read_along_a_cursor(alice: APIClient) -> None:
    seen, url = [], PAYMENTS
    while url:
        page = alice.get(url).json()
        assert set(page) == {"next", "previous", "results"}
        seen += [payment["id"] for payment in page["results"]]
        url = page["next"]
    newest_first = Payment.objects.order_by("-created_at", "-id").values_list("id", flat=True)
    assert seen == [str(key) for key in newest_first]
    assert len(seen) > 20  # more than two pages
    assert alice.get(PAYMENTS, {"cursor": "nonsense"}).json() == {"detail": "Invalid cursor"}


def test_a_payment_turns_a_pending_order_into_a_paid_one(bob: APIClient) -> None:
    order = Order.objects.filter(customer__username="bob", status="pending").first()
    body = {"order": order.pk, "amount": "20.00", "method": "card", "details": {"last4": "4242"}}
    made = bob.post(PAYMENTS, body)
    assert (made.status_code, made.json()["status"]) == (201, "succeeded")
    assert bob.get(f"/api/orders/{order.pk}/").json()["status"] == "paid"


def test_the_same_key_pays_once(bob: APIClient) -> None:
    body = {"subscription": 1, "amount": "37.00", "method": "wallet"}
    key = {"Idempotency-Key": "retry-of-a-timeout"}
    first, second = (bob.post(PAYMENTS, body, headers=key) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    assert bob.post(PAYMENTS, body).json()["id"] != first.json()["id"]


def test_a_payment_is_for_one_thing_of_ones_own(bob: APIClient) -> None:
    body = {"amount": "1.00", "method": "card"}
    for_one = {"non_field_errors": ["Pay for an order or for a subscription."]}
    assert bob.post(PAYMENTS, body).json() == for_one
    refused = bob.post(PAYMENTS, {**body, "subscription": 3})
    assert refused.json() == {"non_field_errors": ["Pay for what is yours."]}


def test_payments_are_never_edited(bob: APIClient) -> None:
    url = f"{PAYMENTS}{Payment.objects.filter(customer__username='bob').first().pk}/"
    assert bob.patch(url, {"amount": "0.01"}).status_code == 405
    assert bob.delete(url).status_code == 405


def test_only_staff_refund(bob: APIClient, alice: APIClient) -> None:
    payment = Payment.objects.filter(customer__username="bob", status="succeeded").first()
    url = f"{PAYMENTS}{payment.pk}/refund/"
    refused = bob.post(url)
    assert refused.status_code == 403
    assert refused.json() == {"detail": "You do not have permission to perform this action."}
    assert alice.post(url).json()["status"] == "refunded"
    assert alice.post(url).status_code == 409


def test_the_summary_has_a_first_and_a_last_day(alice: APIClient) -> None:
    url = f"{PAYMENTS}summary/"
    whole = alice.get(url).json()
    assert whole["count"] == Payment.objects.filter(status="succeeded").count()
    assert set(whole["by_method"]) == {"card", "bank-transfer", "wallet"}
    march = alice.get(url, {"from": "2026-03-01", "to": "2026-03-31"}).json()
    assert 0 < march["count"] < whole["count"]
    nothing = alice.get(url, {"from": "2030-01-01"}).json()
    assert nothing == {"count": 0, "total": "0.00", "by_method": {}}
    assert set(alice.get(url, {"from": "yesterday"}).json()) == {"from"}
    backwards = alice.get(url, {"from": "2026-03-02", "to": "2026-03-01"})
    assert set(backwards.json()) == {"to"}


def test_plans_are_public_and_few(anyone: APIClient) -> None:
    plans = anyone.get("/api/plans/").json()
    assert [plan["code"] for plan in plans] == ["taster", "regular", "quarterly", "office"]
    assert [plan["trial_period"] for plan in plans][:3] == ["14 00:00:00", "7 00:00:00", None]
    assert anyone.get("/api/plans/office/").json()["features"][0] == "10 bags"


def test_subscriptions_come_in_several_states(alice: APIClient) -> None:
    states = {item["status"] for item in alice.get(SUBSCRIPTIONS).json()["results"]}
    assert states == {"trialing", "active", "past_due", "cancelled", "expired"}


def test_a_subscription_ends_after_it_starts(bob: APIClient) -> None:
    body = {"plan": "taster", "starts_on": "2026-06-01", "ends_on": "2026-05-01"}
    refused = bob.post(SUBSCRIPTIONS, body)
    assert refused.json() == {"non_field_errors": ["It cannot end before it starts."]}
    made = bob.post(SUBSCRIPTIONS, {**body, "ends_on": "2026-07-01"}).json()
    assert (made["status"], made["customer"], made["bags"]) == ("trialing", 3, 1)
    url = f"{SUBSCRIPTIONS}{made['id']}/"
    assert bob.patch(url, {"bags": 2}).json()["ends_on"] == "2026-07-01"
    assert bob.patch(url, {"ends_on": None}).json()["ends_on"] is None
    assert set(bob.patch(url, {"bags": 21, "plan": "gold"}).json()) == {"bags", "plan"}


def test_cancelling_with_and_without_a_word(client_of: Callable[[str], APIClient]) -> None:
    running = client_of("bob").post(f"{SUBSCRIPTIONS}1/cancel/", {"cancel_reason": "moved-away"})
    assert (running.json()["status"], running.json()["cancel_reason"]) == (
        "cancelled",
        "moved-away",
    )
    silent = client_of("yara").post(f"{SUBSCRIPTIONS}12/cancel/")
    assert silent.json()["cancel_reason"] == ""
    again = client_of("yara").post(f"{SUBSCRIPTIONS}12/cancel/")
    assert (again.status_code, again.json()["code"]) == (409, "ended")
