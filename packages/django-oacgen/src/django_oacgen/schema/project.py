"""The OpenAPI documents of a project's groups, made in process."""

from __future__ import annotations

import json
import re
import sysconfig
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path
from threading import Lock
from traceback import walk_tb
from typing import Any

from django.apps import apps
from django.conf import settings
from django.utils import translation
from drf_spectacular.contrib.django_filters import DjangoFilterExtension
from drf_spectacular.settings import spectacular_settings
from rest_framework.settings import api_settings

from django_oacgen.config import OpenAPIClientConfig, OpenAPIGroupConfig, get_base_dir
from django_oacgen.schema.endpoints import Endpoint, Routes, path_prefix, read_routes
from django_oacgen.schema.groups import groups_of, select
from django_oacgen.schema.remarks import Collector, Remark, collect
from django_oacgen.schema.slices import Slicer
from django_oacgen.schema.spectacular import ProjectGenerator

_LIBRARIES = [
    Path(__file__).parent,
    *(Path(sysconfig.get_path(name)) for name in ("stdlib", "purelib", "platlib")),
]

_FRAMEWORKS = ("django", "django_oacgen", "drf_spectacular", "rest_framework")

# drf-spectacular exchanges classes of views while it works, so one thread at a time may use it.
_LOCK = Lock()


@dataclass(frozen=True, slots=True)
class Failure:
    """An endpoint that could not be read, and why."""

    endpoint: Endpoint
    error: Exception

    def __str__(self) -> str:
        reason = str(self.error) or "no message"
        return f"{self.endpoint.label}: {type(self.error).__name__}: {reason}{_raised(self.error)}"


def _raised(error: Exception) -> str:
    """Return where the project's code was last on the way to an error: ` (views.py:7)`.

    Else that of an application that it uses: ` (shop/views.py:7)`.
    """
    base, own, foreign = get_base_dir().resolve(), "", ""
    for frame, line in walk_tb(error.__traceback__):
        file = Path(frame.f_code.co_filename)
        if not any(map(file.is_relative_to, _LIBRARIES)):
            shown = file.relative_to(base) if file.is_relative_to(base) else file
            own = f" ({shown}:{line})"
        elif (package := _installed(file)) and package.parts[0] not in _FRAMEWORKS:
            foreign = f" ({package.as_posix()}:{line})"
    return own or foreign


def _installed(file: Path) -> Path | None:
    """Return the path of an installed package's file from the folder of packages."""
    folder = Path(sysconfig.get_path("purelib"))
    return file.relative_to(folder) if file.is_relative_to(folder) else None


@dataclass(frozen=True, slots=True)
class GroupSchema:
    """A group's document, complete only without `failures`.

    `serializers` are the dotted names of the classes behind its components, `views` those behind
    its operations, by path and method (`get`). `left_out` are the endpoints of a versioned API
    that are missing since no version was asked for.
    """

    group: OpenAPIGroupConfig
    document: dict[str, Any]
    endpoints: tuple[Endpoint, ...]
    failures: tuple[Failure, ...]
    left_out: tuple[Endpoint, ...]
    remarks: tuple[Remark, ...]
    serializers: dict[str, str]
    views: dict[tuple[str, str], str]

    @property
    def operations(self) -> int:
        """How many operations the document has."""
        return len(self.views)

    @property
    def ids(self) -> frozenset[str]:
        """The ids of its operations."""
        paths = self.document["paths"]
        return frozenset(paths[path][method].get("operationId", "") for path, method in self.views)


