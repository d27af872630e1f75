"""A root URLconf with one router for all apps, and views of the project itself."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView
from people.views import PersonViewSet
from rest_framework import generics
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import DefaultRouter
from rest_framework_simplejwt.views import TokenRefreshView
from trade.models import Order
from trade.serializers import OrderSerializer
from trade.views import OrderViewSet


@api_view(["GET"])
def health(request: Request) -> Response:
    return Response({"ok": True})


router = DefaultRouter()
router.register("people", PersonViewSet)
router.register("orders", OrderViewSet)

urlpatterns = [
    path("admin/", admin.site.urls),
    path("backend/v1/", include(router.urls)),
    path("backend/v1/health/", health),
    path("backend/v1/token/refresh/", TokenRefreshView.as_view()),
    re_path(
        r"^backend/v1/by-number/(?P<number>[0-9]{3})/$",
        generics.RetrieveAPIView.as_view(
            queryset=Order.objects.all(), serializer_class=OrderSerializer, lookup_field="number"
        ),
    ),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerView.as_view()),
]
