"""Ways to cut a list, beside the page numbers that are the default."""

from __future__ import annotations

from rest_framework.pagination import CursorPagination, PageNumberPagination


class SizedPages(PageNumberPagination):
    """Page numbers, with the size of a page left to the client."""

    page_size_query_param = "page_size"
    max_page_size = 100


class NewestFirst(CursorPagination):
    """A cursor, for lists that grow while they are read."""

    ordering = ("-created_at", "-id")
