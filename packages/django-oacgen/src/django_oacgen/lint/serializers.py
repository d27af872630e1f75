"""Faults of serializers: fields that say nothing of their type, or forget that it may be null."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from drf_spectacular.drainage import has_override
from rest_framework import serializers

from django_oacgen.lint.finding import Finding, Insertion
from django_oacgen.lint.returns import return_type
from django_oacgen.lint.source import call_in, definer, method_in, source_of
from django_oacgen.schema.truth import read_attribute


def check_serializers(classes: Iterable[type]) -> Iterator[Finding]:
    """Yield what is wrong with the serializers of a project."""
    classes = sorted(set(classes), key=dotted)
    yield from _shared_names(classes)
    for cls in classes:
        for field in _fields(cls):
            yield from _untyped(cls, field)
            yield from _untyped_method(cls, field)
            yield from _nullable(cls, field)


def dotted(cls: type) -> str:
    """Return the dotted name of a class."""
    return f"{cls.__module__}.{cls.__qualname__}"


def _fields(cls: type) -> list[Any]:
    """Return the fields of a serializer; none where it cannot be made without arguments."""
    try:
        return [*cls().fields.values()]
    except Exception:  # whatever the project's own code raises
        return []


def _found(rule: str, cls: type, field: Any, message: str, hint: str) -> Finding:
    owner = _declarer(cls, field.field_name)
    source = source_of(owner)
    call = call_in(source, owner, field.field_name) if source else None
    return Finding(
        rule=rule,
        place=f"{dotted(owner)}.{field.field_name}",
        message=message,
        hint=hint,
        file=source.file if source else None,
        line=call.lineno if call else None,
    )


def _declarer(cls: type, name: str) -> type:
    """Return the class whose body declares a field: DRF repeats it in all that derive from it."""
    made = _declared(cls).get(name)
    return [c for c in cls.__mro__ if c is cls or _declared(c).get(name, c) is made][-1]


def _declared(cls: type) -> dict[str, Any]:
    declared: dict[str, Any] = vars(cls).get("_declared_fields", {})
    return declared


# --- Names ---------------------------------------------------------------------------------------


def _shared_names(classes: list[type]) -> Iterator[Finding]:
    by_name: dict[str, list[type]] = defaultdict(list)
    for cls in classes:
        by_name[cls.__name__].append(cls)
    for name, same in by_name.items():
        if len(same) > 1:
            others = ", ".join(map(dotted, same[1:]))
            yield Finding(
                "shared-name",
                dotted(same[0]),
                f"{others} is called {name} too, so their types are told apart by their apps",
                "rename one, or give it @extend_schema_serializer(component_name=...)",
            )


# --- Types ---------------------------------------------------------------------------------------


def _untyped(cls: type, field: Any) -> Iterator[Finding]:
    child = getattr(field, "child", None)
    free = isinstance(field, serializers.JSONField) or (
        isinstance(field, serializers.DictField | serializers.ListField)
        and type(child).__name__ == "_UnvalidatedField"
    )
    if free and not has_override(field, "field"):
        kind = type(field).__name__
        yield _found(
            "untyped-field",
            cls,
            field,
            f"{kind} does not say what is in it, so that clients have to take anything",
            "use a serializer, a `child`, or a class of its own with @extend_schema_field",
        )


def _untyped_method(cls: type, field: Any) -> Iterator[Finding]:
    if not isinstance(field, serializers.SerializerMethodField) or has_override(field, "field"):
        return
    name = field.method_name or f"get_{field.field_name}"
    method = getattr(cls, name, None)
    hints = getattr(method, "__annotations__", {})
    if method is None or "return" in hints or has_override(method, "field"):
        return
    owner = definer(cls, name) or cls
    source = source_of(owner)
    function = method_in(source, owner, name) if source else None
    finding = Finding(
        rule="untyped-method",
        place=f"{dotted(owner)}.{name}",
        message=f"{name} does not say what it returns, so that clients take it for text",
        hint="annotate its return type, or use @extend_schema_field",
        file=source.file if source else None,
        line=function.lineno if function else None,
    )
    if (
        source
        and function
        and (type_ := return_type(function, vars(sys.modules[owner.__module__])))
    ):
        edit = replace(source.before_colon(function), text=f" -> {type_}")
        finding = replace(finding, hint=f"it returns `{type_}`", edit=edit)
    yield finding


# --- Null ----------------------------------------------------------------------------------------


def _nullable(cls: type, field: Any) -> Iterator[Finding]:
    nested = isinstance(field, serializers.Serializer) and field.read_only
    if not nested or field.allow_null or has_override(field, "field"):
        return
    reading = read_attribute(field)
    if not (reading.null and getattr(reading.model_field, "concrete", False)):
        return
    finding = _found(
        "nullable-nested",
        cls,
        field,
        f"its relation {field.source!r} may be null, and the field does not say so",
        "add allow_null=True",
    )
    yield replace(finding, edit=_allow_null(cls, field.field_name))


def _allow_null(cls: type, name: str) -> Insertion | None:
    """Return the edit that adds the keyword before the first one that is there."""
    owner = _declarer(cls, name)
    source = source_of(owner)
    call = call_in(source, owner, name) if source else None
    if source is None or call is None or not call.keywords:
        return None
    if any(k.arg in (None, "allow_null") for k in call.keywords):
        return None
    first = call.keywords[0]
    return Insertion(
        source.file, source.offset(first.lineno, first.col_offset), "allow_null=True, "
    )
