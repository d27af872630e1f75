from __future__ import annotations

from django.urls import path
from rest_framework.generics import ListAPIView
from rest_framework.permissions import AllowAny
from rest_framework.routers import SimpleRouter

from products.models import Brand
from products.serializers import BrandSerializer
from products.views import CategoryTreeView, CategoryViewSet, ProductViewSet, search

router = SimpleRouter()
router.register("categories", CategoryViewSet)  # first, or it is taken for a product's key
router.register("", ProductViewSet)

brands = ListAPIView.as_view(
    queryset=Brand.objects.all(),
    serializer_class=BrandSerializer,
    permission_classes=[AllowAny],
    pagination_class=None,
)

urlpatterns = [
    path("brands/", brands, name="brand-list"),
    path("categories/tree/", CategoryTreeView.as_view(), name="category-tree"),
    path("search/", search, name="product-search"),
    *router.urls,
]
