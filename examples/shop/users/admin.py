from __future__ import annotations

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin

from users.models import User


@admin.register(User)
class ShopUserAdmin(UserAdmin):
    list_display = ("username", "email", "role", "tier", "is_staff")
    list_filter = ("role", "tier", "is_staff", "is_active")
    fieldsets = (
        *UserAdmin.fieldsets,
        ("Shop", {"fields": ("role", "tier", "manager", "avatar")}),
    )
