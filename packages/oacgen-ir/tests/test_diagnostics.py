from __future__ import annotations

import json

import pytest

from oacgen_ir.diagnostics import (
    CATALOGUE,
    Entry,
    InputError,
    Report,
    as_json,
    explain,
    render_text,
)

EXTRA = {
    "toy-note": Entry("info", "A cause.", "A fix."),
    "toy-bad": Entry("error", "A cause.", "A fix."),
}


def locate(pointer: str) -> tuple[str, int | None]:
    return ("openapi.yaml", 12) if pointer == "#/paths" else ("other.yaml", None)


def test_diagnostics_come_in_order_and_once() -> None:
    report = Report(extra=EXTRA)
    report.add("toy-bad", "b", at="#/x")
    report.add("toy-note", "a", at="#/x", hint="do")
    report.add("toy-bad", "b", at="#/x")
    report.add("toy-bad", "b", at="#/y")
    assert [(d.code, d.pointer) for d in report] == [
        ("toy-bad", "#/x"),
        ("toy-note", "#/x"),
        ("toy-bad", "#/y"),
    ]
    assert len(report) == 3


def test_severities_are_the_catalogues() -> None:
    report = Report(extra=EXTRA)
    report.add("no-match", "m")
    report.add("toy-bad", "m")
    report.add("toy-note", "m")
    assert (report.errors, report.warnings) == (1, 1)
    assert [d.severity for d in report] == ["warning", "error", "info"]


def test_an_unknown_code_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(KeyError):
        Report().add("toy-note", "m")
    assert "toy-note" not in CATALOGUE, "what one report knows is not known to others"


def test_every_entry_says_something() -> None:
    for code, entry in CATALOGUE.items():
        assert entry.cause.endswith("."), code
        assert entry.fix.endswith("."), code
        assert code == code.lower()


def test_lines_are_looked_up_only_when_shown() -> None:
    asked: list[str] = []

    def spy(pointer: str) -> tuple[str, int | None]:
        asked.append(pointer)
        return locate(pointer)

    report = Report(extra=EXTRA, locate=spy)
    report.add("toy-bad", "wrong", at="#/paths")
    assert asked == []
    render_text(report)
    assert asked == ["#/paths"]


def test_text_names_the_place_and_the_hint() -> None:
    report = Report(extra=EXTRA, locate=locate)
    report.add("toy-bad", "this is wrong", at="#/paths", hint="mend it")
    report.add("toy-bad", "that too", at="#/info")
    report.add("toy-note", "somewhere")
    assert render_text(report) == (
        "error[toy-bad] openapi.yaml:12: #/paths: this is wrong\n"
        "    hint: mend it\n"
        "error[toy-bad] other.yaml: #/info: that too\n"
        "info[toy-note] somewhere\n"
    )
    assert render_text(Report()) == ""


def test_a_document_cannot_steer_the_terminal() -> None:
    report = Report(extra=EXTRA)
    report.add("toy-bad", "a\x1b[2Jb\nerror: c\u202ed", at="#/x\x07", hint="h\r\ni")
    assert render_text(report) == (
        "error[toy-bad] #/x\\x07: a\\x1b[2Jb error: c\\u202ed\n    hint: h i\n"
    )


def test_json_has_all_keys() -> None:
    report = Report(extra=EXTRA, locate=locate)
    report.add("toy-bad", "wrong", at="#/paths")
    assert json.loads(json.dumps(as_json(report))) == [
        {
            "severity": "error",
            "code": "toy-bad",
            "message": "wrong",
            "pointer": "#/paths",
            "file": "openapi.yaml",
            "line": 12,
            "hint": "",
        }
    ]


def test_explain_gives_cause_and_fix() -> None:
    text = explain("toy-note", {**CATALOGUE, **EXTRA})
    assert text == "toy-note (info)\n\nCause: A cause.\nFix:   A fix.\n"
    with pytest.raises(KeyError):
        explain("toy-note")


def test_an_input_error_reads_like_a_compilers() -> None:
    error = InputError(
        "not a list", file="openapi.yaml", line=12, column=3, pointer="#/paths", hint="use one"
    )
    assert str(error) == "openapi.yaml:12:3: #/paths: not a list\n    hint: use one"
    assert str(InputError("no")) == "no"
    assert str(InputError("no", file="f", line=2)) == "f:2: no"
    assert str(InputError("no", file="f")) == "f: no"
    assert str(InputError("no", line=2)) == "no"


def test_an_input_error_may_have_several_lines() -> None:
    assert str(InputError("one\ntwo\x1b", file="f")) == "f: one\n    two\\x1b"
