"""Errors that DRF has no class for."""

from __future__ import annotations

from typing import Any

from django.db.models import ProtectedError
from rest_framework import serializers, status
from rest_framework.exceptions import APIException
from rest_framework.response import Response
from rest_framework.views import exception_handler


class Conflict(APIException):
    """409: the request is right, but not in the present state of things."""

    status_code = status.HTTP_409_CONFLICT
    default_detail = "This is not possible in the present state."
    default_code = "conflict"

    def __init__(self, detail: str, code: str, **facts: object) -> None:
        super().__init__()
        self.detail = {"detail": detail, "code": code, **facts}


def protected_is_a_conflict(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's handler, for which the database's refusal to delete is no crash but a 409."""
    if isinstance(error, ProtectedError):
        error = Conflict("Other records depend on this one.", "in_use")
    return exception_handler(error, context)


class ConflictSerializer(serializers.Serializer):
    """The body of a 409."""

    detail = serializers.CharField()
    code = serializers.CharField()
