from __future__ import annotations

from django.contrib import admin

from blog.models import Comment, Post


@admin.register(Post)
class PostAdmin(admin.ModelAdmin):
    list_display = ("title", "author", "status", "published_at")
    list_filter = ("status",)
    prepopulated_fields = {"slug": ("title",)}


admin.site.register(Comment)
