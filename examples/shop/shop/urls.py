"""Where everything stands.

Small apps are registered in the one router below; the others bring a `urls` module of their own.
"""

from __future__ import annotations

from django.conf import settings
from django.conf.urls.static import static
from django.contrib import admin
from django.urls import include, path
from django_oacgen import add_django_cfg_urls
from rest_framework.routers import SimpleRouter

from media.views import MediaFileViewSet
from payments.views import PaymentViewSet
from shop.views import health
from subscriptions.views import PlanViewSet, SubscriptionViewSet
from users.views import UserViewSet

router = SimpleRouter()
router.register("users", UserViewSet)
router.register("payments", PaymentViewSet)
router.register("plans", PlanViewSet)
router.register("subscriptions", SubscriptionViewSet)
router.register("media", MediaFileViewSet)

api = [
    path("", include(router.urls)),
    path("accounts/", include("accounts.urls")),
    path("profiles/", include("profiles.urls")),
    path("products/", include("products.urls")),
    path("orders/", include("orders.urls")),
    path("cart/", include("cart.urls")),
    path("blog/", include("blog.urls")),
    path("cms/", include("cms.urls")),
    path("health/", health, name="health"),
]

urlpatterns = [
    path("admin/", admin.site.urls),
    path("session/", include("rest_framework.urls")),  # for the browsable API
    path("api/", include(api)),
    *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),
]

urlpatterns = add_django_cfg_urls(urlpatterns)  # /schema/
