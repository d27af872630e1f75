"""Kept versions of what was generated."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from django_oacgen.config import ConfigError, read_config
from django_oacgen.generation import archive
from django_oacgen.generation.generate import generate
from django_oacgen.generation.outcome import Outcome, Request

CORE = {"name": "core", "apps": ["people"]}
SALES = {"name": "sales", "apps": ["trade"]}


@pytest.fixture(autouse=True)
def _toy(toy: Any) -> None:
    pass


def run(base: Path, mode: Any = "write", **config: Any) -> Outcome:
    stated = read_config({"groups": [CORE, SALES], **config})
    return generate(stated, base, Request(mode=mode))


def zips(base: Path) -> list[Path]:
    return sorted((base / "openapi" / "archive").glob("*"))


def test_nothing_is_kept_unless_asked_for(tmp_path: Path) -> None:
    run(tmp_path)
    assert not (tmp_path / "openapi" / "archive").exists()


def test_each_version_is_kept(tmp_path: Path) -> None:
    run(tmp_path, "check", enable_archive=True)
    assert zips(tmp_path) == []
    run(tmp_path, enable_archive=True)
    (first,) = zips(tmp_path)
    with ZipFile(first) as kept:
        names = kept.namelist()
        for name in names:
            assert kept.read(name) == (tmp_path / name).read_bytes()
    assert "openapi/schemas/core.json" in names
    assert "openapi/clients/typescript/.oacgen.json" in names
    assert "openapi/clients/typescript/sales/orders.txt" in names
    assert not [name for name in names if "archive" in name]
    first.rename(first.with_name("2026-01-01T00-00-00Z.zip"))
    run(tmp_path, enable_archive=True)
    assert len(zips(tmp_path)) == 1  # nothing changed
    run(tmp_path, enable_archive=True, options={"ts": {"shout": True}}, archive_retention_days=9999)
    assert len(zips(tmp_path)) == 2


def test_equal_versions_are_equal_files(tmp_path: Path) -> None:
    outcome = run(tmp_path)
    for second in (1, 2):
        now = datetime(2026, 5, 4, 3, 2, second, tzinfo=UTC)
        archive.keep(outcome.outputs, tmp_path, tmp_path / "kept", now)
    one, two = sorted((tmp_path / "kept").iterdir())
    assert one.name == "2026-05-04T03-02-01Z.zip"
    assert one.read_bytes() == two.read_bytes()


def test_outputs_elsewhere_are_kept_below_their_name(tmp_path: Path) -> None:
    base = tmp_path / "backend"
    base.mkdir()
    outcome = run(base, output={"ts": "../web/api"})
    archive.keep(outcome.outputs, base, base / "kept", datetime(2026, 5, 4, tzinfo=UTC))
    with ZipFile(base / "kept" / "2026-05-04T00-00-00Z.zip") as kept:
        assert "ts/api/index.txt" in kept.namelist()
        assert not [name for name in kept.namelist() if ".." in name]


def test_old_versions_go_but_never_the_newest_nor_what_is_not_ours(tmp_path: Path) -> None:
    names = ["2026-01-01T00-00-00Z.zip", "2026-02-01T00-00-00Z.zip", "holiday.zip", "notes.txt"]
    for name in names:
        (tmp_path / name).touch()
    archive.expire(tmp_path, 10, datetime(2026, 2, 5, tzinfo=UTC))
    assert sorted(p.name for p in tmp_path.iterdir()) == names[1:]
    archive.expire(tmp_path, 10, datetime(2027, 1, 1, tzinfo=UTC))
    assert sorted(p.name for p in tmp_path.iterdir()) == names[1:]


def test_a_run_expires_what_is_old(tmp_path: Path) -> None:
    old = tmp_path / "openapi" / "archive" / "2020-01-01T00-00-00Z.zip"
    old.parent.mkdir(parents=True)
    old.touch()
    run(tmp_path, enable_archive=True)
    assert not old.exists()
    assert len(zips(tmp_path)) == 1


def test_an_archive_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "openapi").mkdir()
    (tmp_path / "openapi" / "archive").write_text("a file")
    outcome = run(tmp_path, enable_archive=True)
    assert outcome.exit_code == 2
    assert outcome.errors[0].startswith("archive: ")
    assert (tmp_path / "openapi" / "schemas" / "core.json").exists()


def test_a_retention_of_no_days_is_refused() -> None:
    with pytest.raises(ConfigError, match="archive_retention_days"):
        read_config({"archive_retention_days": 0})
