from __future__ import annotations

from rest_framework import serializers

from trade.models import Order


class ItemSerializer(serializers.Serializer):
    """A line of an order."""

    sku = serializers.CharField()


class OrderSerializer(serializers.ModelSerializer):
    items = ItemSerializer(many=True, read_only=True)

    class Meta:
        model = Order
        fields = ("id", "number", "status", "items")
