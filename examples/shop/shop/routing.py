"""Routes below another resource: `posts/<int:post_pk>/comments/<int:pk>/`."""

from __future__ import annotations

from django.urls import URLPattern, path
from rest_framework.viewsets import ModelViewSet


def nested(prefix: str, viewset: type[ModelViewSet], basename: str) -> list[URLPattern]:
    """The list and detail routes of `viewset` under `prefix`, as a router would make them."""
    many = {"get": "list", "post": "create"}
    one = {"get": "retrieve", "put": "update", "patch": "partial_update", "delete": "destroy"}
    return [
        path(f"{prefix}/", viewset.as_view(many), name=f"{basename}-list"),
        path(f"{prefix}/<int:pk>/", viewset.as_view(one), name=f"{basename}-detail"),
    ]
