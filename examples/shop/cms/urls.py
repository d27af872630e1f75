from __future__ import annotations

from django.urls import path
from rest_framework.routers import SimpleRouter

from cms.views import BlockViewSet, PageViewSet, search
from shop.routing import nested

router = SimpleRouter()
router.register("pages", PageViewSet)

urlpatterns = [
    path("search/", search, name="search"),
    *router.urls,
    *nested("pages/<slug:page_slug>/blocks", BlockViewSet, "block"),
]
