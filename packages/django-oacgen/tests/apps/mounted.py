"""A root URLconf that includes what apps bring."""

from __future__ import annotations

from django.urls import include, path
from trade.views import OrderViewSet

orders = [
    path("", OrderViewSet.as_view({"get": "list", "post": "create"})),
    path("<int:pk>/", OrderViewSet.as_view({"get": "retrieve"})),
]

urlpatterns = [
    path("api/", include("people.urls")),
    path("api/orders/", include((orders, "trade"), namespace="sales")),
]
