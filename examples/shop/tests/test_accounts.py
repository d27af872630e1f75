from __future__ import annotations

import pytest
from rest_framework.test import APIClient

BOB = {"username": "bob", "password": "bob-drinks-tea"}
NEWCOMER = {
    "username": "nadia",
    "email": "nadia@example.com",
    "password": "moka-pot-1933",
    "password_again": "moka-pot-1933",
}


def test_registration_makes_a_customer_who_can_log_in(anyone: APIClient) -> None:
    made = anyone.post("/api/accounts/register/", NEWCOMER)
    assert made.status_code == 201
    assert set(made.json()) == {"id", "username", "email", "first_name", "last_name"}
    assert anyone.post("/api/accounts/token/", NEWCOMER).status_code == 200


def test_registration_names_the_fields_that_are_wrong(anyone: APIClient) -> None:
    refused = anyone.post("/api/accounts/register/", {**NEWCOMER, "username": "bob", "email": ""})
    assert refused.status_code == 400
    assert set(refused.json()) == {"username", "email"}


def test_two_passwords_are_a_matter_of_no_single_field(anyone: APIClient) -> None:
    refused = anyone.post("/api/accounts/register/", {**NEWCOMER, "password_again": "other"})
    assert refused.json() == {"non_field_errors": ["The two passwords differ."]}


def test_weak_passwords_are_refused(anyone: APIClient) -> None:
    weak = {**NEWCOMER, "password": "1234", "password_again": "1234"}
    assert len(anyone.post("/api/accounts/register/", weak).json()["password"]) > 1


def test_a_token_logs_in_until_logout(anyone: APIClient) -> None:
    token = anyone.post("/api/accounts/token/", BOB).json()["token"]
    anyone.credentials(HTTP_AUTHORIZATION=f"Token {token}")
    assert anyone.get("/api/accounts/me/").json()["username"] == "bob"
    assert anyone.post("/api/accounts/logout/").status_code == 204
    assert anyone.get("/api/accounts/me/").status_code == 401


def test_a_jwt_logs_in_and_is_renewed(anyone: APIClient) -> None:
    pair = anyone.post("/api/accounts/jwt/", BOB).json()
    renewed = anyone.post("/api/accounts/jwt/refresh/", {"refresh": pair["refresh"]}).json()
    for access in (pair["access"], renewed["access"]):
        anyone.credentials(HTTP_AUTHORIZATION=f"Bearer {access}")
        assert anyone.get("/api/accounts/me/").json()["username"] == "bob"


def test_a_session_needs_the_csrf_token_to_write() -> None:
    browser = APIClient(enforce_csrf_checks=True)
    assert browser.login(**BOB)
    assert browser.get("/api/accounts/me/").status_code == 200
    change = {"first_name": "Robert"}
    assert browser.patch("/api/accounts/me/", change, format="json").status_code == 403
    browser.get("/session/login/")
    token = browser.cookies["csrftoken"].value
    changed = browser.patch(
        "/api/accounts/me/", change, format="json", headers={"X-CSRFToken": token}
    )
    assert changed.json()["first_name"] == "Robert"


@pytest.mark.parametrize("kind", ["jwt", "token"])
def test_a_wrong_password_is_refused(anyone: APIClient, kind: str) -> None:
    wrong = {**BOB, "password": "guess"}
    assert anyone.post(f"/api/accounts/{kind}/", wrong).status_code in (400, 401)


def test_me_cannot_promote_itself(bob: APIClient) -> None:
    changed = bob.patch("/api/accounts/me/", {"role": "admin", "last_name": "K."}).json()
    assert (changed["role"], changed["last_name"]) == ("customer", "K.")


def test_changing_the_password_answers_with_nothing(bob: APIClient) -> None:
    change = {"current_password": BOB["password"], "new_password": "chamomile-77"}
    changed = bob.post("/api/accounts/password/", change)
    assert (changed.status_code, changed.content) == (204, b"")
    again = bob.post("/api/accounts/password/", change)
    assert again.json() == {"current_password": ["This is not your password."]}
