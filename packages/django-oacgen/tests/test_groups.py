"""Which endpoints a group takes."""

from __future__ import annotations

from typing import Any

import pytest

from django_oacgen.config import OpenAPIGroupConfig, read_config
from django_oacgen.schema.endpoints import read_routes
from django_oacgen.schema.groups import (
    groups_of,
    idle_apps,
    overlooked,
    select,
    ungrouped,
    unknown_apps,
)


def paths(urlconf: str = "mounted", **selectors: Any) -> set[str]:
    group = OpenAPIGroupConfig(name="g", **selectors)
    return {e.path for e in select(group, read_routes(urlconf).endpoints)}


@pytest.mark.parametrize("app", ["trade", "tra*", "trad?"])
def test_apps_by_label_or_wildcard(app: str) -> None:
    assert paths(apps=[app]) == {"/api/orders/", "/api/orders/{pk}/"}


@pytest.mark.parametrize(
    "app",
    [
        "books",
        "company.apps.ledger",
        "company.apps.*",
        "company.apps.ledger.config.LedgerConfig",
    ],
)
def test_apps_by_label_dotted_name_or_class(app: str) -> None:
    assert paths("company.urls", apps=[app]) == {"/api/entries/"}
    group = OpenAPIGroupConfig(name="a", apps=[app])
    assert unknown_apps([group]) == ()
    assert idle_apps(group, read_routes("company.urls").endpoints) == ()


def test_an_app_is_not_the_one_whose_name_it_begins() -> None:
    assert paths(apps=["trade.sub", "trad"]) == set()
    assert paths("company.urls", apps=["company", "company.apps", "ledger"]) == set()


def test_paths_views_and_namespaces() -> None:
    assert paths(paths=["/api/ping/*"]) == {"/api/ping/"}
    assert paths(views=["people.views.ping", "trade.*"]) == {
        "/api/ping/",
        "/api/orders/",
        "/api/orders/{pk}/",
    }
    assert paths(namespaces=["sal*"]) == {"/api/orders/", "/api/orders/{pk}/"}
    assert paths("central", views=["central.health"]) == {"/backend/v1/health/"}


def test_exclusions_win() -> None:
    everything = paths(paths=["*"])
    assert everything - paths(paths=["*"], exclude_apps=["trade"]) == {
        "/api/orders/",
        "/api/orders/{pk}/",
    }
    assert everything - paths(paths=["*"], exclude_views=["people.views.ping"]) == {"/api/ping/"}
    assert "/api/token/" not in paths(apps=["people"], exclude_paths=["*/token/"])
    assert "/api/orders/" not in paths(paths=["*"], exclude_namespaces=["sales"])


def test_without_groups_there_is_one_of_everything() -> None:
    for config in (None, read_config({})):
        (group,) = groups_of(config)
        assert group.name == "api"
        assert group.title == "Test project"
        assert len(select(group, read_routes("mounted").endpoints)) == 22
    (group,) = groups_of(read_config({"drf_title": "Mine", "drf_description": "All of it."}))
    assert (group.title, group.description) == ("Mine", "All of it.")


def test_unknown_apps_come_with_a_suggestion() -> None:
    groups = [
        OpenAPIGroupConfig(name="a", apps=["peple", "people"], exclude_apps=["zzz"]),
        OpenAPIGroupConfig(name="b", apps=["tra*", "nothing*"]),
    ]
    assert [str(each) for each in unknown_apps(groups)] == [
        "the group 'a' names the app 'peple', which is not installed; did you mean 'people'?",
        "the group 'a' names the app 'zzz', which is not installed",
        "the group 'b' names the app 'nothing*', which is not installed",
    ]


def test_apps_without_endpoints_are_named() -> None:
    group = OpenAPIGroupConfig(name="a", apps=["people", "depot"])
    assert idle_apps(group, read_routes("mounted").endpoints) == ("depot",)


def test_endpoints_of_no_group_are_found() -> None:
    groups = [OpenAPIGroupConfig(name="a", apps=["people", "trade"])]
    left = {e.path for e in ungrouped(groups, read_routes("central").endpoints)}
    assert left == {"/backend/v1/health/", "/backend/v1/token/refresh/"}


def test_what_is_left_out_by_name_is_not_overlooked() -> None:
    endpoints = read_routes("mounted").endpoints
    groups = [
        OpenAPIGroupConfig(name="a", apps=["people"], exclude_views=["people.views.ping"]),
        OpenAPIGroupConfig(name="b", paths=["/api/orders/"], exclude_apps=["nobody*"]),
    ]
    left = {"/api/ping/", "/api/orders/{pk}/"}
    assert {e.path for e in ungrouped(groups, endpoints)} == left
    assert {e.path for e in overlooked(groups, endpoints)} == left - {"/api/ping/"}


def test_one_app_may_be_in_two_groups() -> None:
    groups = [OpenAPIGroupConfig(name=name, apps=["trade"]) for name in ("a", "b")]
    first, second = (select(group, read_routes("mounted").endpoints) for group in groups)
    assert first == second
    assert len(first) == 3
