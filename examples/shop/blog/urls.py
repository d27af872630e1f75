from __future__ import annotations

from rest_framework.routers import SimpleRouter

from blog.views import CommentViewSet, PostViewSet
from shop.routing import nested

router = SimpleRouter()
router.register("posts", PostViewSet)

urlpatterns = [
    *router.urls,
    *nested("posts/<int:post_pk>/comments", CommentViewSet, "comment"),
]
