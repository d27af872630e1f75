"""The command `oacgen-py`."""

from __future__ import annotations

from oacgen_ir.cli import command

main = command("py")
