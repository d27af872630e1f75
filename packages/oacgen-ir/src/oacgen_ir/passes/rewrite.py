"""Rebuild an `Api` with other types, leaving what does not change as it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from oacgen_ir.ir import (
    Alias,
    Anything,
    Array,
    Body,
    Const,
    Declaration,
    Enum,
    Map,
    Media,
    Model,
    Nullable,
    Operation,
    Ref,
    Response,
    Scalar,
    Type,
    Union,
)

Rename = Callable[[str], str]


def rename_type(type_: Type, rename: Rename) -> Type:
    """Return `type_` with its references renamed."""
    match type_:
        case Ref():
            name = rename(type_.name)
            return type_ if name == type_.name else Ref(name=name)
        case Array():
            return replace(
                type_,
                items=rename_type(type_.items, rename),
                prefix=tuple(rename_type(one, rename) for one in type_.prefix),
            )
        case Map():
            return Map(values=rename_type(type_.values, rename))
        case Nullable():
            return Nullable(inner=rename_type(type_.inner, rename))
        case Union():
            return _rename_union(type_, rename)
        case Scalar() | Const() | Anything():
            return type_


def _rename_union(type_: Union, rename: Rename) -> Type:
    options: dict[str, Type] = {}
    for option in type_.options:
        renamed = rename_type(option, rename)
        options.setdefault(repr(renamed), renamed)
    if len(options) == 1:
        return next(iter(options.values()))
    chosen = type_.discriminator
    if chosen is not None:
        mapping = tuple((value, rename(target)) for value, target in chosen.mapping)
        chosen = replace(chosen, mapping=mapping)
    return Union(options=tuple(options.values()), discriminator=chosen)


def rename_declaration(declaration: Declaration, rename: Rename) -> Declaration:
    """Return a declaration with the references inside it renamed, not the name itself."""
    match declaration:
        case Model():
            fields = tuple(
                replace(field, type=rename_type(field.type, rename)) for field in declaration.fields
            )
            extra = declaration.extra and rename_type(declaration.extra, rename)
            return replace(declaration, fields=fields, extra=extra)
        case Alias():
            return replace(declaration, type=rename_type(declaration.type, rename))
        case Enum():
            return declaration


def rename_operation(operation: Operation, sent: Rename, received: Rename) -> Operation:
    """Return an operation with the references of its request and of its responses renamed."""
    body = operation.body
    return replace(
        operation,
        parameters=tuple(
            replace(one, type=rename_type(one.type, sent)) for one in operation.parameters
        ),
        body=body and _rename_body(body, sent),
        responses=tuple(_rename_response(one, received) for one in operation.responses),
    )


def _rename_body(body: Body, rename: Rename) -> Body:
    return replace(body, content=tuple(_rename_media(one, rename) for one in body.content))


def _rename_response(response: Response, rename: Rename) -> Response:
    return replace(
        response,
        content=tuple(_rename_media(one, rename) for one in response.content),
        headers=tuple(replace(one, type=rename_type(one.type, rename)) for one in response.headers),
    )


def _rename_media(media: Media, rename: Rename) -> Media:
    return replace(media, type=media.type and rename_type(media.type, rename))
