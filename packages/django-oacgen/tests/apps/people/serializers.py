from __future__ import annotations

from typing import Any

from rest_framework import serializers

from people.models import Mood, Passport, Person, Role, Team


class TeamSerializer(serializers.ModelSerializer):
    class Meta:
        model = Team
        fields = ("id", "name")


class PassportSerializer(serializers.ModelSerializer):
    class Meta:
        model = Passport
        fields = ("number",)


class ItemSerializer(serializers.Serializer):
    """What a person owns."""

    owner = serializers.CharField()


class PersonSerializer(serializers.ModelSerializer):
    team_detail = TeamSerializer(source="team", read_only=True)
    team_name = serializers.CharField(source="team.name", read_only=True)
    manager_name = serializers.CharField(source="manager.name", read_only=True, default=None)
    passport = PassportSerializer(read_only=True)
    passport_number = serializers.CharField(source="passport.number", read_only=True)
    shout = serializers.CharField(read_only=True)
    friends = serializers.IntegerField(read_only=True)
    biography = serializers.CharField(source="bio", read_only=True)
    greeting = serializers.SerializerMethodField()
    items = ItemSerializer(many=True, read_only=True, source="none_at_all")
    mood = serializers.SerializerMethodField()
    mail = serializers.EmailField(source="email", read_only=True)
    secret = serializers.CharField(write_only=True, required=False)

    class Meta:
        model = Person
        fields = (
            *("id", "name", "nickname", "bio", "role", "status", "level", "size", "currency"),
            *("team", "manager", "photo", "team_detail", "team_name", "manager_name", "passport"),
            *("passport_number", "shout", "friends", "biography", "greeting", "items", "secret"),
            *("mood", "mail"),
        )

    def get_greeting(self, person: Person) -> str:
        return f"Hello {person.name}"

    def get_mood(self, person: Person) -> Mood | None:
        return Mood.GLAD


class LeanPersonSerializer(serializers.ModelSerializer):
    class Meta:
        model = Person
        fields = ("id", "nickname")

    def to_representation(self, instance: Any) -> Any:
        return {k: v for k, v in super().to_representation(instance).items() if v}


class StatedPersonSerializer(serializers.ModelSerializer):
    class Meta:
        model = Person
        fields = ("id", "nickname", "bio")
        oacgen_may_omit = ("bio",)


class InviteSerializer(serializers.Serializer):
    role = serializers.ChoiceField(choices=Role.choices)
    channel = serializers.ChoiceField(choices=["mail", "phone"])
    roles = serializers.MultipleChoiceField(choices=Role.choices, required=False)
    limits = serializers.ListField(child=serializers.ChoiceField(choices=Role.choices))
