"""The tasks in process, as one's own tests would run them."""

from __future__ import annotations

import os

import celery_tasks
from api_client import APIConnectionError, BadRequestError, Request

celery_tasks.app.conf.update(task_always_eager=True)
sent: list[Request] = []
celery_tasks.shop = celery_tasks.shop.with_options(on_request=[sent.append])

# A task that runs twice has one id and so pays once.
first = celery_tasks.unpaid_orders.delay().get()[0]
paid = celery_tasks.pay.apply_async((first, "12.50"), task_id="run-twice").get()
again = celery_tasks.pay.apply_async((first, "12.50"), task_id="run-twice").get()
assert paid == again, (paid, again)
assert first not in celery_tasks.unpaid_orders.delay().get()

# What the shop objects to is final.
sent.clear()
try:
    celery_tasks.pay.delay(999_999, "12.50").get()
except BadRequestError as error:
    print("refused:", *error.fields, len(sent))

# What may pass is tried again, by Celery alone.
with_shop, sent[:] = celery_tasks.shop, []
celery_tasks.shop = with_shop.with_options(base_url=os.environ["NOWHERE"])
try:
    celery_tasks.pay.delay(first, "12.50").get()
except APIConnectionError:
    print("lost:", len(sent), len({request.headers["idempotency-key"] for request in sent}))
with_shop.close()
