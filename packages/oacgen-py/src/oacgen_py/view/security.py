"""Security schemes, as functions that make credentials."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from oacgen_ir.code import Code
from oacgen_ir.ir import Auth
from oacgen_ir.names import Scope, snake, words
from oacgen_py.imports import Imports
from oacgen_py.syntax import KEYWORDS, docstring, text_literal
from oacgen_py.wrapping import Argument, Expr, call, either, keyword, lay, signature

NONE = Code("None")


@dataclass(frozen=True, slots=True)
class SchemeView:
    """A function that makes the credentials of one scheme."""

    name: Code
    signature: Code
    doc: Code
    body: Code


def named_schemes(schemes: Sequence[Auth]) -> dict[str, Auth]:
    """Name the schemes that put something into a request."""
    scope = Scope(KEYWORDS | {"preload"}, prefix="scheme_")
    usable = {one.name: one for one in schemes if one.kind != "mutual_tls"}
    names = scope.claim_all(
        [(name, snake(words(name)), name == snake(words(name))) for name in usable]
    )
    return {names[name]: one for name, one in usable.items()}


def scheme_view(name: str, scheme: Auth, imports: Imports, runtime: str) -> SchemeView:
    """Lay out the function of one scheme."""
    module = f"{runtime}.auth"
    auth = imports.name(module, "Auth")
    if scheme.kind == "basic":
        basic = imports.name(module, "basic")
        secret: Expr = call(basic, Code("username"), Code("password"))
        arguments = [Argument("username", Code("str")), Argument("password", Code("str"))]
    else:
        secret = Code("secret")
        refresh = either([imports.name(module, "Refresh"), NONE])
        arguments = [
            Argument("secret", imports.name(module, "Secret")),
            Argument("*"),
            Argument("refresh", refresh, "None"),
        ]
    made = call(auth, *_parts(scheme, secret), *_renewal(scheme))
    return SchemeView(
        name=Code(name),
        signature=signature(name, arguments, auth, 0),
        doc=docstring(_doc(scheme), 4),
        body=lay(made, 4, "return "),
    )


def _parts(scheme: Auth, secret: Expr) -> Iterator[Expr]:
    yield text_literal(scheme.location if scheme.kind == "api_key" else "header")
    yield text_literal(scheme.parameter if scheme.kind == "api_key" else "Authorization")
    yield secret
    if prefix := _prefix(scheme):
        yield keyword("prefix", text_literal(prefix))


def _renewal(scheme: Auth) -> Iterator[Expr]:
    if scheme.kind != "basic":
        yield keyword("refresh", Code("refresh"))


def _prefix(scheme: Auth) -> str:
    match scheme.kind:
        case "bearer" | "oauth2" | "openid":
            return "Bearer "
        case "basic":
            return "Basic "
        case _:
            return scheme.prefix


def _doc(scheme: Auth) -> str:
    where = f"`{scheme.parameter}`"
    if scheme.kind != "api_key" or scheme.location == "header":
        name = scheme.parameter if scheme.kind == "api_key" else "Authorization"
        sent = f"`{name}: {_prefix(scheme)}...`"
    elif scheme.location == "cookie":
        sent = f"the cookie {where}"
    else:
        sent = f"the query's {where}"
    return f"Scheme `{scheme.name}`: {sent}."
