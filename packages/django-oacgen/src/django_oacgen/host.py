"""Whether Django and drf-spectacular can read this project as it is asked for."""

from __future__ import annotations

from difflib import get_close_matches

from django.conf import settings
from django.utils import translation
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.settings import spectacular_settings
from rest_framework.settings import api_settings

from django_oacgen.project_settings import SCHEMA_CLASS
from oacgen_ir.diagnostics import InputError


def problem() -> InputError | None:
    """Return what keeps it from doing so, or None."""
    if not getattr(settings, "ROOT_URLCONF", None):
        return InputError("the project has no URLs", hint="set ROOT_URLCONF")
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


def unknown_language(code: str | None) -> InputError | None:
    """Return what is wrong with the language that descriptions are to be in, or None."""
    if code is None or translation.check_for_language(code):
        return None
    known = dict(settings.LANGUAGES)
    close = get_close_matches(code, known, n=1)
    return InputError(
        f"OACGEN['schema_language']: Django has no language {code!r}",
        hint=f"did you mean {close[0]!r}?" if close else "give its code, such as 'en' or 'pt-br'",
    )


def _dotted(cls: type) -> str:
    return f"{cls.__module__}.{cls.__qualname__}"
