"""What a method returns, where its text alone leaves no doubt."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator, Mapping

_CALLS = {
    "all": "bool",
    "any": "bool",
    "bool": "bool",
    "float": "float",
    "hasattr": "bool",
    "int": "int",
    "isinstance": "bool",
    "len": "int",
    "str": "str",
}


def return_type(function: ast.FunctionDef, module: Mapping[str, object]) -> str:
    """Return an annotation such as `str | None`; empty where one could err.

    `module` holds the names of the module, which may hide built-in ones.
    """
    own = [*_own(function)]
    if function.decorator_list or any(isinstance(node, _OTHERS) for node in own):
        return ""
    local = {node.arg for node in ast.walk(function.args) if isinstance(node, ast.arg)}
    local |= {node.id for node in own if isinstance(node, ast.Name) and _is_stored(node)}
    hidden = {name for name in _CALLS if name in local or _is_hidden(name, module)}
    end = _end(function.body)
    found = end.union(*(_types(n.value, hidden) for n in own if isinstance(n, ast.Return)))
    values = found - {"None"}
    if "" in found or len(values) != 1:
        return ""
    return " | ".join([*values, *sorted(found - values)])


_OTHERS = (ast.Yield, ast.YieldFrom, ast.Await)


def _own(function: ast.FunctionDef) -> Iterator[ast.AST]:
    """Yield the nodes of a body, without those of functions and classes inside it."""
    waiting: list[ast.AST] = [*function.body]
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            waiting.extend(ast.iter_child_nodes(node))


def _is_stored(name: ast.Name) -> bool:
    return isinstance(name.ctx, ast.Store)


def _is_hidden(name: str, module: Mapping[str, object]) -> bool:
    return name in module and module[name] is not getattr(builtins, name)


def _types(value: ast.expr | None, hidden: set[str]) -> set[str]:
    """Return the types that an expression may have; an empty name where an object decides it."""
    match value:
        case None | ast.Constant(value=None):
            return {"None"}
        case ast.Constant(value=bool() | int() | float() | str() as constant):
            return {type(constant).__name__}
        case ast.JoinedStr():
            return {"str"}
        case ast.UnaryOp(op=ast.Not()):
            return {"bool"}
        case ast.Compare(ops=ops) if all(isinstance(op, _SURE) for op in ops):
            return {"bool"}
        case ast.IfExp():
            return _types(value.body, hidden) | _types(value.orelse, hidden)
        case ast.BoolOp():
            found = set[str]().union(*(_types(part, hidden) for part in value.values))
            return found if len(found) == 1 else {""}
        case ast.Call(func=ast.Name(id=name)) if name in _CALLS and name not in hidden:
            return {_CALLS[name]}
    return {""}


# Other comparisons are up to the objects that are compared.
_SURE = (ast.In, ast.NotIn, ast.Is, ast.IsNot)


def _end(body: list[ast.stmt]) -> set[str]:
    """Return `None` where the end of a block is reached, nothing where it is not, or doubt."""
    match body[-1]:
        case ast.Return() | ast.Raise():
            return set()
        case ast.If(orelse=[]):
            return {"None"}
        case ast.If():
            return _end(body[-1].body) | _end(body[-1].orelse)
        case ast.For() | ast.Assign() | ast.AugAssign() | ast.Expr() | ast.Pass():
            return {"None"}
    return {""}
