from __future__ import annotations

from typing import Any

from django.db import transaction
from rest_framework import serializers

from orders.models import Order, OrderEvent, OrderItem, ShippingAddress
from orders.placing import place_order, replace_items
from users.serializers import UserSummarySerializer


class ShippingAddressSerializer(serializers.ModelSerializer):
    class Meta:
        model = ShippingAddress
        fields = ("recipient", "street", "postcode", "city", "country")


class ItemSerializer(serializers.ModelSerializer):
    """A line of an order."""

    product_name = serializers.CharField(source="product.name", read_only=True)
    total = serializers.DecimalField(max_digits=12, decimal_places=2, read_only=True)

    class Meta:
        model = OrderItem
        fields = ("id", "product", "product_name", "quantity", "unit_price", "total")
        read_only_fields = ("unit_price",)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "product" not in attrs:  # DRF lets it pass inside a PATCH
            raise serializers.ValidationError({"product": "This field is required."})
        product, quantity = attrs["product"], attrs.get("quantity", 1)
        if not product.is_active:
            raise serializers.ValidationError({"product": "This is no longer sold."})
        if quantity > product.stock:
            raise serializers.ValidationError({"quantity": f"Only {product.stock} left."})
        return {"quantity": 1, **attrs}


class OrderSerializer(serializers.ModelSerializer):
    """An order with its lines and its address. The lines may change until it is paid."""

    customer = UserSummarySerializer(read_only=True)
    shipping_address = ShippingAddressSerializer()
    items = ItemSerializer(many=True, allow_empty=False)
    total = serializers.DecimalField(max_digits=12, decimal_places=2, read_only=True)

    class Meta:
        model = Order
        fields = (
            "id",
            "number",
            "customer",
            "status",
            "priority",
            "shipping_address",
            "items",
            "discount_percent",
            "total",
            "note",
            "cancel_reason",
            "deliver_on",
            "created_at",
        )
        read_only_fields = (
            "number",
            "status",
            "discount_percent",
            "cancel_reason",
            "created_at",
        )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs.get("priority") == Order.Priority.EXPRESS and attrs.get("deliver_on"):
            raise serializers.ValidationError(
                "An express order goes out at once: leave the day of delivery out."
            )
        return attrs

    def validate_items(self, items: list[dict[str, Any]]) -> list[dict[str, Any]]:
        if self.instance and self.instance.status != Order.Status.PENDING:
            raise serializers.ValidationError(f"The order is {self.instance.status}.")
        return items

    def create(self, validated_data: dict[str, Any]) -> Order:
        return place_order(self.context["request"].user, **validated_data)

    @transaction.atomic
    def update(self, order: Order, validated_data: dict[str, Any]) -> Order:
        items = validated_data.pop("items", None)
        address = validated_data.pop("shipping_address", None)
        if items:
            replace_items(order, items)
        if address:
            ShippingAddressSerializer().update(order.shipping_address, address)
        super().update(order, validated_data)
        return Order.objects.get(pk=order.pk)  # the lines in hand are the ones before the change


class OrderEventSerializer(serializers.ModelSerializer):
    number = serializers.CharField(source="order.number", read_only=True)

    class Meta:
        model = OrderEvent
        fields = ("id", "order", "number", "status", "happened_at")


class CancellationSerializer(serializers.Serializer):
    reason = serializers.CharField(required=False, allow_blank=True, max_length=200)
