"""Somebody who hands tasks to a worker and waits for what comes of them."""

from __future__ import annotations

import celery_tasks
from api_client import BadRequestError
from filesystem_worker import app

app.set_default()
assert isinstance(celery_tasks.unpaid_orders.delay().get(timeout=20, interval=0.05), list)
order = next(celery_tasks.shop.orders.iterate()).id
results = [celery_tasks.pay.delay(order, "5.00") for _ in range(6)]
assert len({result.get(timeout=20, interval=0.05) for result in results}) == 6
celery_tasks.shop.close()
try:
    celery_tasks.pay.delay(999_999, "5.00").get(timeout=20, interval=0.05)
except BadRequestError as error:
    print(error.status, *error.fields, error.request.method, error.response.request.path)
