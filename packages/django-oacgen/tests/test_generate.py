"""Groups x generators: what is written, what stays, and what is told."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.dispatch import Signal
from drf_spectacular.settings import spectacular_settings
from rest_framework.versioning import AcceptHeaderVersioning, URLPathVersioning

from django_oacgen.config import get_base_dir, read_config
from django_oacgen.generation.generate import generate
from django_oacgen.generation.outcome import Outcome, Request
from django_oacgen.signals import post_generate, pre_generate
from oacgen_ir import plugins
from oacgen_ir.diagnostics import InputError

Use = Callable[[str], None]

CORE = {"name": "core", "apps": ["people"]}
SALES = {"name": "sales", "apps": ["trade"]}


def run(
    base: Path, *groups: dict[str, Any], request: Request | None = None, **config: Any
) -> Outcome:
    stated = read_config({**config, "groups": list(groups) or [CORE, SALES]})
    return generate(stated, base, request or Request())


def refusal(base: Path, request: Request | None = None, **config: Any) -> str:
    """Return why nothing at all was done."""
    with pytest.raises(InputError) as caught:
        run(base, request=request, **config)
    assert files(base) == {}
    return str(caught.value)


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(p.relative_to(folder)): p.read_bytes()
        for p in folder.rglob("*")
        if p.is_file() and ".oacgen_cache" not in p.parts
    }


def errors(outcome: Outcome) -> list[str]:
    return [*outcome.errors, *(error for group in outcome.groups for error in group.errors)]


@pytest.fixture(autouse=True)
def _toy(toy: Any) -> None:
    pass


def test_schemas_and_clients_are_written(tmp_path: Path) -> None:
    outcome = run(tmp_path)
    assert outcome.exit_code == 0
    written = files(tmp_path)
    assert {
        "openapi/schemas/core.json",
        "openapi/schemas/sales.json",
        "openapi/clients/typescript/index.txt",
        "openapi/clients/typescript/core/people.txt",
        "openapi/clients/typescript/sales/orders.txt",
    } <= written.keys()
    sales = json.loads(written["openapi/schemas/sales.json"])
    assert sales["info"]["title"] == "Sales API"
    index = written["openapi/clients/typescript/index.txt"].decode()
    assert index == "core 19 Core API\nsales 3 Sales API\n"


def test_a_second_run_writes_nothing(tmp_path: Path) -> None:
    run(tmp_path)
    before = {p: p.stat().st_mtime_ns for p in tmp_path.rglob("*")}
    outcome = run(tmp_path)
    assert not outcome.changed
    assert {p: p.stat().st_mtime_ns for p in tmp_path.rglob("*")} == before


@pytest.mark.parametrize("mode", ["check", "diff", "dry-run"])
def test_modes_that_write_nothing(tmp_path: Path, mode: Any) -> None:
    asked = Request(mode=mode)
    outcome = run(tmp_path, request=asked)
    assert files(tmp_path) == {}
    assert outcome.changed
    assert outcome.exit_code == (0 if mode == "dry-run" else 1)
    run(tmp_path)
    assert run(tmp_path, request=asked).exit_code == 0


def test_some_groups_touch_themselves_and_the_root_only(tmp_path: Path, toy: Any) -> None:
    run(tmp_path)
    before = files(tmp_path)
    both = [{**CORE, "title": "New"}, {**SALES, "title": "Newer", "exclude_paths": ["*{pk}*"]}]
    outcome = run(tmp_path, *both, request=Request(groups=("core",)))
    after = files(tmp_path)
    assert outcome.exit_code == 0
    assert after.keys() == before.keys()
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {
        "openapi/schemas/core.json",
        "openapi/schemas/.oacgen.json",
        "openapi/clients/typescript/index.txt",
        "openapi/clients/typescript/.oacgen.json",
    }
    # the root is told of the other group as the project has it now
    assert after["openapi/clients/typescript/index.txt"] == b"core 19 New\nsales 2 Newer\n"


def test_files_that_a_group_no_longer_makes_go(tmp_path: Path) -> None:
    run(tmp_path)
    less = {**CORE, "exclude_paths": ["/api/teams/*"]}
    run(tmp_path, less, SALES, request=Request(groups=("core",)))
    client = tmp_path / "openapi/clients/typescript"
    assert not (client / "core/teams.txt").exists()
    assert (client / "core/people.txt").exists()
    assert (client / "sales/orders.txt").exists()


def test_a_group_that_is_gone_goes_with_the_next_full_run(tmp_path: Path) -> None:
    run(tmp_path)
    run(tmp_path, CORE)
    assert not [name for name in files(tmp_path) if "sales" in name]


def test_a_group_that_fails_keeps_its_files_and_the_others_are_written(
    tmp_path: Path, urlconf_: Use
) -> None:
    run(tmp_path)
    before = files(tmp_path)
    urlconf_("broken")
    outcome = run(tmp_path)
    after = files(tmp_path)
    assert outcome.exit_code == 2
    (message,) = errors(outcome)
    assert message.startswith(
        "GET /api/failing/ (people.views.Failing): ZeroDivisionError: no authenticator today ("
    )
    place, line = message.rstrip(")").rpartition("(")[2].rsplit(":", 1)
    source = (get_base_dir() / place).read_text(encoding="utf-8").splitlines()
    assert "no authenticator today" in source[int(line) - 1]
    for name in before:
        if "core" in name:
            assert after[name] == before[name], name
    assert after["openapi/clients/typescript/sales/orders.txt"] == b"orders_list\n"
    # the root still speaks of the files that stayed
    index = after["openapi/clients/typescript/index.txt"]
    assert index == b"core 19 Core API\nsales 1 Sales API\n"


def test_a_group_that_fails_at_first_is_just_not_there(tmp_path: Path, urlconf_: Use) -> None:
    urlconf_("broken")
    run(tmp_path)
    assert not [name for name in files(tmp_path) if "core" in name]
    index = files(tmp_path)["openapi/clients/typescript/index.txt"]
    assert index == b"sales 1 Sales API\n"


def test_a_bug_of_a_generator_costs_the_group_alone(tmp_path: Path, toy: Any) -> None:
    toy.broken = {"core"}
    outcome = run(tmp_path)
    assert outcome.exit_code == 2
    assert errors(outcome) == ["ts: RuntimeError: a bug in the toy"]
    assert "openapi/schemas/sales.json" in files(tmp_path)
    assert "openapi/schemas/core.json" not in files(tmp_path)


def test_a_bug_at_the_root_costs_the_language_alone(tmp_path: Path, toy: Any) -> None:
    toy.root_broken = True
    outcome = run(tmp_path)
    assert outcome.exit_code == 2
    assert errors(outcome) == ["ts: RuntimeError: a bug at the root"]
    assert not (tmp_path / "openapi/clients").exists()
    assert (tmp_path / "openapi/schemas/core.json").exists()


def test_foreign_files_are_not_touched(tmp_path: Path) -> None:
    mine = tmp_path / "openapi/clients/typescript/index.txt"
    mine.parent.mkdir(parents=True)
    mine.write_text("mine")
    outcome = run(tmp_path)
    assert outcome.exit_code == 2
    assert "did not write" in errors(outcome)[0]
    assert mine.read_text() == "mine"


def test_an_output_can_be_moved(tmp_path: Path) -> None:
    run(tmp_path, output_dir="api", output={"ts": "frontend/src/api/generated"})
    assert (tmp_path / "api/schemas/core.json").exists()
    assert (tmp_path / "frontend/src/api/generated/core/people.txt").exists()
    assert not (tmp_path / "api/clients").exists()


def test_each_group_can_be_a_root_of_its_own(tmp_path: Path) -> None:
    run(tmp_path, output={"ts": "web/{group}/api"})
    written = files(tmp_path / "web")
    assert {"core/api/people.txt", "core/api/index.txt", "sales/api/orders.txt"} <= written.keys()
    assert written["sales/api/index.txt"] == b" 3 Sales API\n"


def test_two_outputs_in_one_folder_are_refused(tmp_path: Path) -> None:
    told = refusal(tmp_path, output={"ts": "openapi/schemas"})
    assert "the schemas and ts would both be written to" in told


@pytest.mark.parametrize("place", ["openapi", ".", "openapi/schemas/ts"])
def test_an_output_inside_another_is_refused(tmp_path: Path, place: str) -> None:
    assert "which is inside" in refusal(tmp_path, output={"ts": place})


def test_without_a_configuration_there_is_one_group(tmp_path: Path) -> None:
    outcome = generate(None, tmp_path, Request())
    assert [group.name for group in outcome.groups] == ["api"]
    assert outcome.groups[0].schema.operations == 22
    assert (tmp_path / "openapi/schemas/api.json").exists()


# --- Options -------------------------------------------------------------------------------------


def test_options_and_flags_reach_the_generator(tmp_path: Path, toy: Any) -> None:
    run(tmp_path, options={"ts": {"shout": True}}, generate_zod_schemas=True)
    assert toy.seen[0].shout
    assert toy.seen[0].generate_zod_schemas
    run(tmp_path, options={"ts": {"generate_zod_schemas": True}}, generate_zod_schemas=False)
    assert toy.seen[-1].generate_zod_schemas
    run(tmp_path, generate_zod_schemas=False)
    assert not toy.seen[-1].generate_zod_schemas


def actions(outcome: Outcome) -> dict[str, str]:
    apis = [group.api for group in outcome.groups if group.api]
    return {operation.id: operation.action for api in apis for operation in api.operations}


def test_operations_can_be_renamed_in_whichever_group_they_are(tmp_path: Path) -> None:
    outcome = run(tmp_path, rename={"orders_list": "all", "people_list": "everybody"})
    assert outcome.notices == ()
    assert not [d for group in outcome.groups for d in group.report]
    assert actions(outcome)["orders_list"] == "all"
    assert actions(outcome)["people_list"] == "everybody"
    assert actions(outcome)["orders_create"] == "create"


def test_a_name_that_is_taken_is_refused(tmp_path: Path) -> None:
    outcome = run(tmp_path, rename={"orders_list": "create"})
    assert errors(outcome) == [
        "'orders_list' cannot be renamed to 'create': 'orders_create' of 'orders' is called so\n"
        "    hint: choose another name, or rename 'orders_create' too"
    ]
    assert not (tmp_path / "openapi/schemas/sales.json").exists()
    assert run(tmp_path, rename={"orders_list": "create", "orders_create": "add"}).exit_code == 0


def test_an_unknown_id_is_told_once_with_the_nearest(tmp_path: Path) -> None:
    outcome = run(tmp_path, rename={"order_list": "all"})
    assert outcome.notices == (
        "there is no operation 'order_list' to rename; did you mean 'orders_list'?",
    )
    assert not [d for group in outcome.groups for d in group.report]


def test_an_unknown_option_names_the_nearest(tmp_path: Path) -> None:
    assert refusal(tmp_path, options={"ts": {"shoot": True}}) == (
        "OACGEN['options']['ts']: unknown option `shoot`; did you mean `shout`?"
    )


def test_a_flag_that_a_generator_has_no_option_for_is_refused(tmp_path: Path) -> None:
    told = refusal(tmp_path, client_structure="flat")
    assert told == "the generator ts has no option for client_structure"


@pytest.mark.parametrize("said", [{"options": {"go": {}}}, {"output": {"go": "x"}}])
def test_a_generator_that_is_missing_is_named_with_its_extra(
    tmp_path: Path, said: dict[str, Any]
) -> None:
    message = refusal(tmp_path, **said)
    assert "the generator go is not installed" in message
    assert "pip install 'django-oacgen[go]'" in message


def test_languages_can_be_chosen(tmp_path: Path) -> None:
    told = refusal(tmp_path, request=Request(languages=("ts", "py", "tss")))
    assert "pip install 'django-oacgen[py]'" in told
    assert "unknown generator `tss`; did you mean `ts`?" in told
    assert "did you mean `ts`?" in refusal(tmp_path, languages=["tss"])
    for said in ({"options": {"tss": {}}}, {"output": {"tss": "web"}}):
        assert "did you mean `ts`?" in refusal(tmp_path, languages=["ts"], **said)
    run(tmp_path / "go", languages=["ts"], options={"go": {}})
    run(tmp_path, request=Request(languages=("ts",)))
    assert (tmp_path / "openapi/clients/typescript").exists()


def test_a_generator_that_cannot_be_used_does_not_cost_the_others(
    tmp_path: Path, toy: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def find(name: str) -> Any:
        if name == "ts":
            return toy
        raise InputError("the generator old was written for another protocol")

    monkeypatch.setattr(plugins, "names", lambda: ("old", "ts"))
    monkeypatch.setattr(plugins, "find", find)
    outcome = run(tmp_path)
    assert outcome.exit_code == 2
    assert errors(outcome) == ["the generator old was written for another protocol"]
    assert (tmp_path / "openapi/clients/typescript").exists()


def test_a_python_client_that_is_put_somewhere_is_a_package_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    run(tmp_path / "a", output={"py": "backend/shop_client"}, languages=["py"])
    assert (tmp_path / "a/backend/shop_client/__init__.py").exists()
    assert not (tmp_path / "a/backend/pyproject.toml").exists()
    run(tmp_path / "g", output={"py": "clients/{group}"}, languages=["py"])
    assert (tmp_path / "g/clients/core/__init__.py").exists()
    for place in ("my-client", ".", "backend/class"):
        message = refusal(tmp_path / "d", output={"py": place}, languages=["py"])
        assert message.startswith(f"OACGEN['output']['py']: {place!r} cannot be imported")
    run(tmp_path / "b", languages=["py"])
    assert (tmp_path / "b/openapi/clients/python/api_client/core/__init__.py").exists()
    assert (tmp_path / "b/openapi/clients/python/pyproject.toml").exists()
    run(tmp_path / "c", languages=["py"], generate_package_files=False)
    assert (tmp_path / "c/openapi/clients/python/api_client/__init__.py").exists()
    assert not (tmp_path / "c/openapi/clients/python/pyproject.toml").exists()


# --- Around a run ---------------------------------------------------------------------------------


def test_a_schema_can_be_held_against_the_standard(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(tmp_path, request=Request(validate=True)).exit_code == 0
    before = files(tmp_path)
    monkeypatch.setattr(spectacular_settings, "POSTPROCESSING_HOOKS", [_spoil])
    outcome = run(tmp_path, request=Request(validate=True))
    assert outcome.exit_code == 2
    assert errors(outcome)[0].startswith(
        "the schema is not valid OpenAPI: $.paths['/api/orders/'].get"
    )
    assert {n: b for n, b in files(tmp_path).items() if "/sales" in n} == {
        n: b for n, b in before.items() if "/sales" in n
    }
    assert run(tmp_path).exit_code == 0


def test_signals_tell_of_a_run(tmp_path: Path) -> None:
    told: list[Any] = []

    def before(groups: tuple[str, ...], **_: Any) -> None:
        told.append(("pre", groups, (tmp_path / "openapi").exists()))

    def after(groups: tuple[str, ...], files: tuple[Path, ...], **_: Any) -> None:
        told.append(("post", groups, [str(f.relative_to(tmp_path)) for f in files]))

    with connected(pre_generate, before), connected(post_generate, after):
        run(tmp_path, request=Request(mode="check"))
        assert told == []
        run(tmp_path, request=Request(groups=("sales",)))
        run(tmp_path, request=Request(groups=("sales",)))
    assert told[0] == ("pre", ("sales",), False)
    assert told[1][:2] == ("post", ("sales",))
    assert "openapi/schemas/sales.json" in told[1][2]
    assert told[3] == ("post", ("sales",), [])


def test_a_receiver_can_end_the_run(tmp_path: Path) -> None:
    def refuse(**_: Any) -> None:
        raise InputError("not today")

    with connected(pre_generate, refuse), pytest.raises(InputError, match="not today"):
        run(tmp_path)
    assert files(tmp_path) == {}


@contextmanager
def connected(signal: Signal, receiver: Callable[..., None]) -> Iterator[None]:
    signal.connect(receiver)
    yield
    signal.disconnect(receiver)


def _spoil(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    result["paths"]["/api/orders/"]["get"]["responses"] = []
    return result


def test_the_steps_are_told(tmp_path: Path) -> None:
    told: list[str] = []
    config = read_config({"groups": [CORE]})
    generate(config, tmp_path, Request(validate=True), told.append)
    assert told == [
        "reading the project",
        "validating the schema of core",
        "generating Toy for core",
        "writing",
    ]


# --- Usage ---------------------------------------------------------------------------------------


def refused(base: Path, *groups: dict[str, Any], **config: Any) -> str:
    request = config.pop("request", None)
    with pytest.raises(InputError) as caught:
        run(base, *groups, request=request, **config)
    assert files(base) == {}
    return str(caught.value)


def test_what_makes_no_sense_ends_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    unknown = refused(tmp_path, request=Request(groups=("cor",)))
    assert "there is no group 'cor'" in unknown
    assert "core, sales" in unknown
    assert "did you mean 'people'?" in refused(tmp_path, {"name": "a", "apps": ["peple"]})
    assert "turned off" in refused(tmp_path, enabled=False)

    from rest_framework.schemas.openapi import AutoSchema
    from rest_framework.settings import api_settings

    monkeypatch.setattr(api_settings, "DEFAULT_SCHEMA_CLASS", AutoSchema)
    assert "set it to 'drf_spectacular.openapi.AutoSchema'" in refused(tmp_path)


def test_a_group_without_endpoints_fails(tmp_path: Path) -> None:
    outcome = run(tmp_path, CORE, {"name": "empty", "apps": ["depot"]})
    assert outcome.exit_code == 2
    assert "it has no endpoint" in errors(outcome)[0]


def test_notices_and_strictness(tmp_path: Path) -> None:
    groups = [{"name": "core", "apps": ["people", "depot"]}]
    outcome = run(tmp_path, *groups, api_prefix="backend")
    assert outcome.notices == (
        "no route begins with api_prefix 'backend'",
        "group core: the app 'depot' has no endpoints",
    )
    assert {e.view for e in outcome.ungrouped} == {"trade.views.OrderViewSet"}
    assert outcome.exit_code == 0
    strict = run(tmp_path / "strict", *groups, request=Request(strict=True))
    assert strict.exit_code == 1
    assert files(tmp_path / "strict") == {}


def test_remarks_of_drf_spectacular_can_stop_the_run(tmp_path: Path, urlconf_: Use) -> None:
    urlconf_("broken")
    group = {"name": "puzzle", "paths": ["/api/puzzling/"]}
    assert run(tmp_path / "a", group).exit_code == 0
    outcome = run(tmp_path / "b", group, request=Request(fail_on_warn=True))
    assert outcome.exit_code == 1
    assert files(tmp_path / "b") == {}


def test_a_version_that_nothing_has_is_told(
    tmp_path: Path, urlconf_: Use, monkeypatch: pytest.MonkeyPatch
) -> None:
    urlconf_("versions")
    boxes = {"name": "boxes", "paths": ["/api/v?/*"], "api_version": "v9"}
    told = "no endpoint has the api_version 'v9'; there are: v1, v2"
    assert errors(run(tmp_path, boxes)) == [told]
    monkeypatch.setattr(URLPathVersioning, "allowed_versions", ["v1", "v2"])
    some = {**boxes, "paths": ["/*"]}
    assert run(tmp_path, some).notices == (f"group boxes: {told}",)
    assert run(tmp_path, {**some, "api_version": "v2"}).notices == ()


def test_a_language_that_there_is_not_is_refused(tmp_path: Path) -> None:
    told = refusal(tmp_path, schema_language="englisch")
    assert told.startswith("OACGEN['schema_language']: Django has no language 'englisch'\n")
    assert "did you mean 'de'?" in refusal(tmp_path, schema_language="xde")
    assert run(tmp_path, schema_language="pt-br").exit_code == 0


def test_a_version_in_the_accept_header_is_asked_for(
    tmp_path: Path, urlconf_: Use, monkeypatch: pytest.MonkeyPatch
) -> None:
    from depot.views import VersionedView

    monkeypatch.undo()  # the real generators
    monkeypatch.setattr(VersionedView, "versioning_class", AcceptHeaderVersioning)
    urlconf_("versions")
    boxes = {"name": "boxes", "paths": ["*/crates/"], "api_version": "v2"}
    assert run(tmp_path, boxes, languages=["py", "ts", "go"]).exit_code == 0
    for file in ("python/api_client/boxes/subclients/crates.py", "go/boxes/crates.go"):
        text = (tmp_path / "openapi/clients" / file).read_text(encoding="utf-8")
        assert '"application/json; version=v2' in text, file
    fetchers = tmp_path / "openapi/clients/typescript/boxes/_utils/fetchers"
    assert '"application/json; version=v2' in (fetchers / "crates.ts").read_text(encoding="utf-8")


def test_versioned_endpoints_that_are_left_out_are_told(tmp_path: Path, urlconf_: Use) -> None:
    urlconf_("versions")
    outcome = run(tmp_path, {"name": "boxes", "apps": ["depot"]})
    assert outcome.notices == (
        "group boxes: 3 endpoints of a versioned API are left out, such as "
        "GET /api/{version}/crates/ (depot.views.VersionedView): give the group an `api_version`",
    )


def test_a_group_that_is_left_out_altogether_is_told_why(tmp_path: Path, urlconf_: Use) -> None:
    urlconf_("versions")
    outcome = run(tmp_path, {"name": "boxes", "paths": ["/api/v?/*"]})
    assert errors(outcome) == ["all its endpoints are of a versioned API: give it an `api_version`"]


def test_diagnostics_name_serializer_and_field(tmp_path: Path, toy: Any) -> None:
    toy.remark = True
    outcome = run(tmp_path, CORE)
    report = outcome.groups[0].report
    (diagnostic,) = [d for d in report if d.code == "ts-odd"]
    assert report.locate(diagnostic).file == "people.serializers.PersonSerializer.bio"
