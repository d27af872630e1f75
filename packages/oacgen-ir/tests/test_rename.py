"""Names that the user chose for operations."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from oacgen_ir.diagnostics import InputError, Report
from oacgen_ir.document import load
from oacgen_ir.main import main
from oacgen_ir.passes import prepare
from oacgen_ir.read import read

DOCUMENT = {
    "openapi": "3.0.3",
    "info": {"title": "Things", "version": "1"},
    "paths": {
        f"/{name}/": {"get": {"operationId": id_, "tags": ["things"], "responses": {}}}
        for name, id_ in [("old", "things_list"), ("new", "things_list_2")]
    },
}


def actions(rename: dict[str, str]) -> tuple[list[str], list[str]]:
    """Return the names of the two operations, and the codes of what is reported."""
    report = Report()
    api = prepare(read(load(DOCUMENT), Report()), report, rename=rename)
    return [one.action for one in api.operations], [one.code for one in report]


def test_a_clash_can_be_settled() -> None:
    """Without a map both take the parent word; a map names one and leaves the other alone."""
    assert actions({}) == (["old_list", "new_list"], ["renamed-operation"] * 2)
    assert actions({"things_list_2": "archived"}) == (["list", "archived"], [])


def test_names_are_spelt_by_words() -> None:
    """A name may be given in any casing."""
    assert actions({"things_list_2": "listNew"})[0] == ["list", "list_new"]


def test_a_name_that_is_taken_is_refused() -> None:
    """Whoever chooses a name gets that name, or hears whose it is."""
    with pytest.raises(InputError, match="'things_list_2' cannot be renamed to 'list': 'things_"):
        actions({"things_list_2": "list"})
    with pytest.raises(InputError, match="'things_list' of 'things' is called so"):
        actions({"things_list_2": "mine", "things_list": "mine"})
    both = {"things_list_2": "list", "things_list": "old"}
    assert actions(both) == (["old", "list"], [])


def test_a_chosen_name_is_never_lengthened() -> None:
    """Others that clash make way for it, however long they get."""
    paths: dict[str, object] = {
        f"/{name}/": {"get": {"operationId": id_, "tags": ["things"], "responses": {}}}
        for name, id_ in [
            ("a/old", "things_list"),
            ("new", "things_list_2"),
            ("third", "things_x"),
        ]
    }
    api = read(load({**DOCUMENT, "paths": paths}), Report())
    named = prepare(api, Report(), rename={"things_x": "old_list"})
    assert [one.action for one in named.operations] == ["a_old_list", "new_list", "old_list"]


def test_an_unknown_id_is_reported() -> None:
    """A map that matches nothing is a mistake."""
    assert actions({"thing_list": "x"})[1] == ["no-match", "renamed-operation", "renamed-operation"]


def test_from_the_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command lines take the map from `[rename]`, and refuse what is no name."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "openapi.json").write_text(json.dumps(DOCUMENT))
    config = tmp_path / "oacgen.toml"
    config.write_text('[rename]\nthings_list_2 = "archived"\n')
    done = CliRunner().invoke(main, ["inspect", "openapi.json"])
    assert done.exit_code == 0, done.output
    assert "archived" in done.output
    config.write_text('[rename]\nthings_list_2 = "***"\n')
    done = CliRunner().invoke(main, ["inspect", "openapi.json"])
    assert done.exit_code == 2
    assert "rename.things_list_2: '***' is no name" in done.output
