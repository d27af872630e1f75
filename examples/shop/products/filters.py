from __future__ import annotations

from django_filters import rest_framework as filters

from products.models import Product


class ProductFilter(filters.FilterSet):
    category = filters.CharFilter(field_name="category__slug")

    class Meta:
        model = Product
        fields = {
            "id": ("in",),
            "brand": ("exact", "isnull"),
            "price": ("gte", "lte"),
            "grind": ("exact",),
            "is_active": ("exact",),
        }
