"""Functions, hooks and keys read as if a hand had named them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from pydantic import JsonValue

from oacgen_ir.ir import Api
from oacgen_ts.naming import Names, name_everything


def paths(*operations: tuple[str, str, str, str], **extra: JsonValue) -> str:
    """Return a document of operations, each a method, path, tag and id."""
    found: dict[str, dict[str, JsonValue]] = {}
    for method, path, tag, id_ in operations:
        variables: JsonValue = [
            {"in": "path", "name": name, "required": True, "schema": {"type": "integer"}}
            for name in re.findall(r"\{(.*?)\}", path)
        ]
        responses: JsonValue = {"200": {"description": "", "content": {"application/json": {}}}}
        found.setdefault(path, {})[method] = {
            "operationId": id_,
            "tags": [tag],
            "parameters": variables,
            "responses": responses,
            **extra,
        }
    whole: JsonValue = {"openapi": "3.0.3", "info": {"title": "x", "version": "1"}, "paths": found}
    return json.dumps(whole)


@pytest.fixture
def names(read_document: Callable[..., Any]) -> Callable[..., Names]:
    def named(*operations: tuple[str, str, str, str]) -> Names:
        api, report = read_document(paths(*operations))
        return name_everything(api, report)

    return named


CRUD = [
    ("get", "/users/", "users", "users_list"),
    ("post", "/users/", "users", "users_create"),
    ("get", "/users/{id}/", "users", "users_retrieve"),
    ("put", "/users/{id}/", "users", "users_update"),
    ("patch", "/users/{id}/", "users", "users_partial_update"),
    ("delete", "/users/{id}/", "users", "users_destroy"),
]


def test_a_resource_has_the_names_of_the_contract(names: Callable[..., Names]) -> None:
    found = names(*CRUD).operations
    assert {id_: one.fetcher for id_, one in found.items()} == {
        "users_list": "getUsers",
        "users_create": "createUser",
        "users_retrieve": "getUser",
        "users_update": "updateUser",
        "users_partial_update": "patchUser",
        "users_destroy": "deleteUser",
    }
    assert [one.hook for one in found.values()] == [
        "useUsers",
        "useCreateUser",
        "useUser",
        "useUpdateUser",
        "usePatchUser",
        "useDeleteUser",
    ]


@pytest.mark.parametrize(
    ("method", "path", "tag", "id_", "name"),
    [
        ("put", "/users/{id}/avatar/", "users", "users_set_avatar_create", "setUserAvatar"),
        ("get", "/users/{id}/posts/", "users", "users_posts_list", "getUserPosts"),
        ("get", "/users/{id}/posts/{pk}/", "users", "users_posts_retrieve", "getUserPost"),
        ("get", "/users/me/", "users", "users_me_retrieve", "getUsersMe"),
        ("get", "/media/", "media", "media_list", "getMediaList"),
        ("get", "/media/{id}/", "media", "media_retrieve", "getMedia"),
        ("get", "/settings/", "settings", "settings_retrieve", "getSettings"),
        ("post", "/orders/{id}/cancel/", "orders", "orders_cancel_create", "cancelOrder"),
        ("post", "/users/bulk-delete/", "users", "users_bulk_delete_create", "bulkDeleteUsers"),
        ("post", "/auth/login/", "auth", "auth_login_create", "authLogin"),
        ("post", "/a/{id}/mark-as-read/", "a", "a_mark_as_read_create", "markAAsRead"),
        ("get", "/profiles/profiles/", "profiles", "profiles_profiles_list", "getProfiles"),
        ("get", "/api/v1/cats/", "x", "api_v1_cats_list", "getCats"),
        ("get", "/addresses/{id}/", "addresses", "addresses_retrieve", "getAddress"),
        ("get", "/pet/{petId}", "pet", "getPetById", "getPetById"),
        ("post", "/chat/completions", "Chat", "createChatCompletion", "createChatCompletion"),
        ("get", "/class/", "class", "class_list", "getClasses"),
    ],
)
def test_an_operation_reads_as_a_phrase(
    names: Callable[..., Names], method: str, path: str, tag: str, id_: str, name: str
) -> None:
    assert names((method, path, tag, id_)).operations[id_].fetcher == name


CLASHES: list[tuple[list[tuple[str, str, str, str]], list[str]]] = [
    (
        [
            ("get", "/v1/cats/", "x", "api_v1_cats_list"),
            ("get", "/v2/cats/", "x", "api_v2_cats_list"),
        ],
        ["getApiV1Cats", "getApiV2Cats"],
    ),
    (
        [
            ("get", "/a/{id}/items/", "a", "a_items_list"),
            ("get", "/a-items/", "a-items", "a_items_list_2"),
        ],
        ["getAItemsById", "getAItems"],
    ),
    (
        [
            ("put", "/boms/{id}/validate/", "boms", "boms_validate_update"),
            ("patch", "/boms/{id}/validate/", "boms", "boms_validate_partial_update"),
        ],
        ["updateBomValidate", "patchBomValidate"],
    ),
]


@pytest.mark.parametrize(("operations", "expected"), CLASHES)
def test_operations_that_clash_take_more_words_and_no_number(
    read_document: Callable[..., Any],
    operations: list[tuple[str, str, str, str]],
    expected: list[str],
) -> None:
    api, report = read_document(paths(*operations))
    found = name_everything(api, report)
    assert [one.fetcher for one in found.operations.values()] == expected
    assert any(one.code == "ts-renamed-operation" for one in report)


def test_adding_an_operation_renames_nothing(names: Callable[..., Names]) -> None:
    before = names(*CRUD).operations
    more = ("post", "/users/{id}/follow/", "users", "users_follow_create")
    after = names(*CRUD, more, ("get", "/cats/", "cats", "cats_list")).operations
    assert {id_: after[id_] for id_ in before} == dict(before)


def test_two_hooks_of_one_subject_keep_their_verbs(names: Callable[..., Names]) -> None:
    found = names(("get", "/a", "x", "getPets"), ("get", "/b", "x", "listPets")).operations
    assert {one.hook for one in found.values()} == {"useGetPets", "useListPets"}


def test_a_map_in_the_configuration_wins(read_document: Callable[..., Any]) -> None:
    from oacgen_ir.document import load
    from oacgen_ir.passes import prepare
    from oacgen_ir.read import read

    _, report = read_document(paths(*CRUD))
    document = load(paths(("get", "/users/x/", "users", "users_list_2")).encode())
    api: Api = prepare(read(document, report), report, rename={"users_list_2": "archived"})
    assert name_everything(api, report).operations["users_list_2"].fetcher == "getUsersArchived"


def _schemas(names: Iterable[str]) -> str:
    document = json.loads(paths(("get", "/users/", "users", "users_list")))
    schema = {"type": "object", "properties": {"a": {"type": "string"}}}
    document["components"] = {"schemas": dict.fromkeys(names, schema)}
    return json.dumps(document)


def test_types_keep_their_names(read_document: Callable[..., Any]) -> None:
    kept = ["User", "UserRequest", "PatchedUserRequest", "PaginatedUserList", "HTTPError"]
    api, report = read_document(_schemas([*kept, "user_profile", "http error"]))
    types = name_everything(api, report).types
    assert [types[name] for name in kept] == kept
    assert [types["user_profile"], types["http error"]] == ["UserProfile", "HttpError"]


def test_files_never_differ_by_case_alone(read_document: Callable[..., Any]) -> None:
    api, report = read_document(_schemas(["User", "USER", "Con"]))
    names = name_everything(api, report)
    assert names.types["User"] == "User"
    assert names.types["USER"] == "USER"
    assert len({file.lower() for file in names.files.values()}) == 3
    assert names.files["Con"].lower() != "con"


def test_enum_members_are_named_by_text_name_or_label(
    read_document: Callable[..., Any],
) -> None:
    document = json.loads(_schemas([]))
    document["components"]["schemas"] = {
        "Text": {"type": "string", "enum": ["in-progress", "-created", "", "1h", "A", "a"]},
        "Labelled": {"type": "integer", "enum": [1, -1], "description": "* `1` - Low"},
        "Named": {"type": "string", "enum": ["a"], "x-enum-varnames": ["Alpha"]},
    }
    api, report = read_document(json.dumps(document))
    members = name_everything(api, report).members
    assert members["Text"] == ("IN_PROGRESS", "MINUS_CREATED", "EMPTY", "VALUE_1H", "A", "A_2")
    assert members["Labelled"] == ("LOW", "VALUE_MINUS_1")
    assert members["Named"] == ("ALPHA",)
