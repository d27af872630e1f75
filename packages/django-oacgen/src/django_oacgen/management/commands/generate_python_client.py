"""`manage.py generate_python_client --openapi-schema FILE --output DIR`."""

from __future__ import annotations

from django_oacgen.management.language_command import LanguageCommand


class Command(LanguageCommand):
    """The Python client of any OpenAPI document."""

    help = "Write the Python client of an OpenAPI document into a folder."
    language = "py"
