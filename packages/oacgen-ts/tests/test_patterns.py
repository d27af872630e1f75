"""Patterns become literals only where JavaScript is sure to read them."""

from __future__ import annotations

import random
from typing import Any

import pytest

from oacgen_ts.patterns import pattern_literal


@pytest.mark.parametrize(
    ("pattern", "literal"),
    [
        (r"^[-a-zA-Z0-9_]+$", r"/^[\-a-zA-Z0-9_]+$/u"),
        (r"^[\w.@+-]+\Z", r"/^[\p{L}\p{N}_.@+\-]+$/u"),
        (r"^-?\d{0,8}(?:\.\d{0,2})?$", r"/^-?\d{0,8}(?:\.\d{0,2})?$/u"),
        (r"^(?P<year>\d{4})/$", r"/^(?<year>\d{4})\/$/u"),
        (r"\_\-\@", r"/_-@/u"),
        (r"[\w-.]", r"/[\p{L}\p{N}_\-.]/u"),
        (r"a(?!b)c", r"/a(?!b)c/u"),
    ],
)
def test_a_pattern_of_django_is_written_for_javascript(pattern: str, literal: str) -> None:
    assert pattern_literal(pattern) == literal


@pytest.mark.parametrize(
    "pattern",
    ["", "(", ")", "[", "a**", "{1}", "[z-a]", r"\p{L}", r"\k<x>", "(?i)a", "a{3,1}", "\\", "a\nb"],
)
def test_what_is_not_sure_is_left_to_the_server(pattern: str) -> None:
    assert pattern_literal(pattern) is None


def test_every_literal_is_read_by_node(node: Any, tmp_path: Any) -> None:
    chance = random.Random(7)
    alphabet = [*"aaab01-_.^$|?*+()[]{},:=!<>/\\wWdDsSbBAZ \"'`"]
    patterns = ["".join(chance.choices(alphabet, k=chance.randint(1, 9))) for _ in range(20_000)]
    literals = [found for one in patterns if (found := pattern_literal(one))]
    assert len(literals) > 2_000
    script = tmp_path / "literals.mjs"
    lines = "".join(f"  {one},\n" for one in literals)
    script.write_text(f"export default [\n{lines}];\n")
    node.script(script)
