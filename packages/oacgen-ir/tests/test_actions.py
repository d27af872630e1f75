"""Names of operations: unique, and stable when the API grows."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from oacgen_ir.diagnostics import Report
from oacgen_ir.ir import Api, Operation
from oacgen_ir.passes.actions import name_actions

SEGMENTS = st.sampled_from(["users", "orders", "{id}", "{pk}", "archive", "v1", "avatar", "user"])
PATHS = st.lists(SEGMENTS, min_size=1, max_size=4).map(lambda parts: f"/{'/'.join(parts)}/")
IDS = st.lists(
    st.sampled_from(["users", "user", "list", "create", "partial", "update", "2", "orders", "get"]),
    min_size=1,
    max_size=4,
).map("_".join)
ACTIONS = st.sampled_from(["", "", "list", "set_avatar", "archive"])


@st.composite
def apis(draw: st.DrawFn) -> Api:
    """Draw an API whose operations have distinct ids, and distinct methods and paths."""
    drawn = draw(
        st.lists(
            st.tuples(IDS, st.sampled_from(["GET", "POST"]), PATHS, ACTIONS),
            min_size=2,
            max_size=7,
            unique_by=(lambda one: one[0], lambda one: one[1:3]),
        )
    )
    operations = tuple(
        Operation(
            id=id_,
            method=method,
            path=path,
            tag=draw(st.sampled_from(["users", "orders", "api/users"])),
            action=action,
            origin="#",
        )
        for id_, method, path, action in drawn
    )
    return Api(title="Any", version="1", operations=operations)


@given(apis())
def test_unique_in_their_tag(api: Api) -> None:
    """No two operations of a tag have one name, and each has one."""
    named = name_actions(api, Report(), {}).operations
    keys = [(one.tag, one.action) for one in named]
    assert len(set(keys)) == len(keys)
    assert all(one.action for one in named)


@given(apis())
def test_growing_renames_nothing_unsaid(api: Api) -> None:
    """Where an operation is added, another's name changes only by a clash that is reported."""
    smaller = Api(title="Any", version="1", operations=api.operations[:-1])
    before = {one.id: one.action for one in name_actions(smaller, Report(), {}).operations}
    report = Report()
    after = {one.id: one.action for one in name_actions(api, report, {}).operations}
    told = " ".join(one.message for one in report if one.code == "renamed-operation")
    for id_, name in before.items():
        assert after[id_] == name or repr(after[id_]) in told


def test_methods_of_one_path_are_told_apart_by_what_they_do() -> None:
    """One action for several methods, as DRF has it; an action of another path is no reason."""
    drawn = [
        ("a", "GET", "/users/me/", "me"),
        ("b", "PUT", "/users/me/", "me"),
        ("c", "OPTIONS", "/users/me/", "me"),
        ("d", "GET", "/users/{id}/", "retrieve"),
    ]
    operations = tuple(
        Operation(id=id_, method=method, path=path, tag="users", action=action, origin="#")
        for id_, method, path, action in drawn
    )
    named = name_actions(Api(title="Any", version="1", operations=operations), Report(), {})
    names = [one.action for one in named.operations]
    assert names == ["me_retrieve", "me_update", "me_options", "retrieve"]
