"""Which app a module belongs to."""

from __future__ import annotations

from collections.abc import Iterable

from django.apps import AppConfig, apps

# Apps that only lend their views and serializers.
_LENDERS = ("django", "django_filters", "django_oacgen", "drf_spectacular", "rest_framework")


def lends(config: AppConfig) -> bool:
    """Whether an app is a library of views and serializers, which a project mounts as its own."""
    name = str(config.name)
    return name.partition(".")[0] in _LENDERS or name.startswith("rest_framework_")


def app_of(module: str, configs: Iterable[AppConfig] | None = None) -> AppConfig | None:
    """Return the app with the longest package that holds `module`, or None."""
    among = apps.get_app_configs() if configs is None else configs
    holders = [c for c in among if f"{module}.".startswith(f"{c.name}.")]
    return max(holders, key=lambda config: len(config.name), default=None)


def app_label(module: str) -> str:
    """Return the label of the app that holds `module`, or an empty string."""
    config = app_of(module)
    return "" if config is None else str(config.label)
