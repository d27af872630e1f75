"""Plays scenarios over gRPC with generated stubs: `driver.py STUBS [ADDRESS]`, JSON on its input.

Without an address, a bridge to the API of each scenario is started beside it (`bridges.py`).
"""

from __future__ import annotations

import base64
import importlib
import json
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import grpc
from google.rpc import error_details_pb2, status_pb2

Json = dict[str, Any]
CHUNK = 64 << 10
RETRIES = 2
MOST_ATTEMPTS = 5  # of gRPC's own

SCHEMES = {
    "jwtAuth": ("authorization", "Bearer "),
    "tokenAuth": ("authorization", "Token "),
    "basicAuth": ("authorization", "Basic "),
    "headerKey": ("x-api-key", ""),
    "queryKey": ("api_key", ""),
    "cookieKey": ("cookie", "sessionid="),
}


def plain(name: str) -> str:
    """Return a name without case and separators, by which all languages agree."""
    return "".join(char for char in name.lower() if char.isalnum())


# --- Channels ------------------------------------------------------------------------------------


class Bridges:
    """The addresses at which APIs are served; one that is given stands for all."""

    def __init__(self, stubs: Path, address: str) -> None:
        self._stubs = stubs
        self._address = address
        self._known: dict[str, str] = {}
        self._process: subprocess.Popen[str] | None = None

    def __call__(self, base: str) -> str:
        """Return the address of a bridge to an API."""
        if self._address:
            return self._address
        if base not in self._known:
            process = self._process = self._process or self._started()
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(f"{base}\n")
            process.stdin.flush()
            self._known[base] = process.stdout.readline().strip()
            assert self._known[base], "the bridges have ended"
        return self._known[base]

    def _started(self) -> subprocess.Popen[str]:
        flags = ["--header", "x-team", "--header", "x-level", "--query", "api_key"]
        program = str(Path(__file__).with_name("bridges.py"))
        command = [sys.executable, program, str(self._stubs), *flags, "--no-reflection"]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True)

    def close(self) -> None:
        """End all bridges."""
        if self._process is not None:
            self._process.communicate(timeout=30)


def retrying(file: Any, times: int) -> str:
    """Return a service config as the README of django-oacgen has it: what gRPC tries again."""
    policy = {
        "maxAttempts": min(times + 1, MOST_ATTEMPTS),
        "initialBackoff": "0.5s",
        "maxBackoff": "60s",
        "backoffMultiplier": 2,
    }
    busy = {**policy, "retryableStatusCodes": ["RESOURCE_EXHAUSTED"]}
    more = ["RESOURCE_EXHAUSTED", "UNAVAILABLE", "DEADLINE_EXCEEDED"]
    config: list[Json] = [{"name": [{}], "retryPolicy": busy}]
    for service in file.services_by_name.values():
        for method in service.methods:
            if method.GetOptions().idempotency_level:
                name = {"service": service.full_name, "method": method.name}
                again = {**policy, "retryableStatusCodes": more}
                config.append({"name": [name], "retryPolicy": again})
    return json.dumps({"methodConfig": config if times else []})


class Canned(grpc.Channel):
    """A channel of one's own: it asks no server, and answers as the bridge would."""

    def __init__(self, reply: Json, call: Any) -> None:
        self._reply = reply
        self._call = call

    def unary_unary(self, method: str, *_: Any, **named: Any) -> Any:
        return self

    def future(self, request: Any, **_: Any) -> Future[Any]:
        made: Future[Any] = Future()
        if self._reply["status"] < 400:
            made.set_result(self._call.answer(self._reply["json"]))
        else:
            made.set_exception(CannedError(self._reply, self._call))
        return made

    def unary_stream(self, method: str, *_: Any, **named: Any) -> Any: ...
    def stream_unary(self, method: str, *_: Any, **named: Any) -> Any: ...
    def stream_stream(self, method: str, *_: Any, **named: Any) -> Any: ...
    def subscribe(self, callback: Any, try_to_connect: Any = None) -> None: ...
    def unsubscribe(self, callback: Any) -> None: ...
    def close(self) -> None: ...
    def __enter__(self) -> Canned:
        return self

    def __exit__(self, *_: object) -> None: ...


class CannedError(grpc.RpcError):
    """The status that the bridge makes of a reply of HTTP."""

    def __init__(self, reply: Json, call: Any) -> None:
        from django_oacgen.grpc.exchange import Answer
        from django_oacgen.grpc.status import refusal_of

        body = json.dumps(reply["json"]).encode()
        answer = Answer(reply["status"], (), [body], lambda: None)
        self._refusal = refusal_of(answer, call.error(reply["status"]), "")

    def code(self) -> grpc.StatusCode:
        return self._refusal.code

    def details(self) -> str:
        return self._refusal.message

    def trailing_metadata(self) -> Any:
        return [("grpc-status-details-bin", self._refusal.status())]


# --- Scenarios -----------------------------------------------------------------------------------


