from __future__ import annotations

from rest_framework.routers import SimpleRouter

from profiles.views import ProfileViewSet

router = SimpleRouter()
router.register("profiles", ProfileViewSet)

urlpatterns = router.urls
