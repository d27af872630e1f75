from __future__ import annotations

from typing import Any

from rest_framework import serializers

from subscriptions.models import Plan, Subscription


class PlanSerializer(serializers.ModelSerializer):
    class Meta:
        model = Plan
        fields = ("id", "code", "name", "price", "interval", "trial_period", "features")


class SubscriptionSerializer(serializers.ModelSerializer):
    """A subscription refers to its plan by the plan's code."""

    plan = serializers.SlugRelatedField(slug_field="code", queryset=Plan.objects.all())
    customer = serializers.PrimaryKeyRelatedField(read_only=True)

    class Meta:
        model = Subscription
        fields = (
            "id",
            "customer",
            "plan",
            "status",
            "bags",
            "starts_on",
            "ends_on",
            "cancel_reason",
            "created_at",
        )
        read_only_fields = ("status", "cancel_reason", "created_at")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        starts_on = attrs.get("starts_on", getattr(self.instance, "starts_on", None))
        ends_on = attrs.get("ends_on", getattr(self.instance, "ends_on", None))
        if ends_on and ends_on < starts_on:
            raise serializers.ValidationError("It cannot end before it starts.")
        return attrs


class CancelSubscriptionSerializer(serializers.ModelSerializer):
    class Meta:
        model = Subscription
        fields = ("cancel_reason",)
