"""What wrapping.py prints, black leaves as it is."""

from __future__ import annotations

import black
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oacgen_ir.code import Code
from oacgen_py import wrapping as w

NAMES = st.integers(1, 60).map(lambda length: Code(("Abcdefghi_" * 6)[:length]))
STRINGS = st.tuples(st.integers(0, 80), st.sampled_from(["x", "\u5b57", "\u00e9"])).map(
    lambda made: Code('"' + made[1] * made[0] + '"')
)
UNIONS = st.lists(NAMES, min_size=1, max_size=4).map(w.either)


def _subscripts(inner: st.SearchStrategy[w.Expr]) -> st.SearchStrategy[w.Expr]:
    one = inner.map(lambda part: w.subscript("list", part))
    two = st.tuples(inner, inner).map(lambda parts: w.subscript("Annotated", *parts))
    some = st.lists(inner, min_size=1, max_size=4).map(w.either)
    return one | two | some


ANNOTATIONS = st.recursive(UNIONS, _subscripts, max_leaves=6)
NAME = st.integers(1, 40).map(lambda length: ("name_of_a_field" * 4)[:length])
VALUES = st.recursive(
    NAMES | STRINGS,
    lambda inner: (
        st.lists(inner.map(lambda v: w.keyword("k", v)) | inner, max_size=3).map(
            lambda parts: w.call("Call", *sorted(parts, key=lambda p: isinstance(p, w.Labelled)))
        )
        | st.lists(st.tuples(STRINGS, inner), max_size=3).map(w.display)
    ),
    max_leaves=6,
)


def assert_stable(code: str) -> None:
    assert black.format_str(code, mode=black.Mode()) == code


@settings(deadline=None, max_examples=150)
@given(NAME, ANNOTATIONS, st.sampled_from(["", "None", "MISSING"]))
def test_fields(name: str, annotation: w.Expr, default: str) -> None:
    line = w.field(name, annotation, default, 4)
    assert_stable(f"class Model:\n{line}\n")


@settings(deadline=None, max_examples=150)
@given(NAME, ANNOTATIONS)
def test_aliases(name: str, value: w.Expr) -> None:
    assert_stable(w.assignment(f"{name}: TypeAlias", value) + "\n")


@settings(deadline=None, max_examples=150)
@given(st.integers(1, 9).map(lambda times: "name_of_it" * times), VALUES)
def test_assignments(name: str, value: w.Expr) -> None:
    value = value if isinstance(value, w.Group) and value.parts else w.call("pages", value)
    assert_stable(f"class Users:\n{w.assignment(name, value, 4)}\n")


@settings(deadline=None, max_examples=150)
@given(NAMES, st.lists(NAMES, min_size=1, max_size=4), st.sampled_from([0, 4]))
def test_classes(name: str, bases: list[w.Code], indent: int) -> None:
    line = w.class_line(name, bases, indent)
    nest = "if TYPE_CHECKING:\n" if indent else ""
    assert_stable(f"{nest}\n{line}\n{' ' * indent}    x = 1\n".lstrip("\n"))


@settings(deadline=None, max_examples=150)
@given(
    NAME,
    st.lists(st.tuples(ANNOTATIONS, st.sampled_from(["", "None"])), max_size=3),
    ANNOTATIONS,
)
def test_signatures(name: str, given: list[tuple[w.Expr, str]], returns: w.Expr) -> None:
    arguments = [w.Argument("self"), w.Argument("*")] if given else [w.Argument("self")]
    arguments += [w.Argument(f"a{i}", *each) for i, each in enumerate(given)]
    line = w.signature(name, arguments, w.subscript("Call", returns), 4)
    assert_stable(f"class Users:\n{line}\n        return None\n")


@settings(deadline=None, max_examples=150)
@given(VALUES)
def test_calls(value: w.Expr) -> None:
    value = value if isinstance(value, w.Group) else w.call("Call", value)
    assert_stable(f"class A:\n    def f():\n{w.lay(value, 8, 'return ')}\n")


@pytest.mark.parametrize("options", [1, 2, 3])
@pytest.mark.parametrize("length", range(70, 96))
def test_names_that_leave_no_room(length: int, options: int) -> None:
    """A name as long as the line makes black put its annotation into parentheses."""
    value = w.either([Code("B" * 20 + str(number)) for number in range(options)])
    for expression in (value, w.subscript("dict", Code("str"), value)):
        text = w.assignment(f"{'A' * length}: TypeAlias", expression) + "\n"
        assert black.format_str(text, mode=black.Mode()) == text
