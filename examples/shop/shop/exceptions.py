"""Errors that DRF has no class for."""

from __future__ import annotations

from rest_framework import serializers, status
from rest_framework.exceptions import APIException


class Conflict(APIException):
    """409: the request is right, but not in the present state of things."""

    status_code = status.HTTP_409_CONFLICT
    default_detail = "This is not possible in the present state."
    default_code = "conflict"

    def __init__(self, detail: str, code: str, **facts: object) -> None:
        super().__init__()
        self.detail = {"detail": detail, "code": code, **facts}


class ConflictSerializer(serializers.Serializer):
    """The body of a 409."""

    detail = serializers.CharField()
    code = serializers.CharField()
