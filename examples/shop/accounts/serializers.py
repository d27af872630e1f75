from __future__ import annotations

from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError as DjangoValidationError
from rest_framework import serializers

from users.models import User
from users.serializers import UserSummarySerializer


class RegistrationSerializer(serializers.ModelSerializer):
    """A new customer. Passwords go in and never come out."""

    password = serializers.CharField(write_only=True, style={"input_type": "password"})
    password_again = serializers.CharField(write_only=True, style={"input_type": "password"})

    class Meta:
        model = User
        fields = (
            "id",
            "username",
            "email",
            "first_name",
            "last_name",
            "password",
            "password_again",
        )
        extra_kwargs = {"email": {"required": True, "allow_blank": False}}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["password"] != attrs.pop("password_again"):
            raise serializers.ValidationError("The two passwords differ.", code="mismatch")
        try:
            validate_password(attrs["password"], user=User(**attrs))
        except DjangoValidationError as error:
            raise serializers.ValidationError({"password": error.messages}) from error
        return attrs

    def create(self, validated_data: dict[str, Any]) -> User:
        return User.objects.create_user(**validated_data)


class MeSerializer(serializers.ModelSerializer):
    """What people see and change of themselves; role, tier and manager are not theirs to set."""

    manager = UserSummarySerializer(read_only=True)

    class Meta:
        model = User
        fields = (
            "id",
            "username",
            "email",
            "first_name",
            "last_name",
            "role",
            "tier",
            "manager",
            "avatar",
            "date_joined",
            "last_login",
        )
        read_only_fields = ("username", "role", "tier", "avatar", "date_joined", "last_login")


class PasswordChangeSerializer(serializers.Serializer):
    current_password = serializers.CharField(write_only=True)
    new_password = serializers.CharField(write_only=True, validators=[validate_password])

    def validate_current_password(self, password: str) -> str:
        if not self.context["request"].user.check_password(password):
            raise serializers.ValidationError("This is not your password.", code="wrong")
        return password
