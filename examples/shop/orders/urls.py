from __future__ import annotations

from rest_framework.routers import SimpleRouter

from orders.views import OrderViewSet

router = SimpleRouter()
router.register("", OrderViewSet)

urlpatterns = router.urls
