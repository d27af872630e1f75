"""The configuration: what it takes, what it refuses, and what it turns into."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from pydantic import ValidationError

from django_oacgen import DjangoConfig, OpenAPIClientConfig, OpenAPIGroupConfig
from django_oacgen.config import ConfigError, read_config


def mistakes(value: object) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        read_config(value)
    return caught.value.mistakes


class QuickStart(DjangoConfig):
    openapi_client: OpenAPIClientConfig = OpenAPIClientConfig(
        enabled=True,
        generate_package_files=True,
        generate_zod_schemas=True,
        generate_fetchers=True,
        generate_swr_hooks=True,
        api_prefix="api",
        output_dir="openapi",
        drf_title="My API",
        drf_description="My API documentation",
        drf_version="1.0.0",
        groups=[
            OpenAPIGroupConfig(
                name="core",
                apps=["users", "accounts"],
                title="Core API",
                description="User management and authentication",
                version="1.0.0",
            ),
        ],
    )


def test_quick_start_becomes_settings() -> None:
    settings = QuickStart().get_all_settings({})
    assert settings["INSTALLED_APPS"] == [
        "rest_framework",
        "drf_spectacular",
        "drf_spectacular_sidecar",
        "django_oacgen",
    ]
    assert settings["REST_FRAMEWORK"] == {
        "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema"
    }
    spectacular = settings["SPECTACULAR_SETTINGS"]
    assert spectacular["TITLE"] == "My API"
    assert spectacular["DESCRIPTION"] == "My API documentation"
    assert spectacular["VERSION"] == "1.0.0"
    assert settings["OACGEN"].groups[0].name == "core"


def test_keys_of_the_project_win_and_nothing_is_lost() -> None:
    base: dict[str, Any] = {
        "INSTALLED_APPS": ["drf_spectacular.apps.SpectacularConfig", "shop", "rest_framework"],
        "REST_FRAMEWORK": {"PAGE_SIZE": 5, "DEFAULT_SCHEMA_CLASS": "shop.Schema"},
        "SPECTACULAR_SETTINGS": {"TITLE": "Theirs"},
        "OACGEN": {"output_dir": "theirs"},
    }
    settings = QuickStart().get_all_settings(base)
    assert settings["INSTALLED_APPS"] == [
        *base["INSTALLED_APPS"],
        "drf_spectacular_sidecar",
        "django_oacgen",
    ]
    assert settings["REST_FRAMEWORK"] == base["REST_FRAMEWORK"]
    assert settings["SPECTACULAR_SETTINGS"]["TITLE"] == "Theirs"
    assert settings["SPECTACULAR_SETTINGS"]["VERSION"] == "1.0.0"
    assert settings["OACGEN"].drf_title == "Theirs"
    assert settings["OACGEN"].drf_description == "My API documentation"
    assert settings["OACGEN"].output_dir == "theirs"
    assert settings["OACGEN"].api_prefix == "api"


def test_settings_module_may_leave_its_globals_out() -> None:
    module: dict[str, Any] = {"config": QuickStart(), "INSTALLED_APPS": ["shop"]}
    exec("globals().update(config.get_all_settings())", module)
    assert module["INSTALLED_APPS"][0] == "shop"
    assert "django_oacgen" in module["INSTALLED_APPS"]


def test_without_an_annotation_the_client_is_configured_too() -> None:
    class Short(DjangoConfig):
        openapi_client = OpenAPIClientConfig(drf_title="Short")

    assert Short().openapi_client.drf_title == "Short"


def test_foreign_keys_are_refused_where_they_are_written() -> None:
    with pytest.raises(TypeError, match=r"'project_name', 'debug' in settings\.py"):

        class Foreign(DjangoConfig):
            project_name: str = "Mine"
            debug = True

    with pytest.raises(ValidationError, match=r"'secret_key' in settings\.py"):
        DjangoConfig(secret_key="x")  # type: ignore[call-arg]


def test_a_subclass_may_have_methods_and_properties() -> None:
    class Clever(DjangoConfig):
        @property
        def title(self) -> str:
            return self.openapi_client.drf_title

        def shout(self) -> str:
            return self.title.upper()

    assert Clever().shout() == "API"


def test_unknown_keys_name_the_nearest() -> None:
    assert mistakes({"groops": []}) == ["OACGEN: there is no key 'groops'; did you mean 'groups'?"]
    assert mistakes({"groups": [{"name": "a", "app": ["x"]}]}) == [
        "OACGEN['groups'][0]: there is no key 'app'; did you mean 'apps'?"
    ]
    assert "there are api_prefix, archive_retention_days, " in mistakes({"zzz": 1})[0]


def test_a_mistake_in_a_model_raises_where_it_is_written() -> None:
    with pytest.raises(ValidationError, match="did you mean 'groups'"):
        OpenAPIClientConfig(groops=[])  # type: ignore[call-arg]
    with pytest.raises(ValidationError, match="did you mean 'apps'"):
        OpenAPIGroupConfig(name="a", app=["x"])  # type: ignore[call-arg]


def test_every_mistake_is_told_with_its_place() -> None:
    found = mistakes({"groups": [{"name": "../a", "apps": ["x"]}, {"name": "b", "apps": "x"}]})
    assert len(found) == 2
    assert found[0].startswith("OACGEN['groups'][0]['name']: '../a' cannot be a folder")
    assert found[1].startswith("OACGEN['groups'][1]['apps']: ")


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"groups": [{"name": "a"}]}, "the group 'a' selects nothing"),
        (
            {"groups": [{"name": "a", "apps": ["x"]}, {"name": "a", "apps": ["y"]}]},
            "two groups are called 'a'",
        ),
        (
            {"groups": [{"name": "a", "apps": ["x"]}, {"name": "A", "apps": ["y"]}]},
            "the groups 'a' and 'A' would share a folder",
        ),
        (
            {"generate_fetchers": False, "generate_swr_hooks": True},
            "generate_swr_hooks needs generate_fetchers",
        ),
        ({"rename": {"users_list": "all of them"}}, "'users_list' cannot be called 'all of them'"),
        ({"groups": [{"name": "con", "apps": ["x"]}]}, "'con' cannot be a folder on Windows"),
        ({"groups": [{"name": "a" * 300, "apps": ["x"]}]}, "use 100 letters at most"),
        (
            {"output": {"py": "clients/{grp}/python"}},
            "'py' is to go to 'clients/{grp}/python', with {grp}: only {group} is filled in",
        ),
        ({"output": {"ts": ""}}, "'ts' is to go to no folder"),
        ({"output_dir": "clients/{group}"}, "nothing is filled in for {group}"),
        ({"client_structure": "round"}, "'namespaced' or 'flat'"),
        (["groups"], "OACGEN is a dict or an OpenAPIClientConfig"),
    ],
)
def test_what_makes_no_sense_is_refused(value: object, message: str) -> None:
    assert message in mistakes(value)[0]


def test_fetchers_can_be_turned_off_alone() -> None:
    assert read_config({"generate_fetchers": False}).generate_fetchers is False


def test_titles_of_groups_default_to_their_names() -> None:
    assert OpenAPIGroupConfig(name="user_admin", apps=["x"]).shown_title == "User Admin API"
    assert OpenAPIGroupConfig(name="core", apps=["x"], title="Mine").shown_title == "Mine"


def run(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    return done.stdout.strip()


def test_configuration_imports_neither_django_nor_drf() -> None:
    code = (
        "import sys; from django_oacgen import DjangoConfig; DjangoConfig().get_all_settings({});"
        "print([m for m in ('django', 'rest_framework', 'drf_spectacular') if m in sys.modules])"
    )
    assert run(code) == "[]"


def test_a_project_with_a_plain_dict_pays_for_nothing_at_start() -> None:
    code = """
import sys
from django.conf import settings
import django
settings.configure(
    INSTALLED_APPS=["rest_framework", "drf_spectacular", "django_oacgen"],
    OACGEN={"groups": []},
)
django.setup()
from django_oacgen import add_oacgen_urls
add_oacgen_urls([])
heavy = ("pydantic", "oacgen_ir", "oacgen_py")
print([m for m in heavy if m in sys.modules])
"""
    assert run(code) == "[]"
