"""Pictures and papers that the other apps show."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone


class MediaFile(models.Model):
    class Kind(models.TextChoices):
        IMAGE = "image", "Image"
        DOCUMENT = "document", "Document"
        AUDIO = "audio", "Audio"

    title = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.IMAGE)
    file = models.FileField(upload_to="library/")
    alt_text = models.CharField(max_length=200, blank=True)
    play_time = models.DurationField(null=True, blank=True, help_text="Of audio only.")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("-created_at", "-id")

    def __str__(self) -> str:
        return self.title