class Playing:
    """One scenario, and the channels that it is played on."""

    def __init__(self, scenario: Json, stubs: Path, bridges: Bridges) -> None:
        self.scenario = scenario
        self._settings = scenario["client"]
        self._stubs = stubs
        self._bridges = bridges
        self._channels: dict[tuple[str, str, int], grpc.Channel] = {}
        self._secrets = [secrets(one) for one in self._settings["auth"] or ()]
        for step in scenario["steps"]:
            self._address(step)  # a bridge takes a while, and the clock of a late server runs

    def close(self) -> None:
        """Close all channels."""
        for channel in self._channels.values():
            channel.close()

    def play(self, step: Json, limit: float) -> Json:
        """Make a call, and tell what came of it."""
        given = first(step["options"]["timeout"], self._settings["timeout"])
        began = time.monotonic()
        rpc = Rpc(self._stubs, step)
        try:
            rpc.connect(self._channel(step, rpc))
            return rpc.play(step, self._metadata(step), limit if given is None else given)
        except grpc.FutureCancelledError:
            return {"error": {"kind": "aborted"}}
        except grpc.RpcError as error:
            if given is None and time.monotonic() - began >= limit:
                return {"error": {"kind": "hang"}}
            return {"error": described(error, rpc.call)}
        except Exception as error:
            return {"error": {"kind": "crash", "message": f"{type(error).__name__}: {error}"}}

    def _address(self, step: Json) -> str:
        path = step["options"]["base"] or self._settings["base"]
        return self._bridges(self.scenario["base"] + path)

    def _channel(self, step: Json, rpc: Rpc) -> grpc.Channel:
        """Return the channel of a step: for each address, and each policy of retries, one."""
        if self._settings["transport"]:
            return Canned(self._settings["transport"], rpc.call)
        retries = first(step["options"]["retries"], self._settings["retries"], RETRIES)
        key = self._address(step), rpc.service.package, retries
        if key not in self._channels:
            options = [("grpc.service_config", retrying(rpc.service, retries))]
            channel = self._channels[key] = grpc.insecure_channel(key[0], options)
            grpc.channel_ready_future(channel).result(30)  # else it takes of the call's time
        return self._channels[key]

    def _metadata(self, step: Json) -> list[tuple[str, str]]:
        credentials = {name: prefix + secret() for name, prefix, secret in self._secrets}
        headers = {**self._settings["headers"], **step["options"]["headers"]}
        return [*credentials.items(), *((name.lower(), text) for name, text in headers.items())]


def first(*values: Any) -> Any:
    """Return the first value that is given."""
    return next((value for value in values if value is not None), None)


def secrets(auth: Json) -> tuple[str, str, Callable[[], str]]:
    """Return the key in the metadata, what stands before the secret, and what gives it."""
    name, prefix = SCHEMES[auth["scheme"]]
    given = list(auth["secrets"]) or [auth["secret"]]
    if auth["username"]:
        pair = f"{auth['username']}:{auth['password']}"
        given = [base64.b64encode(pair.encode()).decode()]
    return name, prefix, lambda: given.pop(0) if len(given) > 1 else given[0]


# --- Calls ---------------------------------------------------------------------------------------


class Rpc:
    """One rpc: its stub, and the codec of what it carries."""

    def __init__(self, stubs: Path, step: Json) -> None:
        group = stubs / step["group"]
        folders = [path for path in group.iterdir() if (path / "codec.py").is_file()]
        folder = next(path for path in folders if plain(path.name) == plain(step["tag"]))
        self._package = ".".join(filter(None, (step["group"], folder.name)))
        calls = importlib.import_module(f"{self._package}.codec").CALLS
        self.name = next(name for name in calls if plain(name) == plain(step["call"]))
        self.call = calls[self.name]
        self.service = importlib.import_module(f"{self._package}.service_pb2").DESCRIPTOR

    def connect(self, channel: grpc.Channel) -> None:
        """Make the stub on a channel."""
        services = importlib.import_module(f"{self._package}.service_pb2_grpc")
        stub = next(value for name, value in vars(services).items() if name.endswith("Stub"))
        self.method = getattr(stub(channel), self.name)

    def play(self, step: Json, metadata: list[tuple[str, str]], timeout: float) -> Json:
        """Make the call, and tell its result as JSON."""
        request = self._request(step)
        if self.call.result in ("file", "stream"):
            parts = self.method(request, metadata=metadata, timeout=timeout)
            if self.call.result == "file":
                return {"result": _downloaded(parts)}
            return {"result": [self.call.data.write(item.data) for item in parts]}
        future = self.method.future(request, metadata=metadata, timeout=timeout)
        if step["abort_after"] is not None:
            threading.Timer(step["abort_after"], future.cancel).start()
        answer = future.result()
        if self.call.result == "empty":
            return {"result": None}
        told = {"result": self.call.data.write(answer.data)}
        if step["variants"]:
            told["variants"] = {path: _variant(answer.data, path) for path in step["variants"]}
        return told

    def _request(self, step: Json) -> Any:
        fields: Json = {}
        paths = iter(step["path"])
        for argument in self.call.arguments:
            if argument.location == "path":
                fields[argument.field] = argument.codec.read(next(paths))
            elif argument.name in step["query"]:
                fields[argument.field] = argument.codec.read(step["query"][argument.name])
        files = {}
        if step["body"] is not None:
            files = {k: v["$file"] for k, v in step["body"].items() if _is_file(v)}
            fields |= self._body({k: v for k, v in step["body"].items() if k not in files})
            for name, spec in files.items():
                fields["body"][name] = {"name": spec["name"]}
        if not self.call.files:
            return self.call.request(**fields)
        return self._stream(fields, files)

    def _body(self, body: Json) -> Json:
        """Return the body and its mask, which names what is to be null or empty."""
        fields: Json = {"body": self.call.body.read(body)}
        names = {json_name: name for name, json_name in self._names().items()}
        bare = [names[name] for name, value in body.items() if value in (None, [])]
        if self.call.mask == "update_mask":
            fields["update_mask"] = {"paths": [names[name] for name in body]}
        elif bare:
            fields["null_mask"] = {"paths": bare}
        return fields

    def _names(self) -> dict[str, str]:
        start = self.call.request.DESCRIPTOR.fields_by_name
        holder = start["start"].message_type if "start" in start else self.call.request.DESCRIPTOR
        body = holder.fields_by_name["body"].message_type
        return {field.name: field.json_name for field in body.fields}

    def _stream(self, fields: Json, files: Json) -> Iterator[Any]:
        yield self.call.request(start=fields)
        members = {upload.key: upload.member for upload in self.call.files}
        for name, spec in files.items():
            content = spec.get("text", "").encode() or bytes(spec.get("size", 0))
            for at in range(0, len(content), CHUNK):
                yield self.call.request(**{members[name]: content[at : at + CHUNK]})


