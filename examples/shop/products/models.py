"""What the shop sells."""

from __future__ import annotations

import uuid

from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone


class Brand(models.Model):
    name = models.CharField(max_length=80, unique=True)
    website = models.URLField(blank=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Category(models.Model):
    name = models.CharField(max_length=80)
    slug = models.SlugField(unique=True)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="children"
    )

    class Meta:
        ordering = ("name",)
        verbose_name_plural = "categories"

    def __str__(self) -> str:
        return self.name


class Product(models.Model):
    class Grind(models.TextChoices):
        """How coffee is ground; other goods leave it blank."""

        WHOLE = "whole-bean", "Whole bean"
        FILTER = "filter", "Filter"
        ESPRESSO = "espresso", "Espresso"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sku = models.CharField("SKU", max_length=20, unique=True)
    name = models.CharField(max_length=120)
    description = models.TextField(blank=True)
    brand = models.ForeignKey(
        Brand, null=True, blank=True, on_delete=models.SET_NULL, related_name="products"
    )
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="products")
    price = models.DecimalField(max_digits=10, decimal_places=2, validators=[MinValueValidator(0)])
    weight_kg = models.DecimalField(max_digits=7, decimal_places=3, null=True, blank=True)
    rating = models.FloatField(null=True, blank=True, help_text="Stars, from 1 to 5.")
    stock = models.PositiveIntegerField(default=0)
    grind = models.CharField(max_length=20, choices=Grind.choices, blank=True)
    brewing_time = models.DurationField(null=True, blank=True)
    attributes = models.JSONField(default=dict, blank=True)
    tags = models.JSONField(default=list, blank=True)
    image = models.ImageField(upload_to="products/", null=True, blank=True)
    manual = models.FileField(upload_to="manuals/", blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("sku",)

    def __str__(self) -> str:
        return self.name
