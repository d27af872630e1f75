"""Where everything stands.

Small apps are registered in the one router below; the others bring a `urls` module of their own.
"""

from __future__ import annotations

from django.conf import settings
from django.conf.urls.static import static
from django.contrib import admin
from django.urls import include, path
from rest_framework.routers import SimpleRouter

from shop.views import health
from users.views import UserViewSet

router = SimpleRouter()
router.register("users", UserViewSet)

api = [
    path("", include(router.urls)),
    path("accounts/", include("accounts.urls")),
    path("profiles/", include("profiles.urls")),
    path("orders/", include("orders.urls")),
    path("health/", health, name="health"),
]

urlpatterns = [
    path("admin/", admin.site.urls),
    path("login/", include("rest_framework.urls")),  # sessions, for the browsable API
    path("api/", include(api)),
    *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),
]
