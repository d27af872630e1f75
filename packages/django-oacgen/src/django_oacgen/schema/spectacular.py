"""drf-spectacular's generator over the endpoints of a whole project, each on its own risk."""

from __future__ import annotations

import json
import re
import weakref
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any

from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.hooks import postprocess_schema_enums
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import (
    build_root_object,
    get_class,
    is_versioning_supported,
    process_webhooks,
    sanitize_result_object,
)
from drf_spectacular.settings import spectacular_settings

from django_oacgen.schema.autoschema import Reading, better
from django_oacgen.schema.component_names import Marks, is_marked, unmarked
from django_oacgen.schema.endpoints import Endpoint, Routes
from django_oacgen.schema.enums import Enums, remove_tags
from django_oacgen.schema.remarks import Collector


class _Announced(list[Any]):
    """Endpoints that tell the collector which of them is being read."""

    def __init__(self, entries: list[Any], collector: Collector) -> None:
        super().__init__(entries)
        self._collector = collector

    def __iter__(self) -> Iterator[Any]:
        for entry in super().__iter__():
            self._collector.key = entry[3].schema.endpoint
            yield entry
        self._collector.key = None


class ProjectGenerator(SchemaGenerator):
    """Reads every endpoint of a project; keeps real paths; changes no setting.

    `failures` says which endpoints could not be read; `without_version` which belong to a
    versioned API although no version is asked for; `serializers` where components come from.
    """

    def __init__(self, routes: Routes, prefix: str, version: str, collector: Collector) -> None:
        super().__init__(patterns=routes.patterns, api_version=version or None)
        self.routes = routes
        self.failures: dict[int, Exception] = {}
        self.without_version: set[int] = set()
        self.serializers: dict[str, type] = {}
        self._collector = collector
        self._marks = Marks()
        self._enums = Enums(self._marks, self.registry.register_on_missing)
        self._prefix = prefix
        self._reading = Reading(
            prefix, version, self._marks, self._enums, collector, self.failures.__setitem__
        )
        self._made: dict[type, type] = {}
        self._schemas: list[AutoSchema] = []

    # --- Endpoints -------------------------------------------------------------------------------

    def _initialise_endpoints(self) -> None:
        self.inspector = self.routes  # asked for its `patterns` only
        self.endpoints = self.routes.endpoints

    def _get_paths_and_endpoints(self) -> list[Any]:
        found = []
        for number, endpoint in enumerate(self.routes.endpoints):
            if number in self.failures:
                continue
            try:
                with self._collector.keyed(number):
                    view = self._view(number, endpoint)
                    path = self.coerce_path(endpoint.path, endpoint.method, view)
            except Exception as error:
                self.failures[number] = error
                continue
            if self._lacks_version(view):
                self.without_version.add(number)
            else:
                found.append((path, endpoint.route, endpoint.method, view))
        return _Announced(found, self._collector)

    def _view(self, number: int, endpoint: Endpoint) -> Any:
        view = self.create_view(endpoint.callback, endpoint.method)
        schema = view.schema
        if isinstance(schema, type):
            # What `@extend_schema` says of an action reaches what else is mapped to its path.
            schema = get_class(type(view).schema)()
        if not isinstance(schema, AutoSchema):
            raise TypeError(
                f"its schema class {schema.__class__.__name__} is not one of drf-spectacular: "
                "see DEFAULT_SCHEMA_CLASS in REST_FRAMEWORK"
            )
        schema = better(schema, self._reading, self._made, number)
        self._schemas.append(schema)
        view.schema = weakref.proxy(schema)  # else view and schema keep each other for ever
        return view

    def _lacks_version(self, view: Any) -> bool:
        versioning = view.versioning_class
        return bool(
            versioning
            and is_versioning_supported(versioning)
            and not (self.api_version or versioning.default_version)
        )

    # --- The document ----------------------------------------------------------------------------

    def get_schema(self, request: Any = None, public: bool = False) -> dict[str, Any]:
        """Return the schema of all endpoints that can be read, each operation with its number."""
        paths = self._parse_all(request, public)
        webhooks = process_webhooks(spectacular_settings.WEBHOOKS, self.registry)
        self._forget_twins()
        result = build_root_object(paths, self._components(), webhooks, self.api_version)
        self._enums.replace(result)
        result["components"] = self._components()
        return self._hooked(self._settled(result), request, public)

    def _parse_all(self, request: Any, public: bool) -> Any:
        """Read the endpoints; one that drf-spectacular fails at is left out of another try."""
        while True:
            try:
                return self.parse(request, public)
            except Exception as error:
                number = self._collector.key
                if not isinstance(number, int) or number in self.failures:
                    raise
                self.failures[number] = error
                self.registry._components.clear()
                self._collector.trail.clear()

    def _components(self) -> Any:
        return self.registry.build(spectacular_settings.APPEND_COMPONENTS)

    def _forget_twins(self) -> None:
        """Drop what callbacks and webhooks read again, without our schema and without a mark."""
        kept = self.registry._components
        marked = {(unmarked(n), get_class(c.object)) for (n, _), c in kept.items() if is_marked(n)}
        for key, component in list(kept.items()):
            if not is_marked(key[0]) and (key[0], get_class(component.object)) in marked:
                del kept[key]

    def _settled(self, result: dict[str, Any]) -> dict[str, Any]:
        """Give everything its final name, in the document and in the registry."""
        self._marks.settle(result["components"].get("schemas", {}))
        text = json.dumps(result, ensure_ascii=False, default=plain)
        settled: dict[str, Any] = json.loads(self._marks.final(text))
        components = {kind: dict(sorted(named.items())) for kind, named in _kinds(settled)}
        settled["components"] = components
        for component in self.registry._components.values():
            component.name = self._marks.final(component.name)
            component.schema = components.get(component.type, {}).get(component.name)
            self.serializers.setdefault(component.name, get_class(component.object))
        self.registry._components = {c.key: c for c in self.registry._components.values()}
        return settled

    def _hooked(self, result: dict[str, Any], request: Any, public: bool) -> dict[str, Any]:
        """Run the project's hooks, in whose place of enums stands our own."""
        hooks = [h for h in spectacular_settings.POSTPROCESSING_HOOKS if not _is_replaced(h)]
        for hook in hooks:
            try:
                result = hook(result=result, generator=self, request=request, public=public)
            except Exception as error:
                raise _broken(hook, error) from error
        if hooks:
            result = json.loads(json.dumps(result, ensure_ascii=False, default=plain))
        remove_tags(result)
        _tell_apart(result["paths"], self._prefix)
        finished: dict[str, Any] = sanitize_result_object(result)
        return finished


