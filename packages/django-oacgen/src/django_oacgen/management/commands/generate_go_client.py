"""`manage.py generate_go_client --openapi-schema FILE --output DIR`."""

from __future__ import annotations

from django_oacgen.management.language_command import LanguageCommand


class Command(LanguageCommand):
    """The Go client of any OpenAPI document."""

    help = "Write the Go client of an OpenAPI document into a folder."
    language = "go"
