from __future__ import annotations

from django.db import models


class Status(models.TextChoices):
    FULL = "full", "Full"
    EMPTY = "empty", "Empty"
