from __future__ import annotations

from rest_framework.test import APIClient

from profiles.models import Address, Profile

PROFILES = "/api/profiles/profiles/"
BOBS = f"{PROFILES}3/"


def test_profiles_are_public_and_paged_as_asked(anyone: APIClient) -> None:
    page = anyone.get(PROFILES, {"page": 2, "page_size": 12}).json()
    assert (page["count"], len(page["results"])) == (28, 12)
    assert page["results"][0]["id"] == 13
    assert len(anyone.get(PROFILES, {"page_size": 1000}).json()["results"]) == 28


def test_owners_write_and_others_do_not(
    anyone: APIClient, bob: APIClient, alice: APIClient
) -> None:
    change = {"bio": "New."}
    assert anyone.patch(BOBS, change).status_code == 401
    assert bob.patch(f"{PROFILES}4/", change).status_code == 403
    assert bob.patch(BOBS, change).json()["bio"] == "New."
    assert alice.patch(BOBS, {"bio": "Edited."}).json()["bio"] == "Edited."


def test_patch_tells_absent_from_null_and_from_blank(bob: APIClient) -> None:
    bob.patch(BOBS, {"bio": "Tea.", "birthday": "1990-02-28"})
    assert bob.patch(BOBS, {"birthday": None}).json()["bio"] == "Tea."
    assert bob.patch(BOBS, {"bio": None}).json()["bio"] is None
    assert bob.patch(BOBS, {"bio": ""}).json()["bio"] == ""


def test_a_choice_may_be_blank_or_null(bob: APIClient) -> None:
    for pronouns in ("", None, "they/them"):
        assert bob.patch(BOBS, {"pronouns": pronouns}).json()["pronouns"] == pronouns


def test_the_address_is_written_inside(bob: APIClient) -> None:
    address = {"street": "Pier 1", "postcode": "20457", "city": "Hamburg", "country": "de"}
    before = Address.objects.count()
    assert bob.patch(BOBS, {"address": address}).json()["address"]["country"] == "DE"
    assert Address.objects.count() == before
    assert bob.patch(BOBS, {"quiet_from": "21:15"}).json()["address"]["city"] == "Hamburg"
    assert bob.patch(BOBS, {"address": None}).json()["address"] is None
    assert Address.objects.count() == before - 1


def test_an_address_is_patched_too_when_there_is_one(bob: APIClient) -> None:
    before = bob.get(BOBS).json()["address"]
    after = bob.patch(BOBS, {"address": {"city": "Hamburg"}}).json()["address"]
    assert after == {**before, "city": "Hamburg"}


def test_a_new_address_is_complete(bob: APIClient) -> None:
    bob.patch(BOBS, {"address": None})
    refused = bob.patch(BOBS, {"address": {"street": "Pier 1", "country": "DE"}})
    required = ["This field is required."]
    assert refused.json() == {"address": {"postcode": required, "city": required}}


def test_errors_inside_are_nested(bob: APIClient) -> None:
    refused = bob.put(BOBS, {"address": {"street": "Pier 1", "city": "X", "country": "D"}})
    assert refused.json() == {
        "address": {
            "postcode": ["This field is required."],
            "country": ["Use the code of two letters, such as DE."],
        }
    }


def test_any_json_is_kept(bob: APIClient) -> None:
    preferences = {"theme": {"dark": True, "hue": 12.5}, "pinned": [1, None, "x"]}
    changed = bob.patch(BOBS, {"preferences": preferences, "interests": ["tea", {"level": 3}]})
    assert changed.json()["preferences"] == preferences
    assert Profile.objects.get(pk=3).interests == ["tea", {"level": 3}]


def test_one_profile_per_person(bob: APIClient) -> None:
    refused = bob.post(PROFILES, {"bio": "Twice."})
    assert refused.json() == {"non_field_errors": ["You have a profile already."]}
    bob.delete(BOBS)
    made = bob.post(PROFILES, {"bio": "Again."})
    assert (made.status_code, made.json()["user"]["username"]) == (201, "bob")
    assert (made.json()["preferences"], made.json()["interests"]) == ({}, [])
