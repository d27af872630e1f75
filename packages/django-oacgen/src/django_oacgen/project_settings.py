"""The settings that a configuration stands for, merged into those of the project."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django_oacgen.config import OpenAPIClientConfig

SCHEMA_CLASS = "drf_spectacular.openapi.AutoSchema"

_APPS = ("rest_framework", "drf_spectacular", "drf_spectacular_sidecar", "django_oacgen")


def merged_settings(config: OpenAPIClientConfig, base: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings to add to `base`; wherever both have a key, that of `base` wins."""
    return {
        "INSTALLED_APPS": [*_with_apps(base.get("INSTALLED_APPS", ()))],
        "REST_FRAMEWORK": {"DEFAULT_SCHEMA_CLASS": SCHEMA_CLASS, **base.get("REST_FRAMEWORK", {})},
        "SPECTACULAR_SETTINGS": {**_spectacular(config), **base.get("SPECTACULAR_SETTINGS", {})},
        "OACGEN": config,
    }


def _with_apps(installed: Iterable[str]) -> Iterable[str]:
    """Yield the apps, and those of ours that are missing; `x.apps.XConfig` stands for `x`."""
    present = set()
    for app in installed:
        present |= {app, app.partition(".apps.")[0]}
        yield app
    yield from (app for app in _APPS if app not in present)


def _spectacular(config: OpenAPIClientConfig) -> dict[str, Any]:
    return {
        "TITLE": config.drf_title,
        "DESCRIPTION": config.drf_description,
        "VERSION": config.drf_version,
        # Only with a component of its own can a request differ from a response.
        "COMPONENT_SPLIT_REQUEST": True,
        # The pages that serve schemas are no part of the API.
        "SERVE_INCLUDE_SCHEMA": False,
        # No page asks another host for anything.
        "SWAGGER_UI_DIST": "SIDECAR",
        "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
        "REDOC_DIST": "SIDECAR",
    }
