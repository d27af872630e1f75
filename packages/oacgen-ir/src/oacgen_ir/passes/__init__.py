"""`Api -> Api`: what every language wants to know, decided once."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from oacgen_ir.diagnostics import Report
from oacgen_ir.ir import Api
from oacgen_ir.passes.actions import name_actions
from oacgen_ir.passes.aliases import break_circles
from oacgen_ir.passes.directions import split_directions
from oacgen_ir.passes.fold import fold_enums, fold_operation_components
from oacgen_ir.passes.pagination import find_pagination

__all__ = ["prepare"]


def prepare(api: Api, report: Report, *, rename: Mapping[str, str] = MappingProxyType({})) -> Api:
    """Run all passes that a generator relies on.

    `rename` gives operations, by their ids, the names that they shall have in every language.
    """
    api = break_circles(api, report)
    api = fold_operation_components(fold_enums(api))
    api = split_directions(api, report)
    api = find_pagination(api)
    return name_actions(api, report, rename)
