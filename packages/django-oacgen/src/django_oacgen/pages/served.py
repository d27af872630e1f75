"""The documents that a running server shows, made once and kept."""

from __future__ import annotations

import logging
from collections.abc import Callable
from hashlib import sha256
from threading import Lock
from typing import Any, NamedTuple

from django.core.exceptions import ImproperlyConfigured
from django.core.signals import setting_changed
from django.http import Http404

from django_oacgen.config import (
    ConfigError,
    OpenAPIClientConfig,
    OpenAPIGroupConfig,
    get_base_dir,
    get_config,
)
from django_oacgen.pages.downloads import client_zip, languages
from django_oacgen.schema.groups import about, groups_of
from django_oacgen.schema.project import GroupSchema, Project

_LOG = logging.getLogger("django_oacgen")


class Body(NamedTuple):
    """The bytes of a document in one format, and their tag."""

    content: bytes
    etag: str


class Served:
    """What is the same for every visitor: the project's reading, and rendered documents."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._project: Project | None = None
        self._bodies: dict[tuple[str, ...], Body] = {}

    def body(self, name: str, renderer: Any) -> Body:
        """Return a group's document as a renderer writes it; 404 if there is no such group."""
        key = (name, renderer.media_type)
        return self._kept(key, lambda project: _rendered(schema_of(project, name), renderer))

    def client(self, name: str, language: str) -> Body:
        """Return a group's client as a zip; 404 if there is no such group or language."""
        return self._kept((name, "zip", language), lambda project: _client(project, name, language))

    def _kept(self, key: tuple[str, ...], make: Callable[[Project], Body]) -> Body:
        with self._lock:
            if self._project is None:
                self._project = Project(active_config())
            if key not in self._bodies:
                self._bodies[key] = make(self._project)
            return self._bodies[key]

    def forget(self) -> None:
        """Read everything again when it is next asked for."""
        with self._lock:
            self._project = None
            self._bodies.clear()


def private_body(name: str, renderer: Any, request: Any) -> Body:
    """Return a group's document with the operations that the visitor may call."""
    return _rendered(schema_of(_private(request), name), renderer)


def private_client(name: str, language: str, request: Any) -> Body:
    """Return a group's client with the operations that the visitor may call."""
    return _client(_private(request), name, language)


def _private(request: Any) -> Project:
    return Project(active_config(), request=request, public=False)


def active_config() -> OpenAPIClientConfig | None:
    """Return the configuration; 404 where the generation of clients is turned off."""
    try:
        config = get_config()
    except ConfigError as error:
        raise ImproperlyConfigured(str(error)) from error
    if config is not None and not config.enabled:
        raise Http404
    return config


def groups_now() -> tuple[OpenAPIGroupConfig, ...]:
    """Return the groups of the project."""
    return groups_of(active_config())


def about_now() -> tuple[str, str]:
    """Return title and description of the whole API."""
    return about(active_config())


def languages_now() -> dict[str, str]:
    """Return the languages that clients can be had in, by the names of their generators."""
    return languages(active_config())


def group_named(name: str) -> OpenAPIGroupConfig:
    """Return a group; 404 if there is no such group."""
    for group in groups_now():
        if group.name == name:
            return group
    raise Http404


def schema_of(project: Project, name: str) -> GroupSchema:
    """Return a group's schema, without the endpoints that cannot be read."""
    for group in project.groups:
        if group.name == name:
            schema = project.read(group)
            for failure in schema.failures:
                _LOG.warning("left out of the schema of %s: %s", name, failure)
            return schema
    raise Http404


def _rendered(schema: GroupSchema, renderer: Any) -> Body:
    return _body(renderer.render(schema.document, renderer_context={}))


def _client(project: Project, name: str, language: str) -> Body:
    if language not in languages(project.config):
        raise Http404
    return _body(client_zip(schema_of(project, name), language, project.config, get_base_dir()))


def _body(content: bytes) -> Body:
    return Body(content, f'"{sha256(content).hexdigest()[:32]}"')


SERVED = Served()


def _forget(**_: object) -> None:
    SERVED.forget()


setting_changed.connect(_forget, dispatch_uid="django_oacgen.pages.served")
