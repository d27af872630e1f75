"""Plans, subscriptions and payments."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from decimal import Decimal

from orders.models import Order
from payments.models import Payment
from seeding.calendar import on_day
from subscriptions.models import Plan, Subscription
from users.models import User

Interval = Plan.Interval
Status, Reason = Subscription.Status, Subscription.CancelReason

# code, name, price, interval, trial, features
PLANS = (
    ("taster", "Taster", "9.90", Interval.MONTH, timedelta(days=14), ["1 bag"]),
    ("regular", "Regular", "18.50", Interval.MONTH, timedelta(days=7), ["2 bags", "free shipping"]),
    ("office", "Office", "79.00", Interval.WEEK, None, ["10 bags", "free shipping", "invoice"]),
    ("quarterly", "Quarterly box", "49.00", Interval.QUARTER, None, []),
)

# customer, plan, status, bags, first day, last day, reason
SUBSCRIPTIONS = (
    ("bob", "regular", Status.ACTIVE, 2, date(2026, 1, 15), None, None),
    ("bob", "taster", Status.CANCELLED, 1, date(2026, 1, 6), date(2026, 1, 14), Reason.TASTE),
    ("elif", "office", Status.ACTIVE, 10, date(2026, 2, 1), None, None),
    ("farid", "taster", Status.TRIALING, 1, date(2026, 4, 20), None, None),
    ("greta", "quarterly", Status.PAST_DUE, 1, date(2026, 1, 20), None, None),
    ("hiro", "taster", Status.EXPIRED, 1, date(2026, 1, 10), date(2026, 1, 24), None),
    ("jonas", "regular", Status.ACTIVE, 4, date(2026, 3, 1), date(2027, 2, 28), None),
    ("mei", "regular", Status.CANCELLED, 2, date(2026, 2, 10), date(2026, 4, 9), Reason.PRICE),
    ("rosa", "office", Status.TRIALING, 12, date(2026, 4, 25), None, None),
    ("tove", "taster", Status.CANCELLED, 1, date(2026, 2, 2), date(2026, 3, 1), ""),
    ("viktor", "quarterly", Status.ACTIVE, 1, date(2026, 3, 10), None, None),
    ("yara", "regular", Status.ACTIVE, 3, date(2026, 4, 1), None, None),
)
METHODS = tuple(Payment.Method)
DETAILS = ({"brand": "visa", "last4": "4242"}, {"iban": "DE02 **** 2051"}, {})
WITHOUT_PAYMENT = (Order.Status.PENDING, Order.Status.CANCELLED)


def seed_plans() -> None:
    for code, name, price, interval, trial_period, features in PLANS:
        Plan.objects.get_or_create(
            code=code,
            defaults={
                "name": name,
                "price": Decimal(price),
                "interval": interval,
                "trial_period": trial_period,
                "features": features,
            },
        )


def seed_subscriptions() -> None:
    for number, row in enumerate(SUBSCRIPTIONS):
        username, plan, status, bags, starts_on, ends_on, cancel_reason = row
        Subscription.objects.get_or_create(
            customer=User.objects.get(username=username),
            plan=Plan.objects.get(code=plan),
            starts_on=starts_on,
            defaults={
                "status": status,
                "bags": bags,
                "ends_on": ends_on,
                "cancel_reason": cancel_reason,
                "created_at": on_day(number * 9, 17, 20),
            },
        )


def seed_payments() -> None:
    """One payment for each order that was paid, and one for each running subscription."""
    orders = Order.objects.exclude(status__in=WITHOUT_PAYMENT).order_by("pk")
    for number, order in enumerate(orders):
        day = (order.created_at - on_day(0)).days
        _seed_payment(number, order.number, order.customer, order.total, day, order=order)
    active = Subscription.objects.filter(status=Status.ACTIVE).select_related("plan", "customer")
    for number, subscription in enumerate(active, len(orders)):
        name = f"{subscription.customer}-{subscription.plan.code}"
        amount = subscription.plan.price * subscription.bags
        customer = subscription.customer
        _seed_payment(number, name, customer, amount, number, subscription=subscription)


def _seed_payment(
    number: int,
    name: str,
    customer: User,
    amount: Decimal,
    day: int,
    **paid: Order | Subscription,
) -> None:
    Payment.objects.get_or_create(
        id=uuid.uuid5(uuid.NAMESPACE_URL, f"https://shop.example.com/payments/{name}"),
        defaults={
            "customer": customer,
            "amount": amount,
            "method": METHODS[number % len(METHODS)],
            "status": Payment.Status.REFUNDED if number % 9 == 8 else Payment.Status.SUCCEEDED,
            "details": DETAILS[number % len(DETAILS)],
            "created_at": on_day(day, 12, number),
            **paid,
        },
    )
