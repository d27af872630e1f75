"""The URLs of the shop's API; its pages for people are left out."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("api/", include("oscarapi.urls")),
    path("auth/", include("djoser.urls")),
    path("auth/", include("djoser.urls.authtoken")),
]
