from __future__ import annotations

from django.db import models

from trade import choices


class Order(models.Model):
    number = models.CharField(max_length=10)
    status = models.CharField(max_length=10, choices=choices.Status.choices)
