"""How names are split, joined, made unique, and turned from plural to singular."""

from __future__ import annotations

import re
import subprocess
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oacgen_ir.names import (
    Scope,
    ascii_words,
    camel,
    constant,
    kebab,
    pascal,
    plural,
    singular,
    snake,
    type_name,
    words,
)

texts = st.text(max_size=30)
ascii_texts = st.text(st.characters(codec="ascii"), max_size=30)


# --- Words ---------------------------------------------------------------------------------------

WORDS = {
    "user": "user",
    "userName": "user name",
    "UserName": "user name",
    "user_name": "user name",
    "user-name": "user name",
    "user.name": "user name",
    "user name": "user name",
    "/api/users/{id}/": "api users id",
    "__all__": "all",
    "HTTPServer": "http server",
    "getHTTPResponse": "get http response",
    "userID": "user id",
    "userIDs": "user ids",
    "IDs": "ids",
    "URLsList": "urls list",
    "API_KEYS": "api keys",
    "aBC": "a bc",
    "MD5Hash": "md5 hash",
    "S3Bucket": "s3 bucket",
    "HTTP2Server": "http2 server",
    "oauth2_token": "oauth2 token",
    "OAuth2Token": "oauth2 token",
    "IPv4Address": "ipv4 address",
    "v1beta1": "v1beta1",
    "UserV2": "user v2",
    "address_line_1": "address line 1",
    "addressLine1": "address line1",
    "404NotFound": "404 not found",
    "2FADevice": "2 fa device",
    "user_2fa": "user 2fa",
    "seller's orders": "sellers orders",
    "don\u2019t": "dont",
    "Élève": "eleve",
    "e\u0301te\u0301": "ete",
    "ﬁle": "file",
    "ｶﾅ": "カナ",
    "x²": "x2",
    "١٢٣": "123",
    "ёлка": "ёлка",
    "userИмя": "user имя",
    "名前_中文": "名前 中文",
    "Straße": "straße",
    "İd": "id",
    "a→b": "a b",
    "ab\u20ddcd": "abcd",
    "***": "",
    "": "",
}


@pytest.mark.parametrize(("text", "expected"), WORDS.items())
def test_words(text: str, expected: str) -> None:
    assert " ".join(words(text)) == expected


SYMBOLS = {
    "+1": "plus 1",
    "-1": "minus 1",
    "1": "1",
    "-created": "minus created",
    "created": "created",
    "created,-updated": "created minus updated",
    "in-progress": "in progress",
    "a - b": "a b",
    "A-": "a minus",
    "A+": "a plus",
    ">": "gt",
    ">=": "gte",
    "<": "lt",
    "<=": "lte",
    "=": "eq",
    "==": "eq",
    "!=": "ne",
    "*": "star",
    "%": "percent",
    "100%": "100 percent",
    "R&D": "r and d",
    "C++": "c plus plus",
    "C#": "c hash",
    "/": "slash",
    "-": "minus",
    "_": "underscore",
    "a/b": "a b",
    "x__gte": "x gte",
    "application/ld+json": "application ld plus json",
    "€ 5": "euro sign 5",
    "→": "rightwards arrow",
    "«x»": "x",
    "…": "horizontal ellipsis",
    "\x00": "u0000",
    "é>": "e gt",
    "ab\u0338>": "ab gt",
    "": "",
    "  ": "",
}


@pytest.mark.parametrize(("text", "expected"), SYMBOLS.items())
def test_symbols_become_words_when_asked(text: str, expected: str) -> None:
    assert " ".join(words(text, symbols=True)) == expected


def test_symbols_are_silent_unless_asked() -> None:
    assert words("-created") == words("created") == ("created",)
    assert words(">=") == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("userName", "user name"),
        ("Élève", "eleve"),
        ("中a", "u4e2d a"),
        ("ёж", "u0451 u0436"),
        ("😀", ""),
        ("𠮷", "u20bb7"),
    ],
)
def test_ascii_words(text: str, expected: str) -> None:
    assert " ".join(ascii_words(text)) == expected


def test_ascii_words_with_symbols() -> None:
    assert ascii_words("中>=", symbols=True) == ("u4e2d", "gte")


@given(ascii_texts)
def test_splitting_again_changes_nothing(text: str) -> None:
    split = words(text)
    assert words(snake(split)) == split
    assert words(kebab(split)) == split
    assert words(constant(split)) == split or not all(word.isalpha() for word in split)


