"""Zod schemas, one module for each model or alias."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from oacgen_ir.code import Code
from oacgen_ir.ir import Alias, Model
from oacgen_ts.imports import Imports
from oacgen_ts.syntax import INHERITED, width
from oacgen_ts.types import Way, way_of
from oacgen_ts.view.context import Context
from oacgen_ts.wrapping import STEP, Call, Expr, flat, written
from oacgen_ts.zod import Zod, declared_union

_PURE = "/* @__PURE__ */ (() =>"


@dataclass(frozen=True, slots=True)
class SchemaModule:
    """A file of `_utils/schemas/`."""

    file: str
    imports: Code
    schemas: tuple[Code, ...]


def schema_modules(context: Context) -> Iterator[SchemaModule]:
    """Write the schemas of all models and aliases."""
    loose = _loose(context)
    for one in context.api.declarations:
        if isinstance(one, Model | Alias):
            yield _module(one, context, one.name in loose)


def _loose(context: Context) -> set[str]:
    """Return the models among which a union without a tag has to choose: none may lose keys."""
    found: set[str] = set()
    for one in context.api.declarations:
        types = [one.type] if isinstance(one, Alias) else []
        if isinstance(one, Model):
            types = [field.type for field in one.fields]
        for type_ in types:
            found.update(declared_union(context.declarations, type_))
    return found


def _module(one: Model | Alias, context: Context, loose: bool) -> SchemaModule:
    names = context.names
    imports = context.imports([names.schemas[one.name], names.strict_schemas.get(one.name, "")])
    way = way_of(one)
    schemas = []
    if way is not Way.SENT:
        schemas.append(_schema(one, context, imports, names.schemas[one.name], False, loose))
    if way is not Way.RECEIVED:
        name = names.strict_schemas.get(one.name) or names.schemas[one.name]
        note = "/** As it may be sent. */\n" if way is Way.BOTH else ""
        schemas.append(Code(note + _schema(one, context, imports, name, True, loose)))
    imports.module(context.zod, "z")
    return SchemaModule(
        file=f"{names.files[one.name]}.schema.ts", imports=imports.text(), schemas=tuple(schemas)
    )


def zod_type(context: Context) -> str:
    """Return the type that annotates a schema."""
    return "z.ZodMiniType" if context.options.zod == "mini" else "z.ZodType"


def _schema(
    one: Model | Alias, context: Context, imports: Imports, name: str, strict: bool, loose: bool
) -> Code:
    types = context.types(imports, 2)
    zod = Zod(types, schemas=".", way=way_of(one), strict=strict, here=one.name)
    kind = zod_type(context)
    if strict:
        kind = types.of_runtime(f"requests-{context.options.zod}", "RequestSchema")
    annotation = f"{kind}<{types.declared(one.name)}>"
    tags = context.variants.get(one.name, {})
    if isinstance(one, Model):
        made = zod.model(one, tags, loose=loose)
        if any(field.name in INHERITED and not field.required for field in one.fields):
            own = imports.value(f"{types.runtime}/variants", "own")
            made = Call("z.pipe", Call("z.transform", f"{own}<{types.declared(one.name)}>"), made)
    else:
        made = zod.write(one.type)
    return Code(pure(f"export const {name}: {annotation} =", made))


def pure(head: str, made: Expr) -> str:
    """Print a constant that a bundler drops where nobody uses it."""
    line = f"{head} {_PURE}"
    whole = f"{line} {flat(made)})();\n"
    forced = not isinstance(made, str) and made.forced
    if width(whole) <= 81 and not forced:
        return whole
    if width(line) <= 80:
        return f"{line}\n  {written(made, STEP, STEP, 4)})();\n"
    below = f"  {_PURE}"
    whole = f"{below} {flat(made)})();\n"
    if width(whole) <= 81 and not forced:
        return f"{head}\n{whole}"
    return f"{head}\n{below}\n    {written(made, 4, 4, 4)})();\n"
