from __future__ import annotations

from django.contrib import admin

from cms.models import Block, Page


class BlockInline(admin.StackedInline):
    model = Block
    extra = 0


@admin.register(Page)
class PageAdmin(admin.ModelAdmin):
    list_display = ("title", "slug", "template", "status")
    inlines = (BlockInline,)
