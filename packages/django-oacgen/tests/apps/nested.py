"""A root URLconf in which one app includes the URLs of another."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [path("depot/", include("depot.urls"))]
