from __future__ import annotations

from django_filters import rest_framework as filters

from orders.models import Order


class OrderFilter(filters.FilterSet):
    ordering = filters.OrderingFilter(fields=(("created_at", "created"), ("number", "number")))

    class Meta:
        model = Order
        fields = {
            "id": ("in",),
            "status": ("exact",),
            "priority": ("exact", "isnull"),
            "created_at": ("gte", "lt"),
        }
