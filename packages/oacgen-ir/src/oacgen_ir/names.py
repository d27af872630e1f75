"""Words, casings and scopes: how the names of a document become the names of a language.

`words()` splits a name once, a casing joins the words, and a `Scope` makes the result legal and
unique. Nothing here knows a language: reserved words and escapes are handed in.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Container, Hashable, Mapping, Sequence
from functools import lru_cache
from sys import intern
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from pluralizer import Pluralizer

K = TypeVar("K", bound=Hashable)

_CACHED = 1 << 16  # names of the largest documents; bounded, for servers that run for long

# --- Words ---------------------------------------------------------------------------------------

_WORD: Final = re.compile(
    r"""
    (?: OAuth | IPv(?=[46]) ) [a-z0-9]*     # two names that their capitals would tear apart
  | [A-Z]{2,} s (?![a-z0-9])                # IDs, URLs
  | [A-Z]+ (?![a-z]) (?: [0-9][a-z0-9]* )?  # HTTP of HTTPServer, MD5 of MD5Hash
  | [A-Z]? [a-z] [a-z0-9]*                  # user, Server, v1beta1
  | [0-9]+ [a-z0-9]*                        # 404, 2fa
    """,
    re.VERBOSE,
)
_APOSTROPHE: Final = re.compile(r"(?<=[^\W\d_])['\u2019](?=[^\W\d_])")
_OUTSIDE_ASCII: Final = re.compile(r"[^\x00-\x7f]")


@lru_cache(_CACHED)
def words(text: str, symbols: bool = False) -> tuple[str, ...]:
    """Split `text` into lower-case words, at capitals and at whatever is no letter or digit.

    Digits stay with the word on their left: `oauth2_token` gives `oauth2`, `token`. Letters lose
    their accents; those of other scripts stay as they are, and all are legal in identifiers.
    With `symbols`, signs that carry a meaning become words (`-created` gives `minus`, `created`;
    `>=` gives `gte`). May be empty.
    """
    if symbols:
        text = _spell_symbols(text)
    if "'" in text or "\u2019" in text:
        text = _APOSTROPHE.sub("", text)
    if text.isascii():
        return tuple([intern(word.lower()) for word in _WORD.findall(text)])
    text = "".join([_plain_letter(char) for char in unicodedata.normalize("NFKC", text)])
    shape = "".join([_shape(char) for char in text])
    return tuple([text[m.start() : m.end()].lower() for m in _WORD.finditer(shape)])


@lru_cache(_CACHED)
def ascii_words(text: str, symbols: bool = False) -> tuple[str, ...]:
    """Split like `words`; each letter outside ASCII is a word that gives its code: `u4e2d`."""
    if text.isascii():
        return words(text, symbols)
    joined = " ".join(words(text, symbols))
    return tuple(_OUTSIDE_ASCII.sub(lambda m: f" u{ord(m[0]):04x} ", joined).split())


def _plain_letter(char: str) -> str:
    """Give a letter or digit, without accents where ASCII has it; a space for all else."""
    if char.isascii():
        return char
    base = "".join(
        [part for part in unicodedata.normalize("NFKD", char) if not unicodedata.combining(part)]
    )
    if base.isascii():
        return base
    if char.isdecimal():
        return str(unicodedata.decimal(char))
    # What both lists call a letter is legal in Python, TypeScript and Go alike.
    return char if char.isalpha() and char.isidentifier() else _gap(char)


def _gap(char: str) -> str:
    """Drop a mark, which belongs to the letter before it; anything else parts two words."""
    return "" if unicodedata.category(char).startswith("M") else " "


def _shape(char: str) -> str:
    if char.isascii():
        return char
    return "X" if char.isupper() or char.istitle() else "x"


# --- Symbols -------------------------------------------------------------------------------------

_SYMBOLS: Final[Mapping[str, str]] = {
    "<=": "lte",
    ">=": "gte",
    "!=": "ne",
    "<>": "ne",
    "==": "eq",
    "<": "lt",
    ">": "gt",
    "=": "eq",
    "+": "plus",
    "-": "minus",
    "*": "star",
    "%": "percent",
    "&": "and",
    "|": "or",
    "!": "not",
    "#": "hash",
    "@": "at",
    "$": "dollar",
    "^": "caret",
    "~": "tilde",
    "?": "question",
    "/": "slash",
    "\\": "backslash",
    ".": "dot",
    ",": "comma",
    ":": "colon",
    ";": "semicolon",
    "_": "underscore",
}
_SIGN: Final = re.compile(
    r"[<>!=]=|<>|[<>=+*%&|!#@$^~?]"
    r"|(?<![^\s,(=<>])-(?=\w)"  # `-created`, `a,-b`; the hyphen of `in-progress` only parts words
    r"|(?<=\w)-$"  # blood group `A-`
    r"|[^\w\s\x00-\x7f]"
)
_ANY_SIGN: Final = re.compile(r"[<>!=]=|<>|\S")


def _spell_symbols(text: str) -> str:
    if any(char.isalnum() for char in text):
        return _SIGN.sub(lambda match: _spelt(match[0]) if _means(match[0]) else match[0], text)
    return _ANY_SIGN.sub(lambda match: _spelt(match[0]), text)


def _means(sign: str) -> bool:
    """Tell currency, arithmetic and the like from punctuation, which only parts words."""
    return sign.isascii() or unicodedata.category(sign).startswith("S")


def _spelt(sign: str) -> str:
    """Name a sign, in lower case so that the name is not split at its capitals."""
    name = _SYMBOLS.get(sign) or unicodedata.name(sign, f"u{ord(sign):04x}").lower()
    return f" {name} "


# --- Casings -------------------------------------------------------------------------------------


def pascal(parts: Sequence[str]) -> str:
    """Join words as `PascalCase`."""
    return "".join([part.capitalize() for part in parts])


def camel(parts: Sequence[str]) -> str:
    """Join words as `camelCase`."""
    return "".join(parts[:1]) + pascal(parts[1:])


def snake(parts: Sequence[str]) -> str:
    """Join words as `snake_case`."""
    return "_".join(parts)


def constant(parts: Sequence[str]) -> str:
    """Join words as `UPPER_SNAKE`."""
    return "_".join(parts).upper()


def kebab(parts: Sequence[str]) -> str:
    """Join words as `kebab-case`."""
    return "-".join(parts)


_PASCAL: Final = re.compile(r"[A-Z][A-Za-z0-9]*")


@lru_cache(_CACHED)
def type_name(text: str, split: Callable[[str], tuple[str, ...]] = words) -> str:
    """Keep `text` where it is PascalCase as it stands (`HTTPError`), else make it so.

    `split` is `words`, or `ascii_words` for a language that takes ASCII alone.
    """
    return text if _PASCAL.fullmatch(text) else pascal(split(text))


# --- Scopes --------------------------------------------------------------------------------------


def _underscored(name: str) -> str:
    return name + "_"


class Scope:
    """Hands out legal, unique identifiers: one Scope for each real scope of the target language.

    A reserved word goes through `escape` (`class_`). Where two want one name, the later gets a
    number: `name_2`, `name_3`; the last resort, for fields, enum members, parameters and types
    alike. A name that is empty or starts with a digit gets `prefix`. With `fold_case`, names that
    differ by case alone clash, as those of files do.
    """

    def __init__(
        self,
        reserved: Container[str] = (),
        *,
        fold_case: bool = False,
        escape: Callable[[str], str] = _underscored,
        prefix: str = "n",
    ) -> None:
        self._reserved = reserved
        self._fold_case = fold_case
        self._escape = escape
        self._prefix = prefix
        self._taken: set[str] = set()
        self._last_number: dict[str, int] = {}
        self.renamed: dict[str, str] = {}
        """The names that a clash has changed: what was given, and what was wanted."""

    def claim(self, name: str) -> str:
        """Take `name`, or the nearest name that is legal and free."""
        name = self._legal(name)
        chosen = self._escape(name) if self._is_reserved(name) else name
        if not self._is_free(chosen):
            chosen = self._numbered(name)
            self.renamed[chosen] = name
        self._taken.add(self._folded(chosen))
        return chosen

    def claim_all(self, wanted: Mapping[K, str] | Sequence[tuple[K, str, bool]]) -> dict[K, str]:
        """Claim many names at once; the result has the order of `wanted`.

        An entry is a key, a name, and whether the name is what the document wrote. Those that
        are, and are legal, go first; then the rest, each in document order: an odd late name
        never renames an early good one. In a mapping, every name counts as the document's.
        """
        if isinstance(wanted, Mapping):
            entries = [(key, name, True) for key, name in wanted.items()]
        else:
            entries = list(wanted)
        given = dict.fromkeys([key for key, _, _ in entries], "")
        rest = []
        for key, name, own in entries:
            if own and name == self._legal(name) and not self._is_reserved(name):
                given[key] = self.claim(name)
            else:
                rest.append((key, name))
        for key, name in rest:
            given[key] = self.claim(name)
        return given

    def _legal(self, name: str) -> str:
        return name if name and not name[0].isdigit() else self._prefix + name

    def _folded(self, name: str) -> str:
        return name.casefold() if self._fold_case else name

    def _is_reserved(self, name: str) -> bool:
        return name in self._reserved or self._folded(name) in self._reserved

    def _is_free(self, name: str) -> bool:
        return self._folded(name) not in self._taken and not self._is_reserved(name)

    def _numbered(self, name: str) -> str:
        folded = self._folded(name)
        number = self._last_number.get(folded, 1) + 1
        while not self._is_free(f"{name}_{number}"):
            number += 1
        self._last_number[folded] = number
        return f"{name}_{number}"


# --- English nouns -------------------------------------------------------------------------------

# What the library has wrong: names of APIs that it takes for plurals, and a few plain mistakes.
_UNCOUNTABLE: Final = (
    "cms",
    "cors",
    "css",
    "data",
    "dns",
    "feedback",
    "gis",
    "gps",
    "https",
    "ios",
    "js",
    "kubernetes",
    "metadata",
    "os",
    "redis",
    "rss",
    "sms",
    "staff",
    "tls",
)
_IRREGULAR: Final = {
    "axis": "axes",
    "basis": "bases",
    "bias": "biases",
    "cache": "caches",
    "lens": "lenses",
    "oasis": "oases",
    "virus": "viruses",
}


@lru_cache(1)
def _pluralizer() -> Pluralizer:
    from pluralizer import Pluralizer  # only naming resources needs it

    create: Callable[[], Pluralizer] = Pluralizer  # its constructor has no annotation
    nouns = create()
    for word in _UNCOUNTABLE:
        nouns.add_uncountable_rule(word)
    for one, many in _IRREGULAR.items():
        nouns.add_irregular_rule(one, many)
    return nouns


@lru_cache(_CACHED)
def singular(word: str) -> str:
    """Give the singular of an English noun, itself where it has none: `series`, `media`."""
    return _pluralizer().singular(word)


@lru_cache(_CACHED)
def plural(word: str) -> str:
    """Give the plural of an English noun, itself where it has none: `series`, `media`."""
    return _pluralizer().plural(word)
