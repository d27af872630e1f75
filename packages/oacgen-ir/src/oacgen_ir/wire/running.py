"""Scenarios through a client: the client's driver is a program that speaks JSON.

A driver reads lines of JSON from its standard input, `{"limit": ..., "scenarios": [...]}`, and
prints a line for each scenario: `{"name": ..., "steps": [...]}`, in which each step has `result`
or `error`. Before a scenario it fetches `begin`, if that is not empty; a step that takes longer
than `limit` seconds is `{"error": {"kind": "hang"}}`.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from oacgen_ir.ir import Api, Ref
from oacgen_ir.wire.judging import Outcome, faults, operation
from oacgen_ir.wire.scenarios import ClientSettings, Part, Renewal, Scenario, Step
from oacgen_ir.wire.server import Server, Stage

LIMIT: Final = 15.0
"""Seconds that a step may take before it counts as hanging."""

Batch = Mapping[str, object]
"""What a driver reads at once."""

Drive = Callable[[Batch], str]
"""Hands a batch to a driver, and returns what it prints."""


class Program:
    """A driver that is a program; it is started with the first batch."""

    def __init__(self, command: Sequence[str], env: Mapping[str, str]) -> None:
        self._command = command
        self._env = env
        self._process: subprocess.Popen[str] | None = None

    def __call__(self, batch: Batch) -> str:
        """Play a batch; a program that ends too soon tells why in the last line."""
        process = self._process = self._process or self._started()
        scenarios = batch["scenarios"]
        assert process.stdin is not None
        assert process.stdout is not None
        assert isinstance(scenarios, list)
        printed: list[str] = []
        try:
            process.stdin.write(json.dumps(batch) + "\n")
            process.stdin.flush()
            while len(printed) < len(scenarios) and (line := process.stdout.readline()):
                printed.append(line)
        except BrokenPipeError:
            pass
        if len(printed) < len(scenarios):
            process.kill()
            printed.append(process.communicate()[1])
            self._process = None
        return "".join(printed)

    def close(self) -> None:
        """End the program."""
        if self._process is not None:
            self._process.communicate(timeout=30)
            self._process = None

    def _started(self) -> subprocess.Popen[str]:
        pipe = subprocess.PIPE
        return subprocess.Popen(
            self._command, env=self._env, stdin=pipe, stdout=pipe, stderr=pipe, text=True
        )


@dataclass(frozen=True, slots=True)
class Cell:
    """What became of a scenario in a client: `reason` says why it did not pass."""

    state: Literal["pass", "fail", "n/a"]
    reason: str = ""


def run_scenarios(
    server: Server, api: Api, scenarios: Sequence[Scenario], client: str, drive: Drive
) -> dict[str, Cell]:
    """Play scenarios to a client, and return what became of each by its name."""
    due = [scenario for scenario in scenarios if client not in scenario.not_for]
    stages = {scenario.name: server.stage(client, scenario) for scenario in due}
    given = [_given(api, stage, server.port) for stage in stages.values()]
    printed = drive({"limit": LIMIT, "scenarios": given})
    told = dict(outcomes(line) for line in printed.splitlines() if line.startswith("{"))
    cells: dict[str, Cell] = {}
    for scenario in scenarios:
        if client in scenario.not_for:
            cells[scenario.name] = Cell("n/a", scenario.not_for[client])
        elif scenario.name not in told:
            cells[scenario.name] = Cell("fail", f"the driver ended: {printed.strip()[-500:]}")
            printed = "see above"
        else:
            received = stages[scenario.name].received
            wrong = faults(api, scenario, told[scenario.name], received)
            cells[scenario.name] = Cell("fail" if wrong else "pass", "; ".join(wrong))
    return cells


def outcomes(line: str) -> tuple[str, list[Outcome]]:
    """Read a line that a driver printed: the scenario's name, and what became of its steps."""
    told = json.loads(line)
    return told["name"], told["steps"]


def _given(api: Api, stage: Stage, port: int) -> dict[str, object]:
    """Return a scenario as drivers get it: without what is expected."""
    scenario = stage.scenario
    key = stage.base.split("/", 3)[3]
    return {
        "name": scenario.name,
        "base": stage.base,
        "begin": f"http://127.0.0.1:{port}/begin/{key}",
        "group": api.group,
        "client": client_settings(api, scenario.client),
        "steps": [call(api, step) for step in scenario.steps],
    }


def client_settings(api: Api, client: ClientSettings) -> dict[str, object]:
    """Return the settings of a client, with what the document says of the call that renews."""
    settings = _plain(client)
    settings["auth"] = client.auth and [
        {**_plain(one), "refresh": one.refresh and _renewal(api, one.refresh)}
        for one in client.auth
    ]
    return settings


def _renewal(api: Api, renewal: Renewal) -> dict[str, object]:
    return {**_plain(renewal), **described(api, renewal.call)}


def call(api: Api, step: Step) -> dict[str, object]:
    """Return a step without what is expected, and with what the document says of its operation."""
    told = _plain(step)
    for expected in ("result", "error", "or_error", "seen"):
        del told[expected]
    return {**told, **described(api, step.call), "variants": list(step.variants)}


def described(api: Api, name: str) -> dict[str, object]:
    """Return what a driver has to know of an operation to find it and to order its arguments."""
    called = operation(api, name)
    body = called.body.content[0].type if called.body else None
    return {
        "group": api.group,
        "tag": called.tag,
        "action": called.action,
        "takes_body": called.body is not None,
        "takes_query": any(one.location != "path" for one in called.parameters),
        "model": body.name if isinstance(body, Ref) else "",
        "errors": {
            response.status: media.type.name
            for response in called.responses
            for media in response.content[:1]
            if not response.ok and isinstance(media.type, Ref)
        },
    }


def _plain(part: Part) -> dict[str, object]:
    plain: dict[str, object] = part.model_dump(mode="json", by_alias=True)
    return plain
