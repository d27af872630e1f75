"""Plays scenarios with shell functions: `driver.py FOLDER`, lines of JSON on standard input."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

Json = dict[str, Any]


def play(scenario: Json, step: Json, folder: Path) -> Json:
    """Make a call, and tell what came of it."""
    names = [re.sub(r"\W+", "_", step[part]) for part in ("tag", "action")]
    arguments = [str(value) for value in step["path"]]
    if step["takes_body"]:
        arguments.append("" if step["body"] is None else json.dumps(step["body"]))
    arguments += [
        f"{name}={text(item)}" for name, value in step["query"].items() for item in value_of(value)
    ]
    script = f'. {folder}/{names[0]}.sh; {"_".join(names)} "$@"'
    environment = {**os.environ, "BASE_URL": scenario["base"] + scenario["client"]["base"]}
    for auth in scenario["client"]["auth"] or ():
        word = {"tokenAuth": "Token", "jwtAuth": "Bearer"}[auth["scheme"]]
        environment["AUTHORIZATION"] = f"{word} {auth['secret']}"
    command = ["bash", "-c", script, "bash", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=15)
    return outcome(done)


def value_of(value: Any) -> list[Any]:
    """Return the values of a parameter; an array repeats its name."""
    return value if isinstance(value, list) else [value]


def text(value: Any) -> str:
    """Return a value as it stands in a query."""
    return value if isinstance(value, str) else json.dumps(value)


def outcome(done: subprocess.CompletedProcess[str]) -> Json:
    """Tell the result, or the error in the words that all drivers share."""
    if done.returncode == 2:
        return {"error": {"kind": "argument"}}
    try:
        body = json.loads(done.stdout) if done.stdout else None
    except ValueError:
        body = done.stdout
    status = re.search(r"error: (\d+)", done.stderr)
    if done.returncode == 22 and status:
        detail = body.get("detail") if isinstance(body, dict) else None
        return {
            "error": {"kind": "status", "status": int(status[1]), "body": body, "detail": detail}
        }
    if done.returncode:
        return {"error": {"kind": "connection", "message": done.stderr}}
    return {"result": body}


def main(folder: Path) -> None:
    """Play what stands on standard input."""
    for batch in map(json.loads, sys.stdin):
        for scenario in batch["scenarios"]:
            told = [play(scenario, step, folder) for step in scenario["steps"]]
            print(json.dumps({"name": scenario["name"], "steps": told}), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
