from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oacgen_ir.files import File, FilesError, apply, plan, recover

MANIFEST = ".oacgen.json"


def tree(root: Path) -> dict[str, str]:
    """All files below `root`, the manifest included."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes().decode()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def contents(root: Path) -> dict[str, str]:
    return {path: text for path, text in tree(root).items() if path != MANIFEST}


def put(root: Path, files: dict[str, str]) -> None:
    apply([plan([File(path, text) for path, text in files.items()], root)])


def test_a_second_run_touches_nothing(tmp_path: Path) -> None:
    put(tmp_path, {"a": "1", "b/c": "2"})
    paths = [tmp_path, *tmp_path.rglob("*")]
    for path in paths:
        os.utime(path, (1, 1))
    planned = plan([File("a", "1"), File("b/c", "2")], tmp_path)
    assert not planned.changed
    apply([planned])
    assert {path.stat().st_mtime for path in paths} == {1}


def test_unchanged_files_keep_their_time(tmp_path: Path) -> None:
    put(tmp_path, {"a": "1", "b": "1"})
    os.utime(tmp_path / "a", (1, 1))
    put(tmp_path, {"a": "1", "b": "2"})
    assert (tmp_path / "a").stat().st_mtime == 1


def test_empty_folders_are_removed_and_others_kept(tmp_path: Path) -> None:
    put(tmp_path, {"a/b/c": "1", "a/d": "1"})
    (tmp_path / "own").mkdir()
    put(tmp_path, {"a/d": "1"})
    assert sorted(p.name for p in tmp_path.rglob("*") if p.is_dir()) == ["a", "own"]


def test_two_outputs_in_one_folder_are_refused(tmp_path: Path) -> None:
    plans = [plan([File("a", "1")], tmp_path), plan([File("b", "1")], tmp_path)]
    with pytest.raises(FilesError, match="share the folder"):
        apply(plans)
    assert tree(tmp_path) == {}


def test_a_stale_plan_is_refused(tmp_path: Path) -> None:
    planned = plan([File("a", "1")], tmp_path)
    (tmp_path / "a").write_text("precious")
    with pytest.raises(FilesError, match="changed meanwhile"):
        apply([planned])
    assert tree(tmp_path) == {"a": "precious"}


def test_a_root_that_cannot_be_made_changes_no_other(tmp_path: Path) -> None:
    good, bad = tmp_path / "good", tmp_path / "file" / "bad"
    put(good, {"a": "1"})
    before = tree(good)
    plans = [plan([File("a", "2")], good), plan([File("a", "2")], bad)]
    (tmp_path / "file").write_text("")
    with pytest.raises(FilesError, match="Nothing was changed"):
        apply(plans)
    assert tree(good) == before


def test_a_read_only_tree_is_a_clear_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, {"a": "1"})
    before = tree(tmp_path)

    def refuse(path: str, *_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", path)

    planned = plan([File("a", "2")], tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(os, "mkdir", refuse)
        with pytest.raises(FilesError, match=r"Permission denied\. Nothing was changed"):
            apply([planned])
    assert tree(tmp_path) == before


def test_a_new_root_that_fails_leaves_no_folder(tmp_path: Path, failing: Failing) -> None:
    failing(at=1, times=1)
    with pytest.raises(FilesError, match="No space left"):
        put(tmp_path / "x" / "y", {"a": "1"})
    assert list(tmp_path.iterdir()) == []


def test_another_process_at_work_is_an_error(tmp_path: Path) -> None:
    put(tmp_path, {"a": "1"})
    planned = plan([File("a", "2")], tmp_path)
    code = (
        "import sys; from pathlib import Path; from oacgen_ir.lock import locked\n"
        "with locked(Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", code, str(tmp_path / ".oacgen-staging")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(FilesError, match="Another run of oacgen"):
            apply([planned])
        with pytest.raises(FilesError, match="Another run of oacgen"):
            recover(tmp_path)
        holder.kill()
    apply([planned])  # the system gave the lock back
    assert contents(tmp_path) == {"a": "2"}


# --- Failure and death ---------------------------------------------------------------------------

OLD = {"edit": "1", "gone/deep/file": "1", "was-file": "1", "was/folder": "1", "same": "1"}
NEW = {"edit": "2", "new/deep/file": "2", "was-file/now": "2", "was": "2", "same": "1"}

Failing = Callable[..., None]


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Failing:
    """Let `os.replace` fail from the call number `at` on, for so many `times`."""
    replace = os.replace
    calls = 0

    def install(*, at: int, times: int, error: BaseException | None = None) -> None:
        def broken(source: Path, target: Path) -> None:
            nonlocal calls
            calls += 1
            if at <= calls < at + times:
                raise error or OSError(errno.ENOSPC, "No space left on device", str(target))
            replace(source, target)

        monkeypatch.setattr(os, "replace", broken)

    return install


@pytest.mark.parametrize("at", range(1, 13))
def test_a_failure_at_any_rename_undoes_everything(
    tmp_path: Path, failing: Failing, at: int
) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    for root in (one, two):
        put(root, OLD)
    before = [tree(one), tree(two)]
    plans = [plan([File(*item) for item in NEW.items()], root) for root in (one, two)]
    failing(at=at, times=1)
    with pytest.raises(FilesError, match=r"No space left.*Nothing was changed"):
        apply(plans)
    assert [tree(one), tree(two)] == before
    apply(plans)
    assert contents(one) == contents(two) == NEW


@pytest.mark.parametrize("at", range(1, 7))
@pytest.mark.parametrize("error", [None, KeyboardInterrupt()])
def test_a_failure_that_stays_is_mended_by_the_next_run(
    tmp_path: Path, failing: Failing, at: int, error: BaseException | None
) -> None:
    put(tmp_path, OLD)
    planned = plan([File(*item) for item in NEW.items()], tmp_path)
    failing(at=at, times=99, error=error)
    with pytest.raises((FilesError, KeyboardInterrupt)):
        apply([planned])
    failing(at=0, times=0)
    recover(tmp_path)
    assert contents(tmp_path) in (OLD, NEW)
    assert_sound(tmp_path)
    put(tmp_path, NEW)
    assert contents(tmp_path) == NEW


def assert_sound(root: Path) -> None:
    """The manifest tells what stands there, and nothing is left of the interrupted run."""
    assert not (root / ".oacgen-staging").exists()
    assert not plan([File(*item) for item in contents(root).items()], root).changed
    assert all(any(p.iterdir()) for p in root.rglob("*") if p.is_dir())


def killed(work: Callable[[], object], at: int) -> bool:
    """Do `work` in a process that dies before its write access number `at`; whether it died."""
    pid = os.fork()
    if pid == 0:
        left = at

        def die(event: str, arguments: tuple[object, ...]) -> None:
            nonlocal left
            writes = event in ("os.rename", "os.remove", "os.mkdir", "os.rmdir") or (
                event == "open" and isinstance(arguments[1], str) and arguments[1][0] in "wax"
            )
            left -= writes
            if left < 0:
                os._exit(9)

        sys.addaudithook(die)
        work()
        os._exit(0)
    _, status = os.waitpid(pid, 0)
    code = os.waitstatus_to_exitcode(status)
    assert code in (0, 9)
    return code == 9


def deaths(work: Callable[[], object], reset: Callable[[], object]) -> Iterator[int]:
    """Yield after each possible death of `work`, each time from a fresh start."""
    at = 0
    while True:
        reset()
        if not killed(work, at):
            return
        yield at
        at += 1


def test_a_kill_at_any_step_is_finished_or_undone(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"

    def reset() -> None:
        for root in (one, two):
            shutil.rmtree(root, ignore_errors=True)
            put(root, OLD)

    def work() -> None:
        apply([plan([File(*item) for item in NEW.items()], root) for root in (one, two)])

    seen = set()
    for _ in deaths(work, reset):
        for root in (one, two):
            recover(root)
            assert contents(root) in (OLD, NEW)
            assert_sound(root)
        seen.add((contents(one) == NEW, contents(two) == NEW))
    assert {(False, False), (True, True)} <= seen
    assert contents(one) == contents(two) == NEW


def test_a_kill_while_recovering_is_recovered_from(tmp_path: Path) -> None:
    out, copy = tmp_path / "out", tmp_path / "copy"

    def reset() -> None:
        shutil.rmtree(out, ignore_errors=True)
        put(out, OLD)

    def reset_to_copy() -> None:
        shutil.rmtree(out, ignore_errors=True)
        shutil.copytree(copy, out)

    def work() -> None:
        put(out, NEW)

    for at in deaths(work, reset):
        if at % 3 == 0:  # each third is enough
            shutil.rmtree(copy, ignore_errors=True)
            shutil.copytree(out, copy)
            for _ in deaths(lambda: recover(out), reset_to_copy):
                recover(out)
                assert contents(out) in (OLD, NEW)
                assert_sound(out)


def test_recovery_removes_no_file_that_came_later(tmp_path: Path, failing: Failing) -> None:
    """Also where `users` and `Users`, one of them new and one old, are the same file."""
    put(tmp_path, {"Users": "old"})
    planned = plan([File("users", "new")], tmp_path)
    failing(at=3, times=1, error=KeyboardInterrupt())  # journal, users, manifest
    with pytest.raises(KeyboardInterrupt):
        apply([planned])
    (tmp_path / "Users").write_text("new")
    recover(tmp_path)
    assert contents(tmp_path) == {"users": "new", "Users": "new"}


def test_a_first_run_that_was_killed_leaves_nothing_or_all(tmp_path: Path) -> None:
    root = tmp_path / "out"
    for _ in deaths(lambda: put(root, NEW), lambda: shutil.rmtree(root, ignore_errors=True)):
        recover(root)
        assert not root.exists() or contents(root) in ({}, NEW)
        put(root, NEW)
        assert contents(root) == NEW


@pytest.mark.parametrize(
    "journal",
    [
        "{",
        "[]",
        '{"remove": ["../victim"], "write": []}',
        '{"remove": [], "write": [["new0", "../victim"]]}',
        '{"remove": [], "write": [["../../victim", "x"]]}',
    ],
)
def test_a_journal_of_a_stranger_reaches_no_other_folder(tmp_path: Path, journal: str) -> None:
    root = tmp_path / "root"
    (root / ".oacgen-staging").mkdir(parents=True)
    (root / ".oacgen-staging" / "new0").write_text("evil")
    (root / ".oacgen-staging" / "journal.json").write_text(journal)
    (tmp_path / "victim").write_text("precious")
    with pytest.raises(FilesError, match="remove the folder"):
        plan([File("a", "1")], root)
    assert (tmp_path / "victim").read_text() == "precious"


def test_a_journal_does_not_lead_through_a_link(tmp_path: Path) -> None:
    root, elsewhere = tmp_path / "root", tmp_path / "elsewhere"
    elsewhere.mkdir()
    (root / ".oacgen-staging").mkdir(parents=True)
    (root / "link").symlink_to(elsewhere)
    (root / ".oacgen-staging" / "new0").write_text("evil")
    (root / ".oacgen-staging" / "journal.json").write_text(
        json.dumps({"remove": [], "write": [["new0", "link/file"]]})
    )
    with pytest.raises(FilesError, match="symbolic link"):
        recover(root)
    assert tree(elsewhere) == {}


# --- Any history ---------------------------------------------------------------------------------

NAMES = st.sampled_from(["a", "b", "a/b", "a/c", "a/b/d", "B", "c.py", "c.py/x"])
FILE_SETS = st.dictionaries(NAMES, st.text("xyz\n", max_size=3), max_size=5)


class Clash(Exception):
    """`a` and `a/b`, or `b` and `B`."""


def put_unless_clashing(root: Path, files: dict[str, str]) -> None:
    try:
        put(root, files)
    except FilesError as error:
        if "would be" in str(error):
            raise Clash from None
        raise


@settings(max_examples=150, deadline=None)
@given(st.lists(FILE_SETS, min_size=1, max_size=5))
def test_after_any_history_exactly_the_last_files_are_there(history: list[dict[str, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "foreign").write_text("precious")
        expected: dict[str, str] = {}
        for files in history:
            with suppress(Clash):
                put_unless_clashing(root, files)
                expected = files
            assert contents(root) == expected | {"foreign": "precious"}
            folders = [p for p in root.rglob("*") if p.is_dir()]
            assert all(any(p.iterdir()) for p in folders)
            assert not plan([File(*item) for item in expected.items()], root).changed
