from __future__ import annotations

from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.decorators import action, api_view
from rest_framework.generics import GenericAPIView, RetrieveAPIView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer, ValidationError
from rest_framework.throttling import ScopedRateThrottle
from rest_framework.viewsets import ModelViewSet

from cart.models import Cart, CartItem, Voucher
from cart.serializers import (
    CartSerializer,
    CheckoutSerializer,
    ItemSerializer,
    ShortageSerializer,
    VoucherSerializer,
    only_once,
)
from orders.placing import place_order
from orders.serializers import OrderSerializer
from shop.exceptions import Conflict


def cart_of(request: Request) -> Cart:
    """The customer's cart, which is there as soon as it is looked at."""
    cart, _ = Cart.objects.get_or_create(customer=request.user)
    return cart


class CartView(GenericAPIView):
    serializer_class = CartSerializer

    def get(self, request: Request) -> Response:
        return Response(self.get_serializer(cart_of(request)).data)

    @extend_schema(operation_id="cart_clear", responses={204: None})
    def delete(self, request: Request) -> Response:
        """Put everything back on the shelves."""
        cart_of(request).items.all().delete()
        return Response(status=status.HTTP_204_NO_CONTENT)


class CartItemViewSet(ModelViewSet):
    queryset = CartItem.objects.select_related("product")
    serializer_class = ItemSerializer
    pagination_class = None

    def get_queryset(self) -> QuerySet[CartItem]:
        return super().get_queryset().filter(cart__customer_id=self.request.user.pk)

    def perform_create(self, serializer: BaseSerializer[CartItem]) -> None:
        cart = cart_of(self.request)
        if cart.items.filter(product=serializer.validated_data["product"]).exists():
            raise ValidationError({"product": ["This is in the cart already."]})
        serializer.save(cart=cart)

    @extend_schema(request=ItemSerializer(many=True), responses=ItemSerializer(many=True))
    @action(detail=False, methods=["put"])
    def replace(self, request: Request) -> Response:
        """Make these the only lines of the cart."""
        serializer = self.get_serializer(data=request.data, many=True)
        serializer.is_valid(raise_exception=True)
        only_once(serializer.validated_data)
        cart = cart_of(request)
        with transaction.atomic():
            cart.items.all().delete()
            serializer.save(cart=cart)
        return Response(serializer.data)


@extend_schema(
    request=CheckoutSerializer,
    responses={
        201: OrderSerializer,
        400: OpenApiResponse(description="The cart is empty, or the address is not complete."),
        409: ShortageSerializer,
    },
)
@api_view(["POST"])
def checkout(request: Request) -> Response:
    """Order what is in the cart, which is empty afterwards."""
    serializer = CheckoutSerializer(data=request.data)
    serializer.is_valid(raise_exception=True)
    cart = cart_of(request)
    items = list(cart.items.select_related("product"))
    if not items:
        raise ValidationError("The cart is empty.")
    missing = [item.product_id for item in items if item.quantity > item.product.stock]
    if missing:
        raise Conflict("Some of this is sold out.", "out_of_stock", missing=missing)
    voucher = serializer.validated_data.get("voucher")
    with transaction.atomic():
        order = place_order(
            request.user,
            [{"product": item.product, "quantity": item.quantity} for item in items],
            serializer.validated_data["shipping_address"],
            discount_percent=Decimal(voucher.percent if voucher else 0),
        )
        cart.items.all().delete()
    data = OrderSerializer(order, context={"request": request}).data
    return Response(data, status=status.HTTP_201_CREATED)


class VoucherView(RetrieveAPIView):
    """What a voucher is worth. Asking is limited, so that nobody tries all codes."""

    queryset = Voucher.objects.all()
    serializer_class = VoucherSerializer
    permission_classes = (AllowAny,)
    throttle_classes = (ScopedRateThrottle,)
    throttle_scope = "vouchers"
    lookup_field = "code"
