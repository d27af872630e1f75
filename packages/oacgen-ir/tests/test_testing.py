from __future__ import annotations

from collections.abc import Iterable
from itertools import count
from pathlib import Path

import pytest

from oacgen_ir.files import File
from oacgen_ir.options import Options, parse_options
from oacgen_ir.plugins import AnyGenerator
from oacgen_ir.testing import cases, check_generating, check_generator, check_reading


@pytest.fixture
def case(zoo: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "cases" / "zoo"
    folder.mkdir(parents=True)
    zoo.rename(folder / "openapi.yaml")
    return folder


def test_cases_are_found(case: Path, tmp_path: Path) -> None:
    (tmp_path / "cases" / "notes").mkdir()
    assert cases(tmp_path / "cases") == [case]
    with pytest.raises(AssertionError, match="no case"):
        cases(case)


def test_reading_is_compared(case: Path) -> None:
    assert "+++ b/ir.json" in check_reading(case)
    assert not (case / "ir.json").exists(), "comparing writes nothing"
    check_reading(case, update=True)
    assert check_reading(case) == ""
    text = (case / "openapi.yaml").read_text()
    (case / "openapi.yaml").write_text(text.replace("title: Zoo", "title: Park"))
    assert '+ "title": "Park"' in check_reading(case)


def test_generating_is_compared(case: Path, toy: AnyGenerator) -> None:
    assert "+++ b/index.txt" in check_generating(case, toy)
    check_generating(case, toy, update=True)
    assert check_generating(case, toy) == ""
    (case / "toy" / "stale.txt").write_text("x\n")
    (case / "toy" / "index.txt").write_text("Other\n")
    difference = check_generating(case, toy)
    assert "+++ /dev/null" in difference
    assert "-Other\n+Zoo\n" in difference
    check_generating(case, toy, update=True)
    assert not (case / "toy" / "stale.txt").exists()
    options = parse_options(toy.options, {"title": "T"}, where="test")
    assert "-Zoo\n+T\n" in check_generating(case, toy, options)


def test_a_good_generator_passes(case: Path, toy: AnyGenerator) -> None:
    check_generator(toy, case / "openapi.yaml")


class Undocumented(Options):
    colour: str = ""


counter = count()


def unsteady(*_: object) -> Iterable[File]:
    yield File("a", str(next(counter)))


def twice(*_: object) -> Iterable[File]:
    yield from [File("a", ""), File("a", "")]


@pytest.mark.parametrize(
    ("attribute", "value", "message"),
    [
        ("options", Undocumented, "docstring"),
        ("root", unsteady, "the same input"),
        ("root", twice, "no path comes twice"),
        ("diagnostics", {"other-code": None}, "diagnostics without"),
        ("api", 99, "another generator protocol"),
        ("ir", (99, 0), "another IR"),
        ("ir", (1, 99), "a newer IR"),
    ],
)
def test_a_bad_one_does_not(
    case: Path, toy: AnyGenerator, attribute: str, value: object, message: str
) -> None:
    setattr(toy, attribute, value)
    with pytest.raises(AssertionError, match=message):
        check_generator(toy, case / "openapi.yaml")
