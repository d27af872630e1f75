"""Templates print and decide nothing."""

from __future__ import annotations

from oacgen_ir.render import check_templates, environment


def test_templates_only_print() -> None:
    assert check_templates(environment("oacgen_ts")) == []
