"""A document seen place by place: checked access, and `$ref` followed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from pydantic import JsonValue

from oacgen_ir.diagnostics import Report
from oacgen_ir.document import Document, RefError, child

Object: TypeAlias = "dict[str, JsonValue]"


@dataclass(frozen=True, slots=True)
class Node:
    """An object of the document and the JSON pointer of its place."""

    value: Object
    at: str

    def pointer(self, *keys: str | int) -> str:
        """Return the pointer of something inside this object."""
        return child(self.at, *keys)


class Source:
    """A document and the report of what is wrong with it.

    Nothing here raises for a fault in the document: what has the wrong JSON type is reported
    and read as if it were not there.
    """

    def __init__(self, document: Document, report: Report) -> None:
        self.document = document
        self.report = report

    def node(self, value: JsonValue, at: str) -> Node:
        """Take `value` as an object; the schemas `true` and `false` have nothing in them."""
        if isinstance(value, dict):
            return Node(value, at)
        if value is not None and not isinstance(value, bool):
            self._malformed("an object", value, at)
        return Node({}, at)

    def child(self, node: Node, key: str) -> Node:
        """Return the object under `key`; empty if there is none."""
        return self.node(node.value.get(key), node.pointer(key))

    def objects(self, node: Node, key: str) -> list[tuple[str, Node]]:
        """Return the objects in the object under `key`, with their names."""
        inner = self.child(node, key)
        return [
            (name, self.node(value, inner.pointer(name))) for name, value in inner.value.items()
        ]

    def items(self, node: Node, key: str) -> list[tuple[JsonValue, str]]:
        """Return the elements of the array under `key`, each with its pointer."""
        value = node.value.get(key)
        if value is None:
            return []
        at = node.pointer(key)
        if not isinstance(value, list):
            self._malformed("an array", value, at)
            return []
        return [(item, f"{at}/{index}") for index, item in enumerate(value)]

    def strings(self, node: Node, key: str) -> list[str]:
        """Return the strings of the array under `key`."""
        found = []
        for item, at in self.items(node, key):
            if isinstance(item, str):
                found.append(item)
            else:
                self._malformed("a string", item, at)
        return found

    def text(self, node: Node, key: str) -> str:
        """Return the string under `key`, or the empty string."""
        value = node.value.get(key)
        if isinstance(value, str):
            return value
        if isinstance(value, int | float) and not isinstance(value, bool):
            return str(value)  # `version: 1.0` without quotes
        if value is not None:
            self._malformed("a string", value, node.pointer(key))
        return ""

    def flag(self, node: Node, key: str, *, default: bool = False) -> bool:
        """Return the boolean under `key`."""
        value = node.value.get(key, default)
        if isinstance(value, bool):
            return value
        if value in ("true", "false"):
            return value == "true"
        if value is not None:
            self._malformed("true or false", value, node.pointer(key))
        return default

    def step(self, node: Node) -> tuple[str, JsonValue] | None:
        """Return the pointer and value that the `$ref` of `node` names; None if it dangles."""
        ref = node.value["$ref"]
        if not isinstance(ref, str):
            self._malformed("a string", ref, node.pointer("$ref"))
            return None
        try:
            return self.document.resolve(ref, node.at)
        except RefError as error:
            self.report.add("dangling-ref", str(error), at=node.pointer("$ref"))
            return None

    def follow(self, node: Node) -> Node | None:
        """Return what the `$ref` of `node` leads to, chains included; None if it dangles."""
        seen = {node.at}
        while "$ref" in node.value:
            found = self.step(node)
            if found is None:
                return None
            at, value = found
            if at in seen:
                message = f"{node.value['$ref']} leads back to itself"
                self.report.add("circular-ref", message, at=node.pointer("$ref"))
                return None
            seen.add(at)
            node = self.node(value, at)
        return node

    def _malformed(self, wanted: str, value: JsonValue, at: str) -> None:
        got = {dict: "an object", list: "an array", str: "text", bool: "a boolean"}.get(
            type(value), "a number"
        )
        self.report.add("malformed", f"{wanted} is expected here, not {got}", at=at)
