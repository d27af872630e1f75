"""Words, casings and scopes: how names of a document become names of a language."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Container, Mapping, Sequence
from functools import lru_cache
from typing import TypeVar

K = TypeVar("K")

_WORD = re.compile(r"[A-Z]+(?![a-z])[0-9]*|[A-Z]?[a-z]+[0-9]*|[0-9]+")


@lru_cache(maxsize=None)
def words(text: str, symbols: bool = False) -> tuple[str, ...]:
    """Split `text` into lower-case words; digits stay with the word on their left."""
    plain = unicodedata.normalize("NFKD", text)
    return tuple(word.lower() for word in _WORD.findall(plain))


@lru_cache(maxsize=None)
def ascii_words(text: str, symbols: bool = False) -> tuple[str, ...]:
    """Split like `words`, with letters outside ASCII spelt by their code points."""
    return words(text, symbols)


def pascal(parts: Sequence[str]) -> str:
    """Join as `PascalCase`."""
    return "".join(part[:1].upper() + part[1:] for part in parts)


def camel(parts: Sequence[str]) -> str:
    """Join as `camelCase`."""
    return "".join(parts[:1]) + pascal(parts[1:])


def snake(parts: Sequence[str]) -> str:
    """Join as `snake_case`."""
    return "_".join(parts)


def constant(parts: Sequence[str]) -> str:
    """Join as `UPPER_SNAKE`."""
    return "_".join(parts).upper()


def kebab(parts: Sequence[str]) -> str:
    """Join as `kebab-case`."""
    return "-".join(parts)


def type_name(text: str) -> str:
    """Keep `text` where it is a legal PascalCase identifier; else make one of its words."""
    if text[:1].isupper() and text.isalnum() and text.isascii():
        return text
    return pascal(words(text))


def _underscore(name: str) -> str:
    return name + "_"


class Scope:
    """Hands out legal, unique identifiers: one for each real scope of the target language."""

    def __init__(
        self,
        reserved: Container[str] = (),
        *,
        fold_case: bool = False,
        escape: Callable[[str], str] = _underscore,
        digit_prefix: str = "n",
    ) -> None:
        self._reserved = reserved
        self._fold = str.casefold if fold_case else str
        self._escape = escape
        self._digit_prefix = digit_prefix
        self._taken: set[str] = set()
        self.renamed: list[tuple[str, str]] = []

    def claim(self, name: str) -> str:
        """Take `name`, or the nearest name that is legal and free."""
        if name[:1].isdigit():
            name = self._digit_prefix + name
        if name in self._reserved:
            name = self._escape(name)
        chosen, number = name, 1
        while self._fold(chosen) in self._taken or chosen in self._reserved:
            number += 1
            chosen = f"{name}_{number}"
        if number > 1:
            self.renamed.append((name, chosen))
        self._taken.add(self._fold(chosen))
        return chosen

    def claim_all(self, wanted: Mapping[K, str] | Sequence[tuple[K, str, bool]]) -> dict[K, str]:
        """Claim many names: first those marked as the document's own spelling, then the rest."""
        if isinstance(wanted, Mapping):
            entries = [(key, name, False) for key, name in wanted.items()]
        else:
            entries = list(wanted)
        claimed = {key: self.claim(name) for key, name, own in entries if own}
        claimed |= {key: self.claim(name) for key, name, own in entries if not own}
        return {key: claimed[key] for key, _, _ in entries}


def singular(word: str) -> str:
    """Give the singular of an English noun; `media` gives `media`."""
    import inflection

    return inflection.singularize(word)


def plural(word: str) -> str:
    """Give the plural of an English noun."""
    import inflection

    return inflection.pluralize(word)
