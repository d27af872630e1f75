from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from trade.choices import Currency


class Role(models.TextChoices):
    ADMIN = "admin", "Administrator"
    EDITOR = "editor", "Editor"
    VIEWER = "viewer", "Viewer"


class Mood(models.TextChoices):
    GLAD = "glad", "Glad"
    SAD = "sad", "Sad"


class Team(models.Model):
    name = models.CharField(max_length=50)


class Person(models.Model):
    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        LIVE = "live", "Live"

    class Level(models.IntegerChoices):
        LOW = 1, "Low"
        HIGH = 2, "High"

    name = models.CharField(max_length=50)
    nickname = models.CharField(max_length=50, blank=True, help_text=_("This field is required."))
    bio = models.TextField(null=True, blank=True)
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.VIEWER)
    status = models.CharField(max_length=10, choices=Status.choices)
    level = models.IntegerField(choices=Level.choices, null=True, blank=True)
    size = models.CharField(max_length=1, choices=[("s", "Small"), ("l", "Large")], blank=True)
    currency = models.CharField(max_length=3, choices=Currency.choices, default=Currency.EUR)
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.CASCADE)
    manager = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE)
    photo = models.FileField(blank=True)
    email = models.EmailField(blank=True)

    @property
    def shout(self) -> str:
        return self.name.upper()


class Passport(models.Model):
    person = models.OneToOneField(Person, on_delete=models.CASCADE)
    number = models.CharField(max_length=20)
