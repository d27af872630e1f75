"""Serves a bridge for each API that it is told of: `bridges.py STUBS FLAG...`.

A line of its input is the base URL of an API; it prints the address of a server over it, as
`manage.py run_grpc --upstream` makes it from its flags. All servers end with the input.
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import Any

from django.conf import settings

settings.configure()

from django_oacgen.grpc.server import serve  # noqa: E402
from django_oacgen.grpc.stubs import Root, load  # noqa: E402
from django_oacgen.management.commands import run_grpc  # noqa: E402


async def main(stubs: Path, flags: list[str]) -> None:
    """Serve until the input ends."""
    services = load([Root(stubs)])
    parser = run_grpc.Command().create_parser("manage.py", "run_grpc")
    running = set()
    while base := (await asyncio.to_thread(sys.stdin.readline)).strip():
        given = ["127.0.0.1:0", "--upstream", base, "--public-url", base, *flags]
        options: dict[str, Any] = vars(parser.parse_args(given))
        listening = run_grpc._listening(options)
        bridge = run_grpc._bridge(listening, options)()
        port: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        running.add(asyncio.create_task(serve(listening, services, bridge, port.set_result)))
        print(f"127.0.0.1:{await port}", flush=True)
    os._exit(0)  # nobody waits for what is still under way


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2:]))
