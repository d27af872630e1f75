from __future__ import annotations

from django.contrib import admin

from products.models import Brand, Category, Product


@admin.register(Product)
class ProductAdmin(admin.ModelAdmin):
    list_display = ("sku", "name", "brand", "category", "price", "stock", "is_active")
    list_filter = ("category", "brand", "is_active")
    search_fields = ("sku", "name")


admin.site.register(Brand)


@admin.register(Category)
class CategoryAdmin(admin.ModelAdmin):
    list_display = ("name", "parent")
    prepopulated_fields = {"slug": ("name",)}
