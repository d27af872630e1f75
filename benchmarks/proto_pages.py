"""Reads and writes one page: `python proto_pages.py PAGE.json`, with the stubs on PYTHONPATH.

Runs in an environment with one version of protobuf, so it imports nothing of this project. Prints
JSON: the version, the implementation, and the CPU milliseconds of reading and writing, with the
codec beside the stubs and with protobuf's own JSON. Both read into equal messages; protobuf's has
other spellings, so it gets the page as it writes it itself.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from statistics import median
from typing import Any

import google.protobuf
from google.protobuf import json_format
from google.protobuf.internal import api_implementation

CHUNKS = 15
SECONDS = 0.05  # of one chunk


def main() -> None:
    """Check that both agree, then measure in turns."""
    codec: Any = import_module("users.codec").CODECS["PaginatedUserList"]
    page = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    message = codec.parse(page)
    theirs = json_format.MessageToDict(message)
    if codec.write(message) != page or json_format.ParseDict(theirs, type(message)()) != message:
        sys.exit("the codec and json_format do not agree on the page")
    tasks: dict[str, Callable[[], object]] = {
        "read": lambda: codec.parse(page),
        "ParseDict": lambda: json_format.ParseDict(theirs, type(message)()),
        "write": lambda: codec.write(message),
        "MessageToDict": lambda: json_format.MessageToDict(message),
    }
    counts = {name: _count(task) for name, task in tasks.items()}
    times: dict[str, list[float]] = {name: [] for name in tasks}
    for _ in range(CHUNKS):
        for name, task in tasks.items():
            times[name].append(_once(task, counts[name]))
    found: dict[str, object] = {name: 1000 * median(each) for name, each in times.items()}
    found["protobuf"] = google.protobuf.__version__
    found["implementation"] = api_implementation.Type()
    found["bytes"] = len(message.SerializeToString())
    print(json.dumps(found))


def _count(task: Callable[[], object]) -> int:
    """Return how often a task fits into a chunk, once it has warmed up."""
    _once(task, 3)
    return max(1, int(SECONDS / _once(task, 3)))


def _once(task: Callable[[], object], count: int) -> float:
    """Return the CPU seconds of a task, which is done `count` times."""
    before = time.process_time()
    for _ in range(count):
        task()
    return (time.process_time() - before) / count


if __name__ == "__main__":
    main()
