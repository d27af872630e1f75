"""What a hand would call the function of an operation: `getUsers`, `setUserAvatar`.

drf-spectacular writes `{path}_{action}` ids; an id that begins with a verb is kept as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from oacgen_ir.ir import Operation
from oacgen_ir.names import camel, plural, singular, words
from oacgen_ts.media import received_answer
from oacgen_ts.verbs import (
    JOINTS,
    MANNERS,
    NO_NOUNS,
    NO_PLURALS,
    OF_ANSWER,
    OF_METHOD,
    QUESTIONS,
    STANDARD,
    SURE,
    VARIABLE,
    VERBS,
    VERSION,
    WHOLE,
)

Words: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A verb and the nouns after it; `rest` follows them: `mark`, `Notification`, `AsRead`."""

    verb: Words
    nouns: Words
    rest: Words = ()
    listing: bool = False
    before: bool = False  # whether the nouns come first: `authLogin`
    whole: bool = False  # whether it is the id itself

    def name(self) -> str:
        """Join the words."""
        parts = (*self.nouns, *self.verb) if self.before else (*self.verb, *self.nouns, *self.rest)
        return camel(parts)


def candidates(operation: Operation) -> Iterator[str]:
    """Yield the names of an operation, from the shortest to what only it can be called.

    Operations that clash take the next ones: their words as DRF has them, with those of the
    path, and with its variables.
    """
    yield phrase_of(operation).name()
    id_ = _plain_id(operation)
    standard = _standard(operation, id_)
    verb = OF_METHOD.get(operation.method, operation.method.lower())
    verb, nouns = standard[:2] if standard else (verb, id_)
    segments = _segments(operation.path)
    fixed = [word for one in segments if not VARIABLE.fullmatch(one) for word in words(one)]
    given = [word for one in segments if VARIABLE.fullmatch(one) for word in words(one)]
    by = ("by", *given) if given else ()
    if standard:
        yield camel((verb, *_nouns(operation, nouns, standard[2])))
        yield camel((verb, *_nouns(operation, nouns, standard[2]), *by))
    yield camel((verb, *nouns))
    yield camel((verb, *fixed))
    yield camel((verb, *fixed, *by))
    yield camel(words(operation.id))
    yield camel((operation.method.lower(), *words(operation.id)))


def phrase_of(operation: Operation) -> Phrase:
    """Find the verb and the nouns of an operation."""
    id_ = _plain_id(operation)
    standard = _standard(operation, id_)
    if _is_renamed(operation, id_):
        return _own(operation, words(operation.tag), tuple(operation.action.split("_")))
    if standard is None:
        if id_ and id_[0] in VERBS and not _leads(operation.tag, id_):
            return Phrase(verb=id_[:1], nouns=id_[1:], whole=True)
        return _own(operation, *_split(operation, id_))
    verb, nouns, listing = standard
    action = _action(operation, nouns)
    if action:
        return _own(operation, nouns[: -len(action)], action)
    return Phrase(verb=(verb,), nouns=_nouns(operation, nouns, listing), listing=listing)


def _is_renamed(operation: Operation, id_: Words) -> bool:
    """Whether the action has words that only a configuration can have given it."""
    made_of = {*id_, *words(operation.path), *words(operation.tag), "by", operation.method.lower()}
    return not made_of.issuperset(operation.action.split("_"))


def _plain_id(operation: Operation) -> Words:
    """Return the words of the id, without the number that drf-spectacular adds to a double."""
    id_ = words(operation.id)
    numbered = len(id_) > 1 and id_[-1].isdigit() and operation.id.endswith("_" + id_[-1])
    return id_[:-1] if numbered else id_


def _standard(operation: Operation, id_: Words) -> tuple[str, Words, bool] | None:
    """Return verb and nouns of an id that ends as DRF's own actions do, or in the method."""
    for size in (2, 1):
        if len(id_) <= size:
            continue
        end = id_[-size:]
        verb = STANDARD.get(end)
        if end == (operation.method.lower(),):
            verb = OF_METHOD.get(operation.method)
        if verb == "get":
            verb = _get(operation)
        if verb is not None and id_[-size - 1] not in JOINTS:
            return verb, id_[:-size], end == ("list",)
    return None


def _get(operation: Operation) -> str:
    """Tell files from data."""
    return OF_ANSWER.get(received_answer(operation).how, "get")


def _action(operation: Operation, nouns: Words) -> Words:
    """Return the words at the end of `nouns` that are an action: `set_avatar`, `approve`."""
    last_segment = _segments(operation.path)[-1]
    own = tuple(operation.action.split("_"))
    if own not in STANDARD and own[0] in VERBS and _ends(nouns, own):
        return own
    derived = _without_standard(own)
    changes = operation.method != "GET" and not VARIABLE.fullmatch(last_segment)
    if changes and derived[0] in SURE and _ends(nouns, derived):
        return derived
    last = words(last_segment)
    if not last or not _ends(nouns, last):
        return ()
    return last if _acts(last, operation.method) else ()


