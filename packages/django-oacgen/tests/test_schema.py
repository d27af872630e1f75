"""The documents of groups: true to the URLs, to the payloads, and the same whatever the groups."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from types import ModuleType
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.urls import Resolver404, include, path, resolve
from django.utils import translation
from django.utils.module_loading import import_string
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.extensions import (
    OpenApiSerializerExtension,
    OpenApiSerializerFieldExtension,
    OpenApiViewExtension,
)
from drf_spectacular.settings import spectacular_settings
from drf_spectacular.utils import extend_schema
from people.views import StatedView
from rest_framework import generics, serializers

from django_oacgen.config import read_config
from django_oacgen.schema.autoschema import _length_of
from django_oacgen.schema.project import GroupSchema, Project, as_text
from oacgen_ir.diagnostics import InputError

Use = Callable[[str], None]


def read(*groups: dict[str, Any], **config: Any) -> dict[str, GroupSchema]:
    project = Project(read_config({**config, "groups": list(groups)}))
    return {group.name: project.read(group) for group in project.groups}


def whole(**config: Any) -> GroupSchema:
    return read(**config)["api"]


def people() -> dict[str, Any]:
    return read({"name": "core", "apps": ["people"]})["core"].document


def component(document: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = document["components"]["schemas"][name]
    return found


def ids(schema: GroupSchema) -> dict[str, str]:
    return {
        f"{method} {path}": operation["operationId"]
        for path, item in schema.document["paths"].items()
        for method, operation in item.items()
    }


def actions(schema: GroupSchema) -> dict[str, str]:
    return {
        f"{method} {path}": operation.get("x-oacgen-action", "")
        for path, item in schema.document["paths"].items()
        for method, operation in item.items()
    }


# --- Paths and names -----------------------------------------------------------------------------

EXAMPLES = {"id": "1", "team_pk": "1", "number": "123"}


@pytest.mark.parametrize("urlconf", ["mounted", "central", "versions"])
def test_every_path_resolves(urlconf_: Use, urlconf: str) -> None:
    urlconf_(urlconf)
    documents = [whole()]
    if urlconf == "versions":
        documents += read({"name": "v", "apps": ["depot"], "api_version": "v2"}).values()
    with translation.override("en-us"):
        for schema in documents:
            assert schema.document["paths"]
            for template in schema.document["paths"]:
                try:
                    resolve(template.format(**EXAMPLES))
                except Resolver404:
                    pytest.fail(f"{template} is not in {urlconf}")


@pytest.mark.parametrize("urlconf", ["mounted", "central"])
def test_every_endpoint_of_a_group_is_there(urlconf_: Use, urlconf: str) -> None:
    urlconf_(urlconf)
    for name, schema in read(
        {"name": "core", "apps": ["people"]}, {"name": "sales", "apps": ["trade"]}
    ).items():
        assert schema.operations == len(schema.endpoints) > 2, name


def test_a_group_shows_its_own_information() -> None:
    found = read(
        {"name": "core", "apps": ["people"], "title": "Core", "description": "*Who*."},
        {"name": "sales", "apps": ["trade"], "version": "2.0"},
        drf_version="1.4",
    )
    assert found["core"].document["info"] == {
        "title": "Core",
        "version": "1.4",
        "description": "*Who*.",
    }
    assert found["sales"].document["info"] == {"title": "Sales API", "version": "2.0"}


def test_names_do_not_depend_on_the_groups() -> None:
    everything = whole()
    alone = read({"name": "core", "apps": ["people"]})["core"]
    for operation, name in ids(alone).items():
        assert ids(everything)[operation] == name
    schemas = everything.document["components"]["schemas"]
    for name, schema in alone.document["components"]["schemas"].items():
        assert schemas[name] == schema
    for path_, item in alone.document["paths"].items():
        assert everything.document["paths"][path_] == item


def test_what_other_apps_add_renames_nothing(
    urlconf_: Use, monkeypatch: pytest.MonkeyPatch
) -> None:
    from depot.views import BoxView

    site = ModuleType("site_that_grows")
    site.urlpatterns = [path("api/", include("people.urls"))]  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "site_that_grows", site)
    urlconf_("site_that_grows")
    before = people()
    assert before["paths"]["/api/people/"]["get"]["operationId"] == "people_list"
    for more in ("api/boxes/", "boxes/", "people/<int:pk>/teams/", "health/<int:pk>/"):
        site.urlpatterns.insert(0, path(more, BoxView.as_view()))
    assert people() == before
    added = {
        "get /api/boxes/": "api_boxes_retrieve",
        "get /boxes/": "boxes_retrieve",
        "get /people/{id}/teams/": "people_teams_retrieve",
        "get /health/{id}/": "health_retrieve",
    }
    assert added.items() <= ids(whole()).items()


def test_a_group_has_what_it_needs_and_no_more() -> None:
    sales = read({"name": "sales", "apps": ["trade"]})["sales"].document
    assert set(sales["components"]["schemas"]) == {
        "Order",
        "OrderRequest",
        "PaginatedOrderList",
        "StatusEnum",
        "TradeItem",
    }
    assert set(sales["components"]["securitySchemes"]) == {"basicAuth", "cookieAuth"}


def test_the_prefix_of_the_project_is_no_part_of_names(urlconf_: Use) -> None:
    urlconf_("central")
    schema = read({"name": "sales", "apps": ["trade"]})["sales"]
    assert ids(schema)["get /backend/v1/orders/"] == "orders_list"
    operation = schema.document["paths"]["/backend/v1/orders/"]["get"]
    assert operation["tags"] == ["orders"]


def test_a_stated_prefix_is_left_out_of_names(urlconf_: Use) -> None:
    urlconf_("central")
    schema = read({"name": "sales", "apps": ["trade"]}, api_prefix="backend")["sales"]
    assert ids(schema)["get /backend/v1/orders/"] == "v1_orders_list"
    assert Project(read_config({"api_prefix": "/backend/v1/"})).unmatched_prefix() == ""
    assert Project(read_config({"api_prefix": "back"})).unmatched_prefix() == "back"


def test_actions_are_those_of_the_viewset() -> None:
    found = actions(whole())
    assert found["get /api/people/"] == "list"
    assert found["patch /api/people/{id}/"] == "partial_update"
    assert found["post /api/people/{id}/send-invite/"] == "invite"
    assert found["delete /api/people/{id}/send-invite/"] == "withdraw"
    assert found["get /api/teams/{team_pk}/members/"] == "members_list"
    assert found["get /api/ping/"] == ""


@pytest.mark.parametrize(
    ("tag", "path", "length"),
    [
        ("teams", "teams/members", 1),
        ("Team", "teams/members", 1),
        ("people", "teams/people", 2),
        ("anything", "teams/members", 1),
        ("api/profiles", "api/profiles", 2),
        ("Content: Files", "content/core/files/labels", 3),
        ("Order management", "orders/lines", 1),
        ("Order lines", "orders/lines/parts", 2),
    ],
)
def test_a_tag_stands_for_the_segments_that_it_names(tag: str, path: str, length: int) -> None:
    assert _length_of(tag, path.split("/")) == length


def test_operations_with_one_id_are_told_apart_by_their_variables(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import mounted
    from people.views import ping

    monkeypatch.setattr(
        mounted,
        "urlpatterns",
        [
            *(path(f"api/a/{inner}", ping) for inner in ("", "<int:x>/", "<int:x>/b/<int:y>/")),
            path("api/a/<int:x>/b/", ping),
        ],
    )
    assert ids(whole()) == {
        "get /api/a/": "a_retrieve",
        "get /api/a/{x}/": "a_by_x_retrieve",
        "get /api/a/{x}/b/": "a_by_x_b_retrieve",
        "get /api/a/{x}/b/{y}/": "a_by_x_b_by_y_retrieve",
    }


# --- Components ----------------------------------------------------------------------------------


def test_two_serializers_of_one_name_both_survive() -> None:
    document = whole().document
    assert component(document, "PeopleItem")["properties"].keys() == {"owner"}
    assert component(document, "TradeItem")["properties"].keys() == {"sku"}
    assert "Item" not in document["components"]["schemas"]
    assert {"PeopleItemRequest", "PaginatedPeopleItemList"} <= set(
        document["components"]["schemas"]
    )


def test_two_ways_of_paging_one_serializer_both_survive() -> None:
    document = whole().document
    assert "count" in component(document, "PaginatedPersonListPageNumber")["properties"]
    assert "count" not in component(document, "PaginatedPersonListCursor")["properties"]
    assert "PaginatedTeamList" in document["components"]["schemas"]


def test_enums_are_named_after_their_classes_and_know_their_members() -> None:
    document = people()
    status = component(document, "PersonStatusEnum")
    assert status["enum"] == ["draft", "live"]
    assert status["type"] == "string"
    assert status["x-enum-varnames"] == ["DRAFT", "LIVE"]
    assert component(document, "PersonLevelEnum")["x-enum-varnames"] == ["LOW", "HIGH"]
    assert component(document, "RoleEnum")["x-enum-varnames"] == ["ADMIN", "EDITOR", "VIEWER"]
    assert component(document, "CurrencyEnum")["x-enum-varnames"] == ["EUR", "USD"]


def test_choices_without_a_class_are_named_after_model_or_serializer_and_field() -> None:
    document = people()
    assert component(document, "PersonSizeEnum")["enum"] == ["s", "l"]
    assert "x-enum-varnames" not in component(document, "PersonSizeEnum")
    assert component(document, "InviteChannelEnum")["enum"] == ["mail", "phone"]


def test_every_use_of_a_choice_class_is_the_one_enum() -> None:
    document = people()
    role = {"$ref": "#/components/schemas/RoleEnum"}
    invite = component(document, "InviteRequest")["properties"]
    assert invite["role"] == role
    assert invite["roles"]["items"] == role
    assert invite["limits"]["items"] == role
    assert component(document, "Person")["properties"]["role"] == role
    parameters = document["paths"]["/api/people/"]["get"]["parameters"]
    by_name = {parameter["name"]: parameter["schema"] for parameter in parameters}
    assert by_name["role"] == role
    assert by_name["level"] == {"$ref": "#/components/schemas/PersonLevelEnum"}


def test_a_choice_class_as_type_hint_is_its_enum() -> None:
    document = people()
    assert component(document, "MoodEnum")["x-enum-varnames"] == ["GLAD", "SAD"]
    mood = component(document, "Person")["properties"]["mood"]
    assert {"$ref": "#/components/schemas/MoodEnum"} in mood["oneOf"]


def test_a_filter_that_offers_some_choices_is_no_enum(monkeypatch: pytest.MonkeyPatch) -> None:
    from django_filters import ChoiceFilter, FilterSet
    from people.models import Person
    from people.views import PersonViewSet

    class Filters(FilterSet):
        role = ChoiceFilter(choices=[("admin", "Administrator")])

        class Meta:
            model = Person
            fields = ("role",)

    monkeypatch.setattr(PersonViewSet, "filterset_class", Filters, raising=False)
    parameters = people()["paths"]["/api/people/"]["get"]["parameters"]
    (role,) = [parameter for parameter in parameters if parameter["name"] == "role"]
    assert role["schema"] == {"type": "string", "enum": ["admin"]}


def test_callbacks_share_the_components_of_operations() -> None:
    from drf_spectacular.utils import OpenApiCallback, extend_schema
    from people.serializers import PersonSerializer
    from people.views import StatedView

    told = OpenApiCallback("told", "{$request.url}", extend_schema(request=PersonSerializer))
    extend_schema(callbacks=[told])(StatedView)
    try:
        schemas = people()["components"]["schemas"]
    finally:
        del StatedView.schema
    assert {"Person", "PersonRequest"} <= schemas.keys()
    assert not [name for name in schemas if name.startswith("PeoplePerson")]


def test_blank_and_null_choices_stand_beside_the_enum() -> None:
    properties = component(people(), "PersonRequest")["properties"]
    assert properties["level"] == {
        "nullable": True,
        "oneOf": [
            {"$ref": "#/components/schemas/PersonLevelEnum"},
            {"$ref": "#/components/schemas/NullEnum"},
        ],
    }
    assert properties["size"]["oneOf"][1] == {"$ref": "#/components/schemas/BlankEnum"}


def test_null_is_spelt_as_the_version_of_openapi_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spectacular_settings, "OAS_VERSION", "3.1.0")
    document = people()
    assert component(document, "NullEnum") == {"type": "null"}
    person = component(document, "Person")["properties"]
    assert {"$ref": "#/components/schemas/NullEnum"} in person["level"]["oneOf"]
    assert person["biography"]["type"] == ["string", "null"]
    assert {"type": "null"} in person["team_detail"]["oneOf"]
    assert component(document, "PersonLevelEnum")["type"] == "integer"


def test_enums_of_one_name_in_two_apps_both_survive(monkeypatch: pytest.MonkeyPatch) -> None:
    import mounted
    from depot.views import BoxView

    extra = path("api/boxes/<int:pk>/", BoxView.as_view())
    monkeypatch.setattr(mounted, "urlpatterns", [*mounted.urlpatterns, extra])
    document = whole().document
    assert component(document, "DepotStatusEnum")["enum"] == ["full", "empty"]
    assert component(document, "TradeStatusEnum")["enum"] == ["open", "closed"]
    # and a group that has just one of them calls it the same
    box = read({"name": "d", "apps": ["depot"]})["d"].document
    assert component(box, "DepotStatusEnum")["enum"] == ["full", "empty"]


def test_names_that_the_project_overrides_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    from drf_spectacular import plumbing

    overrides = {"PartEnum": "people.models.Role"}
    monkeypatch.setattr(spectacular_settings, "ENUM_NAME_OVERRIDES", overrides)
    plumbing._load_enum_name_overrides.cache_clear()
    try:
        schemas = people()["components"]["schemas"]
    finally:
        plumbing._load_enum_name_overrides.cache_clear()
    assert "PartEnum" in schemas
    assert "RoleEnum" not in schemas


def test_nothing_internal_is_left_in_the_document() -> None:
    text = as_text(whole().document)
    for trace in ("x-spec-enum-id", "x-oacgen-enum", "x-oacgen-endpoint", "\ue000"):
        assert trace not in text


# --- Truth ---------------------------------------------------------------------------------------


def test_responses_require_what_they_always_have() -> None:
    person = component(people(), "Person")
    left_out = set(person["properties"]) - set(person["required"])
    # the name of a team that is null, and attributes that only some instances have
    assert left_out == {"team_name", "friends", "items"}


def test_responses_may_be_null_where_the_model_is() -> None:
    properties = component(people(), "Person")["properties"]
    nullable = {name for name, schema in properties.items() if schema.get("nullable")}
    assert nullable == {
        *("bio", "biography", "level", "team", "manager", "photo", "team_detail"),
        *("manager_name", "passport", "passport_number", "mood"),
    }


def test_a_choice_that_is_only_read_may_be_blank(monkeypatch: pytest.MonkeyPatch) -> None:
    from people.serializers import PersonSerializer

    monkeypatch.setattr(PersonSerializer.Meta, "read_only_fields", ("size",), raising=False)
    size = component(people(), "Person")["properties"]["size"]
    assert {"$ref": "#/components/schemas/BlankEnum"} in size["oneOf"]


def test_a_format_that_is_only_read_may_be_blank() -> None:
    assert component(people(), "Person")["properties"]["mail"] == {
        "readOnly": True,
        "oneOf": [{"format": "email", "type": "string"}, {"type": "string", "maxLength": 0}],
    }


def test_requests_stay_as_they_are() -> None:
    request = component(people(), "PersonRequest")
    assert request["required"] == ["name", "status"]
    assert "nullable" not in request["properties"]["photo"]


def test_a_serializer_that_drops_keys_is_not_believed_to_have_them() -> None:
    assert component(people(), "LeanPerson")["required"] == ["id"]


def test_a_serializer_can_say_what_it_may_omit() -> None:
    assert component(people(), "StatedPerson")["required"] == ["id", "nickname"]


@pytest.mark.usefixtures("database")
def test_real_payloads_agree() -> None:
    from people.models import Passport, Person, Team
    from rest_framework.test import APIClient

    team = Team.objects.create(name="Red")
    full = Person.objects.create(
        name="Ann", status="live", team=team, bio="x", level=1, size="s", photo="a.png"
    )
    Passport.objects.create(person=full, number="1")
    Person.objects.create(name="Bob", status="draft", manager=full)
    results = APIClient().get("/api/people/").json()["results"]
    schema = component(people(), "Person")
    assert len(results) == 2
    assert results[0].keys() != results[1].keys()
    for payload in results:
        assert set(schema["required"]) <= payload.keys() <= schema["properties"].keys()
        nulls = {key for key, value in payload.items() if value is None}
        assert all(schema["properties"][key].get("nullable") for key in nulls)


# --- Versions and languages ----------------------------------------------------------------------


def test_versioned_endpoints_are_taken_with_a_version_and_reported_without(urlconf_: Use) -> None:
    urlconf_("versions")
    found = read(
        {"name": "none", "apps": ["depot"]},
        {"name": "second", "apps": ["depot"], "api_version": "v2", "version": "9"},
    )
    assert set(found["none"].document["paths"]) == {"/en-us/api/box/{id}/"}
    assert {e.path for e in found["none"].left_out} == {
        "/api/{version}/crates/",
        "/api/v1/boxes/",
        "/api/v2/boxes/",
    }
    second = found["second"]
    assert set(second.document["paths"]) == {
        "/api/v2/boxes/",
        "/api/v2/crates/",
        "/en-us/api/box/{id}/",
    }
    assert second.document["info"]["version"] == "9"
    assert second.left_out == ()


def test_the_version_is_no_part_of_names(urlconf_: Use, monkeypatch: pytest.MonkeyPatch) -> None:
    import versions

    urlconf_("versions")
    monkeypatch.setattr(versions, "urlpatterns", versions.urlpatterns[:3])
    found = read(
        {"name": "a", "apps": ["depot"], "api_version": "v1"},
        {"name": "b", "apps": ["depot"], "api_version": "v2"},
    )
    assert set(ids(found["a"]).values()) == {"boxes_list", "crates_list"}
    assert set(ids(found["b"]).values()) == {"boxes_list", "crates_list"}


def test_the_language_is_pinned() -> None:
    with translation.override("de"):
        german = as_text(whole().document)
    assert german == as_text(whole().document)
    assert as_text(whole(schema_language="de").document) != german


# --- What cannot be told -------------------------------------------------------------------------


class Shade(serializers.Field):
    """A field that drf-spectacular has never heard of."""


class Unsaid(serializers.Serializer):
    """Fields whose types nobody has stated, between some that are texts."""

    shade = Shade(help_text="A colour.", allow_null=True)
    sum = serializers.SerializerMethodField()
    text = serializers.SerializerMethodField()
    name = serializers.CharField(allow_null=True)
    many = serializers.ListField(child=Shade())

    def get_sum(self, value: object):  # type: ignore[no-untyped-def]
        return {"total": 1}

    def get_text(self, value: object) -> str:
        return ""


class UnsaidView(generics.RetrieveAPIView):
    serializer_class = Unsaid
    queryset = get_user_model().objects.all()


@pytest.mark.parametrize("version", ["3.0.3", "3.1.1"])
def test_what_a_field_is_is_not_guessed(
    urlconf_: Use, monkeypatch: pytest.MonkeyPatch, version: str
) -> None:
    site = ModuleType("site_with_guesses")
    site.urlpatterns = [path("api/<uid>/", UnsaidView.as_view())]  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "site_with_guesses", site)
    monkeypatch.setattr(spectacular_settings, "OAS_VERSION", version)
    urlconf_("site_with_guesses")
    schema = whole()
    fields = schema.document["components"]["schemas"]["Unsaid"]["properties"]
    assert fields["shade"] == {"description": "A colour."}
    assert fields["sum"] == {"readOnly": True}
    assert fields["text"] == {"type": "string", "readOnly": True}
    assert fields["name"]["type"] == ("string" if version == "3.0.3" else ["string", "null"])
    assert fields["many"] == {"type": "array", "items": {}}
    told = [str(remark) for remark in schema.remarks]
    assert [text.endswith(". It may be anything.") for text in told if "get_sum" in text] == [True]
    assert not [text for text in told if "Defaulting" in text and "path parameter" not in text]
    (get,) = [path["get"] for path in schema.document["paths"].values()]
    assert get["parameters"][0]["schema"] == {"type": "string"}


# --- Failures and remarks ------------------------------------------------------------------------


def test_an_endpoint_that_fails_costs_only_its_group(urlconf_: Use) -> None:
    urlconf_("broken")
    found = read({"name": "core", "apps": ["people"]}, {"name": "sales", "apps": ["trade"]})
    (failure,) = found["core"].failures
    assert str(failure).startswith(
        "GET /api/failing/ (people.views.Failing): ZeroDivisionError: no authenticator today ("
    )
    assert found["sales"].failures == ()
    assert set(found["sales"].document["paths"]) == {"/api/orders/"}


def test_a_failure_in_an_installed_application_says_where(monkeypatch: pytest.MonkeyPatch) -> None:
    from people.views import TeamViewSet
    from rest_framework_simplejwt.tokens import Token

    monkeypatch.setattr(TeamViewSet, "get_permissions", Token.verify)
    (failure, *_) = read({"name": "core", "apps": ["people"]})["core"].failures
    assert re.search(r" \(rest_framework_simplejwt/\w+\.py:\d+\)$", str(failure))


def test_an_endpoint_that_fails_in_the_middle_leaves_no_trace(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from people.serializers import PassportSerializer

    def explode(self: Any) -> Any:
        raise LookupError("no fields")

    before = whole().document
    monkeypatch.setattr(PassportSerializer, "get_fields", explode)
    found = read({"name": "core", "apps": ["people"]}, {"name": "sales", "apps": ["trade"]})
    assert {f.endpoint.view for f in found["core"].failures} == {
        "people.views.PersonViewSet",
        "people.views.MemberViewSet",
    }
    schemas = found["core"].document["components"]["schemas"]
    assert "Person" not in schemas
    assert None not in schemas.values()
    assert found["sales"].document["paths"]["/api/orders/"] == before["paths"]["/api/orders/"]


def test_remarks_belong_to_the_groups_that_they_are_about(urlconf_: Use) -> None:
    urlconf_("broken")
    found = read({"name": "core", "apps": ["people"]}, {"name": "sales", "apps": ["trade"]})
    assert [r.trail for r in found["core"].remarks] == [("Puzzling",)]
    assert found["sales"].remarks == ()


def test_remarks_name_view_serializer_and_field(monkeypatch: pytest.MonkeyPatch) -> None:
    from people.serializers import PersonSerializer

    def untyped(self: Any, person: Any):  # type: ignore[no-untyped-def]
        return 1

    monkeypatch.setattr(PersonSerializer, "get_greeting", untyped)
    found = read(
        {"name": "members", "paths": ["*/members/*"]},
        {"name": "people", "paths": ["/api/people/*"]},
        {"name": "sales", "apps": ["trade"]},
    )
    for name in ("members", "people"):  # whichever read the serializer first
        (remark,) = found[name].remarks
        assert remark.trail[-2:] == ("PersonSerializer", "greeting")
        assert "type hint" in remark.message
    assert found["sales"].remarks == ()


def test_remarks_about_the_whole_reach_every_group(monkeypatch: pytest.MonkeyPatch) -> None:
    from drf_spectacular.drainage import warn

    def hook(result: Any, **_: Any) -> Any:
        warn("the hook is not amused")
        return result

    monkeypatch.setattr(spectacular_settings, "POSTPROCESSING_HOOKS", [hook])
    found = read({"name": "core", "apps": ["people"]}, {"name": "sales", "apps": ["trade"]})
    for schema in found.values():
        assert [r.message for r in schema.remarks] == ["the hook is not amused"]


def test_nothing_is_printed(capsys: pytest.CaptureFixture[str], urlconf_: Use) -> None:
    urlconf_("broken")
    whole()
    assert capsys.readouterr() == ("", "")
    assert not GENERATOR_STATS


# --- As a guest in the process -------------------------------------------------------------------


def test_settings_of_the_process_are_not_changed() -> None:
    before = {k: v for k, v in vars(spectacular_settings).items() if not k.startswith("_")}
    whole(api_prefix="api")
    after = {k: v for k, v in vars(spectacular_settings).items() if not k.startswith("_")}
    assert {k: after[k] for k in before} == before
    assert spectacular_settings.SCHEMA_PATH_PREFIX is None


def test_threads_do_not_disturb_each_other(urlconf_: Use) -> None:
    urlconf_("broken")
    groups = [
        {"name": "core", "apps": ["people"], "title": "Core"},
        {"name": "sales", "apps": ["trade"], "title": "Sales"},
    ]

    def job(number: int) -> tuple[str, str, int]:
        name = ("core", "sales")[number % 2]
        schema = read(*groups)[name]
        return name, as_text(schema.document), len(schema.remarks)

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(job, range(12)))
    for name, remarks in (("core", 1), ("sales", 0)):
        assert len({text for n, text, _ in found if n == name}) == 1
        assert {count for n, _, count in found if n == name} == {remarks}


def test_hooks_of_the_project_run_and_see_final_names(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[set[str]] = []

    def hook(result: Any, generator: Any, request: Any, public: bool) -> Any:
        seen.append(set(result["components"]["schemas"]))
        assert {name for name, _ in generator.registry._components} >= {"PeopleItem"}
        result["paths"]["/api/ping/"]["get"]["x-hooked"] = {1, 2}
        return result

    hooks = [*spectacular_settings.POSTPROCESSING_HOOKS, hook]
    monkeypatch.setattr(spectacular_settings, "POSTPROCESSING_HOOKS", hooks)
    document = whole().document
    assert "PeopleItem" in seen[0]
    assert "PersonStatusEnum" in seen[0]
    assert document["paths"]["/api/ping/"]["get"]["x-hooked"] == [1, 2]


def test_a_hook_that_fails_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def needs_a_request(result: Any, generator: Any, request: Any, public: bool) -> Any:
        return {**result, "x-host": request.get_host()}

    monkeypatch.setattr(spectacular_settings, "POSTPROCESSING_HOOKS", [needs_a_request])
    with pytest.raises(InputError, match=r"needs_a_request, of POSTPROCESSING_HOOKS .*get_host"):
        whole()


def test_a_schema_class_of_the_project_keeps_its_say(monkeypatch: pytest.MonkeyPatch) -> None:
    from drf_spectacular.openapi import AutoSchema
    from people.views import TeamViewSet

    class Tagged(AutoSchema):
        def __init__(self, tag: str = "none") -> None:
            super().__init__()
            self.tag = tag

        def get_tags(self) -> list[str]:
            return [self.tag]

    monkeypatch.setattr(TeamViewSet, "schema", Tagged("Crew"))
    operation = people()["paths"]["/api/teams/"]["get"]
    assert operation["tags"] == ["Crew"]
    assert operation["x-oacgen-action"] == "list"


def test_schema_classes_of_other_packages_work(monkeypatch: pytest.MonkeyPatch) -> None:
    from drf_standardized_errors.openapi import AutoSchema
    from rest_framework.settings import api_settings

    monkeypatch.setattr(api_settings, "DEFAULT_SCHEMA_CLASS", AutoSchema)
    handler = "drf_standardized_errors.handler.exception_handler"
    monkeypatch.setattr(api_settings, "EXCEPTION_HANDLER", import_string(handler))
    schema = read({"name": "sales", "apps": ["trade"]})["sales"]
    assert schema.failures == ()
    responses = schema.document["paths"]["/api/orders/"]["post"]["responses"]
    assert responses["400"]["content"]["application/json"]["schema"] == {
        "$ref": "#/components/schemas/OrdersCreateErrorResponse400"
    }
    assert component(schema.document, "StatusEnum")["enum"] == ["open", "closed"]


@pytest.fixture
def registries() -> Iterator[None]:
    """Forget the extensions of drf-spectacular that a test registers."""
    kinds = (OpenApiSerializerExtension, OpenApiSerializerFieldExtension, OpenApiViewExtension)
    before = [[*kind._registry] for kind in kinds]
    yield
    for kind, kept in zip(kinds, before, strict=True):
        kind._registry[:] = kept


@pytest.mark.usefixtures("registries")
def test_extensions_of_the_project_keep_their_say(
    urlconf_: Use, monkeypatch: pytest.MonkeyPatch
) -> None:
    class OfShade(OpenApiSerializerFieldExtension):
        target_class = Shade

        def map_serializer_field(self, auto_schema: Any, direction: Any) -> Any:
            return {"type": "string", "format": "colour"}

    class OfUnsaid(OpenApiSerializerExtension):
        target_class = Unsaid

        def get_name(self, *_: Any) -> str:
            return "Said"

        def map_serializer(self, auto_schema: Any, direction: Any) -> Any:
            schema = auto_schema._map_serializer(self.target, direction, bypass_extensions=True)
            return {**schema, "title": "All that is said"}

    class OfPing(OpenApiViewExtension):
        target_class = "people.views.StatedView"

        def view_replacement(self) -> Any:
            return extend_schema(tags=["pinged"])(self.target_class)

    site = ModuleType("site_with_extensions")
    site.urlpatterns = [  # type: ignore[attr-defined]
        path("api/unsaid/<int:pk>/", UnsaidView.as_view()),
        path("api/stated/<int:pk>/", StatedView.as_view()),
    ]
    monkeypatch.setitem(sys.modules, "site_with_extensions", site)
    urlconf_("site_with_extensions")
    document = whole().document
    said = component(document, "Said")
    assert said["title"] == "All that is said"
    assert said["properties"]["shade"]["format"] == "colour"
    assert document["paths"]["/api/stated/{id}/"]["get"]["tags"] == ["pinged"]


class Watch:
    """Notes which modules are looked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def find_spec(self, name: str, *_: object) -> None:
        self.asked.append(name)


def test_the_search_for_gis_libraries_is_spared(monkeypatch: pytest.MonkeyPatch) -> None:
    from drf_spectacular.contrib.django_filters import DjangoFilterExtension

    if "_has_gis" in vars(DjangoFilterExtension):
        del DjangoFilterExtension._has_gis
    watch = Watch()
    monkeypatch.setattr(sys, "meta_path", [watch, *sys.meta_path])
    assert people()["paths"]["/api/people/"]["get"]["parameters"]
    assert not [name for name in watch.asked if name.startswith("django.contrib.gis")]


def test_documents_are_plain_json_in_a_fixed_order() -> None:
    document = whole().document
    assert json.loads(as_text(document)) == document
    assert list(document["components"]["schemas"]) == sorted(document["components"]["schemas"])
    assert as_text(document) == as_text(whole().document)
    assert as_text(document).endswith("}\n")


def test_components_know_their_serializers() -> None:
    schema = read({"name": "core", "apps": ["people"]})["core"]
    assert schema.serializers["Person"] == "people.serializers.PersonSerializer"
    assert schema.views["/api/ping/", "get"] == "people.views.ping"
