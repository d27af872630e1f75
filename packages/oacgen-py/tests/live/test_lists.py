"""Lists that come page by page, and lists that come whole."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from .conftest import Caller, Wire


def test_page_numbers(caller: Caller, wire: Wire, visitor: Any) -> None:
    first = caller.do(visitor.users.list(page=1))
    assert first.count >= 28
    assert len(first.results) == 10
    everybody = caller.items(visitor.users.iterate())
    assert len({user.id for user in everybody}) == len(everybody) == first.count
    assert "page=3" in wire.last_query


def test_a_walk_keeps_the_filters(caller: Caller, wire: Wire, visitor: Any) -> None:
    found = caller.items(visitor.users.iterate(role=["customer"], ordering="-id"))
    ids = [user.id for user in found]
    assert len(ids) > 20
    assert ids == sorted(ids, reverse=True)
    assert "role=customer" in wire.last_query


def test_a_walk_begins_where_it_is_told(caller: Caller, visitor: Any) -> None:
    whole = caller.items(visitor.users.iterate(ordering="id"))
    rest = caller.items(visitor.users.iterate(ordering="id", page=2))
    assert [user.id for user in rest] == [user.id for user in whole[10:]]


def test_a_walk_is_lazy(caller: Caller, wire: Wire, visitor: Any) -> None:
    walk = caller.each(visitor.users.iterate())
    assert wire.requests == []
    for _ in range(10):
        next(walk)
    assert len(wire.requests) == 1
    next(walk)
    assert len(wire.requests) == 2


def test_limit_and_offset(caller: Caller, wire: Wire, visitor: Any) -> None:
    count = caller.do(visitor.products.list(limit=1)).count
    found = caller.items(visitor.products.iterate(limit=5))
    assert len({product.sku for product in found}) == len(found) == count > 15
    assert len(wire.requests) == 1 + -(-count // 5)


def test_cursors(caller: Caller, wire: Wire, staff: Any) -> None:
    found = caller.items(staff.payments.iterate())
    assert len({payment.id for payment in found}) == len(found) > 20
    moments = [payment.created_at for payment in found]
    assert moments == sorted(moments, reverse=True)
    assert len(wire.requests) == -(-len(found) // 10)
    assert "cursor=" in wire.last_query


def test_sizes_of_pages(caller: Caller, wire: Wire, visitor: Any) -> None:
    found = caller.items(visitor.api_profiles.iterate(page_size=25))
    assert len(found) >= 28
    assert len(wire.requests) == -(-len(found) // 25)


def test_bare_arrays(caller: Caller, visitor: Any) -> None:
    billing = importlib.import_module("api_client.billing.models")
    plans = caller.do(visitor.plans.list())
    assert {plan.code for plan in plans} == {"taster", "regular", "office", "quarterly"}
    assert all(isinstance(plan, billing.Plan) for plan in plans)


def test_a_tree(caller: Caller, visitor: Any) -> None:
    def names(nodes: Any) -> list[str]:
        return [name for node in nodes for name in (node.slug, *names(node.children))]

    assert "hand-brewers" in names(caller.do(visitor.products.categories_tree_list()))


def test_an_error_on_the_way(caller: Caller, wire: Wire, visitor: Any) -> None:
    walk = caller.each(visitor.users.iterate())
    found = [next(walk) for _ in range(10)]
    wire.faults = [(403, b'{"detail": "enough"}', {"content-type": "application/json"})]
    with pytest.raises(caller.shop.package.ForbiddenError, match="enough"):
        next(walk)
    assert len(found) == 10
