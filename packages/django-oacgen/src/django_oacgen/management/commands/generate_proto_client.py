"""`manage.py generate_proto_client --openapi-schema FILE --output DIR`."""

from __future__ import annotations

from django_oacgen.management.language_command import LanguageCommand


class Command(LanguageCommand):
    """The protobuf client of any OpenAPI document."""

    help = "Write the protobuf client of an OpenAPI document into a folder."
    language = "proto"
