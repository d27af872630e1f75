from __future__ import annotations

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.permissions import IsAuthenticatedOrReadOnly
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.viewsets import ModelViewSet

from blog.filters import PostFilter
from blog.models import Comment, Post
from blog.serializers import CommentSerializer, PostSerializer
from shop.exceptions import Conflict, ConflictSerializer
from shop.permissions import IsOwnerOrStaff


class PostViewSet(ModelViewSet):
    """Drafts are seen by their author and by staff, everything else by everybody."""

    queryset = Post.objects.select_related("author")
    serializer_class = PostSerializer
    permission_classes = (IsAuthenticatedOrReadOnly, IsOwnerOrStaff)
    filterset_class = PostFilter
    owner_field = "author"

    def get_queryset(self) -> QuerySet[Post]:
        posts = super().get_queryset()
        user = self.request.user
        if user.is_staff:
            return posts
        return posts.exclude(status=Post.Status.DRAFT) | posts.filter(author_id=user.pk or 0)

    def perform_create(self, serializer: BaseSerializer[Post]) -> None:
        serializer.save(author=self.request.user)

    @extend_schema(
        request=None,
        responses={
            200: PostSerializer,
            409: OpenApiResponse(ConflictSerializer, description="It is out already."),
        },
    )
    @action(detail=True, methods=["post"])
    def publish(self, request: Request, pk: str) -> Response:
        post = self.get_object()
        if post.status != Post.Status.DRAFT:
            raise Conflict(f"The post is {post.status}.", "not_a_draft")
        post.status = Post.Status.PUBLISHED
        post.published_at = timezone.now()
        post.save(update_fields=["status", "published_at"])
        return Response(self.get_serializer(post).data)


class CommentViewSet(ModelViewSet):
    """What readers say about one post."""

    queryset = Comment.objects.select_related("author")
    serializer_class = CommentSerializer
    permission_classes = (IsAuthenticatedOrReadOnly, IsOwnerOrStaff)
    owner_field = "author"

    def get_queryset(self) -> QuerySet[Comment]:
        of_post = super().get_queryset().filter(post=self.kwargs.get("post_pk"))
        return of_post.exclude(post__status=Post.Status.DRAFT)

    def perform_create(self, serializer: BaseSerializer[Comment]) -> None:
        published = Post.objects.exclude(status=Post.Status.DRAFT)
        post = get_object_or_404(published, pk=self.kwargs["post_pk"])
        serializer.save(post=post, author=self.request.user)
