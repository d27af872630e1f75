from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oacgen_ir.files import Change, File, FilesError, apply, plan, previous
from oacgen_ir.manifest import parse_manifest
from oacgen_ir.paths import path_problem

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


def put(root: Path, files: dict[str, str], within: str | None = None) -> None:
    apply([plan([File(path, text) for path, text in files.items()], root, within=within)])


# --- File ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/etc/passwd",
        "../x",
        "a/../../x",
        "a/./b",
        "a//b",
        "a/",
        "a\\b",
        "C:/x",
        "c:x",
        "a\0b",
        "a\nb",
        "a\u2028b",
        "con",
        "NUL.txt",
        "aux.py",
        "x/Com1",
        "lpt9.tar.gz",
        "a.",
        "a ",
        "a./b",
        'a"b',
        "a?b",
        "a*b",
        "a<b",
        "a|b",
        ".oacgen.json",
        ".OACGEN.json",
        ".oacgen-staging/x",
        ".git/hooks/pre-commit",
        "x/.GIT/config",
        "\ud800",
        "x" * 201,
        "é" * 101,
    ],
)
def test_a_path_that_is_not_safe_everywhere_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match="cannot be a generated file"):
        File(path, "")


@pytest.mark.parametrize(
    "path",
    [
        "a",
        "core/models/users.py",
        ".gitignore",
        "a b/c",
        "console.ts",
        "com10",
        "auxiliary.py",
        "ünï/ço.de",
        "x/.oacgen.json",
        "...a",
        "x" * 200,
    ],
)
def test_an_ordinary_path_is_taken(path: str) -> None:
    assert File(path, "x").path == path


@given(st.text(st.characters(codec=None), max_size=30) | st.text("./\\a:\0", max_size=12))
def test_a_path_that_is_taken_stays_inside(path: str) -> None:
    if not path_problem(path):
        assert os.path.normpath(path) == path
        assert not os.path.isabs(path)
        assert path.split("/")[0] != ".."


@pytest.mark.parametrize("text", ["a\r\nb", "a\rb", "\ud800"])
def test_text_that_is_not_lf_and_utf8_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="a: the text"):
        File("a", text)


# --- plan ----------------------------------------------------------------------------------------


def test_planning_writes_nothing(tmp_path: Path) -> None:
    root = tmp_path / "out"
    planned = plan([File("a/b", "1\n")], root)
    assert [(c.path, c.kind, c.before, c.after) for c in planned.changes] == [
        ("a/b", "add", None, "1\n")
    ]
    assert planned.changed
    assert not root.exists()


def test_the_three_kinds_of_change(tmp_path: Path) -> None:
    put(tmp_path, {"same": "s", "edited": "1", "gone": "g"})
    planned = plan([File("same", "s"), File("edited", "2"), File("new", "n")], tmp_path)
    assert [(c.kind, c.path) for c in planned.changes] == [
        ("edit", "edited"),
        ("remove", "gone"),
        ("add", "new"),
    ]
    assert planned.unchanged == 1
    assert planned.edited == ()


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [
        ("a", "a", "Two generated files have the path a"),
        ("Users.py", "users.py", "Users.py and users.py would be one file"),
        ("é", "e\u0301", "would be one file"),
        ("A/x", "a/y", "A/ and a/ would be one folder"),
        ("a", "a/b", "a would be a file, and also the folder of a/b"),
        ("A", "a/b/c", "A would be a file, and also the folder of a/b/c"),
    ],
)
def test_paths_that_exclude_each_other_are_named(
    tmp_path: Path, first: str, second: str, message: str
) -> None:
    for pair in ([first, second], [second, first]):
        with pytest.raises(FilesError, match=r"would be|Two generated"):
            plan([File(path, "") for path in pair], tmp_path)
    with pytest.raises(FilesError, match=message):
        plan([File(first, ""), File(second, "")], tmp_path)


