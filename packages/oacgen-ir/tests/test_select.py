from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oacgen_ir.diagnostics import InputError, Report
from oacgen_ir.document import load
from oacgen_ir.ir import Api, Operation, Tag
from oacgen_ir.passes.select import select, unmatched
from oacgen_ir.pipeline import Selection, read_api


@pytest.fixture
def api(zoo: Path) -> Api:
    return read_api(load(zoo), Report())


def ids(api: Api) -> list[str]:
    return [operation.id for operation in api.operations]


def declared(api: Api) -> list[str]:
    return sorted(declaration.name for declaration in api.declarations)


def test_no_pattern_changes_nothing(api: Api) -> None:
    assert select(api) is api


@pytest.mark.parametrize(
    ("patterns", "expected"),
    [
        ({"include_tags": ["keepers"]}, ["keepers_retrieve"]),
        ({"exclude_tags": ["keepers"]}, ["animals_list", "animals_create"]),
        ({"include_tags": ["*s"], "exclude_tags": ["k*"]}, ["animals_list", "animals_create"]),
        ({"include_paths": ["/keepers/*"]}, ["keepers_retrieve"]),
        ({"exclude_paths": ["/animals/"]}, ["keepers_retrieve"]),
        ({"include_tags": ["animals"], "include_paths": ["/keepers/*"]}, []),
        ({"include_tags": ["Animals"]}, []),
        (
            {"include_tags": ["animals", "keepers"]},
            ["animals_list", "animals_create", "keepers_retrieve"],
        ),
    ],
)
def test_patterns_choose_operations(
    api: Api, patterns: dict[str, list[str]], expected: list[str]
) -> None:
    assert ids(select(api, **patterns)) == expected


def test_what_is_not_needed_goes(api: Api) -> None:
    animals = select(api, include_tags=["animals"])
    assert declared(animals) == ["Animal", "Kind", "PaginatedAnimalList"]
    assert [tag.name for tag in animals.tags] == ["animals"]
    keepers = select(api, include_tags=["keepers"])
    assert declared(keepers) == ["Friend", "Keeper"], "a circle of references is no trap"


def test_use_is_told_anew(api: Api) -> None:
    assert (api.by_name["Animal"].sent, api.by_name["Animal"].received) == (True, True)
    elsewhere = {"animals_create": "/make/"}
    operations = tuple(replace(o, path=elsewhere.get(o.id, o.path)) for o in api.operations)
    listed = select(replace(api, operations=operations), exclude_paths=["/make/"])
    assert (listed.by_name["Animal"].sent, listed.by_name["Animal"].received) == (False, True)


def test_patterns_that_match_nothing_are_named(api: Api) -> None:
    found = unmatched(api, tags=["animals", "cats"], paths=["/animals/", "/cats/*"])
    assert list(found) == ["cats", "/cats/*"]


def test_a_filter_that_matches_nothing_is_a_warning(zoo: Path) -> None:
    report = Report()
    read_api(load(zoo), report, selection=Selection(exclude_tags=("cats",)))
    assert [(d.code, d.message) for d in report] == [
        ("no-match", "the filter 'cats' matches nothing")
    ]


def test_filters_that_leave_nothing_are_an_error(zoo: Path) -> None:
    with pytest.raises(InputError, match="the filters exclude all"):
        read_api(load(zoo), Report(), selection=Selection(include_tags=("cats",)))


def test_secondary_tags_choose_too() -> None:
    operation = Operation(
        id="a", method="GET", path="/a", tag="one", tags=("one", "two"), action="a", origin="#/a"
    )
    tags = (Tag(name="one"), Tag(name="two"))
    api = Api(title="", version="", tags=tags, operations=(operation,))
    chosen = select(api, include_tags=["two"])
    assert ids(chosen) == ["a"]
    assert [tag.name for tag in chosen.tags] == ["one"], "a tag without operations goes"


@given(st.lists(st.sampled_from(["animals", "k*", "*", "x", "[", "[!a]*", ""]), max_size=3))
def test_included_and_excluded_make_the_whole(patterns: list[str]) -> None:
    operations = tuple(
        Operation(id=t, method="GET", path=f"/{t}", tag=t, tags=(t,), action=t, origin="#")
        for t in ("animals", "keepers", "cats")
    )
    api = Api(title="", version="", operations=operations)
    if patterns:
        inside = ids(select(api, include_tags=patterns))
        outside = ids(select(api, exclude_tags=patterns))
        assert sorted(inside + outside) == sorted(ids(api))
