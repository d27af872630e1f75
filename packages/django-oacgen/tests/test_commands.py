"""The commands: flags in, lines and exit codes out."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from django_oacgen.management.commands.generate_api import Command

Use = Callable[[str], None]
Configure = Callable[..., None]

CORE = {"name": "core", "apps": ["people"]}
SALES = {"name": "sales", "apps": ["trade"]}


def call(*args: str, name: str = "generate_api") -> tuple[int, str, str]:
    """Run a command; gives the exit code, standard output and standard error."""
    out, err = StringIO(), StringIO()
    try:
        call_command(name, *args, stdout=out, stderr=err, no_color=True)
    except SystemExit as end:
        return int(str(end.code)), out.getvalue(), err.getvalue()
    except CommandError as error:
        return error.returncode, out.getvalue(), err.getvalue() + str(error)
    return 0, out.getvalue(), err.getvalue()


def test_a_run_ends_in_a_table(project: Configure, toy: Any) -> None:
    project(CORE, SALES)
    code, out, err = call()
    assert (code, err) == (0, "")
    assert out == (
        "group  operations  title\n"
        "core           19  Core API\n"
        "sales           3  Sales API\n"
        "\n"
        "output                      for      added  changed  removed  unchanged\n"
        "openapi/schemas             schemas      2        -        -          0\n"
        "openapi/clients/typescript  ts          10        -        -          0\n"
        "\n"
        "12 files written.\n"
    )
    code, out, _ = call()
    assert code == 0
    assert out.endswith("Nothing to do: all files are up to date.\n")


def test_check_and_diff(project: Configure, toy: Any, tmp_path: Path) -> None:
    project(CORE, SALES)
    call()
    assert call("--check")[0] == 0
    toy_file = tmp_path / "openapi/clients/typescript/sales/orders.txt"
    toy_file.write_text("orders_list\n")
    code, out, _ = call("--check")
    assert code == 1
    assert out.endswith(
        "edit   openapi/clients/typescript/sales/orders.txt\n\n"
        "1 file would change; `manage.py generate_api` writes it.\n"
    )
    assert "edit   openapi/clients/typescript/sales/orders.txt\n" in call("--dry-run")[1]
    code, out, _ = call("--diff")
    assert code == 1
    assert "+orders_create" in out
    assert toy_file.read_text() == "orders_list\n"


@pytest.mark.parametrize("args", [("core",), ("--groups", "core"), ("--groups=core,core",)])
def test_groups_can_be_chosen(project: Configure, toy: Any, tmp_path: Path, args: Any) -> None:
    project(CORE, SALES)
    code, out, _ = call(*args)
    assert code == 0
    assert "sales" not in out
    assert not (tmp_path / "openapi/schemas/sales.json").exists()


def test_languages_can_be_chosen(project: Configure, toy: Any) -> None:
    project(CORE, SALES)
    code, _, err = call("--lang", "ts,go")
    assert code == 2
    assert err == ("the generator go is not installed\n    hint: pip install 'django-oacgen[go]'")


def test_what_is_not_there_yet_is_refused(project: Configure, toy: Any) -> None:
    project(CORE, SALES)
    code, _, err = call("--lang", "grpc")
    assert code == 2
    assert err == "unknown generator `grpc`; there are: go, proto, py, ts"
    with pytest.raises(CommandError, match="unrecognized arguments: --jobs"):
        Command().create_parser("manage.py", "generate_api").parse_args(["--jobs", "2"])


@pytest.mark.parametrize("name", ["generate_client", "generate_clients"])
def test_older_names_work(project: Configure, toy: Any, name: str, tmp_path: Path) -> None:
    project(CORE)
    assert call(name=name)[0] == 0
    assert (tmp_path / "openapi/schemas/core.json").exists()


def test_failures_are_told_and_the_exit_code_is_2(
    project: Configure, toy: Any, urlconf_: Use
) -> None:
    project(CORE, SALES)
    urlconf_("broken")
    code, out, err = call()
    assert code == 2
    assert "core           20  failed" in out
    assert "error: group core: GET /api/failing/ (people.views.Failing): ZeroDivision" in err
    assert "today (" in err
    assert "people/views.py:" in err
    assert "The files of core stay as they were." in err
    assert 'To leave these endpoints out: "exclude_views": ["people.views.Failing"]\n' in err
    assert call()[1].endswith("Nothing else to do: all other files are up to date.\n")


def test_remarks_and_ungrouped_endpoints_are_told_once(
    project: Configure, toy: Any, urlconf_: Use
) -> None:
    project({"name": "puzzle", "paths": ["/api/puzzling/"]})
    urlconf_("broken")
    code, _, err = call()
    assert code == 0
    assert err.count("warning: drf-spectacular: Puzzling: unable to guess serializer") == 1
    assert "warning: 21 endpoints in no group:" in err
    assert "    GET /api/items/ (people.views.ItemView)\n" in err
    assert "    and 11 more; -v 2 shows all\n" in err
    assert "and 11 more" not in call("-v", "2")[2]
    assert call("-v", "0") == (0, "", "")


def test_strictness_says_why_nothing_was_written(
    project: Configure, toy: Any, tmp_path: Path
) -> None:
    project(CORE)
    code, _, err = call("--strict", "-v", "0")
    assert code == 1
    assert "endpoints in no group" in err
    assert "Nothing was written" in err
    assert not (tmp_path / "openapi").exists()


def test_json_is_one_document(project: Configure, toy: Any, tmp_path: Path) -> None:
    project(CORE, SALES)
    code, out, err = call("--format", "json")
    assert (code, err) == (0, "")
    data = json.loads(out)
    assert data["exit_code"] == 0
    assert data["written"] is True
    assert [g["name"] for g in data["groups"]] == ["core", "sales"]
    assert data["outputs"][0]["added"] == ["core.json", "sales.json"]
    assert data["outputs"][1]["root"] == str(tmp_path / "openapi/clients/typescript")
    assert data["errors"] == []


def test_groups_are_listed(project: Configure, toy: Any, tmp_path: Path) -> None:
    project(CORE, {**SALES, "title": "Shop"})
    _, out, _ = call("--list-groups")
    assert out == (
        "group  operations  title     apps\n"
        "core           19  Core API  people\n"
        "sales           3  Shop      trade\n"
    )
    assert "    GET /api/ping/ (people.views.ping)\n" in call("--list-groups", "-v", "2")[1]
    project(CORE)
    assert call("--list-groups")[1].endswith("\n3 more in no group; -v 2 shows all\n")
    project(CORE, SALES)
    listed = json.loads(call("--list-groups", "--format", "json")[1])
    assert len(listed["sales"]) == 3
    assert not (tmp_path / "openapi").exists()


def test_mistakes_end_with_2_and_say_where(project: Configure, toy: Any) -> None:
    project(groops=[])
    code, _, err = call()
    assert code == 2
    assert err == "OACGEN: there is no key 'groops'; did you mean 'groups'?"
    code, out, _ = call("--format", "json")
    assert code == 2
    assert json.loads(out)["errors"] == [err]


def test_refusals_have_the_keys_of_results(project: Configure, toy: Any) -> None:
    project(CORE)
    good = json.loads(call("--format", "json")[1])
    bad = json.loads(call("nosuch", "--format", "json")[1])
    assert bad.keys() == good.keys()


def test_only_schemas_are_written_without_a_generator(
    project: Configure, monkeypatch: pytest.MonkeyPatch
) -> None:
    from oacgen_ir import plugins

    monkeypatch.setattr(plugins, "names", tuple)
    project(CORE)
    code, out, _ = call()
    assert code == 0
    assert out.endswith(
        "No generator is installed (pip install 'django-oacgen[all]'). 1 file written.\n"
    )


def test_only_schemas_are_written_where_no_language_is_chosen(project: Configure, toy: Any) -> None:
    project(CORE, languages=[])
    assert call()[1].endswith(
        "No language is chosen: OACGEN['languages'] is empty. 1 file written.\n"
    )


# --- One language, any document ------------------------------------------------------------------

DOCUMENT = """
openapi: 3.0.3
info: {title: T, version: "1"}
paths:
  /users/:
    get: {operationId: users_list, tags: [users], responses: {"204": {description: ""}}}
