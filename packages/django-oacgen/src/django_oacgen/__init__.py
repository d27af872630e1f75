"""API clients from a Django REST Framework project.

Names load on first use: a settings module that is a plain dict pays for neither pydantic nor
the generators.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_oacgen.config import DjangoConfig, OpenAPIClientConfig, OpenAPIGroupConfig
    from django_oacgen.mount import (
        add_django_cfg_urls,
        add_django_oacgen_urls,
        add_oacgen_urls,
    )

__all__ = [
    "DjangoConfig",
    "OpenAPIClientConfig",
    "OpenAPIGroupConfig",
    "add_django_cfg_urls",
    "add_django_oacgen_urls",
    "add_oacgen_urls",
]

__version__ = "0.1.0"

_HOMES = {
    "DjangoConfig": "django_oacgen.config",
    "OpenAPIClientConfig": "django_oacgen.config",
    "OpenAPIGroupConfig": "django_oacgen.config",
    "add_django_cfg_urls": "django_oacgen.mount",
    "add_django_oacgen_urls": "django_oacgen.mount",
    "add_oacgen_urls": "django_oacgen.mount",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
