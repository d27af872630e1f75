from __future__ import annotations

from django.urls import path
from rest_framework.routers import SimpleRouter

from cart.views import CartItemViewSet, CartView, VoucherView, checkout

router = SimpleRouter()
router.register("items", CartItemViewSet)

urlpatterns = [
    path("", CartView.as_view(), name="cart"),
    path("checkout/", checkout, name="checkout"),
    path("vouchers/<slug:code>/", VoucherView.as_view(), name="voucher"),
    *router.urls,
]
