"""The Jinja environment that every generator's templates are rendered in.

Templates print; they do not decide. `check_templates` holds the line in a generator's tests.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import jinja2
from jinja2 import nodes


@cache
def environment(package: str) -> jinja2.Environment:
    """Return the environment over the `templates/` folder of an importable package.

    It has no filters, tests or globals but Jinja's own, and it escapes nothing: what is printed
    is source text already. Templates are compiled once per process.
    """
    return jinja2.Environment(
        loader=jinja2.PackageLoader(package, "templates"),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
        auto_reload=False,
        cache_size=-1,
    )


_ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.For,
    nodes.If,
    nodes.Include,
    nodes.Const,  # the name of an included template
    nodes.Name,
    nodes.Getattr,
    nodes.Tuple,  # `for name, value in ...`
    nodes.Not,
    nodes.And,
    nodes.Or,
)

_PRINTED = (nodes.TemplateData, nodes.Name, nodes.Getattr)


def check_templates(env: jinja2.Environment) -> list[str]:
    """Return what templates do beyond looping, testing names, printing names and including.

    Each complaint is `template:line: what`; an empty list is good.
    """
    return [
        f"{name}:{node.lineno}: {what}"
        for name in env.list_templates()
        for node, what in _complaints(_parse(env, name))
    ]


def _parse(env: jinja2.Environment, name: str) -> nodes.Template:
    if env.loader is None:
        raise ValueError("the environment has no templates")
    source, _, _ = env.loader.get_source(env, name)
    return env.parse(source, name)


def _complaints(node: nodes.Node) -> Iterator[tuple[nodes.Node, str]]:
    if not isinstance(node, _ALLOWED):
        yield node, f"{type(node).__name__} is not for templates; decide it in the view"
        return
    match node:
        case nodes.Include() if not isinstance(node.template, nodes.Const):
            yield node, "the name of an included template has to stand there"
        case nodes.For(recursive=True):
            yield node, "a recursive loop is not for templates; flatten it in the view"
        case nodes.Output():
            yield from (
                (part, "only a name or an attribute may be printed")
                for part in node.nodes
                if isinstance(part, _ALLOWED) and not isinstance(part, _PRINTED)
            )
        case _:
            pass
    for child in node.iter_child_nodes():
        yield from _complaints(child)
