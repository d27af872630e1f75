"""What was bought, and what became of it."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone

from products.models import Product


class ShippingAddress(models.Model):
    """Kept apart from the customer's own address, which may change after the order."""

    recipient = models.CharField(max_length=120)
    street = models.CharField(max_length=120)
    postcode = models.CharField(max_length=12)
    city = models.CharField(max_length=80)
    country = models.CharField(max_length=2, default="DE")

    class Meta:
        verbose_name_plural = "shipping addresses"

    def __str__(self) -> str:
        return f"{self.recipient}, {self.postcode} {self.city}"


class Order(models.Model):
    class Status(models.TextChoices):
        PENDING = "pending", "Pending"
        PAID = "paid", "Paid"
        SHIPPED = "shipped", "Shipped"
        DELIVERED = "delivered", "Delivered"
        CANCELLED = "cancelled", "Cancelled"

    class Priority(models.IntegerChoices):
        ECONOMY = 0, "Economy"
        STANDARD = 1, "Standard"
        EXPRESS = 2, "Express"

    number = models.CharField(max_length=20, unique=True, editable=False)
    customer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="orders"
    )
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.PENDING)
    priority = models.PositiveSmallIntegerField(
        choices=Priority.choices, null=True, blank=True, help_text="Null: as the carrier likes."
    )
    shipping_address = models.OneToOneField(ShippingAddress, on_delete=models.PROTECT)
    discount_percent = models.DecimalField(
        max_digits=5,
        decimal_places=2,
        default=Decimal(0),
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    note = models.TextField(blank=True)
    cancel_reason = models.CharField(max_length=200, blank=True, editable=False)
    deliver_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("-created_at", "-id")

    def __str__(self) -> str:
        return self.number

    @property
    def total(self) -> Decimal:
        full = sum((item.total for item in self.items.all()), Decimal(0))
        return (full * (100 - self.discount_percent) / 100).quantize(Decimal("0.01"))

    @property
    def is_open(self) -> bool:
        return self.status in (self.Status.PENDING, self.Status.PAID)

    def move_to(self, status: Order.Status) -> None:
        """Change the status and remember that it happened."""
        self.status = status
        self.save(update_fields=["status"])
        self.events.create(status=status)


class OrderItem(models.Model):
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="items")
    product = models.ForeignKey(Product, on_delete=models.PROTECT)
    quantity = models.PositiveSmallIntegerField(
        default=1, validators=[MinValueValidator(1), MaxValueValidator(99)]
    )
    unit_price = models.DecimalField(max_digits=10, decimal_places=2)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.quantity} x {self.product}"

    @property
    def total(self) -> Decimal:
        return self.unit_price * self.quantity


class OrderEvent(models.Model):
    """A status that an order reached."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="events")
    status = models.CharField(max_length=20, choices=Order.Status.choices)
    happened_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.order} is {self.status}"
