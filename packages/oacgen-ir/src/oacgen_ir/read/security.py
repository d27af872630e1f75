"""Security schemes and requirements."""

from __future__ import annotations

import re
from collections.abc import Container
from typing import Literal

from oacgen_ir.ir import Auth, Requirement
from oacgen_ir.read.source import Node, Source

_Place = Literal["header", "query", "cookie"]
_LOCATIONS: dict[str, _Place] = {"header": "header", "query": "query", "cookie": "cookie"}
_PREFIX = re.compile(r"prefix:?\s+[\"'`](\w+)[\"'`]")  # drf-spectacular: required prefix "Token"


def schemes(source: Source, components: Node) -> tuple[Auth, ...]:
    """Read the security schemes that a client can serve."""
    found = []
    for name, node in source.objects(components, "securitySchemes"):
        target = source.follow(node)
        if target is not None and (auth := _scheme(source, name, target)):
            found.append(auth)
    return tuple(found)


def _scheme(source: Source, name: str, node: Node) -> Auth | None:
    description = source.text(node, "description")
    kind = source.text(node, "type")
    match kind:
        case "apiKey":
            return _api_key(source, name, node, description)
        case "http":
            return _http(source, name, node, description)
        case "oauth2":
            return _oauth2(source, name, node, description)
        case "openIdConnect":
            urls = (("openIdConnectUrl", source.text(node, "openIdConnectUrl")),)
            return Auth(
                name=name, kind="openid", urls=urls, description=description, origin=node.at
            )
        case "mutualTLS":
            return Auth(name=name, kind="mutual_tls", description=description, origin=node.at)
    source.report.add("unsupported-security", f"a scheme of type {kind!r}", at=node.at)
    return None


def _api_key(source: Source, name: str, node: Node, description: str) -> Auth | None:
    parameter = source.text(node, "name")
    location = _LOCATIONS.get(source.text(node, "in"))
    if location is None or not parameter:
        message = f"an API key {parameter!r} in {node.value.get('in')!r}"
        source.report.add("unsupported-security", message, at=node.at)
        return None
    prefix = ""
    if location == "header" and parameter.lower() == "authorization":
        said = _PREFIX.search(description)
        prefix = f"{said[1]} " if said else ""
    return Auth(
        name=name,
        kind="api_key",
        location=location,
        parameter=parameter,
        prefix=prefix,
        description=description,
        origin=node.at,
    )


def _http(source: Source, name: str, node: Node, description: str) -> Auth:
    scheme = source.text(node, "scheme").strip()
    match scheme.lower():
        case "bearer":
            return Auth(name=name, kind="bearer", description=description, origin=node.at)
        case "basic":
            return Auth(name=name, kind="basic", description=description, origin=node.at)
    return Auth(
        name=name, kind="http", prefix=f"{scheme} ", description=description, origin=node.at
    )


def _oauth2(source: Source, name: str, node: Node, description: str) -> Auth:
    urls: dict[str, str] = {}
    scopes: dict[str, str] = {}
    for _, flow in source.objects(node, "flows"):
        for key in ("authorizationUrl", "tokenUrl", "refreshUrl", "deviceAuthorizationUrl"):
            if url := source.text(flow, key):
                urls.setdefault(key, url)
        for scope, meaning in source.child(flow, "scopes").value.items():
            scopes.setdefault(scope, meaning if isinstance(meaning, str) else "")
    return Auth(
        name=name,
        kind="oauth2",
        urls=tuple(urls.items()),
        scopes=tuple(scopes.items()),
        description=description,
        origin=node.at,
    )


def requirements(
    source: Source, node: Node, known: Container[str]
) -> tuple[tuple[Requirement, ...], ...]:
    """Read alternatives; one that names an unknown scheme is left out."""
    found: dict[tuple[Requirement, ...], None] = {}
    for value, at in source.items(node, "security"):
        option = source.node(value, at)
        if all(name in known for name in option.value):
            found[
                tuple(
                    Requirement(scheme=name, scopes=tuple(source.strings(option, name)))
                    for name in option.value
                )
            ] = None
        else:
            missing = ", ".join(name for name in option.value if name not in known)
            source.report.add("unknown-security", f"no scheme {missing} is declared", at=at)
    return tuple(found)
