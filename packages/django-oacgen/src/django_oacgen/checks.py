"""`manage.py check`: what is wrong with the configuration, and what may be.

Nothing here imports a generator, except for `check --deploy`: `runserver` runs the others too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as Caution

if TYPE_CHECKING:
    from django_oacgen.config import OpenAPIClientConfig


def check_config(**_: Any) -> list[CheckMessage]:
    """Check the settings, and the groups against the URLs."""
    from django_oacgen.config import ConfigError, OpenAPIClientConfig, get_config

    try:
        stated = get_config()
    except ConfigError as error:
        return [Error(mistake, id="oacgen.E001") for mistake in error.mistakes]
    if stated is not None and not stated.enabled:
        return []
    if problems := [*_host_problems()]:
        return problems
    config = stated or OpenAPIClientConfig()
    from django_oacgen.host import unknown_language

    if wrong := unknown_language(config.schema_language):
        return [Error(wrong.message, hint=wrong.hint, id="oacgen.E001")]
    return [*_spectacular(), *_languages(config), *_places(config), *_groups(config)]


def check_generators(**_: Any) -> list[CheckMessage]:
    """Check that the installed generators can be used, and with the options that they get."""
    from oacgen_ir.plugins import discover

    return [
        *(Error(refused, id="oacgen.E006") for refused in discover().refused.values()),
        *_options(),
    ]


def _options() -> Iterator[CheckMessage]:
    from django_oacgen.config import ConfigError, OpenAPIClientConfig, get_base_dir, get_config
    from django_oacgen.generation.targets import targets_of
    from oacgen_ir.diagnostics import InputError

    try:
        config = get_config() or OpenAPIClientConfig()
        if config.enabled:
            targets_of(config, get_base_dir())
    except ConfigError:  # the other check tells of it
        return
    except InputError as error:
        yield Error(error.message, hint=error.hint or None, id="oacgen.E001")


def _host_problems() -> Iterator[CheckMessage]:
    """Yield what keeps drf-spectacular from reading the project at all."""
    from django.apps import apps

    for app in ("rest_framework", "drf_spectacular"):
        if not apps.is_installed(app):
            yield Error(
                f"{app!r} is not installed",
                hint="Add it to INSTALLED_APPS.",
                id="oacgen.E004",
            )
            return
    from django_oacgen.host import problem

    if found := problem():
        yield Error(found.message, hint=found.hint, id="oacgen.E004")


def _spectacular() -> Iterator[CheckMessage]:
    from django.apps import apps
    from drf_spectacular.settings import spectacular_settings

    if not spectacular_settings.COMPONENT_SPLIT_REQUEST:
        yield Caution(
            "SPECTACULAR_SETTINGS['COMPONENT_SPLIT_REQUEST'] is off, so requests and responses "
            "share their types",
            hint="Turn it on: then what a response always has is known to be there.",
            id="oacgen.W003",
        )
    if not apps.is_installed("drf_spectacular_sidecar"):
        yield Caution(
            "'drf_spectacular_sidecar' is not installed, so the Swagger and Redoc pages stay empty",
            hint="Add it to INSTALLED_APPS.",
            id="oacgen.W004",
        )
    explicit = spectacular_settings.ENUM_ADD_EXPLICIT_BLANK_NULL_CHOICE
    if spectacular_settings.OAS_VERSION.startswith("3.1") and not explicit:
        yield Caution(
            "with OAS_VERSION 3.1 and without ENUM_ADD_EXPLICIT_BLANK_NULL_CHOICE, "
            "drf-spectacular loses that choices may be null",
            hint="Change one of the two.",
            id="oacgen.W005",
        )


def _languages(config: OpenAPIClientConfig) -> Iterator[CheckMessage]:
    from django_oacgen.generation.targets import missing_languages

    for error in missing_languages(config):
        yield Error(error.message, hint=error.hint or None, id="oacgen.E005")


def _places(config: OpenAPIClientConfig) -> Iterator[CheckMessage]:
    from django_oacgen.config import get_base_dir
    from django_oacgen.generation.targets import overlaps, schemas_root

    base = get_base_dir().resolve()
    places = {f"output[{name!r}]": place for name, place in config.output.items()}
    roots = [("the schemas", schemas_root(config, base)), *_roots(places, config, base)]
    for error in overlaps(roots):
        yield Error(f"OACGEN: {error.message}", hint=error.hint or None, id="oacgen.E003")
    for key, place in {"output_dir": config.output_dir, **places}.items():
        if problem := _odd_place(place, base):
            yield Caution(f"OACGEN: {key} {problem}: {place}", id="oacgen.W006")


def _roots(
    places: Mapping[str, str], config: OpenAPIClientConfig, base: Path
) -> Iterator[tuple[str, Path]]:
    """Yield the folders that `output` names, one for each group where they have one each."""
    from django_oacgen.schema.groups import groups_of

    for key, place in places.items():
        if "{group}" not in place:
            yield key, base / place
            continue
        for group in groups_of(config):
            yield f"{key} of {group.name}", base / place.replace("{group}", group.name)


def _odd_place(place: str, base: Path) -> str:
    folder = (base / place).resolve()
    for setting in ("STATIC_ROOT", "MEDIA_ROOT"):
        root = getattr(settings, setting, None)
        if root and folder.is_relative_to(Path(root).resolve()):
            return f"is inside {setting}, which is served to everybody"
    # `../frontend` stays beside the project wherever that is checked out.
    fixed = Path(place).is_absolute() and not folder.is_relative_to(base)
    return "is outside BASE_DIR, at a place that other machines may not have" if fixed else ""


def _groups(config: OpenAPIClientConfig) -> Iterator[CheckMessage]:
    from django_oacgen.schema.groups import unknown_apps
    from django_oacgen.schema.project import Project

    project = Project(config)
    unknown = unknown_apps(project.groups)
    for each in unknown:
        yield Error(str(each), id="oacgen.E002")
    for group in project.groups:
        if group.name != group.name.lower():
            yield Caution(
                f"the group {group.name!r} is not in lower case, as its folders are best",
                id="oacgen.W008",
            )
    if not unknown:
        yield from _endpoints(project)


def _endpoints(project: Any) -> Iterator[CheckMessage]:
    from django_oacgen.schema.groups import idle_apps, overlooked, select, wrong_version

    endpoints = project.routes.endpoints
    for group in project.groups:
        if wrong := wrong_version(group, endpoints):
            yield Caution(f"the group {group.name!r}: {wrong}", id="oacgen.W009")
        if not select(group, endpoints):
            yield Caution(f"the group {group.name!r} has no endpoint", id="oacgen.W001")
            continue
        for app in idle_apps(group, endpoints):
            yield Caution(
                f"the app {app!r} of the group {group.name!r} has no endpoint", id="oacgen.W001"
            )
    if left := overlooked(project.groups, endpoints):
        shown = "".join(f"\n    {endpoint.label}" for endpoint in left[:5])
        more = f"\n    and {len(left) - 5} more" if len(left) > 5 else ""
        count = "1 endpoint is" if len(left) == 1 else f"{len(left)} endpoints are"
        yield Caution(
            f"{count} in no group:{shown}{more}",
            hint="Name their apps, paths or views in a group, or silence oacgen.W002.",
            id="oacgen.W002",
        )
    if unmatched := project.unmatched_prefix():
        yield Caution(f"OACGEN: no route begins with api_prefix {unmatched!r}", id="oacgen.W007")
