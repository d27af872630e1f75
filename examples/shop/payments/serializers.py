from __future__ import annotations

from typing import Any

from rest_framework import serializers

from payments.models import Payment


class PaymentSerializer(serializers.ModelSerializer):
    class Meta:
        model = Payment
        fields = (
            "id",
            "customer",
            "order",
            "subscription",
            "amount",
            "currency",
            "method",
            "status",
            "details",
            "created_at",
        )
        read_only_fields = ("customer", "status", "created_at")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        order, subscription = attrs.get("order"), attrs.get("subscription")
        if (order is None) == (subscription is None):
            raise serializers.ValidationError("Pay for an order or for a subscription.")
        if (order or subscription).customer != self.context["request"].user:
            raise serializers.ValidationError("Pay for what is yours.")
        return attrs


class PaymentSummarySerializer(serializers.Serializer):
    count = serializers.IntegerField()
    total = serializers.DecimalField(max_digits=12, decimal_places=2)
    by_method = serializers.DictField(
        child=serializers.DecimalField(max_digits=12, decimal_places=2)
    )


class PeriodSerializer(serializers.Serializer):
    """A stretch of days, both ends included. `from` is a word that Python keeps for itself."""

    to = serializers.DateField(required=False)

    def get_fields(self) -> dict[str, serializers.Field]:
        return {"from": serializers.DateField(required=False), **super().get_fields()}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "from" in attrs and "to" in attrs and attrs["to"] < attrs["from"]:
            raise serializers.ValidationError({"to": "This is before the first day."})
        return attrs
