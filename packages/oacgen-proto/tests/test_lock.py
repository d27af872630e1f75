"""The lock: it prints as it parses, it is never trusted blindly, and it can be mended."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from oacgen_ir.diagnostics import InputError
from oacgen_proto.lock import FILE, clashes, parse_lock, print_lock, read_lock, without
from oacgen_proto.main import main

Make = Callable[..., Path]
DATA = Path(__file__).parent / "data"
PEOPLE = DATA / "people.yaml"


NAME = '"name":[2,"name","string"],\n'


def generate(out: Path, *more: str) -> tuple[int, str]:
    """Run the command over the API of people."""
    done = CliRunner().invoke(main, ["generate", str(PEOPLE), "-o", str(out), *more])
    return done.exit_code, done.output


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Generate once, as a user does."""
    folder = tmp_path / "out"
    assert generate(folder)[0] == 0
    return folder


def test_round_trip(out: Path) -> None:
    """What is printed parses to what was printed; JSON reads it too."""
    text = (out / FILE).read_text(encoding="utf-8")
    assert print_lock(parse_lock(text, FILE)) == text
    assert json.loads(text)["version"] == 1
    rows = parse_lock(text, FILE)["people"].messages["Person"].rows
    assert (rows["id"].number, rows["@@type"].name) == (1, "type")


def test_a_second_run_changes_nothing(out: Path) -> None:
    """`--check` is content with what has just been written."""
    assert generate(out, "--check")[0] == 0


def test_each_thing_has_a_line(out: Path) -> None:
    """Adding a field adds a line and touches no other, so that branches merge."""
    lines = (out / FILE).read_text(encoding="utf-8").splitlines()
    assert '"by_kind":[10,"by_kind","map<string, Address>"],' in lines
    assert max(map(len, lines)) < 120


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: "",
        lambda text: text[:-20],
        lambda text: "[]",
        lambda text: text.replace('"version":1', '"version":2'),
        lambda text: text.replace('"version":1', '"version":"1"'),
        lambda text: text.replace('[1,"id","int64"]', '["1","id","int64"]', 1),
        lambda text: text.replace('[1,"id","int64"]', "null", 1),
        lambda text: text.replace('"rows"', '"row"', 1),
        lambda text: text.replace("\n", "\n<<<<<<< ours\n", 1),
        lambda text: text.replace('"Person":', '"Person":1,\n"Person":', 1),
        lambda text: text.replace(NAME, f'{NAME}"name":[99,"nom","string"],\n', 1),
        lambda text: "[" * 100_000,
    ],
)
def test_a_damaged_lock_stops_the_run(out: Path, damage: Callable[[str], str]) -> None:
    """Nothing is written where the lock cannot be read, and the message says what to do."""
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    text = (out / FILE).read_text(encoding="utf-8")
    assert damage(text) != text
    (out / FILE).write_text(damage(text))
    (out / "buf.yaml").write_text("edited")
    code, printed = generate(out)
    assert code == 2
    assert FILE in printed
    assert "version control" in printed
    assert (out / "buf.yaml").read_text() == "edited"
    after = {path: path.read_bytes() for path in before}
    assert {path.name for path in before if after[path] != before[path]} == {FILE, "buf.yaml"}


def test_a_lock_that_cannot_be_read_or_written_stops_the_run(out: Path) -> None:
    """A folder in its place is not taken for no lock."""
    (out / FILE).unlink()
    (out / FILE).mkdir()
    (out / FILE / "x").touch()
    (out / "buf.yaml").write_text("edited")
    assert generate(out)[0] == 2
    assert (out / "buf.yaml").read_text() == "edited"


def test_numbers_of_19000_are_skipped(out: Path) -> None:
    """Protobuf keeps a range for itself."""
    text = (out / FILE).read_text(encoding="utf-8")
    high = text.replace('"old":[25,"old","string"],\n', "").replace(
        '"number_or_text":[23,', '"number_or_text":[18999,'
    )
    assert high != text
    (out / FILE).write_text(high)
    assert generate(out)[0] == 0
    assert "optional string old = 20000" in (out / "people/messages.proto").read_text()


def merged(out: Path) -> str:
    """Give two properties one number, as a merge of two branches does."""
    text = (out / FILE).read_text(encoding="utf-8")
    twice = text.replace('"old":[25,', '"old":[24,')
    assert twice != text
    (out / FILE).write_text(twice)
    return twice


def test_one_number_twice(out: Path) -> None:
    """The error names both, and the command that it names mends it."""
    merged(out)
    code, printed = generate(out)
    assert code == 2
    assert "'people/Person.@@type' and 'people/Person.old' both have the number 24" in printed
    assert "oacgen-proto lock DIR --renumber ADDRESS" in printed
    looked = CliRunner().invoke(main, ["lock", str(out)])
    assert (looked.exit_code, "both have the number 24" in looked.output) == (2, True)
    mended = CliRunner().invoke(main, ["lock", str(out), "--renumber", "people/Person.old"])
    assert (mended.exit_code, "rewritten" in mended.output) == (0, True)
    code, printed = generate(out)
    assert (code, "edited" in printed) == (0, False)
    assert "optional string old = 25" in (out / "people/messages.proto").read_text()


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ('"Person":{"name":"Person"', '"Person":{"name":"Phone"', "name Phone"),
        ('["PeopleCreate",', '["PeopleList",', "name PeopleList"),
        ('{"folder":"blob"', '{"folder":"people"', "folder people"),
        ('[3,"ROLE_ENUM_DESC_GONE"]', '[2,"ROLE_ENUM_DESC_GONE"]', "number 2"),
        ('[3,"email",', '[3,"name",', "name name"),
    ],
)
def test_what_else_a_merge_gives_twice(out: Path, old: str, new: str, what: str) -> None:
    """Names and folders clash as numbers do."""
    text = (out / FILE).read_text(encoding="utf-8")
    assert old in text
    found = clashes(read_lock(text.replace(old, new, 1), FILE))
    assert [clash.what for clash in found] == [what]
    assert without(read_lock(text, FILE), found[0].second) is not None
    with pytest.raises(InputError, match="both have"):
        parse_lock(text.replace(old, new, 1), FILE)


def test_addresses_of_nothing(out: Path) -> None:
    """They are refused, and nothing is written."""
    before = (out / FILE).read_text(encoding="utf-8")
    done = CliRunner().invoke(main, ["lock", str(out), "--renumber", "people/Person.nope"])
    assert done.exit_code == 2
    assert (out / FILE).read_text(encoding="utf-8") == before


def test_no_lock(tmp_path: Path) -> None:
    """A folder without a lock says what makes one."""
    done = CliRunner().invoke(main, ["lock", str(tmp_path)])
    assert (done.exit_code, "oacgen-proto generate" in done.output) == (2, True)


def test_check_fails_when_only_the_lock_would_change(out: Path) -> None:
    """A lock that lost a line of something that is gone is not what would be written."""
    text = (out / FILE).read_text(encoding="utf-8")
    (out / FILE).write_text(text.replace("\n", "\n\n", 1))
    assert generate(out, "--check")[0] == 1
