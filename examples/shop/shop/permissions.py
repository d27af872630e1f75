"""Who may do what, shared by the apps."""

from __future__ import annotations

from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView


class IsStaffOrReadOnly(BasePermission):
    """Everybody reads; the people who run the shop write."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return request.method in SAFE_METHODS or bool(request.user and request.user.is_staff)


class IsOwnerOrStaff(BasePermission):
    """The owner of an object and staff change it. A view names the owner with `owner_field`."""

    def has_object_permission(self, request: Request, view: APIView, obj: object) -> bool:
        if request.method in SAFE_METHODS or request.user.is_staff:
            return True
        return getattr(obj, view.owner_field) == request.user
