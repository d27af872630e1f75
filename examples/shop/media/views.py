from __future__ import annotations

from pathlib import PurePath

from django.http import FileResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.permissions import AllowAny, IsAuthenticatedOrReadOnly
from rest_framework.request import Request
from rest_framework.serializers import BaseSerializer
from rest_framework.viewsets import ModelViewSet

from media.models import MediaFile
from media.serializers import MediaFileSerializer
from shop.permissions import IsOwnerOrStaff
from shop.renderers import FileRenderer


class MediaFileViewSet(ModelViewSet):
    """The library. Files come in as multipart forms; a title alone may be changed with JSON."""

    queryset = MediaFile.objects.all()
    serializer_class = MediaFileSerializer
    permission_classes = (IsAuthenticatedOrReadOnly, IsOwnerOrStaff)
    parser_classes = (MultiPartParser, JSONParser)
    filterset_fields = ("kind", "uploaded_by")
    owner_field = "uploaded_by"

    def perform_create(self, serializer: BaseSerializer[MediaFile]) -> None:
        serializer.save(uploaded_by=self.request.user)

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    @action(detail=True, renderer_classes=[FileRenderer], permission_classes=[AllowAny])
    def download(self, request: Request, pk: str) -> FileResponse:
        """The file itself, under its title."""
        stored = self.get_object()
        name = stored.title + PurePath(stored.file.name).suffix
        return FileResponse(stored.file.open(), as_attachment=True, filename=name)