class Project:
    """The endpoints and groups of a project; documents are made when they are asked for.

    Everything is read at once, whichever group is asked for: so no name depends on the groups.
    """

    def __init__(
        self, config: OpenAPIClientConfig | None, *, request: Any = None, public: bool = True
    ) -> None:
        self.config = config
        self.groups = groups_of(config)
        self._request = request
        self._public = public
        self._readings: dict[str, _Reading] = {}
        self._schemas: dict[str, GroupSchema] = {}

    @cached_property
    def language(self) -> str:
        """The language of descriptions, the same wherever the command runs."""
        stated = self.config.schema_language if self.config else None
        return stated or str(settings.LANGUAGE_CODE)

    @cached_property
    def routes(self) -> Routes:
        """The endpoints of the root URLconf."""
        with translation.override(self.language):
            return read_routes(settings.ROOT_URLCONF)

    @cached_property
    def prefix(self) -> str:
        """What names leave out of paths, as drf-spectacular's own setting would have it."""
        if self.config and self.config.api_prefix:
            return "/" + self.config.api_prefix.strip("/")
        version = f"{{{api_settings.VERSION_PARAM}}}"
        return path_prefix((e.path for e in self.routes.endpoints), version)

    def unmatched_prefix(self) -> str:
        """Return the configured prefix if no route begins with it."""
        start = self.prefix
        if not (self.config and self.config.api_prefix):
            return ""
        matched = any(f"{e.path}/".startswith(f"{start}/") for e in self.routes.endpoints)
        return "" if matched else self.config.api_prefix

    def read(self, group: OpenAPIGroupConfig) -> GroupSchema:
        """Return the document of a group."""
        kept = self._schemas.get(group.name)
        if kept is not None and kept.group == group:
            return kept
        version = group.api_version or ""
        if version not in self._readings:
            self._readings[version] = self._reading(version)
        made = self._readings[version].group(group, self.routes.endpoints, self._info(group))
        self._schemas[group.name] = made
        return made

    def _reading(self, version: str) -> _Reading:
        _skip_search_for_gis()
        with _LOCK, translation.override(self.language), collect() as collector:
            generator = ProjectGenerator(self.routes, self._pattern(), version, collector)
            document = generator.get_schema(self._request, self._public)
        return _Reading(document, generator, collector)

    def _pattern(self) -> str:
        """Return the prefix as a regular expression; the project's own setting comes first."""
        if spectacular_settings.SCHEMA_PATH_PREFIX is not None:
            stated = str(spectacular_settings.SCHEMA_PATH_PREFIX)
            return stated if stated.startswith("^") else f"^{stated}"
        escaped = re.sub(r"\\{\w+\\}", "[^/]+", re.escape(self.prefix))
        return f"^{escaped}(?=/|$)"

    def _info(self, group: OpenAPIGroupConfig) -> dict[str, str]:
        config = self.config
        theirs = spectacular_settings.user_settings.get("VERSION")
        if config is not None and "drf_version" in config.model_fields_set:
            theirs = config.drf_version
        version = str(group.version or theirs or "1.0.0")
        info = {"title": group.shown_title, "version": version}
        return {**info, "description": group.description} if group.description else info


class _Reading:
    """One reading of all endpoints, for one version of the API."""

    def __init__(
        self, document: dict[str, Any], generator: ProjectGenerator, collector: Collector
    ) -> None:
        self._slicer = Slicer(document)
        self._failures = generator.failures
        self._without_version = generator.without_version
        self._serializers = generator.serializers
        self._collector = collector

    def group(
        self, group: OpenAPIGroupConfig, all_endpoints: Sequence[Endpoint], info: dict[str, str]
    ) -> GroupSchema:
        endpoints = select(group, all_endpoints)
        members = {id(endpoint) for endpoint in endpoints}
        numbers = {n for n, endpoint in enumerate(all_endpoints) if id(endpoint) in members}

        def keeps(path: str, number: int | None) -> bool:
            if number is None:  # put there by a hook or a setting of the project
                return any(fnmatchcase(path, pattern) for pattern in group.paths)
            return number in numbers

        document, numbered = self._slicer.cut(keeps, info)
        classes = self._classes(document)
        return GroupSchema(
            group=group,
            document=document,
            endpoints=endpoints,
            failures=tuple(
                Failure(all_endpoints[n], self._failures[n])
                for n in sorted(numbers & self._failures.keys())
            ),
            left_out=tuple(all_endpoints[n] for n in sorted(numbers & self._without_version)),
            remarks=self._collector.about(None, *sorted(numbers), *classes.values()),
            serializers={n: f"{c.__module__}.{c.__qualname__}" for n, c in classes.items()},
            views={
                at: all_endpoints[n].view if n is not None else "" for at, n in numbered.items()
            },
        )

    def _classes(self, document: dict[str, Any]) -> dict[str, type]:
        names: Iterable[str] = document["components"].get("schemas", {})
        return {name: self._serializers[name] for name in names if name in self._serializers}


def _skip_search_for_gis() -> None:
    """Spare drf-spectacular the search for the GIS libraries, which starts compilers."""
    if not apps.is_installed("django.contrib.gis"):
        extension: Any = DjangoFilterExtension
        extension._has_gis = False


def as_text(document: dict[str, Any]) -> str:
    """Return a document as it is written to disk: the same bytes for the same document."""
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
