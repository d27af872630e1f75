from __future__ import annotations

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """An app whose label is no part of its name, in a folder `apps` as many projects have it."""

    name = "company.apps.ledger"
    label = "books"
