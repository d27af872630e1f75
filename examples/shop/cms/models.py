"""Pages that are put together from blocks."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from media.models import MediaFile


class Page(models.Model):
    class Status(models.TextChoices):
        HIDDEN = "hidden", "Hidden"
        LIVE = "live", "Live"

    class Template(models.TextChoices):
        PLAIN = "plain", "Plain"
        LANDING = "landing", "Landing page"

    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=120)
    template = models.CharField(max_length=10, choices=Template.choices, default=Template.PLAIN)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.LIVE)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="children"
    )
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.title


class Block(models.Model):
    """A piece of a page. What a block holds depends on its kind; the rest stays empty."""

    class Kind(models.TextChoices):
        TEXT = "text", "Text"
        IMAGE = "image", "Image"
        QUOTE = "quote", "Quote"

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="blocks")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    position = models.PositiveSmallIntegerField(default=0)
    css_class = models.CharField(max_length=60, blank=True)
    text = models.TextField(blank=True)
    image = models.ForeignKey(MediaFile, null=True, blank=True, on_delete=models.PROTECT)
    caption = models.CharField(max_length=200, blank=True)
    attribution = models.CharField(max_length=120, null=True, blank=True)

    class Meta:
        ordering = ("position", "id")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} on {self.page}"
