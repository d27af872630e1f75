"""The scenarios show all that clients promise, and the report tells it."""

from __future__ import annotations

from pathlib import Path

from wire import strict
from wire.clients import CLIENTS, HERE, api_of
from wire.report import sentences

from oacgen_ir.wire.judging import operation
from oacgen_ir.wire.scenarios import DOCUMENT, scenarios

CHECKED = {"11.1"}  # by the compilers, see strict.py


def test_every_sentence_is_shown() -> None:
    shown = {number for one in scenarios(HERE) for number in one.shows}
    assert sentences().keys() - shown == CHECKED
    assert shown <= sentences().keys()
    assert strict.NAME


def test_who_cannot_express_a_scenario_says_why() -> None:
    for one in scenarios(HERE):
        assert one.not_for.keys() <= CLIENTS.keys(), one.name
        assert all(one.not_for.values()), one.name


def test_every_operation_of_the_document_is_called() -> None:
    api = api_of(HERE / DOCUMENT)
    renewals = {
        auth.refresh.call
        for one in scenarios(HERE)
        for auth in one.client.auth or ()
        if auth.refresh
    }
    called = {step.call for one in scenarios(HERE) for step in one.steps} | renewals
    assert called == {one.id for one in api.operations}
    assert all(operation(api, name) for name in called)


def test_the_page_names_every_scenario() -> None:
    page = Path(HERE.parent / "docs" / "reference" / "wire.md").read_text("utf-8")
    for one in scenarios(HERE):
        assert f"| {one.name} |" in page
    for number, text in sentences().items():
        assert f"- **{number}** {text}" in page