def _is_replaced(hook: object) -> bool:
    return hook is postprocess_schema_enums


def _broken(hook: Any, error: Exception) -> Exception:
    """Return what to raise where a hook fails, without which the document would be another."""
    from oacgen_ir.diagnostics import InputError  # a server that runs well needs nothing of it

    return InputError(
        f"{getattr(hook, '__qualname__', hook)}, of POSTPROCESSING_HOOKS in SPECTACULAR_SETTINGS, "
        f"failed: {type(error).__name__}: {error}",
        hint="outside of a request it is called with `request=None`",
    )


def _kinds(document: Mapping[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return sorted(document["components"].items())


def _tell_apart(paths: Mapping[str, Any], prefix: str) -> None:
    """Put the variables of the path into operation ids that would be the same without them.

    Then, for `/api/users/` and `/users/`, the prefix that names leave out.
    """
    for same in _of_one_id(paths):
        for path, operation in same:
            operation["operationId"] = _longer(operation["operationId"], re.sub(prefix, "", path))
    for same in _of_one_id(paths):
        below = [(found, o) for path, o in same if (found := re.match(prefix, path))]
        if len(below) < len(same):
            for found, operation in below:
                words = [part for part in re.split(r"\W+", found[0]) if part]
                operation["operationId"] = "_".join([*words, operation["operationId"]])


def _of_one_id(paths: Mapping[str, Any]) -> list[list[tuple[str, dict[str, Any]]]]:
    """Return the operations, with their paths, that share their id, by id."""
    by_id: dict[str, list[tuple[str, dict[str, Any]]]] = defaultdict(list)
    for path, item in paths.items():
        for operation in item.values():
            if isinstance(operation, dict) and "operationId" in operation:
                by_id[operation["operationId"]].append((path, operation))
    return [same for same in by_id.values() if len(same) > 1]


def _longer(name: str, path: str) -> str:
    segments = [part.replace("-", "_") for part in path.strip("/").split("/") if part]
    fixed = "_".join(part for part in segments if not part.startswith("{"))
    if not name.startswith(f"{fixed}_"):
        return name  # given by hand
    whole = "_".join(f"by_{part[1:-1]}" if part.startswith("{") else part for part in segments)
    return whole + name.removeprefix(fixed)


def plain(value: Any) -> Any:
    """Turn what Python code may put into a schema into JSON; other things become text."""
    match value:
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case datetime() | date() | time():
            return value.isoformat()
        case timedelta():
            return str(value.total_seconds())
        case Enum():
            return value.value
        case Mapping():
            return dict(value)
        case set() | frozenset():
            return sorted(value, key=str)
        case bytes():
            return value.decode(errors="replace")
    return str(value)
