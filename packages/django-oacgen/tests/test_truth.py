"""What DRF writes into a response, field by field."""

from __future__ import annotations

from typing import Any

import pytest
from people.models import Passport, Person, Team
from rest_framework import serializers

from django_oacgen.schema.truth import (
    Presence,
    read_attribute,
    reads_blank,
    reads_null,
    response_keys,
)


def bound(model: type, field: serializers.Field) -> Any:
    """Return a field that belongs to a serializer of the model."""
    meta = type("Meta", (), {"model": model, "fields": ("it",)})
    made = type("S", (serializers.ModelSerializer,), {"it": field, "Meta": meta})
    return made().fields["it"]


def char(source: str, **arguments: Any) -> serializers.Field:
    return serializers.CharField(source=source, read_only=True, **arguments)


@pytest.mark.parametrize(
    ("model", "field", "presence", "null"),
    [
        (Person, char("name"), Presence.ALWAYS, False),
        (Person, char("bio"), Presence.ALWAYS, True),
        (Person, char("team_id"), Presence.ALWAYS, True),
        (Person, char("shout"), Presence.ALWAYS, False),
        (Person, char("team.name"), Presence.PERHAPS, False),
        (Person, char("team.name", allow_null=True), Presence.ALWAYS, True),
        (Person, char("team.name", default=None), Presence.ALWAYS, True),
        (Person, char("team.name", default="none"), Presence.ALWAYS, False),
        (Person, char("passport"), Presence.ALWAYS, True),
        (Person, char("passport.number"), Presence.ALWAYS, True),
        (Person, char("no_such_thing"), Presence.PERHAPS, False),
        (Person, char("*"), Presence.ALWAYS, False),
        (Passport, char("person.bio"), Presence.ALWAYS, True),
        (Passport, char("person.name"), Presence.ALWAYS, False),
        (Passport, char("person.shout"), Presence.ALWAYS, False),
        (Team, char("person_set"), Presence.ALWAYS, False),
        (Team, char("person_set.first"), Presence.UNKNOWN, False),
        (Person, char("shout.upper"), Presence.UNKNOWN, False),
    ],
)
def test_what_an_attribute_leads_to(
    model: type, field: serializers.Field, presence: Presence, null: bool
) -> None:
    reading = read_attribute(bound(model, field))
    assert (reading.presence, reading.null) == (presence, null)


def test_a_serializer_without_a_model_is_not_judged() -> None:
    made = type("S", (serializers.Serializer,), {"it": char("name")})
    assert read_attribute(made().fields["it"]).presence is Presence.UNKNOWN


def test_an_empty_file_is_written_as_null() -> None:
    assert reads_null(serializers.FileField(required=False))
    assert not reads_null(bound(Person, serializers.FileField(source="name")))


def test_choices_that_may_be_blank_are_read_blank() -> None:
    assert reads_blank(bound(Person, char("size")))
    assert not reads_blank(bound(Person, char("role")))
    assert not reads_blank(bound(Person, char("level")))


class Dropping(serializers.Serializer[Any]):
    """Leaves keys out, three of them by name."""

    def get_fields(self) -> Any:
        fields = super().get_fields()
        fields.pop("colour", None)
        return fields

    def to_representation(self, instance: Any) -> Any:
        data = super().to_representation(instance)
        if not data["size"]:
            del data["size"]
        data.pop("state", None)
        data.pop(self.context["name"], None)
        return data


class DroppingMore(Dropping):
    """Inherits the methods of another."""


class DroppingOfPeople(Dropping, serializers.ModelSerializer[Person]):
    """Has a model, and knows better of one key."""

    class Meta:
        model = Person
        fields = ("name",)


@pytest.mark.parametrize("serializer", [DroppingMore, DroppingOfPeople])
def test_keys_that_are_dropped_by_name_are_not_promised(serializer: Any) -> None:
    keys = ("colour", "name", "size", "state")
    assert response_keys(serializer(), keys, keys) == ("name",)
    serializer = type("S", (serializer,), {"Meta": type("Meta", (), {"oacgen_may_omit": True})})
    assert response_keys(serializer(), keys, keys) == keys
