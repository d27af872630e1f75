"""The command line: `oacgen-ts generate openapi.yaml -o client`."""

from __future__ import annotations

from oacgen_ir.cli import command

main = command("ts")
