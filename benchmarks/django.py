"""django-oacgen: what a run costs beside drf-spectacular alone, how it grows, what it never mixes.

The project is synthetic: 10 apps of 5 ModelViewSets, 300 operations, four groups.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.django_project import write_project
from benchmarks.measure import Command, Cost, Failed, costs, interleaved, run, spread, table

SETUP = "import django; django.setup()"
READ = f"""
{SETUP}
from django_oacgen.config import get_config
from django_oacgen.schema.project import Project
project = Project(get_config())
documents = [project.read(group).document for group in project.groups]
"""
PLAIN = ("manage.py", "spectacular", "--format", "openapi-json", "--file", "schema.json")
LANGUAGES = "go,proto,py,ts"
GROUPS = 4  # of the project
REQUESTS = 300
SERVE = f"""
{SETUP}
import json
from concurrent.futures import ThreadPoolExecutor
from django.conf import settings
from django.test import Client
settings.ALLOWED_HOSTS = ["testserver"]
settings.ROOT_URLCONF = "urls_with_pages"

def is_own(number):
    own = number % {GROUPS}
    answer = Client().get(f"/schema/group{{own}}/schema/").json()
    apps = {{int(path.split("/")[2].removeprefix("app")) for path in answer["paths"]}}
    foreign = [number for number in apps if number % {GROUPS} != own]
    return answer["info"]["title"] == f"Group{{own}} API" and apps and not foreign

with ThreadPoolExecutor(30) as pool:
    right = list(pool.map(is_own, range({REQUESTS})))
print(json.dumps({{"foreign": len(right) - sum(map(bool, right)), "answers": len(right)}}))
"""


def measure(rounds: int, corpus: Path | None) -> None:
    """Print the tables; `corpus` is not used."""
    with TemporaryDirectory() as made:
        folder = Path(made) / "project"
        write_project(folder, apps=10)
        generation(folder, rounds)
        start_up(folder, rounds * 3)
        served(folder)
        growth(Path(made), max(1, rounds // 3))


def generation(folder: Path, rounds: int) -> None:
    """Compare whole runs with the making of the schemas and with `manage.py spectacular`."""
    generate = ("manage.py", "generate_api", "--lang", LANGUAGES)
    results = interleaved(
        {
            "the schemas alone": python(folder, "-c", READ),
            "generate_api, four languages, four groups": python(
                folder, *generate, before=partial(forget, folder)
            ),
            "generate_api again, nothing changed": python(
                folder, *generate, before=partial(sure, folder, generate)
            ),
            "manage.py spectacular": python(folder, *PLAIN),
        },
        rounds,
    )
    print("300 operations, 10 apps; Django's start included in each.\n")
    print(costs(results, "the schemas alone"))


def start_up(folder: Path, rounds: int) -> None:
    """Compare `django.setup()` with and without django-oacgen, a matter of milliseconds."""
    results = interleaved(
        {
            "django.setup() without django-oacgen": python(folder, "-c", SETUP, WITHOUT_OACGEN="1"),
            "with it": python(folder, "-c", SETUP),
        },
        rounds,
    )
    without, with_ = map(_middle, results.values())
    print(f"\n{costs(results, 'django.setup() without django-oacgen')}")
    print(f"\nThe start costs {(with_ - without) * 1000:.0f} ms more.")


def served(folder: Path) -> None:
    """Ask for the schemas of all groups at once, and count the answers of another group."""
    (folder / "urls_with_pages.py").write_text(
        "from django_oacgen import add_oacgen_urls\n"
        "from urls import urlpatterns\n\nurlpatterns = add_oacgen_urls(urlpatterns)\n"
    )
    log = folder / "served.json"
    code = f"import sys; sys.stdout = open({str(log)!r}, 'w')\n{SERVE}"
    result = run(python(folder, "-c", code))
    if isinstance(result, Failed):
        print(f"\nThe requests failed: {result.output}")
        return
    counted = json.loads(log.read_text())
    print(
        f"\nOf {counted['answers']} requests for {GROUPS} groups' schemas, 30 at a time, "
        f"{counted['foreign']} got another group's."
    )


def growth(folder: Path, rounds: int) -> None:
    """Measure projects with drf-standardized-errors, which describes each operation's errors."""
    generate = ("manage.py", "generate_api", "--lang", LANGUAGES, "-v", "0")
    rows = []
    for apps in (2, 4, 8):
        project = folder / f"errors{apps}"
        write_project(project, apps)
        results = interleaved(
            {
                "schemas": python(project, "-c", READ, STANDARDIZED_ERRORS="1"),
                "all": python(
                    project, *generate, before=partial(forget, project), STANDARDIZED_ERRORS="1"
                ),
            },
            rounds,
        )
        schemas, whole = map(_middle, results.values())
        count = apps * 30
        per = whole / count * 1000
        rows.append((str(count), f"{schemas:.2f}", f"{whole:.2f}", f"{per:.1f}"))
    print("\nWith drf-standardized-errors, CPU seconds:\n")
    print(table(("operations", "schemas", "generate_api", "ms an operation"), rows))


def python(
    folder: Path, *args: str, before: Callable[[], object] | None = None, **environment: str
) -> Command:
    """Return a run of Python in the project."""
    settings = {"DJANGO_SETTINGS_MODULE": "settings", **environment}
    return Command([sys.executable, *args], folder, settings, before)


def forget(folder: Path) -> None:
    """Remove what earlier runs wrote."""
    for made in ("openapi", ".oacgen_cache"):
        shutil.rmtree(folder / made, ignore_errors=True)


def sure(folder: Path, generate: tuple[str, ...]) -> None:
    """Have the output be there, and known to be current."""
    run(python(folder, *generate))


def _middle(result: list[Cost] | Failed) -> float:
    if isinstance(result, Failed):
        sys.exit(result.output)
    return spread([cost.cpu for cost in result]).middle
