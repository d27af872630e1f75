"""Coffee that comes by itself."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone


class Plan(models.Model):
    class Interval(models.TextChoices):
        WEEK = "week", "Every week"
        MONTH = "month", "Every month"
        QUARTER = "quarter", "Every quarter"

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=80)
    price = models.DecimalField(max_digits=8, decimal_places=2)
    interval = models.CharField(max_length=10, choices=Interval.choices)
    trial_period = models.DurationField(null=True, blank=True)
    features = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ("price",)

    def __str__(self) -> str:
        return self.name


class Subscription(models.Model):
    class Status(models.TextChoices):
        TRIALING = "trialing", "On trial"
        ACTIVE = "active", "Active"
        PAST_DUE = "past_due", "Past due"
        CANCELLED = "cancelled", "Cancelled"
        EXPIRED = "expired", "Expired"

    class CancelReason(models.TextChoices):
        PRICE = "too-expensive", "Too expensive"
        TASTE = "not-my-taste", "Not my taste"
        MOVED = "moved-away", "Moved away"

    customer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="subscriptions"
    )
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="subscriptions")
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.TRIALING)
    bags = models.PositiveSmallIntegerField(
        default=1, validators=[MinValueValidator(1), MaxValueValidator(20)]
    )
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    # Null: still running. Blank: cancelled without a word.
    cancel_reason = models.CharField(
        max_length=20, choices=CancelReason.choices, null=True, blank=True
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.plan} for {self.customer}"
