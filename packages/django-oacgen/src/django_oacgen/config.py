"""What a project says about its clients: three models, and nothing of Django.

Settings load before apps do, so importing Django REST Framework or drf-spectacular here would
freeze their settings before the project has set them.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    JsonValue,
    ValidationError,
    field_validator,
    model_validator,
)

from django_oacgen.project_settings import merged_settings

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_RESERVED = re.compile(r"con|prn|aux|nul|(com|lpt)[0-9]", re.IGNORECASE)
_LONGEST = 100  # letters; it is a part of file names, and those of classes
_SHOWN = ("TITLE", "DESCRIPTION", "VERSION")
_BLANK = re.compile(r"\{[^{}]*\}")


class ConfigError(Exception):
    """A configuration that cannot be used: one line per mistake, each with its place."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    @model_validator(mode="before")
    @classmethod
    def _name_unknown_keys(cls, data: object) -> object:
        if isinstance(data, Mapping):
            for key in data:
                if key not in cls.model_fields:
                    raise ValueError(f"there is no key {key!r}{_nearest(key, cls.model_fields)}")
        return data


def _nearest(key: object, known: Mapping[str, object]) -> str:
    close = get_close_matches(str(key), known, n=1)
    return f"; did you mean {close[0]!r}?" if close else f"; there are {', '.join(sorted(known))}"


class OpenAPIGroupConfig(_Model):
    """One group: some of the project's endpoints, with a schema and clients of their own.

    An endpoint belongs to the group if any of `apps`, `paths`, `namespaces` and `views` names it
    and no `exclude_...` does. All of them take `*` and `?` as wildcards.
    """

    name: str
    """The folder of its clients and the part of its URLs; best in lower case."""

    apps: list[str] = []
    """Labels or dotted names of apps, as in INSTALLED_APPS."""

    title: str = ""
    """The title of its schema; `<Name> API` unless told otherwise."""

    description: str = ""
    """The description of its schema, in Markdown."""

    version: str = ""
    """The version that its schema shows; that of the project unless told otherwise."""

    api_version: str | None = None
    """Which version of a versioned API it takes (`v1`); DRF's default version otherwise."""

    paths: list[str] = []
    """URL paths: `/api/auth/*`."""

    namespaces: list[str] = []
    """URL namespaces: `auth`, `v1:*`."""

    views: list[str] = []
    """Dotted names of views: `project.views.ping`, `project.views.*`."""

    exclude_apps: list[str] = []
    """Apps to leave out."""

    exclude_paths: list[str] = []
    """URL paths to leave out."""

    exclude_namespaces: list[str] = []
    """URL namespaces to leave out."""

    exclude_views: list[str] = []
    """Views to leave out."""

    @field_validator("name")
    @classmethod
    def _is_a_folder(cls, name: str) -> str:
        if not _NAME.fullmatch(name):
            raise ValueError(
                f"{name!r} cannot be a folder and a package in every language: "
                "use letters, digits and _"
            )
        if _RESERVED.fullmatch(name):
            raise ValueError(f"{name!r} cannot be a folder on Windows: take another name")
        if len(name) > _LONGEST:
            raise ValueError(f"{name!r} is too long for a folder: use {_LONGEST} letters at most")
        return name

    @model_validator(mode="after")
    def _selects_something(self) -> Self:
        if not (self.apps or self.paths or self.namespaces or self.views):
            raise ValueError(
                f"the group {self.name!r} selects nothing: give it `apps`, "
                "or `paths`, `namespaces` or `views`"
            )
        return self

    @property
    def shown_title(self) -> str:
        """The title that its schema shows."""
        words = self.name.replace("-", " ").replace("_", " ").split()
        return self.title or f"{' '.join(word[:1].upper() + word[1:] for word in words)} API"


