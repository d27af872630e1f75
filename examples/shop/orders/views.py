from __future__ import annotations

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.decorators import action
from rest_framework.permissions import IsAdminUser, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ModelViewSet

from orders.exports import csv_rows, event_stream
from orders.filters import OrderFilter
from orders.models import Order, OrderEvent
from orders.placing import cancel_order
from orders.serializers import CancellationSerializer, OrderSerializer
from shop.exceptions import Conflict, ConflictSerializer
from shop.renderers import CsvRenderer, EventStreamRenderer

LAST_EVENT_ID = OpenApiParameter(
    "Last-Event-ID",
    OpenApiTypes.INT,
    OpenApiParameter.HEADER,
    description="Send only what came after this event.",
)


class OrderViewSet(ModelViewSet):
    """Customers see their own orders, staff all of them."""

    queryset = Order.objects.select_related("customer", "shipping_address").prefetch_related(
        "items__product"
    )
    serializer_class = OrderSerializer
    permission_classes = (IsAuthenticated,)
    filterset_class = OrderFilter

    def get_queryset(self) -> QuerySet[Order]:
        orders = super().get_queryset()
        user = self.request.user
        return orders if user.is_staff else orders.filter(customer_id=user.pk)

    def perform_destroy(self, order: Order) -> None:
        if order.status != Order.Status.CANCELLED:
            raise Conflict("Cancel the order before you delete it.", "not_cancelled")
        order.delete()

    @extend_schema(
        request=CancellationSerializer,
        responses={
            200: OrderSerializer,
            404: OpenApiResponse(description="There is no such order, or it is not yours."),
            409: OpenApiResponse(ConflictSerializer, description="It is on its way already."),
        },
    )
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: str) -> Response:
        """Call an order off that has not been shipped."""
        order = self.get_object()
        serializer = CancellationSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        if not order.is_open:
            raise Conflict(f"The order is {order.status}.", "not_open")
        cancel_order(order, **serializer.validated_data)
        return Response(self.get_serializer(order).data)

    @extend_schema(responses={(200, "text/csv"): OpenApiTypes.STR})
    @action(
        detail=False,
        permission_classes=[IsAdminUser],
        renderer_classes=[CsvRenderer],
        pagination_class=None,
    )
    def export(self, request: Request) -> StreamingHttpResponse:
        """All orders that the filters let through, as a table for the accountant."""
        rows = csv_rows(self.filter_queryset(self.get_queryset()))
        return StreamingHttpResponse(
            rows,
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": 'attachment; filename="orders.csv"'},
        )

    @extend_schema(
        filters=False,
        parameters=[LAST_EVENT_ID],
        responses={(200, "text/event-stream"): OpenApiTypes.STR},
    )
    @action(
        detail=False,
        renderer_classes=[EventStreamRenderer],
        pagination_class=None,
        filterset_class=None,
    )
    def events(self, request: Request) -> StreamingHttpResponse:
        """What happened to one's orders, as server-sent events.

        The stream ends when it has caught up; an `EventSource` then comes back by itself with
        the id of the last event that it saw.
        """
        seen = request.headers.get("Last-Event-ID", "")
        events = OrderEvent.objects.select_related("order").filter(
            order__in=self.get_queryset(), pk__gt=int(seen) if seen.isdecimal() else 0
        )
        return StreamingHttpResponse(
            event_stream(events),
            content_type="text/event-stream",
            headers={"Cache-Control": "no-cache"},
        )
