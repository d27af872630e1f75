"""Values in paths, queries and headers."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import Enum
from urllib.parse import parse_qsl, unquote
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oacgen_py_shop.enums import PriorityEnum, RoleEnum
from oacgen_py_shop.models.users import Address

from oacgen_py.runtime.encoding import csv, duration_text, query_text, segment, text
from oacgen_py.runtime.styles import deep, expand, listed, pipes, properties, reserved, ssv


class Size(Enum):
    HALF = 0.5


@pytest.mark.parametrize(
    ("value", "spelt"),
    [
        ("a", "a"),
        (5, "5"),
        (1.5, "1.5"),
        (True, "true"),
        (False, "false"),
        (RoleEnum.ADMIN, "admin"),
        (PriorityEnum.HIGH, "3"),
        (Size.HALF, "0.5"),
        (Decimal("1E+3"), "1000"),
        (Decimal("1.50"), "1.50"),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (dt.date(2024, 1, 2), "2024-01-02"),
        (dt.time(3, 4), "03:04:00"),
        (dt.datetime(2024, 1, 2, 3, tzinfo=dt.UTC), "2024-01-02T03:00:00+00:00"),
        (dt.timedelta(days=-1, hours=1), "-1 01:00:00"),
        ({"a": [Decimal("1.5"), None, RoleEnum.ADMIN]}, '{"a":["1.5",null,"admin"]}'),
        (Address(street="s", city="c", class_="x"), '{"street":"s","city":"c","class":"x"}'),
    ],
)
def test_text(value: object, spelt: str) -> None:
    assert text(value) == spelt


@given(st.timedeltas(dt.timedelta(days=-10), dt.timedelta(days=10)))
def test_durations_are_read_back(duration: dt.timedelta) -> None:
    from pydantic import TypeAdapter

    from oacgen_py.runtime.model import Duration

    assert TypeAdapter(Duration).validate_python(duration_text(duration)) == duration


@given(st.text().filter(lambda value: value not in ("", ".", "..")))
def test_segments_are_read_back(value: str) -> None:
    if any("\ud800" <= letter <= "\udfff" for letter in value):
        return
    escaped = segment(value)
    assert unquote(escaped) == value
    assert not set(escaped) & set("/?#;")


def test_nothing_is_no_segment() -> None:
    with pytest.raises(ValueError, match="None cannot be part of a path"):
        segment(None)


@given(
    st.dictionaries(
        st.text(alphabet="ab[]& é", min_size=1), st.lists(st.text("a,&=+ ü%"), max_size=3)
    )
)
def test_queries_are_read_back(query: dict[str, list[str]]) -> None:
    pairs = [(name, item) for name, items in query.items() for item in items]
    assert parse_qsl(query_text(query), keep_blank_values=True) == pairs


def test_what_counts_as_an_array() -> None:
    query = {"a": (1, None, 2), "b": (n for n in "x"), "c": {"k": 1}.keys(), "d": [], "e": None}
    assert query_text(query) == "a=1&a=2&b=x&c=k"
    assert query_text({"a": b"x", "m": Address(street="s", city="c")}).count("&") == 1


def test_joined_arrays_keep_their_separators_apart() -> None:
    assert csv(["a,b", "c d"]) == "a%2Cb,c%20d"
    assert query_text({"x": csv(["a,b", "c"])}) == "x=a%2Cb,c"
    assert ssv(["a", "b"]) == "a%20b"
    assert pipes(["a", "b"]) == "a%7Cb"
    assert (csv(None), csv([]), csv("a,b")) == (None, None, "a,b")


def test_reserved_characters() -> None:
    assert query_text({"u": reserved("http://x/?a=b&c")}) == "u=http://x/?a=b%26c"
    assert reserved(["a/b", "c"]) == "a/b,c"
    assert reserved(None) is None


def test_objects() -> None:
    assert properties(None) == {}
    assert properties({"a": 1, "b": None}) == {"a": 1}
    assert deep("f", {"a": {"b": 1}, "c": [1, 2]}) == {"f[a][b]": 1, "f[c]": [1, 2]}
    assert listed({"R": 100, "G": True}) == ["R", "100", "G", "true"]
    assert listed({"R": 100}, explode=True) == ["R=100"]
    assert listed(None) is None
    with pytest.raises(TypeError, match="an object is needed here"):
        properties(5)


@pytest.mark.parametrize(
    ("value", "style", "explode", "path"),
    [
        (5, "simple", False, "5"),
        ([3, 4], "simple", False, "3,4"),
        ({"R": 100, "G": "a/b"}, "simple", False, "R,100,G,a%2Fb"),
        ({"R": 100, "G": 2}, "simple", True, "R=100,G=2"),
        (5, "label", False, ".5"),
        ([3, 4], "label", False, ".3,4"),
        ([3, 4], "label", True, ".3.4"),
        ({"R": 1, "G": 2}, "label", True, ".R=1.G=2"),
        (5, "matrix", False, ";color=5"),
        ([3, 4], "matrix", False, ";color=3,4"),
        ([3, 4], "matrix", True, ";color=3;color=4"),
        ({"R": 1, "G": 2}, "matrix", False, ";color=R,1,G,2"),
        ({"R": 1, "G": 2}, "matrix", True, ";R=1;G=2"),
    ],
)
def test_styles_of_paths(value: object, style: str, explode: bool, path: str) -> None:
    assert expand(value, style, "color", explode=explode) == path


@pytest.mark.parametrize(
    ("value", "style"), [([], "simple"), ("..", "simple"), (".", "label"), ("", "matrix")]
)
def test_styles_may_not_lead_elsewhere(value: object, style: str) -> None:
    with pytest.raises(ValueError, match="cannot be part of a path"):
        expand(value, style, "color")
