"""The tasks with a broker that is a folder, named by QUEUE, for several processes to use."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

import celery_tasks
from kombu.transport import TRANSPORT_ALIASES, filesystem


class Channel(filesystem.Channel):
    """Messages appear as a whole; kombu's own may be read before they are written."""

    def _put(self, queue: str, message: Any, **_: Any) -> None:
        folder, name = Path(self.data_folder_out), f"{time.monotonic_ns()}_{uuid4()}.{queue}.msg"
        written = folder.parent / name
        written.write_text(json.dumps(message))
        written.rename(folder / name)


class Transport(filesystem.Transport):
    """A folder of messages."""

    Channel = Channel


TRANSPORT_ALIASES["folder"] = f"{__name__}:Transport"
app = celery_tasks.app
app.conf.update(
    broker_url="folder://",
    broker_transport_options={
        "data_folder_in": os.environ["QUEUE"],
        "data_folder_out": os.environ["QUEUE"],
        "control_folder": os.environ["QUEUE"],
        "polling_interval": 0.05,
    },
)
