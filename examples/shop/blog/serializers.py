from __future__ import annotations

from rest_framework import serializers

from blog.models import Comment, Post
from users.serializers import UserSummarySerializer


class PostSerializer(serializers.ModelSerializer):
    author = UserSummarySerializer(read_only=True)
    tags = serializers.ListField(child=serializers.CharField(max_length=30), required=False)
    reading_minutes = serializers.SerializerMethodField()

    class Meta:
        model = Post
        fields = (
            "id",
            "title",
            "slug",
            "summary",
            "body",
            "author",
            "status",
            "tags",
            "reading_minutes",
            "published_at",
            "created_at",
        )
        read_only_fields = ("status", "published_at", "created_at")

    def get_reading_minutes(self, post: Post) -> int:
        return max(1, round(len(post.body.split()) / 200))


class CommentSerializer(serializers.ModelSerializer):
    author = UserSummarySerializer(read_only=True)

    class Meta:
        model = Comment
        fields = ("id", "author", "text", "created_at")
