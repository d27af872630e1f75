"""How an order comes about, from the API or from a cart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from orders.models import Order, OrderItem, ShippingAddress
from products.models import Product
from users.models import User


@transaction.atomic
def place_order(
    customer: User,
    items: Sequence[Mapping[str, Any]],
    shipping_address: Mapping[str, str],
    **fields: object,
) -> Order:
    """Write the order down at today's prices and take the goods out of stock."""
    order = Order.objects.create(
        number=next_number(),
        customer=customer,
        shipping_address=ShippingAddress.objects.create(**shipping_address),
        **fields,
    )
    _add_items(order, items)
    order.events.create(status=order.status)
    return order


@transaction.atomic
def replace_items(order: Order, items: Sequence[Mapping[str, Any]]) -> None:
    """Change one's mind about what to buy."""
    _put_back(order)
    order.items.all().delete()
    _add_items(order, items)


@transaction.atomic
def cancel_order(order: Order, reason: str = "") -> None:
    """Call the order off and put the goods back."""
    order.cancel_reason = reason
    order.save(update_fields=["cancel_reason"])
    _put_back(order)
    order.move_to(Order.Status.CANCELLED)


def next_number() -> str:
    """`2026-0042`: the year, and how many orders there were before."""
    newest = Order.objects.order_by("-pk").values_list("pk", flat=True).first()
    return f"{timezone.localdate().year}-{(newest or 0) + 1:04d}"


def _add_items(order: Order, items: Sequence[Mapping[str, Any]]) -> None:
    for item in items:
        product: Product = item["product"]
        OrderItem.objects.create(
            order=order,
            product=product,
            quantity=item["quantity"],
            unit_price=product.price,
        )
        Product.objects.filter(pk=product.pk).update(stock=F("stock") - item["quantity"])


def _put_back(order: Order) -> None:
    for item in order.items.all():
        Product.objects.filter(pk=item.product_id).update(stock=F("stock") + item.quantity)
