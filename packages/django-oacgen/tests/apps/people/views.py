from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import generics, viewsets
from rest_framework.decorators import action, api_view
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from people.models import Person, Team
from people.serializers import (
    InviteSerializer,
    ItemSerializer,
    LeanPersonSerializer,
    PersonSerializer,
    StatedPersonSerializer,
    TeamSerializer,
)


class PersonViewSet(viewsets.ModelViewSet):
    """People."""

    queryset = Person.objects.order_by("id")
    serializer_class = PersonSerializer
    filterset_fields = ("status", "role", "level")

    @extend_schema(request=InviteSerializer, responses={204: None})
    @action(detail=True, methods=["post"], url_path="send-invite")
    def invite(self, request: Request, pk: str) -> Response:
        return Response(status=204)

    @invite.mapping.delete
    def withdraw(self, request: Request, pk: str) -> Response:
        return Response(status=204)


class TeamViewSet(viewsets.ReadOnlyModelViewSet):
    queryset = Team.objects.order_by("id")
    serializer_class = TeamSerializer


class MemberViewSet(viewsets.ReadOnlyModelViewSet):
    """People of one team."""

    queryset = Person.objects.order_by("id")
    serializer_class = PersonSerializer
    pagination_class = CursorPagination


class LeanView(generics.RetrieveAPIView):
    queryset = Person.objects.all()
    serializer_class = LeanPersonSerializer


class StatedView(generics.RetrieveAPIView):
    queryset = Person.objects.all()
    serializer_class = StatedPersonSerializer


class ItemView(generics.ListCreateAPIView):
    serializer_class = ItemSerializer

    def get_queryset(self) -> Any:
        return Person.objects.none()


@extend_schema(responses={200: {"type": "object"}})
@api_view(["GET"])
def ping(request: Request) -> Response:
    """Answer."""
    return Response({})


class Puzzling(APIView):
    """It does not say what it returns."""

    def get(self, request: Request) -> Response:
        return Response({})


class Failing(generics.ListAPIView):
    serializer_class = PersonSerializer

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        raise SystemError("never mind")

    def get_authenticators(self) -> Any:
        raise ZeroDivisionError("no authenticator today")
