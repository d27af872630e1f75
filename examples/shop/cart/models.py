"""What somebody is about to buy."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from products.models import Product


class Voucher(models.Model):
    code = models.SlugField(primary_key=True, max_length=12)
    percent = models.PositiveSmallIntegerField(validators=[MaxValueValidator(100)])
    valid_until = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.code}: {self.percent} % off"


class Cart(models.Model):
    customer = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="cart"
    )
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"Cart of {self.customer}"

    @property
    def total(self) -> Decimal:
        return sum((item.total for item in self.items.all()), Decimal(0))


class CartItem(models.Model):
    cart = models.ForeignKey(Cart, on_delete=models.CASCADE, related_name="items")
    product = models.ForeignKey(Product, on_delete=models.CASCADE)
    quantity = models.PositiveSmallIntegerField(
        default=1, validators=[MinValueValidator(1), MaxValueValidator(99)]
    )
    gift_note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("cart", "product"), name="one_line_per_product"),
        )

    def __str__(self) -> str:
        return f"{self.quantity} x {self.product}"

    @property
    def total(self) -> Decimal:
        return self.product.price * self.quantity
