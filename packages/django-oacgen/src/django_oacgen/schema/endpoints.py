"""The endpoints of the project, as its root URLconf has them, each with the app that owns it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from types import ModuleType
from typing import Any

from django.apps import AppConfig, apps
from django.urls import URLPattern, URLResolver
from drf_spectacular.generators import EndpointEnumerator
from drf_spectacular.views import (
    SpectacularAPIView,
    SpectacularRedocView,
    SpectacularSwaggerView,
)

from django_oacgen.schema.owners import app_of, lends

_NO_API = (SpectacularAPIView, SpectacularRedocView, SpectacularSwaggerView)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One method of one route.

    `path` is a URI template, `route` what the URLconf says (converters or regexes included).
    `owner` is the label of the app that it belongs to, empty if none could be found. `view` is
    the dotted name of the class or function that answers.
    """

    path: str
    route: str
    method: str
    callback: Callable[..., Any]
    view: str
    owner: str
    namespaces: tuple[str, ...]

    @property
    def label(self) -> str:
        """`GET /api/users/ (users.views.UserViewSet)`, for messages."""
        return f"{self.method} {self.path} ({self.view})"


@dataclass(frozen=True, slots=True)
class _Trail:
    """The URL modules and namespaces on the way to a route, outermost first."""

    modules: tuple[str, ...] = ()
    namespaces: tuple[str, ...] = ()

    def into(self, resolver: URLResolver) -> _Trail:
        module = resolver.urlconf_name
        return _Trail(
            (*self.modules, module.__name__) if isinstance(module, ModuleType) else self.modules,
            (*self.namespaces, resolver.namespace) if resolver.namespace else self.namespaces,
        )


class _Walk(EndpointEnumerator):
    """drf-spectacular's own enumeration, project hooks included, with a trail per endpoint."""

    def __init__(self, patterns: Any = None, urlconf: Any = None) -> None:
        super().__init__(patterns, urlconf)
        self.trails: dict[object, _Trail] = {}
        self._root = _Trail((urlconf,) if isinstance(urlconf, str) else ())

    def _get_api_endpoints(self, patterns: Any, prefix: str) -> list[Any]:
        patterns = self.patterns if patterns is None else patterns
        return list(self._walk(patterns, prefix, self._root))

    def _walk(self, patterns: Iterable[Any], prefix: str, trail: _Trail) -> Iterator[Any]:
        for pattern in patterns:
            route = prefix + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                yield from self._walk(pattern.url_patterns, route, trail.into(pattern))
            elif isinstance(pattern, URLPattern):
                yield from self._leaf(route, pattern.callback, trail)

    def _leaf(self, route: str, callback: Any, trail: _Trail) -> Iterator[Any]:
        path = self.get_path_from_regex(route)
        if not self.should_include_endpoint(path, callback) or issubclass(callback.cls, _NO_API):
            return
        for method in sorted(self.get_allowed_methods(callback)):
            self.trails.setdefault((path, method), trail)
            self.trails.setdefault(callback, trail)
            yield path, route, method, callback

    def trail(self, path: str, method: str, callback: Any) -> _Trail:
        """Find the trail of what the project's hooks may have rewritten."""
        by_place = self.trails.get((path, method))
        return by_place or self.trails.get(callback) or self._root


@dataclass(frozen=True, slots=True)
class Routes:
    """All endpoints of the project, and its URL patterns."""

    endpoints: tuple[Endpoint, ...]
    patterns: Sequence[Any]


def read_routes(urlconf: str) -> Routes:
    """Walk a root URLconf. Paths with a language prefix are those of the active language."""
    try:
        walk = _Walk(urlconf=urlconf)
    except Exception as error:  # whatever a module of the project raises
        from oacgen_ir.diagnostics import InputError  # a server's pages do without

        raise InputError(
            f"{urlconf} cannot be imported: {type(error).__name__}: {error}",
            hint="`manage.py check` shows where",
        ) from error
    configs = tuple(apps.get_app_configs())
    found = (
        Endpoint(
            path=path,
            route=route,
            method=method,
            callback=callback,
            view=_dotted(callback.cls),
            owner=_owner(callback, walk.trail(path, method, callback).modules, configs),
            namespaces=walk.trail(path, method, callback).namespaces,
        )
        for path, route, method, callback in walk.get_api_endpoints()
    )
    return Routes(tuple(found), walk.patterns)


def _dotted(view: type) -> str:
    name = view.__qualname__
    # DRF names the class of a function view after the function, but not its qualified name.
    return f"{view.__module__}.{name if name.endswith(view.__name__) else view.__name__}"


def _owner(callback: Any, modules: Sequence[str], configs: Sequence[AppConfig]) -> str:
    """Return the label of the owning app: the first of these that leads to one, or nothing.

    What the view says, where it is defined, which app's URLs mount it, whose model it serves.
    """
    view = callback.cls
    if stated := getattr(callback, "oacgen_app", None) or getattr(view, "oacgen_app", None):
        return str(stated)
    own = [config for config in configs if not lends(config)]
    candidates = (
        app_of(view.__module__, own),
        next(filter(None, (app_of(module, own) for module in reversed(modules))), None),
        next((c for c in own if c.label == _model_label(callback)), None),
        # At last the lender itself, as for a token view that the project mounts at its root.
        app_of(view.__module__, [c for c in configs if c.name != "rest_framework"]),
    )
    return next((config.label for config in candidates if config is not None), "")


def _model_label(callback: Any) -> str:
    stated = {**vars(callback.cls), **callback.initkwargs}
    queryset = stated.get("queryset", getattr(callback.cls, "queryset", None))
    serializer = stated.get("serializer_class", getattr(callback.cls, "serializer_class", None))
    meta = getattr(serializer, "Meta", None)
    model = getattr(queryset, "model", None) or getattr(meta, "model", None)
    return str(model._meta.app_label) if model is not None else ""


def path_prefix(paths: Iterable[str], version: str = "{version}") -> str:
    """Return what all paths begin with, up to the part that tells resources apart.

    Made of whole segments, without variables but that of an API's `version`: `/api/users/` and
    `/api/users/me/` give `/api`. Where they share nothing, it is what those below `/api` share, so
    that a `/health/` beside them renames nothing.
    """
    every = [*paths]
    if shared := _shared(_head(path, version) for path in every):
        return shared
    return _shared(_head(path, version) for path in every if path.startswith("/api/"))


def _shared(heads: Iterable[Sequence[str]]) -> str:
    found = takewhile(lambda segments: len(set(segments)) == 1, zip(*heads, strict=False))
    return "".join(f"/{segments[0]}" for segments in found)


def _head(path: str, version: str) -> list[str]:
    """Return the segments before the first variable, without the last: that one is a name."""
    segments = path.strip("/").split("/")
    variables = (i for i, s in enumerate(segments) if "{" in s and s != version)
    return segments[: max(next(variables, len(segments)) - 1, 0)]
