from __future__ import annotations

from django.contrib import admin

from orders.models import Order, OrderItem


class OrderItemInline(admin.TabularInline):
    model = OrderItem
    extra = 0


@admin.register(Order)
class OrderAdmin(admin.ModelAdmin):
    list_display = ("number", "customer", "status", "total", "created_at")
    list_filter = ("status", "priority")
    search_fields = ("number", "customer__username")
    inlines = (OrderItemInline,)
