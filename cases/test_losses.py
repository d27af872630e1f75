"""Whether a loss would be noticed at all: each kind of it, made on purpose."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sweep.losses import unexplained

from oacgen_ir.diagnostics import Report
from oacgen_ir.document import Document, load
from oacgen_ir.ir import Api, Model
from oacgen_ir.read import read

DOCUMENT = """
openapi: 3.0.3
info: {title: Small, version: "1"}
paths:
  /a/:
    post:
      operationId: a_create
      parameters:
        - $ref: '#/components/parameters/Page'
      requestBody:
        content:
          application/json: {schema: {$ref: '#/components/schemas/A'}}
      responses:
        '200':
          description: made
          content:
            application/json: {schema: {$ref: '#/components/schemas/A'}}
        '404':
          description: missing
components:
  parameters:
    Page: {name: page, in: query, schema: {type: integer}}
  schemas:
    A:
      allOf:
        - $ref: '#/components/schemas/AB'
        - type: object
          properties: {own: {type: string}}
    AB:
      type: object
      properties: {name: {type: string}}
"""
POST = "#/paths/~1a~1/post"


def _changed(**changes: Any) -> Callable[[Api], Api]:
    def change(api: Api) -> Api:
        (operation,) = api.operations
        return replace(api, operations=(replace(operation, **changes),))

    return change


def _read(folder: Path) -> tuple[Document, Api, Report]:
    (folder / "openapi.yaml").write_text(DOCUMENT)
    document, report = load(folder / "openapi.yaml"), Report()
    return document, read(document, report), report


def _without_operation(api: Api) -> Api:
    return replace(api, operations=())


def _without_contents(api: Api) -> Api:
    (operation,) = api.operations
    first, *rest = operation.responses
    return _changed(responses=(replace(first, content=()), *rest))(api)


def _without_field(name: str) -> Callable[[Api], Api]:
    def change(api: Api) -> Api:
        declarations = tuple(
            replace(one, fields=tuple(field for field in one.fields if field.name != name))
            if isinstance(one, Model)
            else one
            for one in api.declarations
        )
        return replace(api, declarations=declarations)

    return change


@pytest.mark.parametrize(
    ("lose", "found"),
    [
        (lambda api: api, []),
        (_without_operation, [f"{POST}: the operation is missing"]),
        (
            _changed(parameters=()),
            ["#/components/parameters/Page: the query parameter 'page' is missing"],
        ),
        (_changed(body=None), [f"{POST}/requestBody: the body 'application/json' is missing"]),
        (
            _changed(responses=()),
            [f"{POST}/responses/{status}: the response is missing" for status in ("200", "404")],
        ),
        (_without_contents, [f"{POST}/responses/200: the response 'application/json' is missing"]),
        (
            _without_field("own"),
            ["#/components/schemas/A: the property 'own' is missing"],
        ),
        (
            _without_field("name"),
            [f"#/components/schemas/{one}: the property 'name' is missing" for one in ("A", "AB")],
        ),
    ],
)
def test_each_kind(tmp_path: Path, lose: Callable[[Api], Api], found: list[str]) -> None:
    """What is taken out of the IR is missed, and nothing else."""
    document, api, report = _read(tmp_path)
    assert sorted(unexplained(document, lose(api), report)) == found


@pytest.mark.parametrize(
    ("place", "missed"),
    [
        ("#/components/schemas/A", ["AB"]),
        ("#/components/schemas/AB", ["A"]),
        ("#/components/schemas/AB/properties/name", ["A"]),
        ("#/components/schemas", []),
        ("#/paths", ["A", "AB"]),
    ],
)
def test_a_diagnostic_explains_what_is_at_its_place(
    tmp_path: Path, place: str, missed: list[str]
) -> None:
    """A name that begins like another one is not a part of it."""
    document, api, report = _read(tmp_path)
    report.add("malformed", "as if", at=place)
    lost = unexplained(document, _without_field("name")(api), report)
    assert sorted(lost) == [
        f"#/components/schemas/{one}: the property 'name' is missing" for one in missed
    ]
