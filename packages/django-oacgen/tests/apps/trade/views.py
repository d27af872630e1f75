from __future__ import annotations

from rest_framework import viewsets

from trade.models import Order
from trade.serializers import OrderSerializer


class OrderViewSet(viewsets.ModelViewSet):
    queryset = Order.objects.order_by("id")
    serializer_class = OrderSerializer
