from __future__ import annotations

from django.contrib import admin

from payments.models import Payment


@admin.register(Payment)
class PaymentAdmin(admin.ModelAdmin):
    list_display = ("id", "customer", "amount", "currency", "method", "status", "created_at")
    list_filter = ("status", "method")
