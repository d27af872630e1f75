"""Scenarios through a client: the client's driver is a program that speaks JSON.

The driver reads one JSON object from its standard input, `{"scenarios": [...]}`, and prints a line
of JSON for each scenario: `{"name": ..., "steps": [...]}`, in which each step has `result` or
`error`. Before a scenario it fetches `begin`; a step that takes longer than `limit` seconds is
`{"error": {"kind": "hang"}}`.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from pydantic import JsonValue

from oacgen_ir.ir import Api, Ref
from oacgen_ir.wire.judging import Outcome, faults, operation
from oacgen_ir.wire.scenarios import Part, Renewal, Scenario, Step
from oacgen_ir.wire.server import Server, Stage

LIMIT: Final = 15.0
"""Seconds that a step may take before it counts as hanging."""

Drive = Callable[[str], str]
"""Hands a driver its input, and returns what it prints."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What became of a scenario in a client: `reason` says why it did not pass."""

    state: Literal["pass", "fail", "n/a"]
    reason: str = ""


def program(command: Sequence[str], env: Mapping[str, str], timeout: float = 300) -> Drive:
    """Return a driver that is a program."""

    def drive(text: str) -> str:
        done = subprocess.run(
            command, input=text, env=env, capture_output=True, text=True, timeout=timeout
        )
        return done.stdout + (f"\n{done.stderr[-2000:]}" if done.returncode else "")

    return drive


def run_scenarios(
    server: Server, api: Api, scenarios: Sequence[Scenario], client: str, drive: Drive
) -> dict[str, Cell]:
    """Play scenarios to a client, and return what became of each by its name."""
    due = [scenario for scenario in scenarios if client not in scenario.not_for]
    stages = {scenario.name: server.stage(client, scenario) for scenario in due}
    given = [_given(api, stage, server.port) for stage in stages.values()]
    printed = drive(json.dumps({"limit": LIMIT, "scenarios": given}))
    told = dict(_outcomes(line) for line in printed.splitlines() if line.startswith("{"))
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


def _outcomes(line: str) -> tuple[str, list[Outcome]]:
    told = json.loads(line)
    return told["name"], told["steps"]


def _given(api: Api, stage: Stage, port: int) -> dict[str, JsonValue]:
    """Return a scenario as drivers get it: without what is expected."""
    scenario = stage.scenario
    key = stage.base.split("/", 3)[3]
    return {
        "name": scenario.name,
        "base": stage.base,
        "begin": f"http://127.0.0.1:{port}/begin/{key}",
        "client": _client(api, scenario),
        "steps": [_call(api, step) for step in scenario.steps],
    }


def _client(api: Api, scenario: Scenario) -> dict[str, JsonValue]:
    """Return the settings of a client, with what the document says of the call that renews."""
    settings = _plain(scenario.client)
    settings["auth"] = scenario.client.auth and [
        {**_plain(one), "refresh": one.refresh and _renewal(api, one.refresh)}
        for one in scenario.client.auth
    ]
    return settings


def _renewal(api: Api, renewal: Renewal) -> dict[str, JsonValue]:
    return {**_plain(renewal), **described(api, renewal.call)}


def _call(api: Api, step: Step) -> dict[str, JsonValue]:
    """Return a step without what is expected, and with what the document says of its operation."""
    call = _plain(step)
    for expected in ("result", "error", "or_error", "seen"):
        del call[expected]
    return {**call, **described(api, step.call), "variants": list(step.variants)}


def described(api: Api, name: str) -> dict[str, JsonValue]:
    """Return what a driver has to know of an operation to find it and to order its arguments."""
    called = operation(api, name)
    body = called.body.content[0].type if called.body else None
    return {
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


def _plain(part: Part) -> dict[str, JsonValue]:
    plain: dict[str, JsonValue] = part.model_dump(mode="json", by_alias=True)
    return plain
