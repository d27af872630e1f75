from __future__ import annotations

from typing import Any

from drf_spectacular.helpers import lazy_serializer
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from products.models import Brand, Category, Product


class BrandSerializer(serializers.ModelSerializer):
    class Meta:
        model = Brand
        fields = ("id", "name", "website")


class CategorySerializer(serializers.ModelSerializer):
    class Meta:
        model = Category
        fields = ("id", "name", "slug", "parent")


class CategoryTreeSerializer(serializers.ModelSerializer):
    """A category with everything below it."""

    children = serializers.SerializerMethodField()

    class Meta:
        model = Category
        fields = ("id", "name", "slug", "children")

    @extend_schema_field(lazy_serializer("products.serializers.CategoryTreeSerializer")(many=True))
    def get_children(self, category: Category) -> list[dict[str, Any]]:
        return CategoryTreeSerializer(category.children.all(), many=True).data


class ProductSerializer(serializers.ModelSerializer):
    """Written with the keys of brand and category; the brand is also spelt out for readers."""

    brand = BrandSerializer(read_only=True)
    brand_id = serializers.PrimaryKeyRelatedField(
        source="brand", queryset=Brand.objects.all(), allow_null=True, required=False
    )

    class Meta:
        model = Product
        fields = (
            "id",
            "sku",
            "name",
            "description",
            "brand",
            "brand_id",
            "category",
            "price",
            "weight_kg",
            "rating",
            "stock",
            "grind",
            "brewing_time",
            "attributes",
            "tags",
            "image",
            "manual",
            "is_active",
            "created_at",
        )
        read_only_fields = ("rating", "image", "manual", "created_at")


class ProductImageSerializer(serializers.ModelSerializer):
    image = serializers.ImageField()

    class Meta:
        model = Product
        fields = ("image",)


class DeliverySerializer(serializers.Serializer):
    """So many pieces of a product that came in."""

    product = serializers.PrimaryKeyRelatedField(queryset=Product.objects.all())
    pieces = serializers.IntegerField(min_value=1, max_value=10_000)


class StockSerializer(serializers.ModelSerializer):
    class Meta:
        model = Product
        fields = ("id", "sku", "stock")