"""


def test_a_document_becomes_a_client(tmp_path: Path, toy: Any) -> None:
    file, folder = tmp_path / "openapi.yaml", tmp_path / "web"
    file.write_text(DOCUMENT)
    args = ("--openapi-schema", str(file), "--output", str(folder))
    assert call(*args, "--check", name="generate_ts_client")[0] == 1
    assert call(*args, name="generate_ts_client")[0] == 0
    assert (folder / "users.txt").read_text() == "users_list\n"
    assert call(*args, "--shout", name="generate_ts_client")[0] == 0
    assert (folder / "users.txt").read_text() == "USERS_LIST\n"


@pytest.mark.parametrize("name", ["python", "go", "proto"])
def test_a_language_that_is_missing_is_named_with_its_extra(
    tmp_path: Path, toy: Any, name: str
) -> None:
    args = ("--openapi-schema", "x.yaml", "--output", str(tmp_path))
    code, _, err = call(*args, name=f"generate_{name}_client")
    assert code == 2
    assert "pip install 'django-oacgen[" in err


def test_what_is_printed_goes_where_the_caller_wants_it(
    tmp_path: Path, toy: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "openapi.yaml"
    file.write_text(DOCUMENT)
    args = ("--openapi-schema", str(file), "--output", str(tmp_path / "web"))
    _, out, err = call(*args, "--diff", name="generate_ts_client")
    assert "+users_list\n" in out
    assert "files would be 2 added" in err
    assert json.loads(call(*args, "--format", "json", name="generate_ts_client")[1])["written"]
    file.write_text("{}")
    assert "Error: " in call(*args, name="generate_ts_client")[2]
    assert capsys.readouterr() == ("", "")


def test_a_document_may_be_too_large(tmp_path: Path, toy: Any) -> None:
    file, folder = tmp_path / "openapi.yaml", tmp_path / "web"
    file.write_text(DOCUMENT)
    args = ("--openapi-schema", str(file), "--output", str(folder))
    code, _, err = call(*args, "--max-size", "100", name="generate_ts_client")
    assert code == 2
    assert "Raise the limit with `--max-size`" in err
    assert not folder.exists()
    with pytest.raises(CommandError, match="'many' is not a size such as 4096"):
        call_command("generate_ts_client", *args, "--max-size", "many")
    assert call(*args, "--max-size", "1K", name="generate_ts_client")[0] == 0


def test_a_document_that_cannot_be_read_ends_with_2(tmp_path: Path, toy: Any) -> None:
    args = ("--openapi-schema", str(tmp_path / "none.yaml"), "--output", str(tmp_path / "o"))
    assert call(*args, name="generate_ts_client")[0] == 2
    assert not (tmp_path / "o").exists()
