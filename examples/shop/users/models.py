"""The people who shop here and those who run the shop."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    class Role(models.TextChoices):
        CUSTOMER = "customer", "Customer"
        EDITOR = "editor", "Editor"
        MANAGER = "manager", "Manager"
        ADMIN = "admin", "Administrator"

    class Tier(models.IntegerChoices):
        """What loyalty earned."""

        STANDARD = 1, "Standard"
        SILVER = 2, "Silver"
        GOLD = 3, "Gold"

    role = models.CharField(max_length=20, choices=Role.choices, default=Role.CUSTOMER)
    tier = models.PositiveSmallIntegerField(choices=Tier.choices, default=Tier.STANDARD)
    manager = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="reports"
    )
    avatar = models.ImageField(upload_to="avatars/", null=True, blank=True)

    class Meta:
        ordering = ("id",)
