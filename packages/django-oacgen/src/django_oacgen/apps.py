"""The app, as Django sees it."""

from __future__ import annotations

from django.apps import AppConfig


class OacgenConfig(AppConfig):
    """Registers the system checks, which import nothing until they run."""

    name = "django_oacgen"
    verbose_name = "oacgen"
