"""The codec: what a server sends comes back unchanged from protobuf; requests go out right."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any
from zoneinfo import ZoneInfo

import pytest

Import = Callable[[Path, str], ModuleType]

PERSON: dict[str, Any] = {
    "id": 7,
    "name": "",
    "role": "-gone",
    "level": -1,
    "roles": ["admin", "editor"],
    "manager": None,
    "born": "2024-02-29T23:59:59.000001Z",
    "addresses": [{"street": "s", "city": None, "class": None}],
    "by_kind": {"home": {"street": "", "city": "c", "class": "A"}},
    "settings": {"a": [1, 2.5, None, True, {"b": ""}]},
    "extra": {},
    "scores": [1, None, 0],
    "grid": [[1.5], []],
    "lists": {"x": ["y"], "": []},
    "maybe_tags": None,
    "balance": "10.50",
    "count": 0,
    "ratio": 0.1,
    "key": "AP8=",
    "active": False,
    "contact": {"kind": "phone", "number": "1"},
    "number_or_text": ["a", "b"],
    "@type": "person",
    "old": "",
}


class Generated:
    """The modules of the API of people."""

    def __init__(self, folder: Path, load_module: Import) -> None:
        self.codec: Any = load_module(folder, "staff.people.codec")
        self.messages: Any = load_module(folder, "staff.people.messages_pb2")
        self.service: Any = load_module(folder, "staff.people.service_pb2")
        self.runtime: Any = load_module(folder, "staff._codec")
        self.calls = self.codec.CALLS


@pytest.fixture
def api(people: Path, load_module: Import) -> Generated:
    """Give the modules."""
    return Generated(people, load_module)


def through(api: Generated, name: str, value: Any) -> Any:
    """Send a value to bytes and back."""
    codec = api.codec.CODECS[name]
    message = codec.parse(value)
    return codec.write(type(message).FromString(message.SerializeToString()))


VARIANTS: list[dict[str, Any]] = [
    {},
    {"role": ""},
    {"role": None},
    {"manager": {**PERSON, "id": 8}},
    {"maybe_tags": []},
    {"maybe_tags": ["x"]},
    {"settings": None},
    {"settings": [[], {}]},
    {"settings": "text"},
    {"contact": {"kind": "mail", "address": "a@b"}},
    {"contact": {"kind": "pigeon", "colour": {"r": 1}}},
    {"number_or_text": 5},
    {"number_or_text": "5"},
    {"number_or_text": {"neither": [1]}},
    {"born": "0001-01-01T00:00:00Z"},
    {"born": "9999-12-31T23:59:59.999999Z"},
    {"addresses": [], "by_kind": {}, "scores": [], "grid": [], "lists": {}, "roles": []},
    {"name": "\u0000\U0001f600 \u2028", "id": -(2**63)},
]


@pytest.mark.parametrize("change", VARIANTS, ids=str)
def test_responses_come_back_unchanged(api: Generated, change: dict[str, Any]) -> None:
    """What a server sends goes through bytes and back, key by key."""
    person = {**PERSON, **change}
    assert through(api, "Person", person) == person
    page = {"count": 1, "next": None, "results": [person, PERSON]}
    assert through(api, "PaginatedPersonList", page) == page


def test_keys_keep_their_order(api: Generated) -> None:
    """The keys of a response stand in the order of the fields."""
    message = api.codec.CODECS["Address"].parse({"class": "x", "street": "s"})
    assert list(api.codec.CODECS["Address"].write(message)) == ["street", "city", "class"]


def test_moments(api: Generated) -> None:
    """Offsets are converted; a moment without one is UTC."""
    for sent in ("2024-01-01T02:00:00+02:00", "2024-01-01T00:00:00", "2024-01-01 00:00:00Z"):
        assert through(api, "Event", {"at": sent}) == {"at": "2024-01-01T00:00:00Z"}
    with pytest.raises(ValueError, match="soon"):
        api.codec.CODECS["Event"].parse({"at": "soon"})


def test_moments_of_a_server_elsewhere(api: Generated) -> None:
    """In the zone of a server, its own spelling comes back, summer and winter."""
    with api.runtime.in_zone(ZoneInfo("Europe/Berlin")):
        for sent in ("2024-01-01T00:00:00+01:00", "2024-07-01T00:00:00.500000+02:00"):
            assert through(api, "Event", {"at": sent}) == {"at": sent}


def test_unknown_literals_are_told(api: Generated) -> None:
    """A literal that an enum does not know is 0, and is told to whoever asks."""
    with api.runtime.losses() as lost:
        person = api.codec.CODECS["Person"].parse({**PERSON, "role": "new", "roles": ["new"]})
        assert not person.HasField("role")
        assert list(person.roles) == [0]
        api.codec.CODECS["Person"].parse({**PERSON, "settings": 2**53 + 1})
    assert lost == [
        "RoleEnum has no 'new'",
        "RoleEnum has no 'new'",
        f"{2**53 + 1} is kept as {2.0**53!r}",
    ]
    assert api.codec.CODECS["Person"].write(person)["roles"] == [None]


def test_unknown_numbers_pass(api: Generated) -> None:
    """A number of a newer client goes out as it is, for the API to refuse."""
    message = api.messages.PersonRequest(name="x", role=99)
    assert api.codec.CODECS["PersonRequest"].send(message) == {"name": "x", "role": 99}


def test_keys_that_are_not_declared(api: Generated) -> None:
    """They are dropped where a model is open, and kept where it types them."""
    assert "zzz" not in through(api, "Person", {**PERSON, "zzz": 1})
    errors = {"name": ["short"], "other": ["odd", "even"]}
    assert through(api, "Errors", errors) == errors


def test_wrong_shapes_raise(api: Generated) -> None:
    """What no message can hold is a TypeError or a ValueError."""
    for value in ([], "x", {**PERSON, "id": "x"}, {**PERSON, "id": 2**63}, {**PERSON, "roles": 1}):
        with pytest.raises((TypeError, ValueError)):
            api.codec.CODECS["Person"].parse(value)


# --- Requests ------------------------------------------------------------------------------------


def test_url_and_headers(api: Generated) -> None:
    """Parameters go where the document says, in its styles."""
    call = api.calls["PeopleList"]
    request = api.service.PeopleListRequest(
        page=0,
        id_in=[1, 2],
        tag=["a b", "c&d"],
        active=False,
        since={"seconds": 0},
        ordering=2,
        box={"w": 3},
        x_tenant="t",
        theme="dark; x",
    )
    assert call.url(request) == (
        "/api/people/?page=0&id__in=1,2&tag=a%20b&tag=c%26d&active=false"
        "&since=1970-01-01T00%3A00%3A00Z&ordering=-name&box[w]=3"
    )
    assert call.headers(request) == [("X-Tenant", "t"), ("Cookie", "theme=dark%3B%20x")]
    assert call.url(api.service.PeopleListRequest()) == "/api/people/"
    with pytest.raises(ValueError, match="line end"):
        call.headers(api.service.PeopleListRequest(x_tenant="a\r\nb"))


def test_path(api: Generated) -> None:
    """A path parameter is always there, 0 included."""
    call = api.calls["PeopleRetrieve"]
    assert call.url(api.service.PeopleRetrieveRequest(id=5)) == "/api/people/5/"
    assert call.url(api.service.PeopleRetrieveRequest()) == "/api/people/0/"


PATCHES: list[tuple[list[str], Any]] = [
    ([], {"name": "n", "address": {"city": "c"}}),
    (["name"], {"name": "n"}),
    (["name", "email"], {"name": "n", "email": None}),
    (["tags", "count"], {"tags": [], "count": None}),
    (["address"], {"address": {"city": "c"}}),
    (["address.street", "address.city"], {"address": {"city": "c", "street": None}}),
    (["role"], {"role": None}),
    (
        ["*"],
        {
            "name": "n",
            "email": None,
            "address": {"city": "c"},
            "tags": [],
            "role": None,
            "count": None,
        },
    ),
]


@pytest.mark.parametrize(("mask", "expected"), PATCHES, ids=str)
def test_masks_of_patch(api: Generated, mask: list[str], expected: Any) -> None:
    """The mask says exactly what is sent; without one, what is set."""
    body = api.messages.PatchedPersonRequest(name="n", address={"city": "c"})
    request = api.service.PeoplePartialUpdateRequest(id=1, body=body, update_mask={"paths": mask})
    assert api.calls["PeoplePartialUpdate"].json(request) == expected


@pytest.mark.parametrize("path", ["nope", "name.x", "address.nope"])
def test_masks_with_unknown_paths(api: Generated, path: str) -> None:
    """A path of no field is an error, not silence."""
    request = api.service.PeoplePartialUpdateRequest(id=1, body={}, update_mask={"paths": [path]})
    with pytest.raises(ValueError, match="field"):
        api.calls["PeoplePartialUpdate"].json(request)


def test_nulls_of_create(api: Generated) -> None:
    """`null_mask` adds nulls to what is set."""
    request = api.service.PeopleCreateRequest(
        body={"name": "n", "count": 0}, null_mask={"paths": ["email", "address.class_value"]}
    )
    assert api.calls["PeopleCreate"].json(request) == {
        "name": "n",
        "count": 0,
        "email": None,
        "address": {"class": None},
    }
    assert api.calls["PeopleCreate"].json(api.service.PeopleCreateRequest()) is None


def test_answers_and_errors(api: Generated) -> None:
    """A success becomes the response, a failure the message that the rpc names."""
    answer = api.calls["PeopleRetrieve"].answer(PERSON)
    assert answer.data.id == 7
    assert api.calls["PeopleDestroy"].answer(None) == api.service.PeopleDestroyResponse()
    call = api.calls["PeopleCreate"]
    assert call.error(400).parse({"name": ["no"]}).name == ["no"]
    assert call.error(409).parse(["x"]).list_value.values[0].string_value == "x"
    assert call.error(500) is None


def test_a_success_brings_nothing_only_where_it_may(api: Generated) -> None:
    """Null is no value where the document has none."""
    with pytest.raises(TypeError, match="null where a value is due"):
        api.calls["PeopleRetrieve"].answer(None)
    empty = api.service.PeoplePortraitUpdateResponse()
    assert api.calls["PeoplePortraitUpdate"].answer(None) == empty


def test_files_that_are_to_be_null(api: Generated) -> None:
    """A mask names them like other fields; those that come are not null."""
    upload = api.calls["PeoplePortraitUpdate"]
    body = {"caption": "c", "image": {"name": "n"}}
    start = api.service.PeoplePortraitUpdateStart(
        body=body, null_mask={"paths": ["image", "others"]}
    )
    assert upload.json(start) == {"caption": "c", "others": []}
    start.body.ClearField("image")
    assert upload.json(start) == {"caption": "c", "image": None, "others": []}
    assert upload.plain == "application/json"


def test_streams(api: Generated) -> None:
    """A call says which of its parts are files."""
    upload = api.calls["PeoplePortraitUpdate"]
    assert [(one.key, one.member, one.many) for one in upload.files] == [
        ("image", "image", False),
        ("others", "others", True),
    ]
    start = api.service.PeoplePortraitUpdateStart(
        id=2, body={"caption": "c", "image": {"name": "n"}}
    )
    assert upload.url(start) == "/api/people/2/portrait/"
    assert upload.json(start) == {"caption": "c"}
    assert api.calls["PeoplePortraitRetrieve"].result == "file"
    assert api.calls["PeopleEvents"].result == "stream"
