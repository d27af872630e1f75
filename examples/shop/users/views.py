from __future__ import annotations

from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.filters import OrderingFilter, SearchFilter
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import IsAuthenticated, IsAuthenticatedOrReadOnly
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ModelViewSet

from shop.permissions import IsStaffOrReadOnly
from users.filters import UserFilter
from users.models import User
from users.serializers import AvatarSerializer, UserSerializer


class UserViewSet(ModelViewSet):
    """The directory of everybody. Staff add and change people; customers register themselves."""

    queryset = User.objects.select_related("manager")
    serializer_class = UserSerializer
    permission_classes = (IsAuthenticatedOrReadOnly, IsStaffOrReadOnly)
    filter_backends = (DjangoFilterBackend, SearchFilter, OrderingFilter)
    filterset_class = UserFilter
    search_fields = ("username", "first_name", "last_name")
    ordering_fields = ("id", "username", "date_joined")

    @extend_schema(request={"multipart/form-data": AvatarSerializer}, responses=UserSerializer)
    @action(
        detail=True,
        methods=["post"],
        parser_classes=[MultiPartParser],
        permission_classes=[IsAuthenticated],
    )
    def set_avatar(self, request: Request, pk: str) -> Response:
        """Replace the picture: one's own, or anybody's for staff."""
        user = self._user_to_change(request)
        serializer = AvatarSerializer(user, data=request.data)
        serializer.is_valid(raise_exception=True)
        serializer.save()
        return Response(self.get_serializer(user).data)

    @extend_schema(request=None, responses={204: None})
    @set_avatar.mapping.delete
    def remove_avatar(self, request: Request, pk: str) -> Response:
        user = self._user_to_change(request)
        user.avatar.delete()
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _user_to_change(self, request: Request) -> User:
        user = self.get_object()
        if user != request.user and not request.user.is_staff:
            self.permission_denied(request, message="This is not your picture.")
        return user
