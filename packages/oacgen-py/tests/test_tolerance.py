"""Where models take more than the document says, and where they take less."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import black
import pytest
from pydantic import ValidationError

from oacgen_ir.diagnostics import Report
from oacgen_ir.document import load
from oacgen_ir.pipeline import read_api

if TYPE_CHECKING:
    from .conftest import Made, Make

TEAM = {"allOf": [{"$ref": "#/components/schemas/Team"}]}
USER = {
    "id": {"type": "integer", "readOnly": True},
    "name": {"type": "string"},
    "team": {**TEAM, "readOnly": True},
    "firstTeam": {**TEAM, "readOnly": True},
    "home": TEAM,
    "avatar": {"type": "string", "format": "uri", "readOnly": True},
    "site": {"type": "string", "format": "uri"},
}
COUNTS = {
    "type": "object",
    "properties": {"property": {"type": "integer"}, "dict": {"type": "integer"}},
    "additionalProperties": {"type": "integer"},
}
FREE = {"type": "object", "additionalProperties": True, "properties": {"name": {}}}
BODIES = {
    "type": "object",
    "properties": {
        "user": {"$ref": "#/components/schemas/User"},
        "counts": {"$ref": "#/components/schemas/Counts"},
        "free": {"$ref": "#/components/schemas/Free"},
        "both": {"$ref": "#/components/schemas/Both"},
    },
}


def json_of(name: str) -> dict[str, object]:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}


SIZE = {"oneOf": [{"type": "string", "enum": ["auto"]}, {"type": "integer"}]}
SHADE = {"oneOf": [{"type": "integer"}, {"type": "string", "enum": ["x", "y"]}]}
DOCUMENT = {
    "openapi": "3.0.3",
    "info": {"title": "Tolerance", "version": "1"},
    "servers": [{"url": "https://api.example.com"}],
    "paths": {
        "/users/": {
            "post": {
                "operationId": "users_create",
                "tags": ["users"],
                "requestBody": {"content": json_of("Bodies")},
                "responses": {"200": {"description": "", "content": json_of("User")}},
            },
            "get": {
                "operationId": "users_both",
                "tags": ["users"],
                "responses": {"200": {"description": "", "content": json_of("Both")}},
            },
        }
    },
    "components": {
        "schemas": {
            "Team": {"type": "object", "required": ["name"], "properties": {"name": {}}},
            "User": {"type": "object", "required": [*USER], "properties": USER},
            "Counts": COUNTS,
            "Free": FREE,
            "Both": {
                "type": "object",
                "properties": {"name": {"type": "string"}, "size": SIZE, "shade": SHADE},
            },
            "Bodies": BODIES,
        }
    },
}
FULL = {
    "id": 1,
    "name": "ann",
    "team": {"name": "a"},
    "firstTeam": {"name": "a"},
    "home": {"name": "a"},
    "avatar": "/a.png",
    "site": "http://x",
}
CONSUMER = """
from typing import assert_type
from {name}.models import Counts, Team, User

def use(user: User, counts: Counts) -> None:
    assert_type(user.team, Team)
    assert_type(user.avatar, str)
    assert_type(counts.model_extra, dict[str, int])
"""


@pytest.fixture(scope="module")
def made(make: Make) -> Made:
    return make([read_api(load(DOCUMENT), Report())])


@pytest.fixture(scope="module")
def models(made: Made) -> Any:
    return made.load("models")


# --- Null ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["team", "firstTeam", "avatar"])
def test_null_is_read_where_drf_sends_it_unsaid(models: Any, field: str) -> None:
    body = json.dumps(FULL | {field: None})
    user = models.User.model_validate_json(body)
    assert user.model_dump()[field] is None
    assert json.loads(user.model_dump_json()) == FULL | {field: None}


@pytest.mark.parametrize("field", ["id", "name", "home", "site"])
def test_null_is_refused_elsewhere(models: Any, field: str) -> None:
    with pytest.raises(ValidationError, match=field):
        models.User.model_validate_json(json.dumps(FULL | {field: None}))


@pytest.mark.parametrize("field", ["team", "avatar"])
def test_a_key_that_is_not_there_is_not_null(models: Any, field: str) -> None:
    with pytest.raises(ValidationError, match="Field required"):
        models.User.model_validate({key: value for key, value in FULL.items() if key != field})


# --- Texts that are not listed -------------------------------------------------------------------


@pytest.mark.parametrize("value", ["auto", "x", "more", "7", 7])
@pytest.mark.parametrize("field", ["size", "shade"])
def test_a_text_beside_those_of_a_union_stays_as_it_came(
    models: Any, field: str, value: object
) -> None:
    for both in (
        models.Both.model_validate_json(json.dumps({field: value})),
        models.Both.model_validate({field: value}),
    ):
        found = getattr(both, field)
        assert found == value
        assert isinstance(found, type(value))


def test_what_is_neither_text_nor_listed_is_refused(models: Any) -> None:
    with pytest.raises(ValidationError, match="size"):
        models.Both.model_validate({"size": [1]})


# --- Keys that have no field ---------------------------------------------------------------------


def test_a_request_does_not_take_what_it_does_not_know(models: Any) -> None:
    home = models.Team(name="a")
    good = models.UserRequest(name="ann", home=home, site="http://x")
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        models.UserRequest(name="ann", home=home, site="http://x", emial="a@b")
    with pytest.raises(ValidationError, match=r"user\.emial"):
        models.Bodies(user=good.model_dump() | {"emial": "a@b"})


def test_an_answer_ignores_what_it_does_not_know(models: Any) -> None:
    assert models.User.model_validate(FULL | {"new": 1}).model_dump() == FULL
    assert models.Both.model_validate({"name": "a", "new": 1}).model_dump() == {"name": "a"}


def test_a_request_takes_what_the_document_lets_in(models: Any) -> None:
    counts = models.Counts(property=1, x=2)
    assert counts.model_extra == {"x": 2}
    assert counts.model_dump_json() == '{"property":1,"x":2}'
    assert models.Free(x=[1]).model_extra == {"x": [1]}
    with pytest.raises(ValidationError, match="integer"):
        models.Counts(x="two")
    empty = models.Counts()
    empty.model_extra["x"] = 3
    assert empty.model_dump_json() == '{"x":3}'


def test_types_are_those_of_the_document(made: Made) -> None:
    consumer = made.folder.parent / "tolerant.py"
    consumer.write_text(CONSUMER.format(name=made.folder.name))
    command = [sys.executable, "-m", "mypy", "--strict", str(consumer), str(made.folder)]
    found = subprocess.run(command, cwd=made.folder.parent, capture_output=True, text=True)
    assert found.returncode == 0, found.stdout
    for path, text in made.files.items():
        if path.startswith("models/"):
            assert black.format_str(text, mode=black.Mode()) == text, path
