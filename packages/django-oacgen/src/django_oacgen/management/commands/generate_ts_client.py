"""`manage.py generate_ts_client --openapi-schema FILE --output DIR`."""

from __future__ import annotations

from django_oacgen.management.language_command import LanguageCommand


class Command(LanguageCommand):
    """The TypeScript client of any OpenAPI document."""

    help = "Write the TypeScript client of an OpenAPI document into a folder."
    language = "ts"
