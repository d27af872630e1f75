"""Whether drf-spectacular can read this project at all."""

from __future__ import annotations

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.settings import spectacular_settings
from rest_framework.settings import api_settings

from django_oacgen.project_settings import SCHEMA_CLASS
from oacgen_ir.diagnostics import InputError


def problem() -> InputError | None:
    """Return what keeps it from doing so, or None."""
    if not issubclass(api_settings.DEFAULT_SCHEMA_CLASS, AutoSchema):
        return InputError(
            "REST_FRAMEWORK['DEFAULT_SCHEMA_CLASS'] is "
            f"{_dotted(api_settings.DEFAULT_SCHEMA_CLASS)}, which is not drf-spectacular's",
            hint=f"set it to {SCHEMA_CLASS!r}",
        )
    trim = spectacular_settings.SCHEMA_PATH_PREFIX_TRIM
    if trim and spectacular_settings.SCHEMA_PATH_PREFIX is None:
        return InputError(
            "SPECTACULAR_SETTINGS['SCHEMA_PATH_PREFIX_TRIM'] takes a prefix off paths that is not "
            "stated, so it would depend on the groups",
            hint="set SCHEMA_PATH_PREFIX too",
        )
    return None


def _dotted(cls: type) -> str:
    return f"{cls.__module__}.{cls.__qualname__}"
