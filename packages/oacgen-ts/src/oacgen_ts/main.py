"""The command line: `oacgen-ts generate openapi.yaml -o client`."""

from __future__ import annotations

from oacgen_ir.cli import command
from oacgen_ts.generator import generator


def main() -> None:
    """Run the command."""
    command(generator)()