def test_a_foreign_file_in_the_way_is_an_error_and_survives(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text("precious")
    with pytest.raises(FilesError, match=r"did not write.*mine\.py.*Move them away"):
        plan([File("mine.py", "generated")], tmp_path)
    assert tree(tmp_path) == {"mine.py": "precious"}


def test_a_foreign_file_elsewhere_is_left_alone(tmp_path: Path) -> None:
    put(tmp_path, {"a/gen": "1"})
    (tmp_path / "a" / "mine").write_text("precious")
    put(tmp_path, {})
    assert tree(tmp_path) == {"a/mine": "precious"}


def test_a_foreign_file_with_the_same_bytes_is_adopted(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("same")
    planned = plan([File("a", "same")], tmp_path)
    assert planned.changes == ()
    assert planned.changed
    apply([planned])
    put(tmp_path, {})
    assert tree(tmp_path) == {}


def test_foreign_bytes_that_are_not_text_are_no_crash(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"\xff\xfe")
    with pytest.raises(FilesError, match="did not write"):
        plan([File("a", "x")], tmp_path)


@pytest.mark.parametrize("foreign", ["a/mine", "a/sub/mine", "a/empty/"])
def test_a_folder_in_the_way_is_an_error(tmp_path: Path, foreign: str) -> None:
    place = tmp_path / foreign
    place.parent.mkdir(parents=True, exist_ok=True)
    if foreign.endswith("/"):
        place.mkdir()
    else:
        place.write_text("precious")
    with pytest.raises(FilesError, match=r"did not write.* a"):
        plan([File("a", "x")], tmp_path)


def test_a_file_where_a_folder_is_needed_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("precious")
    with pytest.raises(FilesError, match=r"did not write.* a"):
        plan([File("a/b", "x")], tmp_path)


def test_own_files_may_become_folders_and_back(tmp_path: Path) -> None:
    put(tmp_path, {"a": "1", "b/c/d": "2"})
    put(tmp_path, {"a/x/y": "1", "b": "2"})
    assert contents(tmp_path) == {"a/x/y": "1", "b": "2"}
    put(tmp_path, {"a": "1", "b/c/d": "2"})
    assert contents(tmp_path) == {"a": "1", "b/c/d": "2"}


def test_within_keeps_what_stands_elsewhere(tmp_path: Path) -> None:
    put(tmp_path, {"core/a": "1", "core/b": "1", "blog/a": "1", "index": "1"})
    put(tmp_path, {"core/a": "2", "index": "2"}, within="core/")
    assert contents(tmp_path) == {"core/a": "2", "blog/a": "1", "index": "2"}
    put(tmp_path, {"core/a": "2", "index": "2"})
    assert contents(tmp_path) == {"core/a": "2", "index": "2"}, "blog/a was still owned"


def test_within_takes_several_prefixes(tmp_path: Path) -> None:
    put(tmp_path, {"a/1": "", "b/1": "", "c/1": ""})
    apply([plan([], tmp_path, within=("a/", "c/"))])
    assert contents(tmp_path) == {"b/1": ""}


def test_a_partial_run_may_not_clash_with_what_it_keeps(tmp_path: Path) -> None:
    put(tmp_path, {"core/a": "1", "Blog/a": "1"})
    with pytest.raises(FilesError, match="one folder"):
        plan([File("core/a", "1"), File("blog/b", "1")], tmp_path, within="core/")


def test_an_edit_by_hand_is_replaced_and_told(tmp_path: Path) -> None:
    put(tmp_path, {"a": "1", "b": "1", "c": "1", "d": "1"})
    for name, text in {"a": "mine", "b": "mine", "c": "2"}.items():
        (tmp_path / name).write_text(text)
    planned = plan([File("a", "2"), File("c", "2"), File("d", "2")], tmp_path)
    assert planned.edited == ("a", "b")
    apply([planned])
    assert contents(tmp_path) == {"a": "2", "c": "2", "d": "2"}


def test_line_ends_of_a_checkout_are_no_edit_by_hand(tmp_path: Path) -> None:
    put(tmp_path, {"a": "1\n2\n"})
    (tmp_path / "a").write_bytes(b"1\r\n2\r\n")
    planned = plan([File("a", "1\n2\n")], tmp_path)
    assert planned.edited == ()
    assert [c.kind for c in planned.changes] == ["edit"]


def test_a_file_that_somebody_removed_comes_back(tmp_path: Path) -> None:
    put(tmp_path, {"a": "1", "b": "1"})
    (tmp_path / "a").unlink()
    (tmp_path / "b").unlink()
    put(tmp_path, {"a": "1"})
    assert contents(tmp_path) == {"a": "1"}


@pytest.mark.parametrize("link", ["a", "a/b", ".oacgen.json", ".oacgen-staging"])
def test_nothing_is_written_through_a_symbolic_link(tmp_path: Path, link: str) -> None:
    root, elsewhere = tmp_path / "root", tmp_path / "elsewhere"
    elsewhere.mkdir()
    (root / link).parent.mkdir(parents=True)
    (root / link).symlink_to(elsewhere if link != "a/b" else elsewhere / "file")
    with pytest.raises(FilesError, match="symbolic link"):
        apply([plan([File("a/b", "x")], root)])
    assert tree(elsewhere) == {}


def test_the_root_itself_may_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    put(tmp_path / "link", {"a": "1"})
    assert contents(tmp_path / "real") == {"a": "1"}


def test_a_root_that_is_a_file_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("x")
    with pytest.raises(FilesError, match="out"):
        plan([File("a", "")], tmp_path / "out")


# --- diff ----------------------------------------------------------------------------------------


CHANGES = [
    Change("new", None, "1\n2\n"),
    Change("new-empty", None, ""),
    Change("edit", "1\n2\n3\n", "1\nzwei\n3"),
    Change("odd", "a\x0cb\u2028c\n", "a\x0cb\u2028d\n"),
    Change("dir/gone", "1\n2", None),
    Change("gone-empty", "", None),
]


def test_a_diff_is_one_that_git_applies(tmp_path: Path) -> None:
    for change in CHANGES:
        if change.before is not None:
            (tmp_path / change.path).parent.mkdir(exist_ok=True)
            (tmp_path / change.path).write_text(change.before)
    patch = "".join(change.diff() for change in CHANGES).encode()
    environment = {"PATH": os.environ["PATH"], "GIT_CEILING_DIRECTORIES": str(tmp_path.parent)}
    subprocess.run(["git", "apply"], cwd=tmp_path, input=patch, env=environment, check=True)
    assert tree(tmp_path) == {c.path: c.after for c in CHANGES if c.after is not None}


def test_a_diff_shows_what_changes() -> None:
    assert Change("x/a", "1\n2\n", "1\n3\n").diff() == (
        "diff --git a/x/a b/x/a\n--- a/x/a\n+++ b/x/a\n@@ -1,2 +1,2 @@\n 1\n-2\n+3\n"
    )


# --- The manifest --------------------------------------------------------------------------------


def test_the_manifest_has_one_line_per_file_and_merges(tmp_path: Path) -> None:
    put(tmp_path, {"b": "1", "a/c": "1"})
    text = (tmp_path / MANIFEST).read_text()
    assert list(parse_manifest(text)) == ["a/c", "b"]
    assert text.endswith("}\n")
    assert str(tmp_path) not in text
    before = text.splitlines()
    put(tmp_path, {"b": "1", "a/c": "1", "z": "1"})
    after = (tmp_path / MANIFEST).read_text().splitlines()
    assert len(after) == len(before) + 1
    assert set(before) < set(after), "a file at the end changes no other line"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<<<<<<< HEAD\n", "not JSON.*merge conflict"),
        ("[]", "no `files`"),
        ('{"format": 1}', "no `files`"),
        ('{"format": 2, "files": {}}', "newer oacgen"),
        ('{"format": 1, "files": {"../x": "0"}}', r"'\.\./x' is not allowed"),
        ('{"format": 1, "files": {"x": 1}}', "not a string"),
    ],
)
def test_a_broken_manifest_is_a_clear_error(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / MANIFEST).write_text(text)
    (tmp_path.parent / "x").write_text("precious")
    with pytest.raises(FilesError, match=message):
        plan([], tmp_path)
    with pytest.raises(FilesError, match=message):
        previous(tmp_path)


def test_previous_reads_own_files_only(tmp_path: Path) -> None:
    put(tmp_path, {"a/lock": "numbers"})
    (tmp_path / "mine").write_text("precious")
    read = previous(tmp_path)
    assert read("a/lock") == "numbers"
    assert read("mine") is None
    assert read("nothing") is None
    assert previous(tmp_path / "new")("a") is None


def test_lasting_files_outlive_what_made_them(tmp_path: Path) -> None:
    """A lock stays, and stays owned, when its group is gone; everything else goes."""
    group = [File("core/lock.json", "{}\n"), File("core/a.py", "a\n")]
    apply([plan([*group, File("b.py", "b\n")], tmp_path)])
    apply([plan([File("b.py", "b\n")], tmp_path, lasting=("lock.json",))])
    assert (tmp_path / "core/lock.json").read_text() == "{}\n"
    assert not (tmp_path / "core/a.py").exists()
    assert previous(tmp_path)("core/lock.json") == "{}\n"
    apply([plan([File("b.py", "b\n")], tmp_path)])
    assert not (tmp_path / "core").exists()
