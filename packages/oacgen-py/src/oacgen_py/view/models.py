"""The modules `models/<tag>.py`: what stands in each class, line by line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from oacgen_ir.code import Code
from oacgen_ir.diagnostics import Report
from oacgen_ir.ir import (
    Alias,
    Anything,
    Api,
    Const,
    Declaration,
    Enum,
    Field,
    Kind,
    Model,
    Scalar,
    Type,
    Union,
    declared_types,
    inner_types,
    null_unsaid,
    refs,
)
from oacgen_py.circles import circular
from oacgen_py.imports import Imports
from oacgen_py.limits import Checks
from oacgen_py.naming import SHARED, Names
from oacgen_py.place import Place
from oacgen_py.prose import deprecated, model_doc
from oacgen_py.syntax import BUILTIN_TYPES, docstring, text_literal
from oacgen_py.types import NONE, field_type
from oacgen_py.view.extra import extra_access, extra_config
from oacgen_py.wrapping import assignment, call, class_line, field, one_line

STEP = 4


@dataclass(frozen=True, slots=True)
class ClassView:
    """A class; `doc` may be empty, `lines` may be too."""

    line: Code
    doc: Code
    lines: tuple[Code, ...]
    empty: bool


@dataclass(frozen=True, slots=True)
class AliasView:
    """A name for a type, and a docstring, which may be empty."""

    line: Code
    doc: Code


@dataclass(frozen=True, slots=True)
class ModelModule:
    """A module of models."""

    name: str
    doc: Code
    imports: Code
    classes: tuple[ClassView, ...]
    aliases: tuple[AliasView, ...]
    exports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Models:
    """What the models of one API have in common."""

    api: Api
    names: Names
    report: Report
    runtime: str
    kinds: Mapping[
        tuple[str, str], tuple[str, ...]
    ]  # (model, property) to its discriminator's values
    circular: frozenset[str]  # aliases that lead back to themselves


def model_modules(api: Api, names: Names, report: Report, runtime: str) -> tuple[ModelModule, ...]:
    """Lay out all models, a module for each tag and one for what tags share."""
    shared = Models(api, names, report, runtime, _kinds(api), circular(api.by_name))
    by_module: dict[str, list[Declaration]] = {}
    for one in api.declarations:
        if not isinstance(one, Enum):
            by_module.setdefault(names.modules[one.name], []).append(one)
    return tuple(
        _module(shared, module, declarations) for module, declarations in sorted(by_module.items())
    )


def _module(models: Models, module: str, declarations: Sequence[Declaration]) -> ModelModule:
    names = models.names
    own = {names.types[one.name] for one in declarations}
    imports = Imports(own)
    place = Place(
        models.api.by_name, names, imports, up="..", runtime=f".{models.runtime}", module=module
    )
    classes = tuple(_class(models, one, place) for one in declarations if isinstance(one, Model))
    found = [one for one in declarations if isinstance(one, Alias)]
    aliases = tuple(_alias(models, one, place) for one in _ordered(found))
    name = module.removeprefix("models.")
    return ModelModule(
        name=name,
        doc=docstring(_module_doc(models, name), 0),
        imports=imports.text(),
        classes=classes,
        aliases=aliases,
        exports=tuple(names.types[one.name] for one in declarations),
    )


def _module_doc(models: Models, name: str) -> str:
    tags = [tag for tag, named in models.names.tags.items() if named.module == name]
    if tags:
        return f"Models of the tag `{tags[0]}`."
    return "Models that several tags use." if name == SHARED else "Models that no operation uses."


# --- Classes -------------------------------------------------------------------------------------


def _class(models: Models, model: Model, place: Place) -> ClassView:
    named = models.names.fields[model.name]
    hidden = BUILTIN_TYPES & set(named.values())
    if hidden:
        place = replace(place, hidden=frozenset(hidden))
    lines = list(extra_config(model, place))
    for one in model.fields:
        lines += _field(models, model, one, named[one.name], place)
    lines += extra_access(model, place)
    # A server ignores what it does not know, so that nobody else would tell of a typo.
    is_request = model.sent and not model.received and model.extra is None
    base = place.of_runtime("model", "RequestModel" if is_request else "Model")
    doc = docstring(model_doc(model), STEP)
    line = class_line(models.names.types[model.name], [base])
    return ClassView(line, doc, tuple(lines), not lines and not doc)


def _field(models: Models, model: Model, one: Field, name: str, place: Place) -> Iterator[Code]:
    type_ = _known_kind(models, model, one)
    # What a server sends is taken as it comes: rules change, old rows stay.
    checks = Checks(models.report, one.origin) if not model.received else None
    beside, default = _when_absent(one, model, place)
    # Where it may be absent, a response reads as None anyway.
    forgets_null = not model.sent and one.required and null_unsaid(place.declarations, one)
    annotation = field_type(
        type_,
        place,
        checks=checks,
        beside=beside,
        alias=one.name if name != one.name else "",
        is_sent=model.sent or not model.received,
        marks=(place.of_runtime("model", "OR_NULL"),) if forgets_null else (),
    )
    yield field(name, annotation, default, STEP)
    if doc := docstring(deprecated(one.description, one.deprecated), STEP):
        yield Code(" " * STEP + doc)


def _when_absent(one: Field, model: Model, place: Place) -> tuple[tuple[Code, ...], str]:
    """Return what stands beside the type of a field that may be absent, and its default.

    A request tells absent from null; in a response both read as None.
    """
    if one.required:
        return (), ""
    if model.sent or not model.received:
        missing = place.pydantic("MISSING")
        return (missing,), missing
    return (() if isinstance(one.type, Anything) else (NONE,)), "None"


def _known_kind(models: Models, model: Model, one: Field) -> Type:
    """Narrow a discriminator that is declared as any text to the values that lead here."""
    values = models.kinds.get((model.name, one.name))
    if not values or not isinstance(one.type, Scalar) or one.type.kind is not Kind.STRING:
        return one.type
    if len(values) == 1:
        return Const(value=values[0])
    return Union(options=tuple(Const(value=value) for value in values))


def _kinds(api: Api) -> dict[tuple[str, str], tuple[str, ...]]:
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for one in api.declarations:
        if not isinstance(one, Alias):
            continue
        for type_ in inner_types(one.type):
            if isinstance(type_, Union) and type_.discriminator is not None:
                for value, name in type_.discriminator.mapping:
                    key = name, type_.discriminator.property
                    found[key] = (*found.get(key, ()), value)
    return {key: tuple(dict.fromkeys(values)) for key, values in found.items()}


# --- Aliases -------------------------------------------------------------------------------------


def _alias(models: Models, alias: Alias, place: Place) -> AliasView:
    name = models.names.types[alias.name]
    checks = Checks(models.report, alias.origin) if not alias.received else None
    sent = alias.sent or not alias.received
    value = field_type(alias.type, place, checks=checks, is_sent=sent)
    doc = docstring(deprecated(alias.description, alias.deprecated), 0)
    if alias.name not in models.circular:
        return AliasView(assignment(f"{name}: {place.typing('TypeAlias')}", value), doc)
    make = place.imports.name("typing_extensions", "TypeAliasType")
    made = call(make, text_literal(name), text_literal(one_line(value)))
    return AliasView(assignment(name, made), doc)


def _ordered(aliases: Sequence[Alias]) -> list[Alias]:
    """Put what an alias refers to before it, since its value is read at once."""
    by_name = {one.name: one for one in aliases}
    done: dict[str, Alias] = {}
    for one in aliases:
        stack = [(one, iter(sorted(_inside(one, by_name))))]
        entered = {one.name}
        while stack:
            current, rest = stack[-1]
            following = next(
                (name for name in rest if name not in done and name not in entered), None
            )
            if following is None:
                done.setdefault(current.name, current)
                stack.pop()
            else:
                entered.add(following)
                stack.append(
                    (by_name[following], iter(sorted(_inside(by_name[following], by_name))))
                )
    return list(done.values())


def _inside(alias: Alias, by_name: Mapping[str, Alias]) -> set[str]:
    return {name for name in refs(declared_types(alias)) if name in by_name}
