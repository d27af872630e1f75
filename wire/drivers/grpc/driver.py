"""Plays steps over gRPC with generated stubs: `driver.py STUBS ADDRESS`, JSON on standard input."""

from __future__ import annotations

import importlib
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grpc
from google.rpc import error_details_pb2, status_pb2

Json = dict[str, Any]
CHUNK = 64 << 10


def plain(name: str) -> str:
    """Return a name without case and separators, by which all languages agree."""
    return "".join(char for char in name.lower() if char.isalnum())


class Rpc:
    """One rpc: its stub, and the codec of what it carries."""

    def __init__(self, stubs: Path, channel: grpc.Channel, step: Json) -> None:
        group = stubs / step["group"]
        folders = [path for path in group.iterdir() if (path / "codec.py").is_file()]
        folder = next(path for path in folders if plain(path.name) == plain(step["tag"]))
        package = f"{group.name}.{folder.name}"
        calls = importlib.import_module(f"{package}.codec").CALLS
        self.name = next(name for name in calls if plain(name) == plain(step["call"]))
        self.call = calls[self.name]
        services = importlib.import_module(f"{package}.service_pb2_grpc")
        stub = next(value for name, value in vars(services).items() if name.endswith("Stub"))
        self.method = getattr(stub(channel), self.name)
        self.messages = importlib.import_module(f"{package}.messages_pb2")

    def play(self, step: Json, metadata: list[tuple[str, str]], limit: float) -> Any:
        """Make the call, and return JSON."""
        request = self._request(step)
        answer = self.method(request, metadata=metadata, timeout=limit)
        match self.call.result:
            case "empty":
                return None
            case "file":
                return _downloaded(answer)
            case "stream":
                return [self.call.data.write(item.data) for item in answer]
        return self.call.data.write(answer.data)

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
        """Return the body and its mask: what is to be null has to be named."""
        fields: Json = {"body": self.call.body.read(body)}
        names = {json_name: name for name, json_name in self._names().items()}
        nulls = [names[name] for name, value in body.items() if value is None]
        if self.call.mask == "update_mask" and nulls:
            fields["update_mask"] = {"paths": [names[name] for name in body]}
        elif nulls:
            fields["null_mask"] = {"paths": nulls}
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


def described(error: grpc.RpcError) -> Json:
    """Tell an error in the words that all drivers share."""
    code = error.code()
    status = status_pb2.Status()
    metadata: Any = error.trailing_metadata() or ()
    for key, packed in metadata:
        if key == "grpc-status-details-bin":
            status = status_pb2.Status.FromString(packed)
    told: Json = {"kind": "connection", "message": f"{code}: {error.details()}"}
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
    if told["kind"] == "status":
        told["non_field_errors"] = fields.pop("", [])
        told["fields"] = fields
        whole = not fields and not told["non_field_errors"]
        # without a detail the message is the bridge's own
        bare = (error.details() or "").startswith(f"{told['status']} ")
        told["detail"] = error.details() if whole and not bare else None
    elif code == grpc.StatusCode.DEADLINE_EXCEEDED:
        told["kind"] = "timeout"
    return told


def main(stubs: Path, address: str) -> None:
    """Play what stands on standard input."""
    channel = grpc.insecure_channel(address)
    for batch in map(json.loads, sys.stdin):
        for scenario in batch["scenarios"]:
            words = {"tokenAuth": "Token", "jwtAuth": "Bearer"}
            metadata = [
                ("authorization", f"{words[one['scheme']]} {one['secret']}")
                for one in scenario["client"]["auth"] or ()
            ]
            told = []
            for step in scenario["steps"]:
                try:
                    result = Rpc(stubs, channel, step).play(step, metadata, batch["limit"])
                    told.append({"result": result})
                except grpc.RpcError as error:
                    told.append({"error": described(error)})
                except Exception as error:
                    message = f"{type(error).__name__}: {error}"
                    told.append({"error": {"kind": "crash", "message": message}})
            print(json.dumps({"name": scenario["name"], "steps": told}), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
