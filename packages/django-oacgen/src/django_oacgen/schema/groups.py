"""Which endpoints belong to which group."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from fnmatch import fnmatchcase
from typing import Any

from django.apps import AppConfig, apps
from drf_spectacular.settings import spectacular_settings
from rest_framework.versioning import NamespaceVersioning

from django_oacgen.config import OpenAPIClientConfig, OpenAPIGroupConfig
from django_oacgen.schema.endpoints import Endpoint


def groups_of(config: OpenAPIClientConfig | None) -> tuple[OpenAPIGroupConfig, ...]:
    """Return the groups of a project; without any, the one group `api` of every endpoint."""
    if config is not None and config.groups:
        return tuple(config.groups)
    title, description = about(config)
    return (OpenAPIGroupConfig(name="api", paths=["*"], title=title, description=description),)


def about(config: OpenAPIClientConfig | None) -> tuple[str, str]:
    """Return title and description of the whole API: the configuration's, then Django's."""
    stated = config.model_dump(include=config.model_fields_set) if config is not None else {}
    title = stated.get("drf_title") or spectacular_settings.TITLE or "API"
    return title, stated.get("drf_description") or spectacular_settings.DESCRIPTION or ""


def select(group: OpenAPIGroupConfig, endpoints: Iterable[Endpoint]) -> tuple[Endpoint, ...]:
    """Return the endpoints of a group, in the order given."""
    chosen = _Selector(group.apps, group.paths, group.namespaces, group.views)
    left_out = _exclusions(group)
    return tuple(e for e in endpoints if chosen.matches(e) and not left_out.matches(e))


def ungrouped(
    groups: Iterable[OpenAPIGroupConfig], endpoints: Sequence[Endpoint]
) -> tuple[Endpoint, ...]:
    """Return the endpoints that no group selects."""
    taken = {id(e) for group in groups for e in select(group, endpoints)}
    return tuple(e for e in endpoints if id(e) not in taken)


def overlooked(
    groups: Iterable[OpenAPIGroupConfig], endpoints: Sequence[Endpoint]
) -> tuple[Endpoint, ...]:
    """Return the endpoints that no group selects, without those that one leaves out by name."""
    stated = [*map(_exclusions, groups)]
    left = ungrouped(groups, endpoints)
    return tuple(e for e in left if not any(each.matches(e) for each in stated))


def _exclusions(group: OpenAPIGroupConfig) -> _Selector:
    return _Selector(
        group.exclude_apps, group.exclude_paths, group.exclude_namespaces, group.exclude_views
    )


@dataclass(frozen=True, slots=True)
class _Selector:
    apps: Sequence[str]
    paths: Sequence[str]
    namespaces: Sequence[str]
    views: Sequence[str]

    def matches(self, endpoint: Endpoint) -> bool:
        return (
            any(fnmatchcase(endpoint.path, pattern) for pattern in self.paths)
            or any(fnmatchcase(endpoint.view, pattern) for pattern in self.views)
            or any(_in_namespace(endpoint.namespaces, pattern) for pattern in self.namespaces)
            or any(_is_app(endpoint.owner, pattern) for pattern in self.apps)
        )


def _in_namespace(namespaces: Sequence[str], pattern: str) -> bool:
    """Whether the pattern names the endpoint's namespace, or one around it."""
    return any(
        fnmatchcase(":".join(namespaces[:depth]), pattern)
        for depth in range(1, len(namespaces) + 1)
    )


def _is_app(label: str, pattern: str) -> bool:
    if not label:
        return False
    config = apps.app_configs.get(label)
    return any(fnmatchcase(name, pattern) for name in {label, *_names(config)})


def _names(config: AppConfig | None) -> tuple[str, ...]:
    """Return what INSTALLED_APPS may call an app: its package, or its class."""
    if config is None:
        return ()
    return config.name, f"{type(config).__module__}.{type(config).__qualname__}"


@dataclass(frozen=True, slots=True)
class UnknownApp:
    """A name in a group's `apps` that no installed app has; `close` is the nearest, if any."""

    group: str
    app: str
    close: str

    def __str__(self) -> str:
        hint = f"; did you mean {self.close!r}?" if self.close else ""
        return f"the group {self.group!r} names the app {self.app!r}, which is not installed{hint}"


def unknown_apps(groups: Iterable[OpenAPIGroupConfig]) -> tuple[UnknownApp, ...]:
    """Return the entries of `apps` and `exclude_apps` that match no installed app."""
    labels = list(apps.app_configs)
    names = [*labels, *(name for config in apps.app_configs.values() for name in _names(config))]
    return tuple(
        UnknownApp(group.name, app, next(iter(get_close_matches(app, names, n=1)), ""))
        for group in groups
        for app in (*group.apps, *group.exclude_apps)
        if not any(_is_app(label, app) for label in labels)
    )


def idle_apps(group: OpenAPIGroupConfig, endpoints: Iterable[Endpoint]) -> tuple[str, ...]:
    """Return the installed apps that a group names and that own no endpoint."""
    owners = {endpoint.owner for endpoint in endpoints}
    return tuple(
        app
        for app in group.apps
        if any(_is_app(label, app) for label in apps.app_configs)
        and not any(_is_app(owner, app) for owner in owners)
    )


def known_versions(endpoints: Iterable[Endpoint]) -> tuple[str, ...]:
    """Return the versions of an API that its endpoints can have; none where any will do."""
    found: dict[str, None] = {}
    for endpoint in endpoints:
        view: Any = endpoint.callback
        versioning = view.cls.versioning_class
        if versioning is None:
            continue
        if issubclass(versioning, NamespaceVersioning):
            found |= dict.fromkeys(endpoint.namespaces)
        elif versioning.allowed_versions:
            allowed = (versioning.default_version, *versioning.allowed_versions)
            found |= dict.fromkeys(str(version) for version in allowed if version)
        else:
            return ()
    return tuple(found)


def wrong_version(group: OpenAPIGroupConfig, endpoints: Iterable[Endpoint]) -> str:
    """Return what is wrong with a group's `api_version`, or an empty string."""
    known = known_versions(select(group, endpoints))
    if not group.api_version or not known or group.api_version in known:
        return ""
    close = get_close_matches(group.api_version, known, n=1)
    hint = f"did you mean {close[0]!r}?" if close else f"there are: {', '.join(known)}"
    return f"no endpoint has the api_version {group.api_version!r}; {hint}"
