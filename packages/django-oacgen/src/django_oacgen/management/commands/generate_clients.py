"""`manage.py generate_clients`: another name of `generate_api`."""

from __future__ import annotations

from django_oacgen.management.commands.generate_api import Command

__all__ = ["Command"]
