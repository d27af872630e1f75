"""Schemas that many tags use: they have one home, and the lock keeps them there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from oacgen_ir.diagnostics import Report
from oacgen_ir.ir import Api
from oacgen_proto.layout import package, tag_folder
from oacgen_proto.lock import Lock, Tag, theirs
from oacgen_proto.messages import Messages
from oacgen_proto.numbers import Ledger
from oacgen_proto.options import ProtoOptions
from oacgen_proto.schema import SHARED, Home, ProtoFile
from oacgen_proto.syntax import unused
from oacgen_proto.types import Elsewhere, Types

FEW: Final = 3
"""As many tags may each have a schema of their own, so that a folder says all of itself."""


class Shared:
    """The home of the schemas of a group that more than a few tags use.

    `reached` are the names of what each tag uses, `taken` the folders of tags. What a tag has
    had of its own it keeps, and what has stood here stays here, however many use it later.
    """

    def __init__(
        self,
        api: Api,
        options: ProtoOptions,
        report: Report,
        lock: Lock,
        reached: Mapping[str, Iterable[str]],
        taken: Iterable[str],
    ) -> None:
        self._api = api
        known = lock.get(SHARED) or Tag(_free_folder(taken), service="")
        self._ledger = Ledger(known, options.renames, report)
        path = tag_folder(api.group, known.folder, options)
        near = path if not api.group else path.partition("/")[2]
        self._home = Home(f"{path}/messages.proto", package(path), package(near))
        self._types = Types(api, self._ledger)
        self._answers: set[str] = set()
        self._names = self._found(reached)

    def _found(self, reached: Mapping[str, Iterable[str]]) -> frozenset[str]:
        uses = Counter(name for names in reached.values() for name in names)
        known = self._ledger.keys()
        return frozenset(
            name for name, count in uses.items() if count > FEW or theirs(name) in known
        )

    def claim(self) -> None:
        """Name what is new here and used by many, before any message of ours takes a name."""
        for declaration in self._api.declarations:
            if declaration.name in self._names:
                self._types.claim(declaration)

    def for_tag(self, answers: Iterable[str]) -> Elsewhere:
        """Return the types for a tag whose successes are made of `answers`."""
        self._answers.update(answers)
        return Elsewhere(self._home, self._types, self._names)

    def file(self) -> ProtoFile | None:
        """Make the file, after all tags have asked for what they use; None for nothing."""
        messages = Messages(self._types, self._ledger, frozenset(self._answers))
        made = [*messages.made(), *messages.files()]
        enums = [*messages.enum_types()]
        if not made and not enums:
            return None
        return ProtoFile(
            path=self._home.path,
            package=self._home.package,
            messages=tuple(sorted(made, key=lambda message: message.name)),
            enums=tuple(sorted(enums, key=lambda enum: enum.name)),
        )

    def locked(self) -> Mapping[str, Tag]:
        """Return what is to be locked: nothing, as long as nothing was ever here."""
        tag = self._ledger.locked()
        return {SHARED: tag} if tag.messages or tag.enums else {}


def _free_folder(taken: Iterable[str]) -> str:
    folders = frozenset(taken)
    return unused("shared", "_", lambda name: name not in folders)
