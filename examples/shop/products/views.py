from __future__ import annotations

from django.db import transaction
from django.db.models import F
from django.http import FileResponse, StreamingHttpResponse
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.decorators import action, api_view, permission_classes
from rest_framework.exceptions import NotFound
from rest_framework.filters import OrderingFilter, SearchFilter
from rest_framework.generics import ListAPIView
from rest_framework.pagination import LimitOffsetPagination
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import AllowAny, IsAuthenticatedOrReadOnly
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ModelViewSet

from products.exports import json_lines
from products.filters import ProductFilter
from products.models import Category, Product
from products.serializers import (
    CategorySerializer,
    CategoryTreeSerializer,
    DeliverySerializer,
    ProductImageSerializer,
    ProductSerializer,
    StockSerializer,
)
from shop.permissions import IsStaffOrReadOnly
from shop.renderers import FileRenderer, NdjsonRenderer


class ProductViewSet(ModelViewSet):
    """The catalogue. Everybody reads it, staff keep it."""

    queryset = Product.objects.select_related("brand", "category")
    serializer_class = ProductSerializer
    permission_classes = (IsAuthenticatedOrReadOnly, IsStaffOrReadOnly)
    pagination_class = LimitOffsetPagination
    filter_backends = (DjangoFilterBackend, SearchFilter, OrderingFilter)
    filterset_class = ProductFilter
    search_fields = ("name", "sku", "description")
    ordering_fields = ("name", "price", "created_at")

    @extend_schema(
        request=DeliverySerializer(many=True), responses=StockSerializer(many=True), filters=False
    )
    @action(detail=False, methods=["post"], pagination_class=None)
    def restock(self, request: Request) -> Response:
        """Book what was delivered: a list, taken as a whole or not at all."""
        serializer = DeliverySerializer(data=request.data, many=True, allow_empty=False)
        serializer.is_valid(raise_exception=True)
        with transaction.atomic():
            for delivery in serializer.validated_data:
                Product.objects.filter(pk=delivery["product"].pk).update(
                    stock=F("stock") + delivery["pieces"]
                )
        changed = Product.objects.filter(
            pk__in=[delivery["product"].pk for delivery in serializer.validated_data]
        )
        return Response(StockSerializer(changed, many=True).data)

    @extend_schema(
        request={"multipart/form-data": ProductImageSerializer}, responses=ProductSerializer
    )
    @action(detail=True, methods=["put"], parser_classes=[MultiPartParser])
    def image(self, request: Request, pk: str) -> Response:
        product = self.get_object()
        serializer = ProductImageSerializer(product, data=request.data)
        serializer.is_valid(raise_exception=True)
        serializer.save()
        return Response(self.get_serializer(product).data)

    @extend_schema(
        responses={
            (200, "application/octet-stream"): OpenApiTypes.BINARY,
            404: OpenApiResponse(description="The product comes without a manual."),
        }
    )
    @action(detail=True, renderer_classes=[FileRenderer])
    def manual(self, request: Request, pk: str) -> FileResponse:
        product = self.get_object()
        if not product.manual:
            raise NotFound("This product comes without a manual.")
        name = f"{product.name} – Anleitung.pdf"
        return FileResponse(product.manual.open(), as_attachment=True, filename=name)

    @extend_schema(responses={(200, "application/x-ndjson"): OpenApiTypes.STR})
    @action(detail=False, renderer_classes=[NdjsonRenderer], pagination_class=None)
    def export(self, request: Request) -> StreamingHttpResponse:
        """The products that the filters let through, one JSON object per line."""
        products = self.filter_queryset(self.get_queryset())
        return StreamingHttpResponse(
            json_lines(products),
            content_type="application/x-ndjson",
            headers={"Content-Disposition": 'attachment; filename="products.ndjson"'},
        )


class CategoryViewSet(ModelViewSet):
    queryset = Category.objects.all()
    serializer_class = CategorySerializer
    permission_classes = (IsAuthenticatedOrReadOnly, IsStaffOrReadOnly)
    pagination_class = None


class CategoryTreeView(ListAPIView):
    """All categories, nested, from the top."""

    queryset = Category.objects.filter(parent=None)
    serializer_class = CategoryTreeSerializer
    permission_classes = (AllowAny,)
    pagination_class = None


@extend_schema(
    deprecated=True,
    parameters=[OpenApiParameter("q", str, required=True)],
    responses=ProductSerializer(many=True),
)
@api_view(["GET"])
@permission_classes([AllowAny])
def search(request: Request) -> Response:
    """Find products by name. Use `/api/products/?search=` instead."""
    found = Product.objects.filter(name__icontains=request.query_params.get("q", ""))
    return Response(ProductSerializer(found, many=True, context={"request": request}).data)
