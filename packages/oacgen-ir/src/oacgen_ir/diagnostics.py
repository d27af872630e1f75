"""What is said about a document: diagnostics as data, their catalogue, and the one fatal error.

A library adds to the `Report` that it is given and never prints. Whoever made the report prints it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

from pydantic import JsonValue

Severity: TypeAlias = Literal["error", "warning", "info"]

Locate: TypeAlias = Callable[[str], "tuple[str, int | None]"]
"""The file and line of a JSON pointer. Slow, so it is asked only when something is shown."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What the catalogue knows about a code: why it arises and what a user can do.

    What is `passing` is about a change: the next run, which finds it made, does not say it.
    """

    severity: Severity
    cause: str
    fix: str
    passing: bool = False


CATALOGUE: Final[Mapping[str, Entry]] = MappingProxyType(
    {
        "no-match": Entry(
            "warning",
            "A filter (`--include-tag`, `--exclude-path`, ...) matches nothing in the document.",
            "Check its spelling against `oacgen-ir inspect FILE`; `*` stands for any characters.",
        ),
        "edited-by-hand": Entry(
            "warning",
            "A generated file was changed by hand or by another tool, and has been replaced.",
            "Keep changes in files of your own, or leave the output out of formatters.",
            passing=True,
        ),
        "duplicate-key": Entry(
            "warning",
            "An object names one key twice; JSON and YAML parsers keep the last.",
            "Remove or rename one of them.",
        ),
        "no-info": Entry(
            "warning",
            "The document has no `info`, which OpenAPI requires.",
            "Add a title and a version.",
        ),
        "no-paths": Entry(
            "warning",
            "The document has no `paths`.",
            "Check that it is the whole document and not a part of it.",
        ),
        "unknown-method": Entry(
            "warning",
            "Below a path stands what OpenAPI does not have there, such as a misspelt method.",
            "Correct its spelling: an operation below it is lost.",
        ),
        "webhooks": Entry(
            "info",
            "Webhooks are calls that the server makes; a client has no use for them.",
            "Nothing is to be done; their schemas are generated where operations use them.",
        ),
        "callbacks": Entry(
            "info",
            "Callbacks are calls that the server makes; a client has no use for them.",
            "Nothing is to be done.",
        ),
        "operation-servers": Entry(
            "info",
            "`servers` of a path or an operation are not part of the generated client.",
            "Make a client with another base URL for these operations.",
        ),
        "malformed": Entry(
            "error",
            "Something has another JSON type than OpenAPI says; it is read as if it were not "
            "there.",
            "Correct the document at this place.",
        ),
        "dangling-ref": Entry(
            "error",
            "A `$ref` leads to nothing that can be read; any value is allowed in its place.",
            "Correct the reference, or add what it names. Remote documents are not fetched; "
            "files must stand below the document's folder.",
        ),
        "ref-siblings": Entry(
            "warning",
            "OpenAPI 3.0 ignores keywords beside a `$ref`; so does the reader, but for nullable.",
            "Put the reference into an `allOf`, or use OpenAPI 3.1.",
        ),
        "circular-ref": Entry(
            "error",
            "A `$ref` leads back to itself without anything between.",
            "Replace one of the references by the schema that is meant.",
        ),
        "circular-alias": Entry(
            "error",
            "Schemas stand for each other in a circle, with no object or array between.",
            "Replace one of the references by the schema that is meant.",
        ),
        "circular-allof": Entry(
            "error",
            "An object contains itself by `allOf`.",
            "Take the common properties out into a schema of their own.",
        ),
        "conflicting-allof": Entry(
            "error",
            "The parts of an `allOf` exclude each other, such as an object and a string.",
            "Keep the part that is meant.",
        ),
        "idle-properties": Entry(
            "warning",
            "An `allOf` joins properties with a type that is no object; they have no effect.",
            "Say `type: object`, or take the properties out.",
        ),
        "too-many-combinations": Entry(
            "error",
            "An `allOf` over many `oneOf` options makes too many combinations; any value is "
            "allowed.",
            "Give the combinations names, or take the options apart.",
        ),
        "too-deep": Entry(
            "error",
            "Schemas are nested more deeply than anybody writes; any value is allowed from "
            "there on.",
            "Give inner schemas names under `components`.",
        ),
        "never": Entry(
            "warning",
            "A schema that is `false` allows no value at all; any value is allowed instead.",
            "Remove the property.",
        ),
        "unknown-type": Entry(
            "error",
            "A `type` that JSON Schema does not know.",
            "Use string, number, integer, boolean, array, object or null.",
        ),
        "misspelt-type": Entry(
            "warning",
            "A `type` of another language or version; it is read as what it means.",
            "Use string, number, integer, boolean, array, object or null.",
        ),
        "enum-of-objects": Entry(
            "error",
            "An `enum` or `const` holds an object or an array; such values are left out.",
            "Describe the object as a schema.",
        ),
        "enum-type-mismatch": Entry(
            "warning",
            "A value of an `enum` has another type than the schema's; it is read as that type.",
            "Quote it, or correct `type`.",
        ),
        "required-undeclared": Entry(
            "warning",
            "`required` names a property that is not declared; it may have any value.",
            "Declare the property, or take it from `required`.",
        ),
        "discriminator-mapping": Entry(
            "warning",
            "A discriminator's `mapping` leads to a schema that is not there.",
            "Correct the name in `mapping`.",
        ),
        "discriminator-unusable": Entry(
            "warning",
            "A discriminator does not tell the options apart, so that they are tried in turn.",
            "Give every option the property, and every value one option.",
        ),
        "unsupported-parameter": Entry(
            "error",
            "A parameter without a name, or in a place that OpenAPI does not know; it is left out.",
            "Use path, query, header or cookie; bodies belong under `requestBody`.",
        ),
        "unsupported-style": Entry(
            "warning",
            "A `style` that is not defined for this kind of parameter.",
            "Use the style that OpenAPI defines for it.",
        ),
        "no-schema": Entry(
            "warning",
            "A parameter says nothing of its type; it is read as text.",
            "Add a `schema`.",
        ),
        "invalid-media-type": Entry(
            "error",
            "A key under `content` that is not a media type; it is left out.",
            "Use a media type such as `application/json`.",
        ),
        "empty-body": Entry(
            "warning",
            "A request body without any content that can be sent; it is left out.",
            "Add `content` with a media type and a schema.",
        ),
        "no-responses": Entry(
            "warning",
            "An operation without `responses`; its answer is not read.",
            "Add the responses.",
        ),
        "invalid-status": Entry(
            "error",
            "A key under `responses` that is neither a status, nor a range such as 4XX, nor "
            "default.",
            "Use a status between 100 and 599.",
        ),
        "path-with-query": Entry(
            "warning",
            "A path holds a query or a fragment, which is left out.",
            "Declare query parameters as parameters.",
        ),
        "relative-path": Entry(
            "warning",
            "A path does not begin with a slash; it is read as if it did.",
            "Begin the path with a slash.",
        ),
        "unused-path-parameter": Entry(
            "warning",
            "A path parameter that is not in the path; it is left out.",
            "Correct its name, or put it into the path.",
        ),
        "undeclared-path-parameter": Entry(
            "warning",
            "A variable of the path that no parameter declares; it is read as text.",
            "Declare the parameter.",
        ),
        "duplicate-operation-id": Entry(
            "warning",
            "Operations share an id; each is called after its method and path.",
            "Give every operation an id of its own.",
        ),
        "renamed-operation": Entry(
            "warning",
            "Operations of one tag would have the same name; each takes the words before it "
            "in the path. This is a breaking change where one of them was there before.",
            "Give the operations different ids, or set a name for them.",
        ),
        "unsupported-security": Entry(
            "error",
            "A security scheme that OpenAPI does not know; it is left out.",
            "Use apiKey, http, oauth2, openIdConnect or mutualTLS.",
        ),
        "unknown-security": Entry(
            "error",
            "A requirement names a scheme that is not declared; that alternative is left out.",
            "Declare it under `components.securitySchemes`.",
        ),
    }
)
"""The codes of oacgen-ir. A generator brings its own, each with its name as prefix (`py-...`)."""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One remark about one place. `file` and `line` are known only once they were looked up."""

    entry: Entry
    code: str
    message: str
    pointer: str = ""
    hint: str = ""
    file: str = ""
    line: int | None = None

    @property
    def severity(self) -> Severity:
        """How bad it is, as the catalogue has it."""
        return self.entry.severity


