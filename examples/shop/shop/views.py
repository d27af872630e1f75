"""Views that belong to no app."""

from __future__ import annotations

from django.db import connection
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view, authentication_classes, permission_classes
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response


class HealthSerializer(serializers.Serializer):
    status = serializers.CharField()
    database = serializers.BooleanField()


@extend_schema(responses=HealthSerializer)
@api_view(["GET"])
@authentication_classes([])
@permission_classes([AllowAny])
def health(request: Request) -> Response:
    """Whether the shop is up, for load balancers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return Response(HealthSerializer({"status": "ok", "database": True}).data)
