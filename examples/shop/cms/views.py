from __future__ import annotations

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import (
    OpenApiParameter,
    PolymorphicProxySerializer,
    extend_schema,
    extend_schema_view,
)
from rest_framework.decorators import action, api_view, permission_classes
from rest_framework.generics import get_object_or_404
from rest_framework.permissions import AllowAny, IsAuthenticatedOrReadOnly
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.viewsets import ModelViewSet

from blog.models import Post
from blog.serializers import PostSerializer
from cms.models import Block, Page
from cms.serializers import BlockSerializer, PageHitSerializer, PageSerializer, any_block
from shop.permissions import IsStaffOrReadOnly


class PageViewSet(ModelViewSet):
    queryset = Page.objects.select_related("parent").prefetch_related("blocks")
    serializer_class = PageSerializer
    permission_classes = (IsAuthenticatedOrReadOnly, IsStaffOrReadOnly)
    filterset_fields = ("template", "status")
    lookup_field = "slug"

    def get_queryset(self) -> QuerySet[Page]:
        pages = super().get_queryset()
        return pages if self.request.user.is_staff else pages.filter(status=Page.Status.LIVE)

    def perform_update(self, serializer: BaseSerializer[Page]) -> None:
        serializer.save(updated_at=timezone.now())

    @extend_schema(responses=PageHitSerializer(many=True), filters=False)
    @action(detail=False, pagination_class=None)
    def menu(self, request: Request) -> Response:
        """The pages at the top, for the navigation."""
        return Response(PageHitSerializer(self.get_queryset().filter(parent=None), many=True).data)


@extend_schema_view(list=extend_schema(responses=any_block(many=True)))
@extend_schema(request=any_block(), responses=any_block())
class BlockViewSet(ModelViewSet):
    """The blocks of one page, each with the fields of its kind."""

    queryset = Block.objects.all()
    serializer_class = BlockSerializer
    permission_classes = (IsAuthenticatedOrReadOnly, IsStaffOrReadOnly)
    pagination_class = None

    def get_queryset(self) -> QuerySet[Block]:
        return super().get_queryset().filter(page__slug=self.kwargs.get("page_slug"))

    def perform_create(self, serializer: BaseSerializer[Block]) -> None:
        serializer.save(page=get_object_or_404(Page, slug=self.kwargs["page_slug"]))


@extend_schema(
    parameters=[OpenApiParameter("q", str, required=True, description="At least two letters.")],
    responses=PolymorphicProxySerializer(
        component_name="SearchHit",
        serializers=[PageHitSerializer, PostSerializer],
        resource_type_field_name=None,
        many=True,
    ),
)
@api_view(["GET"])
@permission_classes([AllowAny])
def search(request: Request) -> Response:
    """Pages and posts with the words in their titles. Nothing but their fields tells them apart."""
    words = request.query_params.get("q", "")
    if len(words) < 2:
        return Response([])
    pages = Page.objects.filter(title__icontains=words, status=Page.Status.LIVE)
    posts = Post.objects.filter(title__icontains=words, status=Post.Status.PUBLISHED)
    return Response(
        [*PageHitSerializer(pages, many=True).data, *PostSerializer(posts, many=True).data]
    )