class Report:
    """Diagnostics in the order in which they were added, each once.

    `extra` holds the catalogue entries of the generators at work; `locate` finds the lines of
    pointers when the diagnostics are shown.
    """

    def __init__(
        self, *, extra: Mapping[str, Entry] = MappingProxyType({}), locate: Locate | None = None
    ) -> None:
        self._catalogue = {**CATALOGUE, **extra}
        self._locate = locate
        self._kept: dict[tuple[str, str, str], Diagnostic] = {}

    def add(self, code: str, message: str, *, at: str = "", hint: str = "") -> None:
        """Note `message` about the place `at`, a JSON pointer; an unknown code is a KeyError."""
        entry = self._catalogue[code]
        self._kept.setdefault((code, at, message), Diagnostic(entry, code, message, at, hint))

    def __iter__(self) -> Iterator[Diagnostic]:
        return iter(self._kept.values())

    def __len__(self) -> int:
        return len(self._kept)

    def _count(self, severity: Severity) -> int:
        return sum(diagnostic.severity == severity for diagnostic in self)

    @property
    def errors(self) -> int:
        """How many parts of the document had to be left out or widened."""
        return self._count("error")

    @property
    def warnings(self) -> int:
        """How many remarks deserve a look."""
        return self._count("warning")

    def lasting(self) -> Report:
        """Return the report without what is passing."""
        report = Report(extra=self._catalogue, locate=self._locate)
        report._kept = {k: one for k, one in self._kept.items() if not one.entry.passing}
        return report

    def locate(self, diagnostic: Diagnostic) -> Diagnostic:
        """Return the diagnostic with its file and line, where these can be found."""
        if self._locate is None or not diagnostic.pointer:
            return diagnostic
        file, line = self._locate(diagnostic.pointer)
        return replace(diagnostic, file=file, line=line)


