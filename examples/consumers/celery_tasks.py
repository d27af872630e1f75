"""Celery tasks that call the shop.

SHOP_URL=http://127.0.0.1:8000 SHOP_TOKEN=... celery -A celery_tasks worker
"""

from __future__ import annotations

import os
from decimal import Decimal

from api_client import (
    APIConnectionError,
    RateLimitError,
    Retry,
    ServerError,
    SyncAPIClient,
    preload,
    token_auth,
)
from api_client.billing.enums import PaymentMethodEnum
from api_client.billing.models import PaymentRequest
from celery import Celery, Task
from celery.signals import worker_init, worker_process_shutdown

app = Celery("celery_tasks")  # CELERY_BROKER_URL and CELERY_RESULT_BACKEND say where
app.conf.update(
    # The caller gets the client's own errors, with `status`, `detail` and `fields`. Read pickles
    # only where nobody but your workers can write.
    result_serializer="pickle",
    result_accept_content=["json", "pickle"],
)
# Made before the pool forks: each process opens connections of its own with its first call.
# Celery does the waiting, for a call that waits keeps others from the worker.
shop = SyncAPIClient(
    os.environ["SHOP_URL"],
    auth=token_auth(os.environ["SHOP_TOKEN"]),
    timeout=10.0,
    retry=Retry(times=0),
)
worker_init.connect(lambda **_: preload(), weak=False)
worker_process_shutdown.connect(lambda **_: shop.close(), weak=False)


@app.task(bind=True, autoretry_for=(APIConnectionError, ServerError), retry_backoff=True)
def pay(self: Task, order: int, amount: str) -> str:
    """Pay an order and return the payment's id; a retry has the same key, so nobody pays twice."""
    data = PaymentRequest(order=order, amount=Decimal(amount), method=PaymentMethodEnum.CARD)
    try:
        payment = shop.payments.create(data, idempotency_key=self.request.id)
    except RateLimitError as error:
        raise self.retry(exc=error, countdown=error.retry_after) from error
    return str(payment.id)


@app.task(autoretry_for=(APIConnectionError, RateLimitError, ServerError), retry_backoff=True)
def unpaid_orders() -> list[int]:
    """Return the ids of all orders that wait for their payment."""
    return [order.id for order in shop.orders.iterate(status="pending")]
