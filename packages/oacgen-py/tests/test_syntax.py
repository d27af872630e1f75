"""Text from a document stays text, and black leaves it as it is."""

from __future__ import annotations

import ast

import black
import pydantic
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from oacgen_py import syntax

TEXT = st.text(
    st.characters() | st.sampled_from("\"'\\\n\t {}#*- \r\x0c\u2028\u202e\u200b"), max_size=200
)
WORDS = st.lists(st.text("ab\"'\\.", min_size=1, max_size=90), max_size=40).map(" ".join)


def assert_stable(code: str) -> None:
    assert black.format_str(code, mode=black.Mode()) == code


@settings(max_examples=500, deadline=None)
@given(TEXT)
@example('a"b')
@example("'")
def test_a_text_literal_is_the_text(text: str) -> None:
    code = syntax.text_literal(text)
    assert ast.literal_eval(code) == text
    assert_stable(f"x = {code}\n")


@settings(max_examples=500, deadline=None)
@given(TEXT)
@example("^[\\w.@+-]+$")
@example("\\")
def test_a_pattern_literal_is_the_pattern(text: str) -> None:
    code = syntax.pattern_literal(text)
    assert ast.literal_eval(code) == text
    assert_stable(f"x = {code}\n")


def test_a_pattern_reads_as_it_was_written() -> None:
    assert syntax.pattern_literal("^\\d+$") == 'r"^\\d+$"'


@settings(max_examples=500, deadline=None)
@given(TEXT | WORDS, TEXT | WORDS, st.sampled_from([0, 4, 8]))
@example('say "x"', "", 4)
@example('"x', "", 4)
@example("x\\", "", 4)
@example("first\n  second\n    third", "", 4)
@example("x" * 76 + ' "', "", 4)
def test_a_docstring_is_one_string(text: str, more: str, indent: int) -> None:
    after = "\n".join(syntax.paragraph(more, 70))
    code = syntax.docstring(text, indent, after=after)
    if not code:
        assert not text.strip()
        assert not after
        return
    tree = ast.parse(code)
    assert [type(node) for node in ast.walk(tree)] == [ast.Module, ast.Expr, ast.Constant]
    nest = {0: "", 4: "class A:\n", 8: "class A:\n    def f():\n"}[indent]
    blank = "\n" if indent == 4 else ""
    assert_stable(
        f"{nest}{' ' * indent}{code}\n{blank}{' ' * indent}x = 1\n" if indent else f"{code}\n"
    )


@given(TEXT)
def test_a_docstring_hides_nothing(text: str) -> None:
    code = syntax.docstring(text, 4)
    assert all(char.isprintable() or char == "\n" for char in code)


def test_a_docstring_keeps_the_shape_of_a_list() -> None:
    text = "Choices:\n\n* `a` - " + "word " * 20 + "\n* `b`"
    assert syntax.docstring(text, 4).split("\n") == [
        '"""Choices:',
        "",
        "    * `a` - word word word word word word word word word word word word word word word",
        "      word word word word word",
        "    * `b`",
        '    """',
    ]


def test_path_text_cannot_leave_its_quotes() -> None:
    assert syntax.path_text('/a/"{x}\\\n é') == "/a/%22%7Bx%7D%5C%0A%20%C3%A9"


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_float_without_a_literal_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="no literal"):
        syntax.literal(value)


def test_the_names_of_pydantic_models_are_reserved() -> None:
    public = {name for name in dir(pydantic.BaseModel) if not name.startswith("_")}
    assert public <= syntax.MODEL_NAMES
