from __future__ import annotations

from typing import Any

from django.utils import timezone
from rest_framework import serializers

from cart.models import Cart, CartItem, Voucher
from orders.serializers import ShippingAddressSerializer


class ItemSerializer(serializers.ModelSerializer):
    """A line of the cart."""

    name = serializers.CharField(source="product.name", read_only=True)
    total = serializers.DecimalField(max_digits=12, decimal_places=2, read_only=True)

    class Meta:
        model = CartItem
        fields = ("id", "product", "name", "quantity", "gift_note", "total")


class CartSerializer(serializers.ModelSerializer):
    items = ItemSerializer(many=True, read_only=True)
    total = serializers.DecimalField(max_digits=12, decimal_places=2, read_only=True)

    class Meta:
        model = Cart
        fields = ("items", "total", "updated_at")


class CheckoutSerializer(serializers.Serializer):
    shipping_address = ShippingAddressSerializer()
    voucher = serializers.PrimaryKeyRelatedField(
        queryset=Voucher.objects.all(), required=False, allow_null=True
    )

    def validate_voucher(self, voucher: Voucher | None) -> Voucher | None:
        if voucher and voucher.valid_until and voucher.valid_until < timezone.localdate():
            raise serializers.ValidationError("This voucher has run out.", code="expired")
        return voucher


class ShortageSerializer(serializers.Serializer):
    """Why a checkout failed: these products are not there in the number that was asked for."""

    detail = serializers.CharField()
    code = serializers.CharField()
    missing = serializers.ListField(child=serializers.UUIDField())


class VoucherSerializer(serializers.ModelSerializer):
    class Meta:
        model = Voucher
        fields = ("code", "percent", "valid_until")


def only_once(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Refuse a list that names a product twice."""
    products = [item["product"].pk for item in items]
    if len(set(products)) < len(products):
        raise serializers.ValidationError("A product stands here twice.")
    return items