def _is_file(value: Any) -> bool:
    return isinstance(value, dict) and "$file" in value


def _downloaded(answer: Iterator[Any]) -> Json:
    info = next(answer).file
    times, content = [time.monotonic()], b""
    for part in answer:
        times.append(time.monotonic())
        content += part.chunk
    told: Json = {"filename": info.name or None, "size": len(content)}
    if len(content) < 1000:
        told["text"] = content.decode()
    told["streamed"] = times[-1] - times[0] > 0.2
    return told


def _variant(data: Any, path: str) -> str:
    """Return the type of what a union in a list holds."""
    union = data[int(path)]
    member = union.WhichOneof("kind")
    kind = union.DESCRIPTOR.fields_by_name[member].message_type.name
    return "UnknownVariant" if member == "unknown" else str(kind)


# --- Errors --------------------------------------------------------------------------------------

KINDS = {
    grpc.StatusCode.CANCELLED: "aborted",
    grpc.StatusCode.DEADLINE_EXCEEDED: "timeout",
    grpc.StatusCode.INVALID_ARGUMENT: "argument",
    grpc.StatusCode.UNAVAILABLE: "connection",
}


def described(error: Any, call: Any) -> Json:
    """Tell an error in the words that all drivers share."""
    code = error.code()
    trailing = dict(error.trailing_metadata() or ())
    status = status_pb2.Status.FromString(trailing.get("grpc-status-details-bin", b""))
    told: Json = {"kind": KINDS.get(code, code.name), "message": f"{code}: {error.details()}"}
    if code is grpc.StatusCode.INTERNAL and trailing.get("x-http-status", "").startswith("2"):
        told["kind"] = "decode"  # the API has answered well, and the bridge cannot read it
    fields: dict[str, list[str]] = {}
    for detail in status.details:
        if detail.Is(error_details_pb2.ErrorInfo.DESCRIPTOR):
            info = error_details_pb2.ErrorInfo.FromString(detail.value)
            told |= {"kind": "status", "status": int(info.metadata["http_status"])}
        elif detail.Is(error_details_pb2.BadRequest.DESCRIPTOR):
            for violation in error_details_pb2.BadRequest.FromString(detail.value).field_violations:
                fields.setdefault(violation.field, []).append(violation.description)
        elif not detail.type_url.split("/")[-1].startswith("google.rpc."):
            told["typed"] = detail.type_url.rpartition(".")[2]
            told["body"] = detail.value
    if told["kind"] == "status":
        told["non_field_errors"] = fields.pop("", [])
        told["fields"] = fields
        whole = not fields and not told["non_field_errors"]
        # without a detail the message is the bridge's own
        bare = (error.details() or "").startswith(f"{told['status']} ")
        told["detail"] = error.details() if whole and not bare else None
        if "body" in told:
            codec = call.error(told["status"])
            told["body"] = codec.write(codec.type.FromString(told["body"]))
    return told


def main(stubs: Path, address: str) -> None:
    """Play what stands on standard input."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    bridges = Bridges(stubs, address)
    for batch in map(json.loads, sys.stdin):
        for scenario in batch["scenarios"]:
            playing = Playing(scenario, stubs, bridges)
            if scenario["begin"]:
                opener.open(scenario["begin"], timeout=10).close()
            told = [playing.play(step, batch["limit"]) for step in scenario["steps"]]
            playing.close()
            print(json.dumps({"name": scenario["name"], "steps": told}), flush=True)
    bridges.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "")
