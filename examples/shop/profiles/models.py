"""What people tell about themselves."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Address(models.Model):
    street = models.CharField(max_length=120)
    postcode = models.CharField(max_length=12)
    city = models.CharField(max_length=80)
    country = models.CharField(max_length=2, help_text="ISO 3166 code of two letters.")

    class Meta:
        verbose_name_plural = "addresses"

    def __str__(self) -> str:
        return f"{self.street}, {self.postcode} {self.city}, {self.country}"


class Profile(models.Model):
    class Pronouns(models.TextChoices):
        SHE = "she/her", "she/her"
        HE = "he/him", "he/him"
        THEY = "they/them", "they/them"

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="profile"
    )
    # Null: never asked. Blank: asked, and would rather not say.
    pronouns = models.CharField(max_length=20, choices=Pronouns.choices, null=True, blank=True)
    bio = models.TextField(null=True, blank=True)
    website = models.URLField(blank=True)
    contact_email = models.EmailField(blank=True)
    birthday = models.DateField(null=True, blank=True)
    quiet_from = models.TimeField(null=True, blank=True, help_text="No messages from this time on.")
    quiet_until = models.TimeField(null=True, blank=True)
    preferences = models.JSONField(default=dict, blank=True)
    interests = models.JSONField(default=list, blank=True)
    address = models.OneToOneField(Address, null=True, blank=True, on_delete=models.SET_NULL)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"Profile of {self.user}"
