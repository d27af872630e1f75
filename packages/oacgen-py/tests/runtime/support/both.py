"""Both clients of the hand-written package, behind one interface."""

from __future__ import annotations

from typing import Unpack, cast

from driving import Driver
from oacgen_py_shop.client import APIClient, SyncAPIClient

from oacgen_py.runtime.client import Options
from oacgen_py.runtime.transport import AsyncHttpTransport, HttpTransport


class Both(Driver):
    """Makes clients of one kind, and finishes what their methods return."""

    def __init__(self, kind: str, url: str) -> None:
        super().__init__(kind)
        self.url = url

    def client(self, url: str | None = None, **options: Unpack[Options]) -> SyncAPIClient:
        """Make a client; its type is that of the sync one, whose methods are the same."""
        if not self.is_async:
            transport = HttpTransport(verify=False)
            made = SyncAPIClient(url or self.url, transport=transport, **options)
            self.at_end(made.close)
            return made
        awaited = APIClient(url or self.url, transport=AsyncHttpTransport(verify=False), **options)
        self.at_end(awaited.aclose)
        return cast(SyncAPIClient, awaited)
