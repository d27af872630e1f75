"""What a scenario is: calls, what the server does, and what has to come of it.

Scenarios are data, in YAML, and know no language. Names of operations are those of the document
beside them; values are as JSON has them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Final, Literal, TypeAlias

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, JsonValue, TypeAdapter

DOCUMENT: Final = "api.yaml"


class Part(BaseModel):
    """A part of a scenario; an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


def _text(value: object) -> object:
    return str(value) if isinstance(value, int | float) else value


Text: TypeAlias = Annotated[str, BeforeValidator(_text)]


# --- The client's side ---------------------------------------------------------------------------


class Renewal(Part):
    """A call that gets another secret: the text at `field` of what it returns."""

    call: str
    body: JsonValue = None
    field: str


class Credentials(Part):
    """A security scheme of the document and its secret.

    With `secrets` a callable gives one after the other, the last one for ever. `username` and
    `password` stand for a secret in HTTP's basic scheme.
    """

    scheme: str
    secret: str = ""
    secrets: tuple[str, ...] = ()
    username: str = ""
    password: str = ""
    refresh: Renewal | None = None


class Settings(Part):
    """What can be set for a client, and for a call. Times are in seconds."""

    auth: tuple[Credentials, ...] | None = None
    headers: dict[str, str] = {}
    timeout: float | None = None
    retries: int | None = None
    base: str = ""  # added to the base URL


class Canned(Part):
    """The one answer of a transport that asks no server."""

    status: int = 200
    json_: JsonValue = Field(default=None, alias="json")


class Hooks(Part):
    """What hooks or a middleware do: add a header, tell what they see."""

    header: tuple[str, str]


class ClientSettings(Settings):
    """What can be set for a client alone."""

    transport: Canned | None = None
    hooks: Hooks | None = None
    cookies: dict[str, str] = {}  # of the page that a client in a browser stands on


How: TypeAlias = Literal["value", "iterate", "raw", "download"]


class Step(Part):
    """One call, or several of it at once, and what comes of each.

    - `iterate` gives a list of items, of at most `take`, and stops there.
    - `raw` gives the response's `status`, `headers` (lower case) and `text`.
    - `download` gives `filename`, `size`, and `text` if it is short; `streamed` tells whether its
      beginning could be read a while before its end.
    """

    call: str
    path: tuple[JsonValue, ...] = ()
    query: dict[str, JsonValue] = {}
    body: JsonValue = None
    how: How = "value"
    take: int | None = None
    parallel: int = 1
    abort_after: float | None = None
    options: Settings = Settings()
    result: JsonValue = None
    variants: dict[str, str] = {}  # the type at a path of the result, as the document names it
    error: dict[str, JsonValue] | None = None
    or_error: dict[str, JsonValue] | None = None  # where to refuse is as right as the result
    seen: list[str] | None = None  # by the hooks


# --- The server's side ---------------------------------------------------------------------------


class When(Part):
    """Which requests a reply is for."""

    request: str = ""  # `POST /accounts/login/`
    header: dict[str, str] = {}


class Reply(Part):
    """What the server does with a request; each reply is used once, or `times`.

    `{base}` in texts is the base URL of the scenario, `{long}` a million letters. `fault` says
    how it misbehaves:

    - `reset`: the connection is reset when the request has been read
    - `reset_in_body`: after the headers and half of the body
    - `slow_headers`, `slow_body`: it waits for `wait` seconds before them, or in the middle
    - `short`: fewer bytes than it announced, and then it closes the connection
    """

    when: When = When()
    times: int = 1
    status: int = 200
    headers: dict[str, Text] = {}
    json_: JsonValue = Field(default=None, alias="json")
    text: str | None = None
    hex: str | None = None
    size: int = 0  # of a body of so many bytes
    retry_date: float | None = None  # Retry-After as a date, so many seconds from now
    fault: Literal["", "reset", "reset_in_body", "slow_headers", "slow_body", "short"] = ""
    wait: float = 0.6


class Sent(Part):
    """A request that has to arrive; what is not named must not be there.

    `headers` are compared where they are named; None says that there is none. `after` bounds the
    seconds since the request before.
    """

    request: str
    query: list[tuple[str, Text | dict[str, JsonValue]]] = []
    headers: dict[str, str | None] = {}
    json_: JsonValue = Field(default=None, alias="json")
    form: list[dict[str, JsonValue]] | None = None
    body: str | None = None
    after: tuple[float, float] | None = None


class Scenario(Part):
    """A conversation, and the sentences of the contract that it shows."""

    name: str
    shows: tuple[str, ...]
    why: str = ""
    client: ClientSettings = ClientSettings()
    steps: tuple[Step, ...]
    server: Literal["scripted", "refusing", "late"] = "scripted"
    replies: tuple[Reply, ...] = ()
    sent: tuple[Sent, ...] = ()
    counts: dict[str, int] | None = None  # instead of `sent`, where the order is open
    at_most: int | None = None  # instead of `sent`, where only the number of requests counts
    not_for: dict[str, str] = {}  # clients that cannot express it, and why


_SCENARIOS: Final = TypeAdapter(list[Scenario])


def scenarios(folder: Path) -> list[Scenario]:
    """Return the scenarios of a folder, sorted by file; two of one name are an AssertionError."""
    found: list[Scenario] = []
    for path in sorted((folder / "scenarios").glob("*.yaml")):
        found += _SCENARIOS.validate_python(_read(path))
    names = [scenario.name for scenario in found]
    assert found, f"{folder} has no scenario"
    assert len(set(names)) == len(names), f"a name comes twice: {sorted(names)}"
    return found


def _read(path: Path) -> Any:
    """Read YAML; the values that others refer to stand under `values`, the rest below it."""
    content = yaml.safe_load(path.read_text("utf-8"))
    return content["scenarios"]
