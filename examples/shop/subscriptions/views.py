from __future__ import annotations

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.viewsets import ModelViewSet, ReadOnlyModelViewSet

from shop.exceptions import Conflict, ConflictSerializer
from subscriptions.models import Plan, Subscription
from subscriptions.serializers import (
    CancelSubscriptionSerializer,
    PlanSerializer,
    SubscriptionSerializer,
)


class PlanViewSet(ReadOnlyModelViewSet):
    """What one can subscribe to. A short list that comes whole."""

    queryset = Plan.objects.all()
    serializer_class = PlanSerializer
    permission_classes = (AllowAny,)
    pagination_class = None
    lookup_field = "code"


class SubscriptionViewSet(ModelViewSet):
    queryset = Subscription.objects.select_related("plan")
    serializer_class = SubscriptionSerializer
    permission_classes = (IsAuthenticated,)
    filterset_fields = ("status", "plan__interval")

    def get_queryset(self) -> QuerySet[Subscription]:
        subscriptions = super().get_queryset()
        user = self.request.user
        return subscriptions if user.is_staff else subscriptions.filter(customer_id=user.pk)

    def perform_create(self, serializer: BaseSerializer[Subscription]) -> None:
        serializer.save(customer=self.request.user)

    @extend_schema(
        request=CancelSubscriptionSerializer,
        responses={200: SubscriptionSerializer, 409: ConflictSerializer},
    )
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: str) -> Response:
        """End a subscription today."""
        subscription = self.get_object()
        if subscription.ends_on and subscription.ends_on <= timezone.localdate():
            raise Conflict("The subscription has ended already.", "ended")
        serializer = CancelSubscriptionSerializer(subscription, data=request.data)
        serializer.is_valid(raise_exception=True)
        reason = serializer.validated_data.get("cancel_reason") or ""
        serializer.save(
            status=Subscription.Status.CANCELLED,
            ends_on=timezone.localdate(),
            cancel_reason=reason,
        )
        return Response(self.get_serializer(subscription).data)
