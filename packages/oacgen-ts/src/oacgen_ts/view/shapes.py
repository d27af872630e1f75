"""What modules need to know of an operation to declare, call or wrap its function."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from oacgen_ir.code import Code
from oacgen_ir.ir import Operation
from oacgen_ts.media import Received
from oacgen_ts.naming import OperationNames
from oacgen_ts.syntax import comment
from oacgen_ts.type_wrapping import Generic, either
from oacgen_ts.types import Types
from oacgen_ts.view.bodies import Sent, answer_type, sent_type
from oacgen_ts.view.fields import DEPRECATED
from oacgen_ts.view.parameters import Argument, Params, argument_list, given
from oacgen_ts.wrapping import Expr


@dataclass(frozen=True, slots=True)
class Shape:
    """An operation, read for TypeScript but not yet written for any module."""

    operation: Operation
    names: OperationNames
    arguments: Mapping[str, Argument]
    body: Sent | None
    params: Params | None
    answer: Received

    @property
    def is_query(self) -> bool:
        """Whether it only asks, so that its answer may be kept."""
        return self.operation.method in ("GET", "QUERY")

    @property
    def is_hooked(self) -> bool:
        """Whether there is a hook for it: a file or a stream is nothing to keep."""
        method = self.operation.method
        kept = self.answer.how not in ("download", "stream")
        return kept and method not in ("HEAD", "OPTIONS", "TRACE")

    @property
    def given(self) -> list[str]:
        """The names of all arguments but the options, as a call passes them on."""
        body = ["body"] if self.body is not None else []
        return [*given(self.arguments), *body, *(["params"] if self.params is not None else [])]

    def parameters(self, types: Types, params: str) -> list[tuple[str, Expr]]:
        """Return the parameters of its function: path, body, query, options.

        `params` is what the interface of the query is called there.
        """
        found = argument_list(self.arguments, types)
        required = self.params is not None and self.params.required
        if self.body is not None:
            found.append(self._body(sent_type(self.body, types), self.body.required, required))
        if self.params is not None:
            found.append(("params" if required else "params?", params))
        options = types.of_runtime("config", "CallOptions")
        found.append(("options?", Generic(options, answer_type(self.answer, types))))
        return found

    def _body(self, type_: Expr, required: bool, more: bool) -> tuple[str, Expr]:
        """Declare the body; what is optional before a required parameter takes undefined."""
        if required:
            return "body", type_
        return ("body", either(type_, "undefined")) if more else ("body?", type_)


def documentation(operation: Operation, indent: int = 0) -> Code:
    """Print what a function does: the document's words, else method and path."""
    summary, text = operation.summary.strip(), operation.description.strip()
    if summary and not text.startswith(summary.rstrip(".")):
        text = f"{summary}\n\n{text}" if text else summary
    notes = [DEPRECATED] if operation.deprecated else []
    return comment(text or f"`{operation.method} {operation.path}`", indent, notes=notes)


def queries(shapes: Sequence[Shape]) -> list[Shape]:
    """Return the operations whose answers are kept under keys."""
    return [one for one in shapes if one.is_hooked and one.is_query]
