"""Literals and comments are printed as prettier leaves them."""

from __future__ import annotations

import pytest

from oacgen_ts.syntax import (
    comment,
    member,
    number_literal,
    property_key,
    property_name,
    text_literal,
)


@pytest.mark.parametrize(
    ("text", "literal"),
    [
        ("a", '"a"'),
        ('say "a"', "'say \"a\"'"),
        ("it's", '"it\'s"'),
        ("\"'", '"\\"\'"'),
        ("a\nb\\", '"a\\nb\\\\"'),
        ("\u2028\x00", '"\\u2028\\u0000"'),
        ("é€", '"é€"'),
        ("\U0001f600", '"\U0001f600"'),
    ],
)
def test_texts(text: str, literal: str) -> None:
    assert text_literal(text) == literal


@pytest.mark.parametrize(
    ("number", "literal"),
    [(1, "1"), (-1.5, "-1.5"), (3.0, "3"), (1e-05, "1e-5"), (1e22, "1e22"), (0, "0")],
)
def test_numbers(number: float, literal: str) -> None:
    assert number_literal(number) == literal


def test_a_number_without_a_literal_is_refused() -> None:
    with pytest.raises(ValueError, match="no literal"):
        number_literal(float("inf"))


def test_names_of_properties_are_quoted_where_they_have_to_be() -> None:
    assert property_name("created__gte") == "created__gte"
    assert property_name("a-b") == '"a-b"'
    assert property_name("class") == "class"
    assert property_name("") == '""'
    assert property_key("__proto__") == '["__proto__"]'
    assert member("a-b", optional=True) == '?.["a-b"]'
    assert member("a") == ".a"


def test_a_comment_cannot_be_left() -> None:
    assert comment("a */ b") == "/** a *\\/ b */\n"
    assert comment("a\nb ", 2) == "  /**\n   * a\n   * b\n   */\n"
    assert comment("", notes=["@deprecated"]) == "/**\n * @deprecated\n */\n"
    assert comment("  ") == ""
    assert "\u202e" not in comment("a\u202eb")