@given(texts, st.booleans())
def test_words_are_lower_case_and_fit_for_identifiers(text: str, symbols: bool) -> None:
    for word in words(text, symbols):
        assert word == word.lower()
        assert f"a{word}".isidentifier()
        assert all(char.isalnum() for char in word)
    for word in ascii_words(text, symbols):
        assert re.fullmatch("[a-z0-9]+", word)


@given(texts)
def test_only_text_without_signs_has_no_words_with_symbols(text: str) -> None:
    if text.isascii() and text.strip():
        assert words(text, symbols=True)


# --- Casings -------------------------------------------------------------------------------------


def test_casings() -> None:
    parts = ("get", "http2", "user", "2fa")
    assert pascal(parts) == "GetHttp2User2fa"
    assert camel(parts) == "getHttp2User2fa"
    assert snake(parts) == "get_http2_user_2fa"
    assert constant(parts) == "GET_HTTP2_USER_2FA"
    assert kebab(parts) == "get-http2-user-2fa"


@pytest.mark.parametrize("case", [pascal, camel, snake, constant, kebab])
def test_no_words_give_no_name(case: object) -> None:
    assert callable(case)
    assert case(()) == ""


@given(ascii_texts)
def test_casings_are_identifiers(text: str) -> None:
    split = words(f"a {text}")
    for case in (pascal, camel, snake, constant):
        assert case(split).isidentifier()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("PaginatedUserList", "PaginatedUserList"),
        ("OAuth2Token", "OAuth2Token"),
        ("HTTPError", "HTTPError"),
        ("UserV2", "UserV2"),
        ("X", "X"),
        ("user", "User"),
        ("user_role", "UserRole"),
        ("User_Role", "UserRole"),
        ("User.Role", "UserRole"),
        ("Page[User]", "PageUser"),
        ("Élève", "Eleve"),
        ("пользователь", "Пользователь"),
        ("***", ""),
        ("User\n", "User"),
    ],
)
def test_type_names(text: str, name: str) -> None:
    assert type_name(text) == name


def test_type_names_in_ascii() -> None:
    assert type_name("HTTPError中", ascii_words) == "HttpErrorU4e2d"
    assert type_name("HTTPError", ascii_words) == "HTTPError"


# --- Scopes --------------------------------------------------------------------------------------


def test_a_free_name_is_given_as_it_is() -> None:
    scope = Scope({"class"})
    assert scope.claim("name") == "name"
    assert scope.renamed == {}


def test_reserved_words_are_escaped() -> None:
    assert Scope({"class"}).claim("class") == "class_"
    assert Scope({"class"}, escape=lambda name: f"x_{name}").claim("class") == "x_class"


def test_an_escape_that_is_reserved_or_taken_gets_a_number() -> None:
    scope = Scope({"class", "class_", "class_2"})
    assert scope.claim("class") == "class_3"
    scope = Scope({"class"})
    assert [scope.claim(name) for name in ("class_", "class", "class")] == [
        "class_",
        "class_2",
        "class_3",
    ]


def test_a_clash_gets_a_number_and_is_recorded() -> None:
    scope = Scope()
    given = [scope.claim(name) for name in ("a", "a", "a_2", "a", "b")]
    assert given == ["a", "a_2", "a_2_2", "a_3", "b"]
    assert scope.renamed == {"a_2": "a", "a_2_2": "a_2", "a_3": "a"}


def test_names_get_a_letter_first() -> None:
    assert Scope().claim("2fa") == "n2fa"
    assert Scope(prefix="value_").claim("404") == "value_404"
    assert Scope(prefix="value_").claim("") == "value_"


def test_case_counts_unless_it_is_folded() -> None:
    assert [Scope().claim("User"), Scope().claim("user")] == ["User", "user"]
    scope = Scope({"con"}, fold_case=True)
    assert [scope.claim(name) for name in ("User", "user", "USER", "CON")] == [
        "User",
        "user_2",
        "USER_3",
        "CON_",
    ]


def test_many_clashes_are_quick() -> None:
    scope = Scope()
    start = time.process_time()
    given = [scope.claim("x") for _ in range(20_000)]
    assert given[-1] == "x_20000"
    assert time.process_time() - start < 3  # a search from 2 each time takes ten times as long


def test_an_odd_late_name_never_renames_an_early_good_one() -> None:
    wanted = [("odd", "name", False), ("good", "name", True), ("other", "else", True)]
    scope = Scope({"else"})
    assert scope.claim_all(wanted) == {"odd": "name_2", "good": "name", "other": "else_"}
    assert scope.renamed == {"name_2": "name"}


