"""Templates print and decide nothing."""

from __future__ import annotations

from pathlib import Path

from oacgen_go.generator import generator
from oacgen_go.options import GoOptions
from oacgen_ir.options import options_table
from oacgen_ir.render import check_templates, environment
from oacgen_ir.testing import check_generator


def test_templates_only_print() -> None:
    assert check_templates(environment("oacgen_go")) == []


def test_the_generator_keeps_its_promises() -> None:
    check_generator(generator, Path(__file__).parent / "documents" / "kitchen.yaml")


def test_the_readme_has_all_options() -> None:
    readme = (Path(__file__).parent.parent / "README.md").read_text("utf-8")
    assert readme.endswith(options_table(GoOptions))
