"""Over gRPC, all is compared that messages and statuses have a word for."""

from __future__ import annotations

from typing import Any

from wire import bridged
from wire.clients import HERE, api_of

from oacgen_ir.wire.judging import returned
from oacgen_ir.wire.scenarios import DOCUMENT, Scenario, Step

API = api_of(HERE / DOCUMENT)


def test_results_lose_only_what_need_not_be_there() -> None:
    one: dict[str, Any] = {"id": 0, "name": "", "image": None, "owner": None}
    more: dict[str, Any] = {**one, "note": None, "tags": [], "meta": None}
    type_ = returned(API, Step(call="items_list"))
    page = bridged.unset(API, type_, {"count": 0, "next": None, "results": [more]})
    assert page == {"count": 0, "results": [{**one, "meta": None}]}
    assert bridged.unset(API, type_, {"count": 0, "results": []}) == {"count": 0, "results": []}


def test_errors_lose_the_method_and_bodies_that_are_not_declared() -> None:
    def expected(call: str, status: int) -> Any:
        error: dict[str, Any] = {
            "kind": "status",
            "status": status,
            "method": "GET",
            "body": {},
            "fields": {},
        }
        step = Step(call=call, error=error)
        return bridged.softened(API, Scenario(name="", shows=(), steps=(step,))).steps[0].error

    assert expected("items_retrieve", 404).keys() == {"kind", "status", "body", "fields"}
    assert expected("items_retrieve", 418).keys() == {"kind", "status", "fields"}
