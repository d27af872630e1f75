from __future__ import annotations

from enum import StrEnum
from pathlib import Path

import pytest
from pydantic import Field, ValidationError, field_validator

from oacgen_ir.config import Config, load_config
from oacgen_ir.diagnostics import InputError
from oacgen_ir.options import Options, options_table, parse_options, settings
from oacgen_ir.plugins import AnyGenerator


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Sample(Options):
    colour: Colour = Colour.RED
    """The colour | of
    everything."""

    strict_mode: bool = True
    """Whether."""

    skip: tuple[str, ...] = ("a", "b")
    rename: dict[str, str] = Field(default_factory=dict)
    width: int | None = None
    name: str = ""

    @field_validator("name")
    @classmethod
    def _not_bob(cls, value: str) -> str:
        if value == "bob":
            raise ValueError("bob is taken")
        return value


def message(values: dict[str, object]) -> str:
    with pytest.raises(InputError) as caught:
        parse_options(Sample, values, where="oacgen.toml [sample]")
    return str(caught.value)


def test_good_values_are_taken() -> None:
    options = parse_options(Sample, {"colour": "blue", "width": 3}, where="here")
    assert (options.colour, options.width, options.strict_mode) == (Colour.BLUE, 3, True)
    with pytest.raises(ValidationError, match="frozen"):
        options.width = 4


def test_a_typo_names_the_nearest_key() -> None:
    assert message({"strictmode": True}) == (
        "oacgen.toml [sample]: unknown option `strictmode`; did you mean `strict_mode`?"
    )
    assert message({"zzz": 1}).endswith(
        "unknown option `zzz`; there are: colour, name, rename, skip, strict_mode, width"
    )


def test_every_bad_value_is_named() -> None:
    assert message({"colour": "pink", "width": "x", "name": "bob"}) == (
        "oacgen.toml [sample]: `colour`: input should be 'red' or 'blue', not 'pink'\n"
        "    `width`: input should be a valid integer, unable to parse string as an integer, "
        "not 'x'\n"
        "    `name`: bob is taken"
    )


def test_a_bad_item_is_named_by_its_place() -> None:
    assert "`skip.1`: input should be a valid string, not 3" in message({"skip": ["a", 3]})


def test_an_option_is_described_once() -> None:
    shapes = {s.key: (s.flag, s.shape, s.choices, s.default_text) for s in settings(Sample)}
    assert shapes == {
        "colour": ("--colour", "choice", ("red", "blue"), "red"),
        "strict_mode": ("--strict-mode", "switch", (), "true"),
        "skip": ("--skip", "many", (), "a, b"),
        "rename": ("--rename", "pairs", (), ""),
        "width": ("--width", "whole", (), ""),
        "name": ("--name", "text", (), ""),
    }


def test_an_option_that_no_flag_can_express_is_a_mistake() -> None:
    class Bad(Options):
        nested: Sample = Sample()

    with pytest.raises(TypeError, match="the option nested"):
        settings(Bad)


def test_the_table_is_markdown() -> None:
    lines = options_table(Sample).splitlines()
    assert lines[:2] == ["| key | flag | values | default | meaning |", "|---|---|---|---|---|"]
    assert lines[2] == (
        "| `colour` | `--colour` | red, blue | `red` | The colour \\| of everything. |"
    )
    assert lines[3] == (
        "| `strict_mode` | `--strict-mode` / `--no-strict-mode` | true or false | `true` "
        "| Whether. |"
    )
    assert len(lines) == 8


# --- Configuration -------------------------------------------------------------------------------


def test_without_a_file_there_is_no_configuration(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.black]\n")
    assert load_config(None, folder=tmp_path) == Config()


def test_oacgen_toml_comes_before_pyproject(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.oacgen.py]\na = 1\n")
    config = load_config(None, folder=tmp_path)
    assert config.section("py") == {"a": 1}
    assert config.where("py") == f"{tmp_path}/pyproject.toml [tool.oacgen] [py]"
    (tmp_path / "oacgen.toml").write_text("[py]\na = 2\n")
    assert load_config(None, folder=tmp_path).section("py") == {"a": 2}
    assert config.section("ts") == {}


def test_a_file_above_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "oacgen.toml").write_text("[py]\na = 2\n")
    (tmp_path / "sub").mkdir()
    assert load_config(None, folder=tmp_path / "sub") == Config()


def test_the_named_file_is_the_one_that_counts(tmp_path: Path) -> None:
    (tmp_path / "oacgen.toml").write_text("[py]\na = 1\n")
    (tmp_path / "other.toml").write_text("[py]\na = 2\n")
    config = load_config(tmp_path / "other.toml", folder=tmp_path)
    assert config.section("py") == {"a": 2}


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("oacgen.toml", "a = ?\n", "this is not TOML: .*line 1"),
        ("oacgen.toml", "[pyt]\n", r"unknown section `pyt`; did you mean `py`\?"),
        ("oacgen.toml", "py = 3\n", "`py` has to be a table"),
        ("pyproject.toml", "[tool.black]\n", r"it has no \[tool.oacgen\]"),
        ("pyproject.toml", "[tool]\noacgen = 3\n", "a table of tables is needed"),
        ("pyproject.toml", "[tool.oacgen.pi]\n", r"\[tool.oacgen\]: unknown section `pi`"),
    ],
)
def test_a_bad_file_is_a_clear_error(tmp_path: Path, name: str, text: str, expected: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(InputError, match=expected) as caught:
        load_config(tmp_path / name, folder=tmp_path)
    assert caught.value.file.startswith(str(tmp_path / name))


def test_a_missing_or_odd_file_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read: No such file"):
        load_config(tmp_path / "nope.toml", folder=tmp_path)
    (tmp_path / "latin.toml").write_bytes(b"a = '\xe9'")
    with pytest.raises(InputError, match="this is not TOML"):
        load_config(tmp_path / "latin.toml", folder=tmp_path)


def test_generators_of_others_have_sections_too(
    tmp_path: Path, installed: object, toy: AnyGenerator
) -> None:
    (tmp_path / "oacgen.toml").write_text("[toy]\n")
    with pytest.raises(InputError, match="unknown section"):
        load_config(None, folder=tmp_path)
    assert callable(installed)
    installed(toy=toy)
    assert load_config(None, folder=tmp_path).sections == {"toy": {}}
