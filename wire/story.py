"""The story: one day in the live shop, with each client, compared value by value."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import yaml
from pydantic import Field, JsonValue, TypeAdapter

from oacgen_ir.ir import Api
from oacgen_ir.wire.judging import difference, faults, returned, same
from oacgen_ir.wire.running import LIMIT, Cell, Drive, call, client_settings, outcomes
from oacgen_ir.wire.scenarios import ClientSettings, Credentials, Scenario, Step
from oacgen_ir.wire.values import canonical
from wire import clients, live

STORY: Final = Path(__file__).parent / "story.yaml"
_UUID: Final = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
_MOMENT: Final = re.compile(r"20\d\d-\d\d-\d\dT[\d:.]+(?:\+00:00|Z)?")
_MADE: Final = re.compile(r"(_[A-Za-z0-9]{7})(\.\w+)$")


class StoryStep(Step):
    """A step that others follow: what it keeps stands for `{name}` in them."""

    name: str
    group: str
    client: ClientSettings = ClientSettings()
    keep: dict[str, str] = Field(default={})
    as_: str = Field(default="", alias="as")


def steps() -> list[StoryStep]:
    """Read the story."""
    found = yaml.safe_load(STORY.read_text("utf-8"))
    return TypeAdapter(list[StoryStep]).validate_python(found)


@dataclass(slots=True)
class Told:
    """What one client told of the story: outcomes by step, in a spelling that all share."""

    outcomes: dict[str, JsonValue] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)


def _cannot(client: str, step: StoryStep) -> str:
    """Return why a client cannot express a step, if it cannot."""
    if client != "grpc":
        return ""
    if step.how == "iterate":
        return "an rpc answers one page; stubs do not walk over all of them"
    if any(auth.refresh for auth in step.client.auth or ()):
        return "credentials are metadata of the call, and renewing them is the caller's"
    return ""


def tell(apis: Mapping[str, Api], base: str, started: str, drive: Drive, client: str = "") -> Told:
    """Live through the story with one client; `started` is when, as the shop writes it."""
    told = Told()
    kept: dict[str, JsonValue] = {}
    names: dict[str, str] = {}
    for step in steps():
        reason = _cannot(client, step)
        if reason:
            told.reasons[step.name] = reason
            continue
        api = apis[step.group]
        filled = _filled(step, kept)
        outcome = _made(api, base, filled, drive)
        scenario = Scenario(name=step.name, shows=(), steps=(filled,))
        wrong = faults(api, scenario, [outcome], [])
        if wrong:
            told.faults[step.name] = "; ".join(wrong)
        result = canonical(api, returned(api, filled), outcome.get("result"))
        kept |= {name: _at(result, path) for name, path in step.keep.items()}
        for name, value in kept.items():
            if isinstance(value, str) and len(value) > 30 and not _UUID.fullmatch(value):
                names[value] = f"<{name}>"
        shown = outcome.get("error", result)
        told.outcomes[step.name] = _steady(_public(shown), base, started, names)
    return told


def _filled(step: StoryStep, kept: Mapping[str, JsonValue]) -> StoryStep:
    """Put in what earlier steps kept."""

    def fill(value: Any) -> Any:
        match value:
            case dict():
                return {key: fill(item) for key, item in value.items()}
            case list() | tuple():
                return [fill(item) for item in value]
            case str() if value.startswith("{") and value.strip("{}") in kept:
                return kept[value.strip("{}")]
        return value

    plain = fill(step.model_dump(by_alias=True, exclude_unset=True))
    plain.setdefault("result", {"$any": True})  # what the first client says
    filled = StoryStep.model_validate(plain)
    if not step.as_:
        return filled
    secret = kept.get(step.as_)
    auth = (Credentials(scheme="tokenAuth", secret=secret if isinstance(secret, str) else "-"),)
    return filled.model_copy(update={"client": ClientSettings(auth=auth)})


def _made(api: Api, base: str, step: StoryStep, drive: Drive) -> Mapping[str, Any]:
    given = {
        "name": step.name,
        "base": base,
        "begin": "",
        "group": step.group,
        "client": client_settings(api, step.client),
        "steps": [call(api, step)],
    }
    printed = drive({"limit": LIMIT, "scenarios": [given]})
    line = printed.splitlines()[0] if printed.startswith("{") else ""
    if not line:
        return {"error": {"kind": "crash", "message": printed[-300:]}}
    return outcomes(line)[1][0]


def _at(value: JsonValue, path: str) -> JsonValue:
    for part in path.split("."):
        if isinstance(value, list) and part.isdigit() and int(part) < len(value):
            value = value[int(part)]
        elif isinstance(value, dict):
            value = value.get(part)
        else:
            return None
    return value


def _public(shown: Any) -> Any:
    """Leave out of an error what only some clients can tell, and what words they use."""
    if isinstance(shown, dict) and "kind" in shown and "status" in shown:
        return {k: v for k, v in shown.items() if k not in ("typed", "sent", "message")}
    if isinstance(shown, dict) and "kind" in shown and "message" in shown:
        return {"kind": shown["kind"]}
    return shown


def _steady(value: Any, base: str, started: str, names: Mapping[str, str]) -> Any:
    """Replace what differs from run to run: addresses, secrets, new moments and chosen names."""
    match value:
        case dict():
            return {key: _steady(item, base, started, names) for key, item in value.items()}
        case list():
            return [_steady(item, base, started, names) for item in value]
        case str():
            text = names.get(value, value).replace(base, "<base>")
            if _MOMENT.fullmatch(text) and text > started:
                return "<now>"
            return _MADE.sub(r"<made>\2", text)
    return value


def _without_nulls(value: JsonValue) -> JsonValue:
    """Leave out what protobuf does not tell from absence, and what gRPC has no word for."""
    match value:
        case dict():
            silent = ("body", "method") if value.get("kind") == "status" else ()
            kept = {k: v for k, v in value.items() if v is not None and k not in silent}
            return {k: _without_nulls(v) for k, v in kept.items()}
        case list():
            return [_without_nulls(item) for item in value]
    return value


def compared(told: Mapping[str, Told]) -> dict[str, dict[str, Cell]]:
    """Return a cell for each client and step: as it should be, and as with the first client."""
    first = next(iter(told))
    columns: dict[str, dict[str, Cell]] = {}
    for client, one in told.items():
        column = columns[client] = {}
        for step in steps():
            if reason := one.reasons.get(step.name):
                column[step.name] = Cell("n/a", reason)
                continue
            wrong = one.faults.get(step.name, "")
            mine, theirs = one.outcomes[step.name], told[first].outcomes[step.name]
            if client == "grpc":
                mine, theirs = _without_nulls(mine), _without_nulls(theirs)
            if not wrong and not same(theirs, mine):
                wrong = f"differs: {difference(theirs, mine)}"
            column[step.name] = Cell("fail" if wrong else "pass", wrong)
    return columns


# --- In the shop ---------------------------------------------------------------------------------


def lived(wanted: Sequence[str], folder: Path) -> tuple[list[str], dict[str, dict[str, Cell]]]:
    """Return the names of all steps, and the cells of each client by them."""
    folder.mkdir()
    told: dict[str, Told] = {}
    languages = ["py", "ts", "go", *(["proto"] if "grpc" in wanted else [])]
    with live.shop(folder, languages) as shop, ExitStack() as stack:
        apis = shop.apis()
        for client in wanted:
            drive = _driver(client, folder, shop, apis, stack)
            shop.restore()
            started = datetime.now(UTC).isoformat()[:19]
            told[client] = tell(apis, shop.url, started, drive, client)
    return [step.name for step in steps()], compared(told)


def _driver(
    client: str, folder: Path, shop: live.Shop, apis: Mapping[str, Api], stack: ExitStack
) -> Drive:
    """Make a driver of a client that the shop's project has generated."""
    match client:
        case "python-async" | "python-sync":
            kind = client.removeprefix("python-")
            program = clients.python(kind, shop.clients / "python")
        case "go":
            module = shop.clients / "go"
            name = (module / "go.mod").read_text("utf-8").split()[1]
            program = clients.go(clients.go_driver(module, apis, name))
        case "grpc":
            address = stack.enter_context(live.grpc_server(shop))
            program = clients.grpc(shop.clients / "proto", address)
        case "node":
            script = clients.bundle("node", shop.clients / "typescript", folder)
            program = clients.node(script)
        case _:
            script = clients.bundle("browser", shop.clients / "typescript", folder)
            browser = stack.enter_context(clients.chromium(script))
            return browser.drive(f"{shop.url}/api/health/")
    stack.callback(program.close)
    return program
