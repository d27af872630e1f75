from __future__ import annotations

from django.contrib import admin

from media.models import MediaFile


@admin.register(MediaFile)
class MediaFileAdmin(admin.ModelAdmin):
    list_display = ("title", "kind", "uploaded_by", "created_at")
    list_filter = ("kind",)
