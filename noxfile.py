"""The contributor's menu: `nox -l` lists it, `nox` runs what must pass before a change lands."""

from __future__ import annotations

from pathlib import Path

import nox

nox.needs_version = ">=2025.2"
nox.options.sessions = ["lint", "types", "tests"]
nox.options.error_on_missing_interpreters = True
nox.options.reuse_existing_virtualenvs = True

ROOT = Path(__file__).parent
PINS = ("-c", str(ROOT / "constraints.txt"))
PACKAGES = ["oacgen-ir", "oacgen-py", "django-oacgen"]  # in the order of their dependencies
SOURCES = ["noxfile.py", "cases", "examples", "sweep", *(f"packages/{name}" for name in PACKAGES)]


def install_workspace(session: nox.Session, *more: str) -> None:
    """Install the packages as they stand here, and `more`, all at the pinned versions."""
    editable = [part for name in PACKAGES for part in ("-e", f"packages/{name}")]
    session.install(*PINS, *editable, *more)


@nox.session(python="3.11")
def lint(session: nox.Session) -> None:
    """Check style: ruff's rules and format."""
    session.install(*PINS, "ruff")
    session.run("ruff", "check", *SOURCES)
    session.run("ruff", "format", "--check", *SOURCES)


@nox.session(python="3.11")
def types(session: nox.Session) -> None:
    """Check types: mypy --strict over every package, the runtime of generated code included."""
    install_workspace(
        session, "mypy", "types-PyYAML", "nox", "httpx2", "httpx", "pytest", "hypothesis"
    )
    for name in PACKAGES:
        session.run("mypy", f"packages/{name}/src")
    session.run("mypy", "noxfile.py", "cases", "sweep")


@nox.session(python="3.11")
def tests(session: nox.Session) -> None:
    """Run all tests: the packages, the golden cases, the example; arguments go to pytest."""
    install_workspace(session, "-r", "examples/shop/requirements.txt", "-r", "tests.txt")
    if session.posargs:
        session.run("pytest", *session.posargs)
        return
    with session.chdir("examples/shop"):
        session.run("pytest", "-q")
    session.run("pytest", "-q", *(f"packages/{name}/tests" for name in PACKAGES), "cases")


@nox.session(python="3.11")
def consumers(session: nox.Session) -> None:
    """Run the Python client inside Django, FastAPI, Flask, Celery and pytest."""
    requirements = ("examples/shop/requirements.txt", "examples/consumers/requirements.txt")
    install_workspace(session, "-r", "tests.txt", *(w for r in requirements for w in ("-r", r)))
    session.run("pytest", "-q", *(session.posargs or ["examples/consumers/tests"]))


@nox.session(python="3.11")
def demo(session: nox.Session) -> None:
    """Run the main job: the example project to clients, then live calls through them."""
    install_workspace(session, "-r", "examples/shop/requirements.txt", "httpx2")
    session.run("python", "examples/demo.py", *session.posargs)


@nox.session(python="3.11")
def pages(session: nox.Session) -> None:
    """Open the example's schema pages in Chromium, which must be installed."""
    requirements = ("-r", "examples/shop/requirements.txt", "-r", "tests.txt")
    install_workspace(session, *requirements, "playwright")
    session.run("pytest", "-q", *(session.posargs or ["packages/django-oacgen/browser"]))


@nox.session(python="3.11")
def corpus(session: nox.Session) -> None:
    """Generate from every document below a folder and check the output: `nox -s corpus -- PATH`."""
    install_workspace(session, "mypy", "pyright[nodejs]", "black", "httpx2")
    session.run("python", "-m", "sweep", *session.posargs)


@nox.session(python="3.11")
def wheels(session: nox.Session) -> None:
    """Build all packages into dist/ and install them into a clean environment from there."""
    session.install(*PINS, "build", "hatchling")
    for name in PACKAGES:
        session.run("python", "-m", "build", "-q", "--outdir", "dist", f"packages/{name}")