def test_a_reserved_word_yields_to_its_escaped_spelling() -> None:
    wanted = [("word", "class", True), ("escaped", "class_", True)]
    assert Scope({"class"}).claim_all(wanted) == {"word": "class_2", "escaped": "class_"}


def test_a_name_with_a_digit_first_yields_too() -> None:
    wanted = [("digit", "2fa", True), ("legal", "n2fa", True)]
    assert Scope().claim_all(wanted) == {"digit": "n2fa_2", "legal": "n2fa"}


def test_a_mapping_may_be_claimed() -> None:
    given = Scope({"class"}).claim_all({"x": "class", "y": "a", "z": "class_"})
    assert given == {"x": "class_2", "y": "a", "z": "class_"}
    assert list(given) == ["x", "y", "z"]


names = st.from_regex("[a-cA-C0-2]{0,2}(_[23])?_?", fullmatch=True)
entries = st.lists(st.tuples(names, st.booleans()), max_size=30)


def _claim(wanted: list[tuple[str, bool]], fold: bool = False) -> tuple[Scope, dict[int, str]]:
    scope = Scope({"a", "b_", "cc"}, fold_case=fold)
    return scope, scope.claim_all([(n, name, own) for n, (name, own) in enumerate(wanted)])


@given(entries, st.booleans())
def test_a_scope_gives_unique_and_legal_names(wanted: list[tuple[str, bool]], fold: bool) -> None:
    scope, given = _claim(wanted, fold)
    found = [name.casefold() if fold else name for name in given.values()]
    assert list(given) == list(range(len(wanted)))
    assert len(set(found)) == len(found)
    assert not {"a", "b_", "cc"} & set(found)
    assert all(name.isidentifier() for name in found)
    assert set(scope.renamed) <= set(given.values())


@given(entries, entries)
def test_later_names_change_no_earlier_ones(
    early: list[tuple[str, bool]], late: list[tuple[str, bool]]
) -> None:
    _, before = _claim(early)
    odd = [(name, False) for name, _ in late]
    _, after = _claim(early + odd)
    assert before.items() <= after.items()
    own = {n for n, (name, is_own) in enumerate(early) if is_own and before[n] == name}
    _, after = _claim(early + late)
    assert {before[n] for n in own} == {after[n] for n in own}


# --- English nouns -------------------------------------------------------------------------------

NOUNS = [
    "user/users",
    "address/addresses",
    "status/statuses",
    "company/companies",
    "category/categories",
    "analysis/analyses",
    "child/children",
    "person/people",
    "box/boxes",
    "alias/aliases",
    "batch/batches",
    "index/indices",
    "criterion/criteria",
    "setting/settings",
    "vertex/vertices",
    "quiz/quizzes",
    "bus/buses",
    "process/processes",
    "class/classes",
    "leaf/leaves",
    "hero/heroes",
    "photo/photos",
    "cache/caches",
    "bonus/bonuses",
    "campus/campuses",
    "virus/viruses",
    "lens/lenses",
    "axis/axes",
    "response/responses",
    "database/databases",
    "house/houses",
    "cookie/cookies",
    "movie/movies",
    "invoice/invoices",
    "key/keys",
    "matrix/matrices",
    "diagnosis/diagnoses",
    "entry/entries",
    "hypothesis/hypotheses",
    "bias/biases",
]


@pytest.mark.parametrize("pair", NOUNS)
def test_singular_and_plural(pair: str) -> None:
    one, many = pair.split("/")
    assert singular(many) == one
    assert plural(one) == many
    assert singular(one) == one
    assert plural(many) == many


@pytest.mark.parametrize(
    "word",
    [
        "series",
        "media",
        "news",
        "data",
        "metadata",
        "information",
        "equipment",
        "feedback",
        "dns",
        "sms",
        "gps",
        "os",
        "https",
        "redis",
        "css",
    ],
)
def test_words_that_have_one_form_alone(word: str) -> None:
    assert singular(word) == plural(word) == word


def test_nouns_of_other_languages_do_no_harm() -> None:
    assert singular("") == plural("") == ""
    assert singular("имя") == "имя"


def test_the_rules_of_english_are_loaded_only_when_needed() -> None:
    code = "import sys, oacgen_ir.names; sys.exit('pluralizer' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
