from __future__ import annotations

from typing import Any

from django.db import transaction
from rest_framework import serializers

from profiles.models import Address, Profile
from users.serializers import UserSummarySerializer


class AddressSerializer(serializers.ModelSerializer):
    class Meta:
        model = Address
        fields = ("street", "postcode", "city", "country")

    def validate_country(self, country: str) -> str:
        if not (len(country) == 2 and country.isalpha()):
            raise serializers.ValidationError("Use the code of two letters, such as DE.")
        return country.upper()


class ProfileSerializer(serializers.ModelSerializer):
    """A profile with its address inside; `address: null` takes the address away."""

    user = UserSummarySerializer(read_only=True)
    address = AddressSerializer(required=False, allow_null=True)

    class Meta:
        model = Profile
        fields = (
            "id",
            "user",
            "pronouns",
            "bio",
            "website",
            "contact_email",
            "birthday",
            "quiet_from",
            "quiet_until",
            "preferences",
            "interests",
            "address",
            "updated_at",
        )

    def validate_address(self, address: dict[str, str] | None) -> dict[str, str] | None:
        """A new address is complete; DRF does not ask that of what is inside a PATCH."""
        if address and not getattr(self.instance, "address", None):
            missing = [name for name in AddressSerializer.Meta.fields if name not in address]
            if missing:
                raise serializers.ValidationError(
                    {name: ["This field is required."] for name in missing}
                )
        return address

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        user = self.context["request"].user
        if self.instance is None and Profile.objects.filter(user=user).exists():
            raise serializers.ValidationError("You have a profile already.")
        return attrs

    @transaction.atomic
    def create(self, validated_data: dict[str, Any]) -> Profile:
        address = validated_data.pop("address", None)
        if address:
            validated_data["address"] = Address.objects.create(**address)
        return super().create(validated_data)

    @transaction.atomic
    def update(self, profile: Profile, validated_data: dict[str, Any]) -> Profile:
        if "address" in validated_data:
            self._write_address(profile, validated_data.pop("address"))
        return super().update(profile, validated_data)

    def _write_address(self, profile: Profile, address: dict[str, str] | None) -> None:
        present = profile.address
        if address and present:
            AddressSerializer().update(present, address)
        elif address:
            profile.address = Address.objects.create(**address)
        elif present:
            profile.address = None
            present.delete()