class OpenAPIClientConfig(_Model):
    """What is generated, from which endpoints, and where it is written."""

    enabled: bool = True
    """Off: `generate_api` and the schema pages refuse to work."""

    groups: list[OpenAPIGroupConfig] = []
    """The groups; without any, one group `api` of every endpoint."""

    languages: list[str] | None = None
    """The generators to run (`py`, `ts`, ...); every installed one unless told otherwise."""

    output_dir: str = "openapi"
    """Where schemas and clients are written, relative to BASE_DIR."""

    output: dict[str, str] = {}
    """Another folder for a language, relative to BASE_DIR: `{"ts": "frontend/src/api"}`.

    With `{group}` in it, each group is a root of its own.
    """

    options: dict[str, dict[str, JsonValue]] = {}
    """Options of the generators by language: `{"go": {"module": "example.com/api"}}`."""

    rename: dict[str, str] = {}
    """Other names for operations, by their ids: `{"users_me_retrieve": "me"}`; in all languages."""

    api_prefix: str = ""
    """The part of URL paths to leave out of names: `api`, `api/v1`. Mounts nothing.

    Unless told otherwise, what all endpoints of the project have in common, or those below `api`.
    """

    schema_language: str | None = None
    """The language of descriptions (`en`); LANGUAGE_CODE unless told otherwise."""

    drf_title: str = "API"
    """The title of the project's API."""

    drf_description: str = ""
    """The description of the project's API."""

    drf_version: str = "1.0.0"
    """The version of the project's API."""

    client_structure: Literal["namespaced", "flat"] = "namespaced"
    """`client.users.list()`, or `client.users_list()`; of the Python and TypeScript clients."""

    watch: bool = False
    """Regenerate in the background whenever `runserver` restarts after a change."""

    enable_archive: bool = False
    """Keep a zip of each version that is generated, in `<output_dir>/archive`."""

    archive_retention_days: int = Field(default=30, ge=1)
    """After how many days such a zip is removed; the newest always stays."""

    generate_package_files: bool = True
    """Write what makes a package of a client: pyproject.toml, package.json."""

    generate_zod_schemas: bool = True
    """Write Zod schemas (TypeScript)."""

    generate_fetchers: bool = True
    """Write typed fetch functions (TypeScript)."""

    generate_swr_hooks: bool = True
    """Write SWR hooks (TypeScript); they need the fetchers."""

    @field_validator("groups")
    @classmethod
    def _names_differ(cls, groups: list[OpenAPIGroupConfig]) -> list[OpenAPIGroupConfig]:
        seen: dict[str, str] = {}
        for group in groups:
            if other := seen.get(group.name.lower()):
                raise ValueError(
                    f"two groups are called {group.name!r}"
                    if other == group.name
                    else f"the groups {other!r} and {group.name!r} would share a folder"
                )
            seen[group.name.lower()] = group.name
        return groups

    @field_validator("output_dir")
    @classmethod
    def _has_no_blanks(cls, output_dir: str) -> str:
        if odd := _BLANK.findall(output_dir):
            raise ValueError(
                f"nothing is filled in for {odd[0]} in {output_dir!r}: `output` takes {{group}}"
            )
        return output_dir

    @field_validator("output")
    @classmethod
    def _has_no_other_blanks(cls, output: dict[str, str]) -> dict[str, str]:
        for language, place in output.items():
            if not place:
                raise ValueError(f"{language!r} is to go to no folder: leave it out, or name one")
            if odd := set(_BLANK.findall(place)) - {"{group}"}:
                raise ValueError(
                    f"{language!r} is to go to {place!r}, with {min(odd)}: "
                    "only {group} is filled in"
                )
        return output

    @field_validator("rename")
    @classmethod
    def _can_be_called(cls, rename: dict[str, str]) -> dict[str, str]:
        for id_, name in rename.items():
            if not _NAME.fullmatch(name):
                raise ValueError(f"{id_!r} cannot be called {name!r}: use letters, digits and _")
        return rename

    @model_validator(mode="after")
    def _hooks_have_fetchers(self) -> Self:
        wanted = "generate_swr_hooks" in self.model_fields_set and self.generate_swr_hooks
        if wanted and not self.generate_fetchers:
            raise ValueError("generate_swr_hooks needs generate_fetchers: turn both on or off")
        return self


