from __future__ import annotations

from typing import Any

from rest_framework import serializers

from users.models import User


class UserSummarySerializer(serializers.ModelSerializer):
    """A person, as other resources mention one."""

    class Meta:
        model = User
        fields = ("id", "username", "first_name", "last_name")


class UserSerializer(serializers.ModelSerializer):
    full_name = serializers.CharField(source="get_full_name", read_only=True)
    reports_to = UserSummarySerializer(source="manager", read_only=True)

    class Meta:
        model = User
        fields = (
            "id",
            "username",
            "email",
            "first_name",
            "last_name",
            "full_name",
            "role",
            "tier",
            "manager",
            "reports_to",
            "avatar",
            "is_active",
            "date_joined",
        )
        read_only_fields = ("avatar", "date_joined")

    def validate_manager(self, manager: User | None) -> User | None:
        if manager and manager == self.instance:
            raise serializers.ValidationError("Nobody is their own manager.")
        return manager

    def to_representation(self, user: User) -> dict[str, Any]:
        """The address is for staff and its owner; everybody else reads an empty string."""
        shown = super().to_representation(user)
        reader = self.context["request"].user
        if not (reader.is_staff or reader == user):
            shown["email"] = ""
        return shown


class AvatarSerializer(serializers.ModelSerializer):
    avatar = serializers.ImageField()

    class Meta:
        model = User
        fields = ("avatar",)
