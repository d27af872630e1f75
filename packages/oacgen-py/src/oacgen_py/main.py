"""The command `oacgen-py`."""

from __future__ import annotations

from oacgen_ir.cli import command
from oacgen_py.generator import generator

main = command(generator)
