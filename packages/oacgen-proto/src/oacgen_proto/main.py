"""The command `oacgen-proto`."""

from __future__ import annotations

from oacgen_ir.cli import command
from oacgen_proto.mend import lock

main = command("proto")
main.add_command(lock)
