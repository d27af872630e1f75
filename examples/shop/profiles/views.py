from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.permissions import IsAuthenticatedOrReadOnly
from rest_framework.serializers import BaseSerializer
from rest_framework.viewsets import ModelViewSet

from profiles.models import Profile
from profiles.serializers import ProfileSerializer
from shop.pagination import SizedPages
from shop.permissions import IsOwnerOrStaff


@extend_schema(tags=["api/profiles"])
class ProfileViewSet(ModelViewSet):
    """Profiles are public; their owners keep them up to date."""

    queryset = Profile.objects.select_related("user", "address")
    serializer_class = ProfileSerializer
    permission_classes = (IsAuthenticatedOrReadOnly, IsOwnerOrStaff)
    pagination_class = SizedPages
    filterset_fields = ("user", "pronouns", "address__country")
    owner_field = "user"

    def perform_create(self, serializer: BaseSerializer[Profile]) -> None:
        serializer.save(user=self.request.user)