def _is_setting(key: str, value: object) -> bool:
    return not (key.startswith("_") or key == "model_config" or hasattr(value, "__get__"))


def _foreign(owner: str, keys: list[str]) -> str:
    names = ", ".join(repr(key) for key in keys)
    return (
        f"{owner} configures API clients alone and has the one key 'openapi_client': "
        f"keep {names} in settings.py"
    )


class DjangoConfig(_Model):
    """The configuration as a class: subclass it, then update the globals of settings.py.

    ```python
    class MyConfig(DjangoConfig):
        openapi_client: OpenAPIClientConfig = OpenAPIClientConfig(groups=[...])


    globals().update(MyConfig().get_all_settings(globals()))
    ```
    """

    # Values without an annotation get as far as the check below, which knows what to advise.
    model_config = ConfigDict(ignored_types=(object,))

    openapi_client: OpenAPIClientConfig = OpenAPIClientConfig()

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        keys = {**cls.model_fields, **vars(cls)}
        foreign = [k for k in keys if k != "openapi_client" and _is_setting(k, vars(cls).get(k))]
        if foreign:
            raise TypeError(_foreign(cls.__name__, foreign))

    @model_validator(mode="before")
    @classmethod
    def _refuse_foreign_keys(cls, data: object) -> object:
        if isinstance(data, Mapping) and (foreign := [k for k in data if k != "openapi_client"]):
            raise ValueError(_foreign(cls.__name__, foreign))
        return data

    def get_all_settings(self, base: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return the settings to add to `base`, the globals of settings.py; its own keys win.

        Left out, `base` is the globals of the caller, so that nothing set before is lost.
        """
        if base is None:
            base = sys._getframe(1).f_globals
        own = {**_given(self.openapi_client), **_shown(base.get("SPECTACULAR_SETTINGS", {}))}
        client = read_config({**own, **_plain(base.get("OACGEN"))})
        return merged_settings(client, base)


def _given(config: OpenAPIClientConfig) -> dict[str, object]:
    return {key: getattr(config, key) for key in config.model_fields_set}


def _shown(spectacular: Mapping[str, object]) -> dict[str, object]:
    """Return what the project's own settings say of the API, which wins in our pages as well."""
    stated = ((f"drf_{key.lower()}", spectacular.get(key)) for key in _SHOWN)
    return {name: text for name, text in stated if isinstance(text, str) and text}


def _plain(value: object) -> Mapping[str, object]:
    if isinstance(value, OpenAPIClientConfig):
        return _given(value)
    return value if isinstance(value, Mapping) else {}


def get_config() -> OpenAPIClientConfig | None:
    """Return what `settings.OACGEN` holds, or None without it; a mistake is a `ConfigError`."""
    from django.conf import settings  # settings.py itself imports this module

    value = getattr(settings, "OACGEN", None)
    return None if value is None else read_config(value)


def get_base_dir() -> Path:
    """Return the folder that outputs are relative to."""
    from django.conf import settings  # as above

    return Path(getattr(settings, "BASE_DIR", None) or Path.cwd())


def read_config(value: object) -> OpenAPIClientConfig:
    """Return the model of `settings.OACGEN`, a mapping or the model itself; or `ConfigError`."""
    if isinstance(value, OpenAPIClientConfig):
        return value
    if not isinstance(value, Mapping):
        raise ConfigError([f"OACGEN is a dict or an OpenAPIClientConfig, not {value!r}"])
    try:
        return OpenAPIClientConfig.model_validate(dict(value))
    except ValidationError as error:
        raise ConfigError([_mistake(each) for each in error.errors()]) from None


def _mistake(error: Any) -> str:
    place = "".join(f"[{part!r}]" for part in error["loc"])
    return f"OACGEN{place}: {error['msg'].removeprefix('Value error, ')}"
