"""The app, as Django sees it."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

from django.apps import AppConfig
from django.conf import settings
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
        if _is_reloaded_server() and _wants_watch(getattr(settings, "OACGEN", None)):
            from django_oacgen.generation.watch import regenerate_in_background

            regenerate_in_background()


def _is_reloaded_server() -> bool:
    """Whether this process is the one that `runserver` starts anew after each change."""
    return sys.argv[1:2] == ["runserver"] and os.environ.get("RUN_MAIN") == "true"


def _wants_watch(stated: object) -> bool:
    """Read one key of the settings as they are: checking them all would cost every start."""
    found = stated.get("watch") if isinstance(stated, Mapping) else getattr(stated, "watch", False)
    return found is True
