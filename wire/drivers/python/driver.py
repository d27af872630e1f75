"""Plays scenarios with a Python client: `driver.py sync|async`, scenarios on standard input."""

from __future__ import annotations

import asyncio
import importlib
import inspect
import json
import sys
import tempfile
import threading
import time
import typing
import urllib.request
from pathlib import Path
from typing import Any

Json = dict[str, Any]


def plain(name: str) -> str:
    """Return a name without case and separators, by which all languages agree."""
    return "".join(char for char in name.lower() if char.isalnum())


class Playing:
    """One scenario and the client that it is played with."""

    def __init__(self, scenario: Json, kind: str, package: Any) -> None:
        self.scenario = scenario
        self.is_async = kind == "async"
        self.package = package
        self.seen: list[str] = []
        self.client = self._made(scenario["client"])

    # --- Making a client

    def _made(self, settings: Json) -> Any:
        package = self.package
        options = self._options(settings)
        if settings.get("hooks"):
            options |= {"on_request": [self._on_request], "on_response": [self._on_response]}
        if settings.get("transport"):
            options["transport"] = canned(package, settings["transport"], self.is_async)
        kind = package.APIClient if self.is_async else package.SyncAPIClient
        return kind(self.scenario["base"] + settings["base"], **options)

    def _options(self, settings: Json) -> Json:
        options: Json = {}
        if settings["auth"] is not None:
            options["auth"] = [self._auth(one) for one in settings["auth"]]
        if settings["headers"]:
            options["headers"] = settings["headers"]
        if settings["timeout"] is not None:
            options["timeout"] = settings["timeout"]
        if settings["retries"] is not None:
            options["retry"] = self.package.Retry(times=settings["retries"])
        return options

    def _auth(self, given: Json) -> Any:
        names = {plain(name): name for name in dir(self.package)}
        scheme = plain(given["scheme"])
        make = getattr(self.package, names.get(scheme) or names[scheme + "auth"])
        if given["username"]:
            return make(given["username"], given["password"])
        secret: Any = given["secret"]
        if given["secrets"]:
            left = list(given["secrets"])

            def secret() -> str:
                return str(left.pop(0) if len(left) > 1 else left[0])

        if given["refresh"]:
            return make(secret, refresh=self._refresh(given["refresh"]))
        return make(secret)

    def _refresh(self, renewal: Json) -> Any:
        package = self.package
        body = model(package, renewal)

        def fetched() -> str:
            visitor = package.SyncAPIClient(self.scenario["base"])
            answer = method(visitor, renewal)(body)
            return str(getattr(answer, renewal["field"]))

        async def fetched_later() -> str:
            visitor = package.APIClient(self.scenario["base"])
            answer = await method(visitor, renewal)(body)
            return str(getattr(answer, renewal["field"]))

        return fetched_later if self.is_async else fetched

    def _on_request(self, request: Any) -> None:
        name, value = self.scenario["client"]["hooks"]["header"]
        request.headers[name] = value
        self.seen.append(request.method)

    def _on_response(self, response: Any) -> None:
        self.seen.append(str(response.status))

    # --- Calls

    def all(self, limit: float) -> list[Json]:
        """Make all calls, one after the other."""
        steps = self.scenario["steps"]
        if self.is_async:
            return asyncio.run(self._all_later(limit))
        told = [self.play(step, limit) for step in steps]
        self.client.close()
        return told

    async def _all_later(self, limit: float) -> list[Json]:
        told = [await self.play_later(step, limit) for step in self.scenario["steps"]]
        await self.client.aclose()
        return told

    def play(self, step: Json, limit: float) -> Json:
        """Make a call of the sync client, several at once if need be."""
        told: list[Json] = [{"error": {"kind": "hang"}} for _ in range(step["parallel"])]

        def once(index: int) -> None:
            try:
                told[index] = {"result": self._blocking(step)}
            except Exception as error:
                told[index] = {"error": described(error, self.package)}

        threads = [
            threading.Thread(target=once, args=[index], daemon=True)
            for index in range(step["parallel"])
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(limit)
        return self._told(step, told)

    async def play_later(self, step: Json, limit: float) -> Json:
        """Make a call of the async client, several at once if need be."""

        async def once() -> Json:
            try:
                async with asyncio.timeout(limit):
                    return {"result": await self._abortable(step)}
            except TimeoutError as error:
                if not isinstance(error, self.package.APIError):
                    return {"error": {"kind": "hang"}}
                return {"error": described(error, self.package)}
            except asyncio.CancelledError:
                return {"error": {"kind": "aborted"}}
            except Exception as error:
                return {"error": described(error, self.package)}

        return self._told(step, await asyncio.gather(*(once() for _ in range(step["parallel"]))))

    async def _abortable(self, step: Json) -> Any:
        task = asyncio.create_task(self._awaited(step))
        if step["abort_after"] is not None:
            asyncio.get_running_loop().call_later(step["abort_after"], task.cancel)
        return await task

    def _told(self, step: Json, told: list[Json]) -> Json:
        failed = next((one for one in told if "error" in one), None)
        results = [one.get("result") for one in told]
        outcome = failed or {"result": results if step["parallel"] > 1 else results[0]}
        if step["variants"] and "error" not in outcome:
            outcome["variants"] = {path: self.variants[path] for path in step["variants"]}
        if self.scenario["client"]["hooks"]:
            outcome["seen"] = self.seen
        return outcome

    def _blocking(self, step: Json) -> Any:
        call, args, named = self._call(step)
        match step["how"]:
            case "iterate":
                items = []
                for item in call(*args, **named):
                    items.append(item)
                    if len(items) == step["take"]:
                        break
                return self._dumped(step, items)
            case "raw":
                return raw(call.raw(*args, **named))
            case "download":
                with call(*args, **named) as download:
                    chunks = [(time.monotonic(), chunk) for chunk in download]
                    return downloaded(download, chunks)
            case _:
                return self._dumped(step, call(*args, **named))

    async def _awaited(self, step: Json) -> Any:
        call, args, named = self._call(step)
        match step["how"]:
            case "iterate":
                items = []
                async for item in call(*args, **named):
                    items.append(item)
                    if len(items) == step["take"]:
                        break
                return self._dumped(step, items)
            case "raw":
                return raw(await call.raw(*args, **named))
            case "download":
                async with call(*args, **named) as download:
                    chunks = [(time.monotonic(), chunk) async for chunk in download]
                    return downloaded(download, chunks)
            case _:
                return self._dumped(step, await call(*args, **named))

    def _call(self, step: Json) -> tuple[Any, list[Any], Json]:
        settings = step["options"]
        options = self._options(settings)
        if settings["base"]:
            options["base_url"] = self.scenario["base"] + settings["base"]
        client = self.client.with_options(**options) if options else self.client
        action = "iterate" if step["how"] == "iterate" else step["action"]
        kinds = hints(method(client, step))
        args = list(step["path"])
        if step["body"] is not None:
            args.append(model(self.package, step))
        names = {plain(name): name for name in kinds}
        named = {}
        for name, value in step["query"].items():
            parameter = names[plain(name)]
            named[parameter] = read(kinds[parameter], value)
        for index, name in enumerate(list(kinds)[: len(step["path"])]):
            args[index] = read(kinds[name], args[index])
        return method(client, step, action), args, named

    def _dumped(self, step: Json, value: Any) -> Any:
        self.variants = {path: type(at(value, path)).__name__ for path in step["variants"]}
        return dumped(value)


def method(client: Any, step: Json, action: str = "") -> Any:
    """Find an operation by its group, tag and action."""
    found = client
    for part in filter(None, (step["group"], step["tag"], action or step["action"])):
        found = getattr(found, {plain(name): name for name in dir(found)}[plain(part)])
    return found


def hints(call: Any) -> Json:
    """Return the types of an operation's parameters."""
    function = inspect.unwrap(call)
    found = typing.get_type_hints(getattr(function, "__func__", function), include_extras=True)
    del found["return"]
    return found


def read(kind: Any, value: Any) -> Any:
    """Turn JSON into what a parameter takes."""
    from pydantic import ConfigDict, TypeAdapter

    if value == "" or value is None:  # the client has to refuse it, not this driver
        return value
    if kind is not None and "File" in str(kind):
        return value
    if "timedelta" in str(kind):
        value = seconds(value)
    try:
        return TypeAdapter(kind, config=ConfigDict(arbitrary_types_allowed=True)).validate_python(
            value
        )
    except Exception as error:
        raise RuntimeError(f"{value!r} is no {kind}: {error}") from error


def seconds(text: str) -> float:
    """Return the seconds of a duration in Django's spelling."""
    days, _, clock = text.rpartition(" ")
    hours, minutes, rest = clock.split(":")
    return int(days or 0) * 86400 + int(hours) * 3600 + int(minutes) * 60 + float(rest)


def model(package: Any, step: Json) -> Any:
    """Make a model of a body."""
    value = with_files(package, step["body"])
    if not step["model"]:
        return value
    group = f".{step['group']}" if step["group"] else ""
    models = importlib.import_module(f"{package.__name__}{group}.models")
    return getattr(models, step["model"]).model_validate(value)


def with_files(package: Any, value: Any) -> Any:
    """Turn what stands for a file into one."""
    match value:
        case {"$file": spec}:
            content = spec.get("text", "").encode() or bytes(spec.get("size", 0))
            if spec.get("from") == "disk":
                path = Path(tempfile.mkdtemp()) / spec["name"]
                path.write_bytes(content)
                return package.File(path)
            return package.File(content, spec["name"])
        case dict():
            return {key: with_files(package, item) for key, item in value.items()}
        case list():
            return [with_files(package, item) for item in value]
    return value


def at(value: Any, path: str) -> Any:
    """Return what stands at a path of a result."""
    for part in filter(None, path.split(".")):
        value = value[int(part)] if part.isdigit() else getattr(value, part)
    return value


def dumped(value: Any) -> Any:
    """Return a result as JSON: what came, and nothing that did not."""
    from pydantic import BaseModel, TypeAdapter

    match value:
        case None:
            return None
        case BaseModel():
            return value.model_dump(mode="json", by_alias=True, exclude_unset=True)
        case list():
            return [dumped(item) for item in value]
    return TypeAdapter(Any).dump_python(value, mode="json")


def raw(reply: Any) -> Json:
    response = reply.response
    return {
        "status": response.status,
        "headers": dict(response.headers),
        "text": response.content.decode(),
    }


def downloaded(download: Any, chunks: list[tuple[float, bytes]]) -> Json:
    content = b"".join(chunk for _, chunk in chunks)
    told: Json = {"filename": download.filename, "size": len(content)}
    if len(content) < 1000:
        told["text"] = content.decode()
    told["streamed"] = chunks[-1][0] - chunks[0][0] > 0.2
    return told


def described(error: Exception, package: Any) -> Json:
    """Tell an error in the words that all languages share."""
    if isinstance(error, package.APIStatusError):
        return {
            "kind": "status",
            "status": error.status,
            "detail": error.detail,
            "fields": {k: v for k, v in error.fields.items() if k != "non_field_errors"},
            "non_field_errors": error.non_field_errors,
            "body": dumped(error.body),
            "typed": type(error.body).__name__ if hasattr(error.body, "model_dump") else None,
            "method": error.request.method,
            "sent": (error.request.content or b"").decode() or None,
        }
    kinds = {
        package.APITimeoutError: "timeout",
        package.APIConnectionError: "connection",
        package.APIResponseError: "decode",
        package.APIError: "argument",
        ValueError: "argument",
    }
    kind = next((word for one, word in kinds.items() if isinstance(error, one)), "crash")
    return {"kind": kind, "message": f"{type(error).__name__}: {error}"}


def canned(package: Any, reply: Json, is_async: bool) -> Any:
    """Make a transport that asks nobody."""

    class Blocking:
        def send(self, request: Any) -> Any:
            content = json.dumps(reply["json"]).encode()
            return package.Response(
                request, reply["status"], {"content-type": "application/json"}, content
            )

        def close(self) -> None: ...

    class Awaited:
        async def send(self, request: Any) -> Any:
            return Blocking().send(request)

        async def aclose(self) -> None: ...

    return Awaited() if is_async else Blocking()


def main(kind: str, package_name: str) -> None:
    """Play what stands on standard input."""
    package = importlib.import_module(package_name)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for batch in map(json.loads, sys.stdin):
        for scenario in batch["scenarios"]:
            if scenario["begin"]:
                opener.open(scenario["begin"], timeout=10).close()
            told = Playing(scenario, kind, package).all(batch["limit"])
            print(json.dumps({"name": scenario["name"], "steps": told}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
