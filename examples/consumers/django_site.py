"""A Django site with async views over the shop: settings, views, URLs and ASGI in one file.

SHOP_URL=http://127.0.0.1:8000 uvicorn django_site:application
"""

from __future__ import annotations

import os
from typing import Any
from uuid import UUID

from api_client import APIClient, APIError, APIStatusError, preload, token_auth
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.utils.deprecation import MiddlewareMixin

settings.configure(
    SECRET_KEY=os.environ.get("SECRET_KEY", "for-development-only"),
    ALLOWED_HOSTS=["127.0.0.1", "localhost"],
    ROOT_URLCONF=__name__,
    MIDDLEWARE=[f"{__name__}.ShopErrors"],
)
shop = APIClient(os.environ["SHOP_URL"], timeout=5.0)  # one for the process, and so one pool


async def my_orders(request: HttpRequest) -> JsonResponse:
    """List the orders of whoever asks, whose token came with the request."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    mine = shop.with_options(auth=token_auth(token)) if scheme == "Token" else shop
    orders = [order async for order in mine.orders.iterate()]
    return JsonResponse({"orders": [order.model_dump(mode="json") for order in orders]})


async def product(request: HttpRequest, number: UUID) -> JsonResponse:
    """Show a product to anybody."""
    found = await shop.products.retrieve(number)
    return JsonResponse(found.model_dump(mode="json"))


class ShopErrors(MiddlewareMixin):
    """Answers what the shop objects to as the shop does; its own failures are a bad gateway."""

    def process_exception(self, request: HttpRequest, error: Exception) -> JsonResponse | None:
        if isinstance(error, APIStatusError) and 400 <= error.status < 500:
            return JsonResponse(
                {"detail": error.detail, "fields": error.fields}, status=error.status
            )
        if isinstance(error, APIError):
            return JsonResponse({"detail": "The shop does not answer."}, status=502)
        return None


urlpatterns = [path("orders/", my_orders), path("products/<uuid:number>/", product)]
django_application = get_asgi_application()


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Load the client before the first request and close it after the last one.

    Django answers requests only; this answers what servers call lifespan.
    """
    if scope["type"] != "lifespan":
        await django_application(scope, receive, send)
        return
    await receive()  # the server starts
    preload()
    await send({"type": "lifespan.startup.complete"})
    await receive()  # the server ends
    await shop.aclose()
    await send({"type": "lifespan.shutdown.complete"})
