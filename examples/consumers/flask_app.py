"""A Flask app over the shop, with views that block and one that awaits.

SHOP_URL=http://127.0.0.1:8000 gunicorn --preload --workers 2 --threads 4 flask_app:app
"""

from __future__ import annotations

import asyncio
import atexit
import os

from api_client import APIClient, APIError, APIStatusError, SyncAPIClient, jwt_auth, preload
from api_client.shop.models import CartItemRequest
from flask import Flask, request
from flask.typing import ResponseReturnValue
from pydantic import ValidationError

preload()  # before a server forks, so that its workers have the modules in common
shop = SyncAPIClient(os.environ["SHOP_URL"], timeout=5.0)  # threads and forked workers share it
async_shop = APIClient(os.environ["SHOP_URL"], timeout=5.0)
atexit.register(shop.close)

app = Flask(__name__)


def my_shop() -> SyncAPIClient:
    """Call the shop as whoever calls this app; the connections are those of all."""
    given = request.authorization
    return shop.with_options(auth=jwt_auth(given.token)) if given and given.token else shop


@app.get("/people")
def people() -> ResponseReturnValue:
    """List the names of everybody, however many pages that takes."""
    return [user.full_name for user in shop.users.iterate()]


@app.post("/cart")
def put_into_cart() -> ResponseReturnValue:
    """Put something into the cart of whoever asks."""
    line = CartItemRequest.model_validate_json(request.data)
    return my_shop().cart.items_create(line).model_dump(mode="json"), 201


@app.get("/window")
async def window() -> ResponseReturnValue:
    """Show products and plans, fetched at the same time.

    Flask runs every async view in an event loop of its own. Connections belong to a loop, so
    `async with` closes those of this one; the views above keep theirs.
    """
    async with async_shop as client:
        products, plans = await asyncio.gather(client.products.list(limit=3), client.plans.list())
    return {"products": [item.name for item in products.results], "plans": [p.name for p in plans]}


@app.errorhandler(APIError)
def refused(error: APIError) -> ResponseReturnValue:
    """Answer what the shop objects to as it does; its own failures are a bad gateway."""
    if isinstance(error, APIStatusError) and 400 <= error.status < 500:
        return {"detail": error.detail, "fields": error.fields}, error.status
    return {"detail": "The shop does not answer."}, 502


@app.errorhandler(ValidationError)
def not_a_line(error: ValidationError) -> ResponseReturnValue:
    """Answer what does not fit a model, and so was not sent."""
    return {"detail": error.errors(include_url=False, include_context=False)[0]["msg"]}, 400
