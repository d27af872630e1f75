"""The command `oacgen-proto`."""

from __future__ import annotations

from oacgen_ir.cli import command
from oacgen_proto.generator import generator

main = command(generator)