def render_text(report: Report) -> str:
    """Return one line per diagnostic, its hint on a line of its own; empty without any."""
    return "".join(f"{text_of(report.locate(diagnostic))}\n" for diagnostic in report)


def text_of(diagnostic: Diagnostic) -> str:
    """Return `warning[code] openapi.yaml:12: #/paths: message`, with the hint below."""
    where = place(diagnostic.file, diagnostic.line, None, diagnostic.pointer)
    first = f"{diagnostic.severity}[{diagnostic.code}] {where}{one_line(diagnostic.message)}"
    return f"{first}\n    hint: {one_line(diagnostic.hint)}" if diagnostic.hint else first


def as_json(report: Report) -> list[dict[str, JsonValue]]:
    """Return the diagnostics as plain data, all keys always there."""
    return [
        {
            "severity": diagnostic.severity,
            "code": diagnostic.code,
            "message": diagnostic.message,
            "pointer": diagnostic.pointer,
            "file": diagnostic.file,
            "line": diagnostic.line,
            "hint": diagnostic.hint,
        }
        for diagnostic in map(report.locate, report)
    ]


def explain(code: str, catalogue: Mapping[str, Entry] = CATALOGUE) -> str:
    """Return what a code means and what to do; KeyError where the catalogue lacks it."""
    entry = catalogue[code]
    return f"{code} ({entry.severity})\n\nCause: {entry.cause}\nFix:   {entry.fix}\n"


class InputError(Exception):
    """A document, configuration or option that cannot be used: what, where, and what to do."""

    def __init__(
        self,
        message: str,
        *,
        file: str = "",
        line: int | None = None,
        column: int | None = None,
        pointer: str = "",
        hint: str = "",
    ) -> None:
        super().__init__(message)
        self.message = message
        self.file = file
        self.line = line
        self.column = column
        self.pointer = pointer
        self.hint = hint

    def __str__(self) -> str:
        where = place(self.file, self.line, self.column, self.pointer)
        hint = f"\n    hint: {one_line(self.hint)}" if self.hint else ""
        message = "\n    ".join(map(one_line, self.message.splitlines()))
        return f"{where}{message}{hint}"


def place(file: str, line: int | None, column: int | None, pointer: str) -> str:
    """Return `openapi.yaml:12:3: #/paths: `, without the parts that are unknown."""
    spot = file
    if file and line is not None:
        spot += f":{line}" if column is None else f":{line}:{column}"
    return "".join(f"{one_line(part)}: " for part in (spot, pointer) if part)


def one_line(text: str) -> str:
    """Return `text` fit for a terminal: one line, and no control character of a document in it."""
    return printable(" ".join(text.split()))


def printable(text: str) -> str:
    """Return `text` with control characters, and whatever else cannot be seen, spelt out."""
    return (
        text if text.isprintable() else "".join(c if c.isprintable() else _visible(c) for c in text)
    )


def _visible(character: str) -> str:
    return character.encode("unicode_escape", "surrogatepass").decode("ascii")
