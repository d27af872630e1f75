"""Orders as rows and as events, written as they are read."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator

from django.utils import timezone

from orders.models import Order, OrderEvent
from orders.serializers import OrderEventSerializer

COLUMNS = ("number", "customer", "status", "total", "created_at")
RECONNECT_AFTER_MS = 3000


class _Echo:
    """A file whose `write` gives the text back, so that rows can be yielded."""

    def write(self, text: str) -> str:
        return text


def csv_rows(orders: Iterable[Order]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield writer.writerow(COLUMNS)
    for order in orders:
        created = timezone.localtime(order.created_at).isoformat()
        yield writer.writerow(
            (order.number, order.customer.username, order.status, order.total, created)
        )


def event_stream(events: Iterable[OrderEvent]) -> Iterator[str]:
    """Server-sent events; the browser comes back for more after the `retry` that stands first."""
    yield f"retry: {RECONNECT_AFTER_MS}\n\n"
    for event in events:
        data = json.dumps(OrderEventSerializer(event).data)
        yield f"id: {event.pk}\nevent: {event.status}\ndata: {data}\n\n"
