from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile
from rest_framework import serializers

from media.models import MediaFile

LARGEST_FILE = 2 * 1024 * 1024  # bytes


class MediaFileSerializer(serializers.ModelSerializer):
    size = serializers.IntegerField(source="file.size", read_only=True, help_text="In bytes.")

    class Meta:
        model = MediaFile
        fields = (
            "id",
            "title",
            "kind",
            "file",
            "size",
            "alt_text",
            "play_time",
            "uploaded_by",
            "created_at",
        )
        read_only_fields = ("uploaded_by", "created_at")

    def validate_file(self, file: UploadedFile) -> UploadedFile:
        if file.size > LARGEST_FILE:
            raise serializers.ValidationError("Files may have 2 MB at most.", code="too_large")
        return file
