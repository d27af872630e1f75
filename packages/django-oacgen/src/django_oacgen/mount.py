"""Adds the schema pages to a project's URLs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import include, path


def add_oacgen_urls(urlpatterns: Iterable[Any], prefix: str = "schema/") -> list[Any]:
    """Return `urlpatterns` and, after them, `/schema/` with a page per group below it."""
    return [*urlpatterns, path(prefix, include("django_oacgen.urls"))]


def add_django_cfg_urls(urlpatterns: Iterable[Any]) -> list[Any]:
    """Do the same under the name that projects which come from django-cfg call."""
    return add_oacgen_urls(urlpatterns)


add_django_oacgen_urls = add_django_cfg_urls
"""The name that replacing every `django_cfg` in such a project makes of it."""
