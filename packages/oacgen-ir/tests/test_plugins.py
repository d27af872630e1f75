from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from oacgen_ir import plugins
from oacgen_ir.diagnostics import InputError
from oacgen_ir.plugins import (
    GENERATOR_API,
    IR_VERSION,
    AnyGenerator,
    discover,
    find,
    names,
    own_diagnostics,
)

MAJOR, MINOR = IR_VERSION
Install = Callable[..., None]


def stand_in(api: object = GENERATOR_API, ir: object = IR_VERSION) -> SimpleNamespace:
    return SimpleNamespace(name="toy", api=api, ir=ir)


def refusal(name: str) -> str:
    with pytest.raises(InputError) as caught:
        find(name)
    return str(caught.value)


def test_an_installed_generator_is_found(installed: Install, toy: AnyGenerator) -> None:
    installed(toy=toy)
    assert names() == ("toy",)
    assert find("toy") is toy
    assert discover().generators == {"toy": toy}
    assert discover().refused == {}


def test_a_missing_generator_is_named_with_its_package(installed: Install) -> None:
    installed()
    assert refusal("ts") == ("the generator ts is not installed\n    hint: pip install oacgen-ts")
    assert refusal("tss") == "unknown generator `tss`; did you mean `ts`?"


def test_an_older_ir_minor_is_fine(monkeypatch: pytest.MonkeyPatch, installed: Install) -> None:
    monkeypatch.setattr(plugins, "IR_VERSION", (MAJOR, 3))
    installed(toy=stand_in(ir=(MAJOR, 2)))
    assert find("toy")


@pytest.mark.parametrize(
    ("generator", "what", "upgrade"),
    [
        (stand_in(ir=(MAJOR + 1, 0)), f"IR {MAJOR + 1}", "oacgen-ir"),
        (stand_in(ir=(MAJOR - 1, 9)), f"IR {MAJOR - 1}", "oacgen-toy"),
        (stand_in(ir=(MAJOR, MINOR + 1)), f"IR {MAJOR}.{MINOR + 1}", "oacgen-ir"),
        (stand_in(api=GENERATOR_API + 1), f"protocol {GENERATOR_API + 1}", "oacgen-ir"),
        (stand_in(api=GENERATOR_API - 1), f"protocol {GENERATOR_API - 1}", "oacgen-toy"),
    ],
)
def test_another_version_is_refused_with_the_upgrade(
    installed: Install, generator: object, what: str, upgrade: str
) -> None:
    installed(toy=generator)
    text = refusal("toy")
    assert text.startswith("the generator toy of oacgen-toy was written for ")
    assert what in text
    assert text.endswith(f"hint: pip install --upgrade {upgrade}")


@pytest.mark.parametrize("odd", [object(), stand_in(api="1"), stand_in(ir=None)])
def test_what_is_no_generator_is_refused(installed: Install, odd: object) -> None:
    installed(toy=odd)
    assert "does not say what it was written for" in refusal("toy")


def test_a_broken_one_does_not_stop_the_others(installed: Install, toy: AnyGenerator) -> None:
    installed(bad=ModuleNotFoundError("No module named 'zod'"), toy=toy, worse=SyntaxError("("))
    found = discover()
    assert found.generators == {"toy": toy}
    assert found.refused == {
        "bad": "the generator bad cannot be loaded: ModuleNotFoundError: No module named 'zod'\n"
        "    hint: pip install --force-reinstall oacgen-bad",
        "worse": "the generator worse cannot be loaded: SyntaxError: (\n"
        "    hint: pip install --force-reinstall oacgen-worse",
    }


def test_own_diagnostics_are_optional(installed: Install, toy: AnyGenerator) -> None:
    assert list(own_diagnostics(toy)) == ["toy-silly"]
    installed(toy=stand_in())
    assert own_diagnostics(find("toy")) == {}


def test_names_imports_no_generator() -> None:
    code = (
        "import sys; from oacgen_ir.plugins import names; print(names())\n"
        "print([m for m in sys.modules if m.startswith('oacgen_') and '_ir' not in m])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[1] == "[]"
