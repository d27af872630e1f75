"""Choices become components of their own, each named after the class that it was written as."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from drf_spectacular.plumbing import (
    ResolvedComponent,
    build_choice_description_list,
    list_hash,
    load_enum_name_overrides,
    safe_ref,
)
from drf_spectacular.settings import spectacular_settings

from django_oacgen.schema.choices import ChoiceSet
from django_oacgen.schema.component_names import Marks

TAG = "x-oacgen-enum"
_HASH = "x-spec-enum-id"  # drf-spectacular's own tag, which it removes in its last step

# What says more than the list of values, and stays beside the reference to it.
_BESIDE = frozenset(
    {"default", "deprecated", "description", "nullable", "readOnly", "title", "writeOnly"}
)


class Enums:
    """The choice sets that were met, and what replaces them in the schema."""

    def __init__(self, marks: Marks, register: Callable[[ResolvedComponent], None]) -> None:
        self._marks = marks
        self._register = register
        self._names: dict[object, str] = {}
        self._known: dict[str, tuple[str, dict[str, Any]]] = {}
        self._by_hash: dict[str, set[str]] = {}

    def tag(self, schema: dict[str, Any], choices: ChoiceSet, labels: Mapping[Any, Any]) -> None:
        """Put the name of its choices into a schema with an `enum`; `replace` acts on it."""
        values = [value for value in schema["enum"] if value not in ("", None)]
        if not values:
            return
        name = self._name(choices, labels)
        if name not in self._known:
            self._known[name] = (name, _component(schema, values, choices, labels))
        self._by_hash.setdefault(_hash_of(labels), set()).add(name)
        schema[TAG] = name

    def _name(self, choices: ChoiceSet, labels: Mapping[Any, Any]) -> str:
        if choices.key not in self._names:
            suffix = spectacular_settings.ENUM_SUFFIX
            overridden = load_enum_name_overrides().get(_hash_of(labels))
            mark = self._marks.mark_class(choices.home, choices.name, ("enum", choices.key))
            self._names[choices.key] = overridden or (
                mark + choices.name.removesuffix(suffix) + suffix
            )
        return self._names[choices.key]

    def replace(self, schema: Any) -> None:
        """Replace every tagged enum below `schema` by a reference to its component."""
        for holder, key in _tagged(schema):
            inline = holder[key]
            name = inline.get(TAG) or self._only(inline.get(_HASH))
            if not name or not self._covers(name, inline["enum"]):
                continue
            if "in" in holder and key == "schema":
                # A parameter is text: what is blank or null in a body is left out of a query.
                holder[key] = self._component_ref(name, self._known[name][1])
            else:
                holder[key] = self._reference(name, inline)

    def _only(self, digest: object) -> str:
        names = self._by_hash.get(str(digest), set())
        return next(iter(names)) if len(names) == 1 else ""

    def _covers(self, name: str, values: list[Any]) -> bool:
        """Whether the values are all of the component's; a filter may offer some only."""
        wanted = {value for value in values if value not in ("", None)}
        return wanted == set(self._known[name][1]["enum"])

    def _reference(self, name: str, inline: dict[str, Any]) -> dict[str, Any]:
        options = [self._component_ref(name, self._known[name][1])]
        suffix = spectacular_settings.ENUM_SUFFIX
        if spectacular_settings.ENUM_ADD_EXPLICIT_BLANK_NULL_CHOICE:
            if "" in inline["enum"]:
                options.append(self._component_ref(f"Blank{suffix}", {"enum": [""]}))
            if _is_null(inline):
                old = spectacular_settings.OAS_VERSION.startswith("3.0")
                null = {"enum": [None]} if old else {"type": "null"}
                options.append(self._component_ref(f"Null{suffix}", null))
        rest = {k: v for k, v in inline.items() if k in _BESIDE}
        if description := _without_list(rest.pop("description", "")):
            rest["description"] = description
        rest.update(options[0] if len(options) == 1 else {"oneOf": options})
        return safe_ref(rest)

    def _component_ref(self, name: str, schema: dict[str, Any]) -> dict[str, Any]:
        component = ResolvedComponent(name, ResolvedComponent.SCHEMA, schema, object=name)
        self._register(component)
        return component.ref


def _component(
    schema: Mapping[str, Any], values: list[Any], choices: ChoiceSet, labels: Mapping[Any, Any]
) -> dict[str, Any]:
    kind = schema.get("type")
    if isinstance(kind, list):
        kind = next(each for each in kind if each != "null")
    component: dict[str, Any] = {"enum": values, **({"type": kind} if kind else {})}
    if spectacular_settings.ENUM_GENERATE_CHOICE_DESCRIPTION:
        shown = [(value, label) for value, label in labels.items() if value in values]
        component["description"] = build_choice_description_list(shown)
    if all(value in choices.members for value in values):
        component["x-enum-varnames"] = [choices.members[value] for value in values]
    return component


def _hash_of(labels: Mapping[Any, Any]) -> str:
    return list_hash([(k, v) for k, v in labels.items() if k not in ("", None)])


def _is_null(inline: Mapping[str, Any]) -> bool:
    kind = inline.get("type")
    return (
        None in inline["enum"]
        or bool(inline.get("nullable"))
        or (isinstance(kind, list) and "null" in kind)
    )


def _without_list(description: str) -> str:
    """Cut the list of values, which stands at the component, off a description."""
    return "" if description.startswith("* `") else description.partition("\n\n* `")[0]


def _tagged(schema: Any) -> Iterator[tuple[Any, Any]]:
    """Yield the holder and key of each schema with an enum that has a tag, innermost first."""
    entries: Iterator[tuple[Any, Any]]
    match schema:
        case dict():
            entries = iter(list(schema.items()))
        case list():
            entries = iter(list(enumerate(schema)))
        case _:
            return
    for key, value in entries:
        yield from _tagged(value)
        if isinstance(value, dict) and "enum" in value and (TAG in value or _HASH in value):
            yield schema, key


def remove_tags(schema: Any) -> None:
    """Remove the tags that are left, of enums that stay where they are."""
    match schema:
        case dict():
            schema.pop(TAG, None)
            schema.pop(_HASH, None)
            for value in schema.values():
                remove_tags(value)
        case list():
            for value in schema:
                remove_tags(value)
