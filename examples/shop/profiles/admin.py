from __future__ import annotations

from django.contrib import admin

from profiles.models import Address, Profile


@admin.register(Profile)
class ProfileAdmin(admin.ModelAdmin):
    list_display = ("user", "pronouns", "website", "updated_at")
    search_fields = ("user__username", "bio")


admin.site.register(Address)
