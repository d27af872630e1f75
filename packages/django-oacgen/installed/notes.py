"""The API of the small project."""

from __future__ import annotations

from typing import Any

from django.urls import include, path
from drf_spectacular.utils import extend_schema
from rest_framework import routers, serializers, viewsets
from rest_framework.response import Response


class NoteSerializer(serializers.Serializer[Any]):
    """A note."""

    id = serializers.IntegerField(read_only=True)
    text = serializers.CharField()
    mood = serializers.ChoiceField(["good", "bad"])


@extend_schema(responses=NoteSerializer)
class NoteViewSet(viewsets.ViewSet):
    """Notes, all of which are the same."""

    serializer_class = NoteSerializer

    @extend_schema(responses=NoteSerializer(many=True))
    def list(self, request: object) -> Response:
        """Give the one note."""
        return Response([{"id": 1, "text": "hello", "mood": "good"}])

    @extend_schema(request=NoteSerializer)
    def create(self, request: object) -> Response:
        """Say that it was kept."""
        return Response({"id": 2, "text": "hello", "mood": "good"}, status=201)


router = routers.SimpleRouter()
router.register("notes", NoteViewSet, basename="note")
urlpatterns = [
    path("api/", include(router.urls)),
    path("schema/", include("django_oacgen.urls")),
]
