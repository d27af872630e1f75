"""Serializers and views of an app without models of its own."""

from __future__ import annotations

from rest_framework import generics, serializers, versioning
from trade.models import Order

from depot.choices import Status


class BoxSerializer(serializers.Serializer):
    status = serializers.ChoiceField(choices=Status.choices)


class BoxView(generics.RetrieveAPIView):
    serializer_class = BoxSerializer
    queryset = Order.objects.all()


class VersionedView(generics.ListAPIView):
    queryset = Order.objects.order_by("id")
    serializer_class = BoxSerializer
    versioning_class = versioning.URLPathVersioning


class NamespacedView(generics.ListAPIView):
    queryset = Order.objects.order_by("id")
    serializer_class = BoxSerializer
    versioning_class = versioning.NamespaceVersioning
