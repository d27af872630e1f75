"""The client as Go source: its services, and an option for each security scheme."""

from __future__ import annotations

from dataclasses import dataclass

from oacgen_go import library
from oacgen_go.calls import Alternatives, security_code
from oacgen_go.columns import aligned
from oacgen_go.naming import exported
from oacgen_go.package import Package
from oacgen_go.syntax import comment, doc, one_line, text_literal
from oacgen_ir.code import Code
from oacgen_ir.ir import Auth
from oacgen_ir.names import ascii_words


@dataclass(frozen=True, slots=True)
class SchemeView:
    """The option for a security scheme."""

    name: Code
    doc: Code
    made: Code
    credential: Code


@dataclass(frozen=True, slots=True)
class ClientView:
    """The client of a package."""

    doc: Code
    about: Code
    fields: Code
    services: tuple[tuple[Code, Code], ...]
    security: Code
    schemes: tuple[SchemeView, ...]


def client_view(package: Package, security: Alternatives) -> ClientView:
    """Return the client of a package."""
    rows = [["\tcore", "*core"]]
    rows += [[f"\t{one.field}", f"*{one.type}"] for one in package.services.values()]
    schemes = tuple(
        view for auth in package.api.auth if (view := _scheme(package, auth)) is not None
    )
    title = one_line(package.api.title) or "an API"
    return ClientView(
        doc=_package_doc(package, schemes),
        about=doc(f"Client gives access to {title}; its fields are the tags of the document."),
        fields=Code("\n".join(aligned(rows)) + "\n"),
        services=tuple((Code(one.field), Code(one.type)) for one in package.services.values()),
        security=Code(security_code(security)),
        schemes=schemes,
    )


def _package_doc(package: Package, schemes: tuple[SchemeView, ...]) -> Code:
    api = package.api
    title = " ".join(filter(None, [one_line(api.title) or "an API", one_line(api.version)]))
    name = package.name
    option = f", {name}.{schemes[0].name}({name}.{schemes[0].credential})" if schemes else ""
    url = _shown(api.servers[0].url) if api.servers else "https://example.com"
    return Code(
        doc(f"Package {name} is a client for {title}.", api.description)
        + f"//\n//\tclient, err := {name}.New({url}{option})\n//\n"
        + comment(
            "A response outside 2xx is an [*Error]. Where there is no response the error is a "
            "*url.Error, as in net/http: errors.Is tells a timeout (context.DeadlineExceeded) "
            "and an abort (context.Canceled) from a connection that failed. Only what is set is "
            "sent: an [Opt] is absent, null, or has a value. Goroutines may share a [Client]."
        )
    )


def _shown(url: str) -> Code:
    return text_literal(one_line(url) if "://" in url else "https://example.com" + one_line(url))


# --- Security ------------------------------------------------------------------------------------


def _scheme(package: Package, auth: Auth) -> SchemeView | None:
    if auth.kind == "mutual_tls":
        return None
    label = exported(ascii_words(auth.name)) or "Auth"
    wanted = f"With{label}"
    free = wanted not in library.names()
    name = Code(package.scope.claim(wanted if free else f"{wanted}Auth"))
    how, made = _made(auth)
    first = f"{name} authenticates by the scheme {one_line(auth.name)}: {how}."
    credential = Code("Basic(name, password)" if auth.kind == "basic" else "Static(secret)")
    return SchemeView(name, doc(first, auth.description), made, credential)


def _made(auth: Auth) -> tuple[str, Code]:
    """Return how a scheme works, for people, and the call that makes it."""
    name, parameter = text_literal(auth.name), text_literal(auth.parameter)
    shown = one_line(auth.parameter)
    match auth.kind, auth.location:
        case "api_key", "query":
            made = f"queryScheme({name}, {parameter}, c)"
            return f"the parameter {shown} of the query", Code(made)
        case "api_key", "cookie":
            return f"the cookie {shown}", Code(f"cookieScheme({name}, {parameter}, c)")
        case "basic", _:
            made = f'headerScheme({name}, "Authorization", "Basic ", c)'
            return "a user name and a password, see [Basic]", Code(made)
        case (("bearer" | "oauth2" | "openid"), _):
            made = f'headerScheme({name}, "Authorization", "Bearer ", c)'
            return "a bearer token", Code(made)
        case _:
            made = f"headerScheme({name}, {parameter}, {text_literal(auth.prefix)}, c)"
            said = f"the header {shown}"
            return f'{said}, "{auth.prefix.strip()} ..."' if auth.prefix else said, Code(made)
