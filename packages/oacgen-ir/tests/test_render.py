from __future__ import annotations

import sys
from pathlib import Path

import jinja2
import pytest

from oacgen_ir.render import check_templates, environment


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """An importable package with templates, of a name that no other test has."""
    name = f"rendered_{tmp_path.name}"
    folder = tmp_path / name / "templates"
    folder.mkdir(parents=True)
    (tmp_path / name / "__init__.py").touch()
    (folder / "list.txt").write_text(
        "{% for item in items %}\n"
        "  {% if item.old %}\n"
        "- {{ item.name }} (old)\n"
        "  {% else %}\n"
        "- {{ item.name }}\n"
        "  {% endif %}\n"
        "{% endfor %}\n"
        "{% include 'end.txt' %}"
    )
    (folder / "end.txt").write_text("{{ end }}\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, name, raising=False)
    return name


def test_templates_print_what_they_are_given(package: str) -> None:
    items = [{"name": "a<b", "old": False}, {"name": "{{ c }}", "old": True}]
    text = environment(package).get_template("list.txt").render(items=items, end="&")
    assert text == "- a<b\n- {{ c }} (old)\n&\n"


def test_a_name_that_is_missing_is_an_error(package: str) -> None:
    with pytest.raises(jinja2.UndefinedError):
        environment(package).get_template("end.txt").render()


def test_an_environment_is_made_once(package: str) -> None:
    env = environment(package)
    assert environment(package) is env
    assert env.get_template("end.txt") is env.get_template("end.txt")


def test_what_templates_may_do(package: str) -> None:
    assert check_templates(environment(package)) == []


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("{{ a|upper }}", "Filter"),
        ("{{ a() }}", "Call"),
        ("{{ a + b }}", "Add"),
        ("{{ a ~ b }}", "Concat"),
        ("{{ a['b'] }}", "Getitem"),
        ("{{ 'text' }}", "only a name or an attribute may be printed"),
        ("{{ a if b else c }}", "CondExpr"),
        ("{% if a == b %}{% endif %}", "Compare"),
        ("{% if a is defined %}{% endif %}", "Test"),
        ("{% set a = b %}", "Assign"),
        ("{% macro m() %}{% endmacro %}", "Macro"),
        ("{% block b %}{% endblock %}", "Block"),
        ("{% extends 'a' %}", "Extends"),
        ("{% import 'a' as b %}", "Import"),
        ("{% include name %}", "the name of an included template"),
        ("{% for a in [1] %}{% endfor %}", "List"),
        ("{% for a in b recursive %}{% endfor %}", "recursive"),
        ("{% for a in b|sort %}{% endfor %}", "Filter"),
    ],
)
def test_what_templates_may_not_do(source: str, what: str) -> None:
    env = jinja2.Environment(loader=jinja2.DictLoader({"ok": "{{ a.b }}", "t": f"\n{source}"}))
    complaints = check_templates(env)
    assert complaints
    assert complaints[0].startswith("t:2: ")
    assert what in complaints[0]


@pytest.mark.parametrize(
    "source",
    [
        "{% if a and not b.c or d %}{% elif e %}{% else %}{% endif %}",
        "{% for a, b in c.d %}{{ a }}{% if not loop.last %}, {% endif %}{% else %}{% endfor %}",
        "{% include 'x' %}{# a remark #}{% raw %}{{ }}{% endraw %}",
    ],
)
def test_what_templates_may_do_by_example(source: str) -> None:
    env = jinja2.Environment(loader=jinja2.DictLoader({"t": source}))
    assert check_templates(env) == []
