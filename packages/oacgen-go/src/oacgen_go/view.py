"""What the files of a package say, with every name, type and literal already Go."""

from __future__ import annotations

from dataclasses import dataclass

from oacgen_go.calls import common_security
from oacgen_go.client import ClientView, client_view
from oacgen_go.enums import EnumView, enum_views
from oacgen_go.models import AliasView, ModelView, alias_views, model_views
from oacgen_go.package import open_package
from oacgen_go.responses import answer
from oacgen_go.services import ServiceView, service_views
from oacgen_go.unions import UnionView, union_views
from oacgen_ir.code import Code
from oacgen_ir.diagnostics import Report
from oacgen_ir.ir import Api


@dataclass(frozen=True, slots=True)
class View:
    """One package.

    `codecs` says whether it has decoders and encoders of its own, `streams` whether an answer
    of it is one item after another.
    """

    package: Code
    codecs: bool
    streams: bool
    client: ClientView
    models: list[ModelView]
    aliases: list[AliasView]
    enums: list[EnumView]
    unions: list[UnionView]
    services: list[ServiceView]


def build(api: Api, package_name: str, *, codecs: bool, report: Report) -> View:
    """Decide everything about the package of an API."""
    package = open_package(api, package_name, codecs=codecs, report=report)
    security = common_security(api.operations)
    client = client_view(package, security)
    services = service_views(package, security)
    return View(
        package=Code(package_name),
        codecs=codecs,
        streams=any(answer(one, api).kind in ("lines", "events") for one in api.operations),
        client=client,
        models=model_views(package),
        aliases=alias_views(package),
        enums=enum_views(package),
        unions=union_views(package),
        services=services,
    )
