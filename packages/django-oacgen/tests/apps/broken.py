"""A root URLconf with one view that cannot be read."""

from __future__ import annotations

from django.urls import include, path
from people.views import Failing, Puzzling
from trade.views import OrderViewSet

urlpatterns = [
    path("api/", include("people.urls")),
    path("api/failing/", Failing.as_view()),
    path("api/puzzling/", Puzzling.as_view()),
    path("api/orders/", OrderViewSet.as_view({"get": "list"})),
]
