"""Orders, and carts on their way to become one."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from cart.models import Cart, CartItem, Voucher
from orders.models import Order, OrderItem, ShippingAddress
from products.models import Product
from seeding.calendar import on_day
from users.models import User

Status, Priority = Order.Status, Order.Priority
CUSTOMERS = ("bob", "elif", "greta", "jonas", "rosa", "bob", "viktor", "mei")
PRIORITIES = (Priority.STANDARD, None, Priority.EXPRESS, Priority.ECONOMY)
ORDERS = 32
# Where an order got to, and what it went through on the way.
JOURNEYS = (
    (Status.PENDING, Status.PAID, Status.SHIPPED, Status.DELIVERED),
    (Status.PENDING, Status.PAID, Status.SHIPPED),
    (Status.PENDING, Status.PAID),
    (Status.PENDING, Status.CANCELLED),
    (Status.PENDING,),
)

# code, percent, last day
VOUCHERS = (
    ("WELCOME10", 10, None),
    ("SPRING26", 15, date(2026, 3, 31)),
    ("FRIENDS50", 50, date(2099, 12, 31)),
)
# whose cart, SKU, quantity, note
IN_CARTS = (
    ("bob", "TEA-SEN-100", 2, ""),
    ("bob", "EQP-POU-001", 1, "For Zoe, happy birthday!"),
    ("elif", "EQP-MAC-001", 1, ""),
)


def seed_carts() -> None:
    for code, percent, valid_until in VOUCHERS:
        Voucher.objects.get_or_create(
            code=code, defaults={"percent": percent, "valid_until": valid_until}
        )
    for username, sku, quantity, gift_note in IN_CARTS:
        cart, _ = Cart.objects.get_or_create(customer=User.objects.get(username=username))
        CartItem.objects.get_or_create(
            cart=cart,
            product=Product.objects.get(sku=sku),
            defaults={"quantity": quantity, "gift_note": gift_note},
        )
    Cart.objects.filter(customer__username__in=["bob", "elif"]).update(updated_at=on_day(110))


def seed_orders() -> None:
    products = list(Product.objects.filter(is_active=True))
    for number in range(1, ORDERS + 1):
        if not Order.objects.filter(number=f"2026-{number:04d}").exists():
            _seed_order(number, products)


def _seed_order(number: int, products: list[Product]) -> None:
    customer = User.objects.get(username=CUSTOMERS[number % len(CUSTOMERS)])
    journey = JOURNEYS[number % len(JOURNEYS)]
    order = Order.objects.create(
        number=f"2026-{number:04d}",
        customer=customer,
        status=journey[-1],
        priority=PRIORITIES[number % len(PRIORITIES)],
        shipping_address=ShippingAddress.objects.create(
            recipient=customer.get_full_name(),
            street=f"Quay {number}",
            postcode=f"{10000 + number * 37}",
            city="Berlin",
        ),
        discount_percent=Decimal(5) if customer.tier == User.Tier.GOLD else Decimal(0),
        note="Please ring twice." if number % 4 == 0 else "",
        cancel_reason="Ordered twice" if journey[-1] == Status.CANCELLED else "",
        deliver_on=date(2026, 4, number % 28 + 1) if number % 3 == 0 else None,
        created_at=on_day(40 + number * 2, 11, number),
    )
    for step in range(number % 3 + 1):
        product = products[(number * 5 + step * 3) % len(products)]
        OrderItem.objects.create(
            order=order, product=product, quantity=step + 1, unit_price=product.price
        )
    for day, status in enumerate(journey):
        order.events.create(status=status, happened_at=on_day(40 + number * 2 + day, 15))