def _acts(last: Words, method: str) -> bool:
    """Whether the last words of a path are an action."""
    if method == "GET":
        return last[0] in QUESTIONS
    if last[0] in MANNERS and last[1:2] and last[1] in VERBS:
        return True
    return last[0] in SURE or last[-1] in SURE or last[-1] in WHOLE


def _ends(nouns: Words, action: Words) -> bool:
    return nouns[-len(action) :] == action and len(nouns) > len(action)


def _without_standard(action: Words) -> Words:
    for size in (2, 1):
        if len(action) > size and action[-size:] in STANDARD:
            return action[:-size]
    return action


def _leads(tag: str, id_: Words) -> bool:
    """Whether an id begins with its tag, so that its first word is a noun."""
    tag_words = words(tag)
    return bool(tag_words) and _stems(id_[: len(tag_words)]) == _stems(tag_words)


def _stems(parts: Sequence[str]) -> Words:
    return tuple([singular(part) for part in parts])


def _split(operation: Operation, id_: Words) -> tuple[Words, Words]:
    """Part the id into resource and action; where it lacks the action, the tag is the resource."""
    action = tuple(operation.action.split("_"))
    if id_[-len(action) :] == action and len(id_) > len(action):
        return id_[: -len(action)], action
    return words(operation.tag), action


def _own(operation: Operation, resource: Words, action: Words) -> Phrase:
    """Name an action of the view's own: `set_avatar`, `activate`, `notifications`."""
    if action[-1] in WHOLE:
        return Phrase(verb=action, nouns=_nouns(operation, resource), before=True)
    size = 2 if action[0] in MANNERS and len(action) > 1 else 1
    if len(action) > 2 and action[1] in JOINTS:
        return Phrase(verb=action, nouns=_nouns(operation, resource))
    if action[size - 1] in VERBS and (len(action) > size or operation.method != "GET"):
        nouns = _nouns(operation, resource)
        rest = action[size:]
        doubled = rest and _stems(nouns[-len(rest) :]) == _stems(rest)
        return Phrase(verb=action[:size], nouns=nouns, rest=() if doubled else rest)
    asks = action[0] in QUESTIONS or action[0] == _get(operation)
    if len(action) == 1 and asks:
        return Phrase(verb=action, nouns=_nouns(operation, resource))
    if len(action) > 1 and action[-1] in SURE:
        return Phrase(verb=action[-1:], nouns=_nouns(operation, (*resource, *action[:-1])))
    verb = OF_METHOD.get(operation.method, operation.method.lower())
    verb = _get(operation) if verb == "get" else verb
    nouns = _nouns(operation, (*resource, *action), keep=len(action))
    return Phrase(verb=(verb,), nouns=nouns)


def _nouns(operation: Operation, parts: Words, listing: bool = False, keep: int = 0) -> Words:
    """Put nouns into the number that the path gives them; the last `keep` stay as they are."""
    parts = _without_doubles([p for p in parts if p != "api" and not VERSION.fullmatch(p)])
    if not parts:
        parts = _without_doubles(words(operation.tag)) or ("api",)
    singles = _single_words(operation.path)
    last = len(parts) - 1 - keep
    out = [_one(p) if p in singles and i <= last else p for i, p in enumerate(parts)]
    if keep:
        return tuple(out)
    if listing:
        out[-1:] = _many(out[-1])
    elif operation.method == "POST" and words(_segments(operation.path)[-1])[-1:] == (out[-1],):
        out[-1] = _one(out[-1])
    return tuple(out)


def _one(word: str) -> str:
    """Give the singular of what is a plural beyond doubt."""
    return singular(word) if len(word) > 3 and word not in NO_PLURALS else word


def _many(word: str) -> Words:
    """Give the plural, or say `list` where a word has none."""
    if word in NO_NOUNS:
        return (word,)
    many = word if word[-1:].isdigit() or word in NO_PLURALS else plural(word)
    return (many,) if many != _one(word) else (word, "list")


def _without_doubles(parts: Sequence[str]) -> Words:
    out: list[str] = []
    for part in parts:
        if not out or singular(out[-1]) != singular(part):
            out.append(part)
        else:
            out[-1] = part
    return tuple(out)


def _segments(path: str) -> list[str]:
    return [one for one in path.split("/") if one] or [""]


def _single_words(path: str) -> set[str]:
    """Return the last words of the segments that a variable follows: one of many is meant."""
    segments = _segments(path)
    found: set[str] = set()
    for segment, after in zip(segments, [*segments[1:], ""], strict=True):
        if VARIABLE.fullmatch(after) and not VARIABLE.fullmatch(segment):
            found.update(words(segment)[-1:])
    return found


def hook_subject(name: str) -> str:
    """Return what a hook is about: `Users` of `getUsers`."""
    parts = words(name)
    drop = parts[:1] and parts[0] in ("get", "list", "retrieve", "fetch", "read")
    rest = name[len(parts[0]) :] if drop and len(parts) > 1 else name
    return rest[:1].upper() + rest[1:]


def resource_name(tag: str) -> str:
    """Return the singular name of a tag's resource, for its keys."""
    parts = words(tag) or ("api",)
    return camel((*parts[:-1], singular(parts[-1])))
