from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.response import Response
from rest_framework.test import APIClient

from users.models import User


def names(response: Response) -> list[str]:
    return [user["username"] for user in response.json()["results"]]


def test_users_are_listed_by_page_number(anyone: APIClient) -> None:
    first = anyone.get("/api/users/", {"page": 1}).json()
    assert (first["count"], len(first["results"]), first["previous"]) == (28, 10, None)
    assert first["next"].endswith("/api/users/?page=2")
    last = anyone.get("/api/users/", {"page": 3}).json()
    assert (len(last["results"]), last["next"]) == (8, None)
    beyond = anyone.get("/api/users/", {"page": 4})
    assert (beyond.status_code, beyond.json()) == (404, {"detail": "Invalid page."})


def test_the_size_of_a_page_is_not_the_clients_to_choose(anyone: APIClient) -> None:
    assert len(anyone.get("/api/users/", {"page_size": 2}).json()["results"]) == 10


def test_filters(anyone: APIClient) -> None:
    staff = anyone.get("/api/users/?role=manager&role=admin&ordering=-username")
    assert names(staff) == ["alice", "admin"]
    assert names(anyone.get("/api/users/", {"id__in": "2,3", "tier__gte": 2})) == ["bob"]
    early = {"date_joined__lt": "2026-01-06T00:00:00+01:00"}
    assert names(anyone.get("/api/users/", early)) == ["admin"]
    assert names(anyone.get("/api/users/", {"search": "kowal"})) == ["bob"]


def test_a_filter_that_makes_no_sense_is_named(anyone: APIClient) -> None:
    refused = anyone.get("/api/users/", {"tier": "platinum"})
    assert (refused.status_code, set(refused.json())) == (400, {"tier"})


def test_the_manager_is_null_or_a_person(anyone: APIClient) -> None:
    admin, alice = anyone.get("/api/users/").json()["results"][:2]
    assert (admin["manager"], admin["reports_to"]) == (None, None)
    assert alice["manager"] == admin["id"]
    assert alice["reports_to"]["username"] == "admin"


def test_addresses_are_shown_to_their_owner_and_to_staff(
    anyone: APIClient, bob: APIClient, alice: APIClient
) -> None:
    assert anyone.get("/api/users/3/").json()["email"] == ""
    assert bob.get("/api/users/1/").json()["email"] == ""
    assert bob.get("/api/users/3/").json()["email"] == "bob@example.com"
    assert alice.get("/api/users/3/").json()["email"] == "bob@example.com"


def test_only_staff_write(anyone: APIClient, bob: APIClient, alice: APIClient) -> None:
    newcomer = {"username": "nadia", "role": "editor", "manager": 2}
    assert anyone.post("/api/users/", newcomer).status_code == 401
    assert bob.post("/api/users/", newcomer).status_code == 403
    made = alice.post("/api/users/", newcomer)
    assert (made.status_code, made.json()["reports_to"]["username"]) == (201, "alice")


def test_patch_tells_null_from_absent(alice: APIClient) -> None:
    assert alice.patch("/api/users/4/", {"tier": 2}).json()["manager"] == 2
    assert alice.patch("/api/users/4/", {"manager": None}).json()["manager"] is None


def test_nobody_is_their_own_manager(alice: APIClient) -> None:
    refused = alice.patch("/api/users/4/", {"manager": 4})
    assert refused.json() == {"manager": ["Nobody is their own manager."]}


def test_a_choice_that_does_not_exist_is_refused(alice: APIClient) -> None:
    refused = alice.patch("/api/users/4/", {"role": "pirate", "tier": 9})
    assert set(refused.json()) == {"role", "tier"}


def test_people_with_orders_cannot_be_deleted(alice: APIClient) -> None:
    refused = alice.delete("/api/users/3/")
    assert (refused.status_code, refused.json()["code"]) == (409, "in_use")
    assert alice.delete("/api/users/28/").status_code == 204


def test_a_picture_is_set_and_removed(bob: APIClient, picture: bytes) -> None:
    file = SimpleUploadedFile("me at home.png", picture)
    shown = bob.post("/api/users/3/set_avatar/", {"avatar": file}, format="multipart").json()
    assert shown["avatar"].startswith("http://testserver/uploads/avatars/me_at_home")
    with User.objects.get(pk=3).avatar.open() as stored:
        assert stored.read() == picture
    assert bob.delete("/api/users/3/set_avatar/").status_code == 204
    assert bob.get("/api/users/3/").json()["avatar"] is None


def test_a_picture_is_a_picture_and_ones_own(bob: APIClient, picture: bytes) -> None:
    text = SimpleUploadedFile("me.png", b"not a picture")
    refused = bob.post("/api/users/3/set_avatar/", {"avatar": text}, format="multipart")
    assert (refused.status_code, set(refused.json())) == (400, {"avatar"})
    file = SimpleUploadedFile("me.png", picture)
    refused = bob.post("/api/users/2/set_avatar/", {"avatar": file}, format="multipart")
    assert (refused.status_code, refused.json()) == (403, {"detail": "This is not your picture."})


def test_json_is_no_way_to_send_a_picture(bob: APIClient) -> None:
    assert bob.post("/api/users/3/set_avatar/", {"avatar": "me.png"}).status_code == 415


def test_datetimes_carry_the_offset_of_berlin(anyone: APIClient) -> None:
    assert anyone.get("/api/users/1/").json()["date_joined"] == "2026-01-05T08:30:00+01:00"
