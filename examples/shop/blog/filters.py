from __future__ import annotations

from django_filters import rest_framework as filters

from blog.models import Post


class PostFilter(filters.FilterSet):
    tag = filters.CharFilter(field_name="tags", lookup_expr="icontains")
    ordering = filters.OrderingFilter(fields=(("created_at", "created"), ("title", "title")))

    class Meta:
        model = Post
        fields = {
            "id": ("in",),
            "status": ("in",),
            "author": ("exact", "isnull"),
            "created_at": ("gte", "lte"),
        }
