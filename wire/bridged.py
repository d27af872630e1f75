"""What is compared where a call goes over gRPC: what its messages and statuses have a word for.

A field that need not be there is unset in a message whether it was null, empty or absent, and a
status has neither the method of a request nor a body that the document does not declare.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import JsonValue

from oacgen_ir.ir import Anything, Api, Array, Field, Model, Type, resolved
from oacgen_ir.wire.judging import operation, returned
from oacgen_ir.wire.running import Batch, Cell, Drive, run_scenarios
from oacgen_ir.wire.scenarios import Scenario, Step
from oacgen_ir.wire.server import Server


def run(
    server: Server, api: Api, scenarios: Sequence[Scenario], client: str, drive: Drive
) -> dict[str, Cell]:
    """Play scenarios as `run_scenarios` does, to a driver of stubs."""
    due = [softened(api, scenario) for scenario in scenarios]
    return run_scenarios(server, api, due, client, driven(api, scenarios, drive))


def softened(api: Api, scenario: Scenario) -> Scenario:
    """Return a scenario that expects no more than can be told."""
    return scenario.model_copy(update={"steps": tuple(_step(api, one) for one in scenario.steps)})


def _step(api: Api, step: Step) -> Step:
    result = unset(api, returned(api, step), step.result)
    error = step.error and _error(api, step, step.error)
    return step.model_copy(update={"result": result, "error": error})


def _error(api: Api, step: Step, error: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    declared = {one.status for one in operation(api, step.call).responses if one.content}
    silent = {"method"} | ({"body"} if str(error.get("status")) not in declared else set())
    return {key: value for key, value in error.items() if key not in silent}


def unset(api: Api, type_: Type | None, value: JsonValue) -> JsonValue:
    """Return a result without the fields that a message would not have set."""
    if type_ is None:
        return value
    match resolved(api.by_name, type_):
        case Model(fields=fields) if isinstance(value, dict):
            known = {field.name: field for field in fields}
            return {
                name: unset(api, known[name].type if name in known else None, item)
                for name, item in value.items()
                if name not in known or _is_set(known[name], item)
            }
        case Array(items=items) if isinstance(value, list):
            return [unset(api, items, item) for item in value]
    return value


def _is_set(field: Field, value: JsonValue) -> bool:
    return field.required or isinstance(field.type, Anything) or value not in (None, [], {})


def driven(api: Api, scenarios: Sequence[Scenario], drive: Drive) -> Drive:
    """Return a driver whose results are without what their messages have not set."""
    steps = {scenario.name: scenario.steps for scenario in scenarios}

    def play(batch: Batch) -> str:
        return "\n".join(map(told, drive(batch).splitlines()))

    def told(line: str) -> str:
        if not line.startswith("{"):
            return line
        outcome: dict[str, Any] = json.loads(line)
        for step, one in zip(steps[outcome["name"]], outcome["steps"], strict=False):
            if "result" in one:
                one["result"] = unset(api, returned(api, step), one["result"])
        return json.dumps(outcome)

    return play
