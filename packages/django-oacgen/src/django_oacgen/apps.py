"""The app, as Django sees it."""

from __future__ import annotations

from django.apps import AppConfig
from django.core.checks import register

from django_oacgen.checks import check_config, check_generators


class OacgenConfig(AppConfig):
    """Registers the system checks, which import nothing heavy until they run."""

    name = "django_oacgen"
    verbose_name = "oacgen"

    def ready(self) -> None:
        """Register the checks."""
        register(check_config, "oacgen")
        register(check_generators, "oacgen", deploy=True)
