from __future__ import annotations

from django.db import models


class Currency(models.TextChoices):
    EUR = "EUR", "Euro"
    USD = "USD", "Dollar"


class Status(models.TextChoices):
    OPEN = "open", "Open"
    CLOSED = "closed", "Closed"
