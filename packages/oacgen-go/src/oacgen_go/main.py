"""The command `oacgen-go`."""

from __future__ import annotations

from oacgen_ir.cli import command

main = command("go")
