"""The names that Go programmers expect: `UserID`, `userID`, `user_groups.go`."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from oacgen_ir.names import ascii_words, snake, type_name
from oacgen_ir.paths import segment_problem

_INITIALISM_WORDS: Final = """
    ACL API ASCII CPU CSS CSV DNS EOF GUID HTML HTTP HTTPS ID IP JSON JWT LDAP OTP PDF QPS RAM RPC
    SAML SLA SMTP SQL SSH SSO TCP TLS TOTP TTL UDP UI UID URI URL UTF8 UUID VM XML XMPP XSRF XSS
    OAuth OAuth2 IPv4 IPv6 ACLs APIs IDs IPs UIDs URIs URLs UUIDs VMs
"""
_INITIALISMS: Final = {word.lower(): word for word in _INITIALISM_WORDS.split()}

_CONSTRAINTS_WORDS: Final = """
    test unix
    aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9
    solaris wasip1 windows zos
    386 amd64 amd64p32 arm arm64 arm64be armbe loong64 mips mips64 mips64le mips64p32 mips64p32le
    mipsle ppc ppc64 ppc64le riscv riscv64 s390 s390x sparc sparc64 wasm
"""
_CONSTRAINTS: Final = frozenset(_CONSTRAINTS_WORDS.split())
"""What the end of a file's name tells the go command: for tests only, for one system only."""


def exported(words: tuple[str, ...]) -> str:
    """Join words as `UserID`."""
    return "".join([_INITIALISMS.get(word) or word.capitalize() for word in words])


@lru_cache(1 << 16)
def field_name(text: str) -> str:
    """Return the name of a struct's field: `UserID` for `user_id`."""
    return exported(ascii_words(text, True))


@lru_cache(1 << 16)
def argument_name(text: str) -> str:
    """Return the name of an argument: `userID` for `user_id`."""
    words = ascii_words(text, True)
    return "".join(words[:1]) + exported(words[1:])


def declared_name(text: str) -> str:
    """Return the name of a type: the document's own where it is PascalCase."""
    name = type_name(text, ascii_words)
    return name if name == text else exported(ascii_words(text))


def package_name(text: str) -> str:
    """Return the name of a package; empty where the text has no letter or digit."""
    return "".join(ascii_words(text))


def file_stem(text: str) -> str:
    """Return the name of a file without `.go`, one that the go command reads everywhere."""
    stem = snake(ascii_words(text))[:80].rstrip("_") or "operations"
    _, underscore, last = stem.rpartition("_")
    if (underscore and last in _CONSTRAINTS) or segment_problem(f"{stem}.go"):
        stem += "_api"
    return stem
