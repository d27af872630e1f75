"""Text from a document stays text, and gofmt leaves it as it is."""

from __future__ import annotations

import ast
import random
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import example, given, settings
from hypothesis import strategies as st

from oacgen_go import syntax
from oacgen_go.columns import aligned

if TYPE_CHECKING:
    from .conftest import Go

TEXT = st.text(
    st.characters(exclude_categories=["Cs"])
    | st.sampled_from("\"'`\\\n\t {}#*- \r\x0c\u2028\u202e\u200b\ufeff"),
    max_size=200,
)


@settings(max_examples=500, deadline=None)
@given(TEXT)
@example('a"b\\')
@example("\ufeff\x00\x7f\x85")
@example("\U0001f600é")
def test_a_literal_is_the_text(text: str) -> None:
    code = syntax.text_literal(text)
    assert ast.literal_eval(code) == text  # Go's escapes are a part of Python's
    assert code.isprintable()


def test_a_literal_has_no_surrogates() -> None:
    assert syntax.text_literal("\ud800x") == '"\\ufffdd800x"'


@settings(max_examples=500, deadline=None)
@given(TEXT)
@example("`")
def test_a_raw_literal_is_the_text(text: str) -> None:
    code = syntax.raw_literal(text)
    assert (code[1:-1] if code[0] == "`" else ast.literal_eval(code)) == text
    assert "`" not in code[1:-1] or code[0] == '"'


@settings(max_examples=500, deadline=None)
@given(TEXT)
@example("x\n//go:build ignore\n")
@example("*/ package x")
def test_a_comment_stays_one(text: str) -> None:
    for code in (syntax.comment(text, "\t"), syntax.doc(text), syntax.call_line(text)):
        lines = code.splitlines()
        assert all(line.lstrip("\t").startswith("//") for line in lines)
        assert not any(line.startswith(("//go:", "// +build")) for line in lines)
        assert code == "" or code.endswith("\n")
        assert all(char == "\n" or char == "\t" or char.isprintable() for char in code)


# --- What gofmt says -----------------------------------------------------------------------------

PIECES = (
    "Heading", "# Heading", "## x", "- item", "  - item", "1. one", "* star", "", "", " ", "\t",
    "[x]: https://example.com", "[Name]", "``quoted''", "'''", "+build linux", "go:build x",
    "Deprecated: no.", "plain text that goes on.", "x" * 100, "a `b` c", "| a | b |", "End:",
    "Über uns", "中文", "https://example.com/a/very/long/path/that/does/not/fit/on/a/line/at/all",
    "BUG(x): y", "\tcode", "\u2028", "trailing  ", "lower case", "TODO", "A. B. C.",
)  # fmt: skip


def test_gofmt_leaves_comments_alone(go: Go, tmp_path: Path) -> None:
    chance = random.Random(1)
    parts = ["package x\n"]
    for number in range(1500):
        lines = chance.choices(PIECES, k=chance.randint(1, 6))
        text = "\n".join(" ".join(chance.sample([line, ""], 2)) for line in lines)
        parts.append(f"{syntax.doc(text, chance.choice(PIECES))}type T{number} struct{{}}\n")
    (tmp_path / "x.go").write_text("\n".join(parts))
    assert go.unformatted(tmp_path) == ""


def test_gofmt_leaves_columns_alone(go: Go, tmp_path: Path) -> None:
    chance = random.Random(2)
    parts = ["package x\n"]
    for number in range(300):
        rows: list[list[str]] = []
        lines: list[str] = []
        for field in range(chance.randint(1, 12)):
            if chance.random() < 0.2:
                lines += [*aligned(rows), f"\t// About F{field}."]
                rows = []
            name = f"F{field}" + "é" * chance.randint(0, 9)
            type_ = "[]" * chance.randint(0, 5) + "int"
            rows.append([f"\t{name}", type_, f'`json:"{"k" * chance.randint(1, 9)}"`'])
        lines += aligned(rows)
        parts.append(f"type S{number} struct {{\n" + "\n".join(lines) + "\n}\n")
        constants = [
            [
                f"\tC{number}x{'x' * chance.randint(0, 20)}{i}",
                "int",
                f"= {chance.randint(0, 10**6)}",
            ]
            + (["// said"] if chance.random() < 0.5 else [])
            for i in range(chance.randint(1, 9))
        ]
        parts.append("const (\n" + "\n".join(aligned(constants)) + "\n)\n")
    (tmp_path / "x.go").write_text("\n".join(parts))
    assert go.unformatted(tmp_path) == ""
