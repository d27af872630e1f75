from __future__ import annotations

from rest_framework import generics, serializers
from trade.models import Order


class EntrySerializer(serializers.Serializer):
    number = serializers.CharField()


class EntryView(generics.ListAPIView):
    queryset = Order.objects.order_by("id")
    serializer_class = EntrySerializer
