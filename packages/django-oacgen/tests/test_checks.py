"""`manage.py check`."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.checks import run_checks
from django.test import override_settings
from drf_spectacular.settings import spectacular_settings

Use = Callable[[str], None]
Configure = Callable[..., None]

ALL = {"name": "all", "paths": ["*"]}
CORE = {"name": "core", "apps": ["people"]}
SALES = {"name": "sales", "apps": ["trade"]}


def found(deploy: bool = False) -> dict[str, str]:
    """Run the checks; gives their messages by the end of their id."""
    messages = run_checks(tags=["oacgen"], include_deployment_checks=deploy)
    return {str(m.id).removeprefix("oacgen."): m.msg for m in messages}


def test_every_check_is_documented() -> None:
    package = Path(__file__).parents[1]
    source = (package / "src/django_oacgen/checks.py").read_text(encoding="utf-8")
    readme = (package / "README.md").read_text(encoding="utf-8")
    ids = set(re.findall(r'id="(oacgen\.[EW]\d{3})"', source))
    assert ids == set(re.findall(r"^\| `(oacgen\.[EW]\d{3})` \|", readme, re.MULTILINE))
    assert len(ids) == 15


def test_a_sound_project_passes(project: Configure, toy: Any) -> None:
    project(CORE, SALES)
    assert found() == {}
    assert found(deploy=True) == {}


def test_each_mistake_is_an_error(project: Configure) -> None:
    project({"name": "a", "app": ["x"]}, zzz=1)
    messages = run_checks(tags=["oacgen"])
    assert {m.id for m in messages} == {"oacgen.E001"}
    project({"name": "a", "app": ["x"]}, {"name": "b"})
    assert len(run_checks(tags=["oacgen"])) == 2


def test_unknown_apps(project: Configure) -> None:
    project({"name": "a", "apps": ["peple"]})
    assert found()["E002"].endswith("did you mean 'people'?")


def test_two_outputs_in_one_folder(project: Configure) -> None:
    project(ALL, output={"py": "here", "ts": "./here"}, languages=["py"])
    told = "OACGEN: output['py'] and output['ts'] would both be written to "
    assert found()["E003"].startswith(told)


@pytest.mark.parametrize(
    ("output", "outer"),
    [
        ({"py": "openapi"}, "output['py']"),
        ({"py": "openapi/schemas/py"}, "the schemas"),
        ({"ts": "{group}", "py": "all/api"}, "output['ts'] of all"),
    ],
)
def test_an_output_inside_another(project: Configure, output: dict[str, str], outer: str) -> None:
    project(ALL, output=output, languages=["py", "ts"])
    assert found()["E003"].endswith(f", the folder of {outer}")


def test_outputs_beside_one_another(project: Configure) -> None:
    project(ALL, output={"py": "openapi/clients/api_client", "ts": "web/{group}"})
    assert found() == {}


def test_what_keeps_drf_spectacular_from_reading(
    project: Configure, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rest_framework.schemas.openapi import AutoSchema
    from rest_framework.settings import api_settings

    project(ALL)
    with monkeypatch.context() as patch:
        patch.setattr(api_settings, "DEFAULT_SCHEMA_CLASS", AutoSchema)
        assert found().keys() == {"E004"}
    with monkeypatch.context() as patch:
        patch.setattr(spectacular_settings, "SCHEMA_PATH_PREFIX_TRIM", True)
        assert "SCHEMA_PATH_PREFIX_TRIM" in found()["E004"]
    with monkeypatch.context() as patch:
        patch.setattr(apps, "is_installed", lambda name: name != "drf_spectacular")
        assert found() == {"E004": "'drf_spectacular' is not installed"}
    with override_settings():
        del settings.ROOT_URLCONF
        assert found() == {"E004": "the project has no URLs"}


def test_missing_generators(project: Configure, toy: Any) -> None:
    project(ALL, options={"go": {}})
    assert found() == {"E005": "OACGEN['options']: the generator go is not installed"}
    project(ALL, languages=["tss"])
    assert found()["E005"] == "OACGEN['languages']: unknown generator `tss`; did you mean `ts`?"


def test_generators_that_cannot_be_used(
    project: Configure, monkeypatch: pytest.MonkeyPatch
) -> None:
    from oacgen_ir import plugins

    refused = plugins.Found({}, {"old": "the generator old was written for IR 0"})
    monkeypatch.setattr(plugins, "discover", lambda: refused)
    project(ALL)
    assert "E006" not in found()
    assert found(deploy=True)["E006"] == "the generator old was written for IR 0"


def test_groups_and_apps_without_endpoints(project: Configure) -> None:
    project(CORE, SALES, {"name": "none", "apps": ["depot"]})
    assert found() == {"W001": "the group 'none' has no endpoint"}
    project({"name": "a", "apps": ["people", "trade", "depot"]})
    assert found() == {"W001": "the app 'depot' of the group 'a' has no endpoint"}


def test_endpoints_in_no_group(project: Configure) -> None:
    project(CORE)
    assert found()["W002"].startswith("3 endpoints are in no group:\n    GET /api/orders/ ")
    project(SALES)
    assert found()["W002"].endswith("and 14 more")
    project(CORE, {"name": "sales", "paths": ["/api/orders/"]})
    assert found()["W002"].startswith("1 endpoint is in no group:\n    GET /api/orders/{pk}/")
    project(CORE, {**SALES, "exclude_paths": ["/api/orders/*/"]})
    assert found() == {}


def test_settings_that_lose_something(project: Configure, monkeypatch: pytest.MonkeyPatch) -> None:
    project(ALL)
    monkeypatch.setattr(spectacular_settings, "COMPONENT_SPLIT_REQUEST", False)
    monkeypatch.setattr(spectacular_settings, "OAS_VERSION", "3.1.1")
    monkeypatch.setattr(spectacular_settings, "ENUM_ADD_EXPLICIT_BLANK_NULL_CHOICE", False)
    monkeypatch.setattr(apps, "is_installed", lambda name: name != "drf_spectacular_sidecar")
    assert found().keys() == {"W003", "W004", "W005"}


def test_odd_places(project: Configure, tmp_path: Path) -> None:
    project(ALL, output_dir="/somewhere/else")
    assert "is outside BASE_DIR" in found()["W006"]
    project(ALL, output={"ts": "../frontend/src/api"})
    assert found() == {}
    project(ALL, output_dir="static/openapi")
    with override_settings(STATIC_ROOT=tmp_path / "static"):
        assert "is inside STATIC_ROOT" in found()["W006"]


def test_a_prefix_that_no_route_has(project: Configure) -> None:
    project(ALL, api_prefix="backend")
    assert found() == {"W007": "OACGEN: no route begins with api_prefix 'backend'"}


def test_group_names_in_capitals(project: Configure) -> None:
    project({**ALL, "name": "All"})
    assert found().keys() == {"W008"}


def test_a_version_that_no_endpoint_has(project: Configure, urlconf_: Use) -> None:
    urlconf_("versions")
    project({**ALL, "paths": ["/api/v?/*"], "api_version": "v9"})
    assert found()["W009"].startswith("the group 'all': no endpoint has the api_version 'v9'")


def test_a_language_that_there_is_not(project: Configure) -> None:
    project(ALL, schema_language="englisch")
    assert found() == {"E001": "OACGEN['schema_language']: Django has no language 'englisch'"}


def test_options_are_checked_before_a_deployment(project: Configure, toy: Any) -> None:
    project(ALL, options={"ts": {"shoot": True}})
    assert found() == {}
    assert found(deploy=True) == {"E001": "unknown option `shoot`; did you mean `shout`?"}


def test_what_is_turned_off_is_not_checked(project: Configure) -> None:
    project({"name": "a", "apps": ["peple"]}, enabled=False)
    assert found() == {}
