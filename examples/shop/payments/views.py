from __future__ import annotations

from decimal import Decimal

from django.db import transaction
from django.db.models import Count, QuerySet, Sum
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import IsAdminUser, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from orders.models import Order
from payments.models import Payment
from payments.serializers import PaymentSerializer, PaymentSummarySerializer, PeriodSerializer
from shop.exceptions import Conflict, ConflictSerializer
from shop.pagination import NewestFirst

LONGEST_KEY = Payment._meta.get_field("idempotency_key").max_length
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="A second request with the same key pays nothing and answers like the first.",
)


class PaymentViewSet(
    mixins.CreateModelMixin,
    mixins.RetrieveModelMixin,
    mixins.ListModelMixin,
    GenericViewSet,
):
    """Payments are made and looked at, never edited."""

    queryset = Payment.objects.all()
    serializer_class = PaymentSerializer
    permission_classes = (IsAuthenticated,)
    pagination_class = NewestFirst
    filterset_fields = ("status", "method", "order", "subscription")

    def get_queryset(self) -> QuerySet[Payment]:
        payments = super().get_queryset()
        user = self.request.user
        return payments if user.is_staff else payments.filter(customer_id=user.pk)

    @extend_schema(
        parameters=[IDEMPOTENCY_KEY],
        responses={
            200: OpenApiResponse(PaymentSerializer, description="It was made before."),
            201: PaymentSerializer,
        },
    )
    def create(self, request: Request) -> Response:
        key = request.headers.get("Idempotency-Key") or None
        if key and len(key) > LONGEST_KEY:
            raise ValidationError(f"An Idempotency-Key has {LONGEST_KEY} characters at most.")
        if key and (made := _made_before(request, key)):
            return Response(self.get_serializer(made).data)
        serializer = self.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        with transaction.atomic():
            payment = serializer.save(customer=request.user, idempotency_key=key)
            if payment.order and payment.order.status == Order.Status.PENDING:
                payment.order.move_to(Order.Status.PAID)
        return Response(serializer.data, status=status.HTTP_201_CREATED)

    @extend_schema(
        request=None,
        responses={
            200: PaymentSerializer,
            403: OpenApiResponse(description="Only staff give money back."),
            409: ConflictSerializer,
        },
    )
    @action(detail=True, methods=["post"], permission_classes=[IsAdminUser])
    def refund(self, request: Request, pk: str) -> Response:
        payment = self.get_object()
        if payment.status != Payment.Status.SUCCEEDED:
            raise Conflict(f"The payment is {payment.status}.", "not_refundable")
        payment.status = Payment.Status.REFUNDED
        payment.save(update_fields=["status"])
        return Response(self.get_serializer(payment).data)

    @extend_schema(filters=False, parameters=[PeriodSerializer], responses=PaymentSummarySerializer)
    @action(detail=False, pagination_class=None)
    def summary(self, request: Request) -> Response:
        """How much was paid in a stretch of days, and how."""
        period = PeriodSerializer(data=request.query_params)
        period.is_valid(raise_exception=True)
        payments = self.get_queryset().filter(status=Payment.Status.SUCCEEDED).order_by()
        if first := period.validated_data.get("from"):
            payments = payments.filter(created_at__date__gte=first)
        if last := period.validated_data.get("to"):
            payments = payments.filter(created_at__date__lte=last)
        whole = payments.aggregate(count=Count("pk"), total=Sum("amount", default=Decimal(0)))
        methods = payments.values_list("method").annotate(Sum("amount"))
        return Response(PaymentSummarySerializer({**whole, "by_method": dict(methods)}).data)


def _made_before(request: Request, key: str) -> Payment | None:
    return Payment.objects.filter(customer=request.user, idempotency_key=key).first()
