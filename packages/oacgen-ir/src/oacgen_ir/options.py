"""Options: declared once, as fields with docstrings on a frozen model.

The command-line flag, the key in the configuration, the documentation and the message for a typo
all derive from that one field.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum
from types import NoneType, UnionType
from typing import Literal, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.fields import FieldInfo

from oacgen_ir.diagnostics import InputError


class Options(BaseModel):
    """What every generator's options derive from. A field's docstring is its documentation."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


O_co = TypeVar("O_co", bound=Options)

Shape = Literal["switch", "text", "whole", "choice", "many", "pairs"]


@dataclass(frozen=True, slots=True)
class Setting:
    """An option as a user sees it, on the command line (`flag`) or in a file (`key`)."""

    key: str
    flag: str
    shape: Shape
    choices: tuple[str, ...]
    default: object
    meaning: str

    @property
    def values(self) -> str:
        """What may be written, for people."""
        match self.shape:
            case "switch":
                return "true or false"
            case "choice":
                return ", ".join(self.choices)
            case "many":
                return "a list of " + (", ".join(self.choices) or "texts")
            case "pairs":
                return "a table of texts"
            case "whole":
                return "a whole number"
            case "text":
                return "a text"

    @property
    def default_text(self) -> str:
        """The default as it is written in a configuration file; empty where there is none."""
        match self.default:
            case None | () | [] | "":
                return ""
            case bool():
                return str(self.default).lower()
            case Mapping():
                return ", ".join(f"{key}={value}" for key, value in self.default.items())
            case tuple() | list():
                return ", ".join(map(str, self.default))
            case _:
                return str(self.default)


def settings(options: type[Options]) -> tuple[Setting, ...]:
    """Return the options of a model in the order of its fields."""
    return tuple(_setting(key, field) for key, field in options.model_fields.items())


def _setting(key: str, field: FieldInfo) -> Setting:
    shape, choices = _shape(key, field.annotation)
    return Setting(
        key=key,
        flag="--" + key.replace("_", "-"),
        shape=shape,
        choices=choices,
        default=None if field.is_required() else field.get_default(call_default_factory=True),
        meaning=" ".join((field.description or "").split()),
    )


def _shape(key: str, annotation: object) -> tuple[Shape, tuple[str, ...]]:
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return "choice", tuple(str(member.value) for member in annotation)
    origin, args = get_origin(annotation), get_args(annotation)
    if origin in (Union, UnionType) and len(args) == 2 and NoneType in args:
        return _shape(key, next(arg for arg in args if arg is not NoneType))
    if origin is Literal:
        return "choice", tuple(map(str, args))
    if origin in (list, tuple, set, frozenset):
        return "many", _shape(key, args[0])[1]
    if origin in (dict, Mapping):
        return "pairs", ()
    if annotation is bool:
        return "switch", ()
    if annotation is int:
        return "whole", ()
    if annotation is str:
        return "text", ()
    raise TypeError(f"the option {key} has a type that no flag can be made of: {annotation!r}")


def parse_options(options: type[O_co], values: Mapping[str, object], *, where: str) -> O_co:
    """Validate `values`; an InputError names everything that is wrong, `where` included."""
    try:
        return options.model_validate(dict(values))
    except ValidationError as error:
        known = list(options.model_fields)
        problems = [
            unknown_key(str(detail["loc"][0]), known)
            if detail["type"] == "extra_forbidden"
            else _problem(detail["loc"], detail["msg"], detail["input"])
            for detail in error.errors(include_url=False, include_context=False)
        ]
        raise InputError("\n".join(problems), file=where) from None


def _problem(place: tuple[int | str, ...], message: str, value: object) -> str:
    if not place:
        return message.removeprefix("Value error, ")
    text = message.removeprefix("Value error, ")
    if text is message:  # pydantic's own words
        text = f"{message[:1].lower()}{message[1:]}, not {value!r}"
    return f"`{'.'.join(map(str, place))}`: {text}"


def unknown_key(key: str, known: list[str], what: str = "option") -> str:
    """Return the message for a key that does not exist, with the nearest one that does."""
    nearest = get_close_matches(key, known, n=1)
    if nearest:
        return f"unknown {what} `{key}`; did you mean `{nearest[0]}`?"
    return f"unknown {what} `{key}`; there are: {', '.join(sorted(known)) or 'none'}"


def options_table(options: type[Options]) -> str:
    """Return the options as a Markdown table."""
    rows = [
        f"| `{s.key}` | `{_flags(s)}` | {_cell(s.values)} | {_code(s.default_text)} "
        f"| {_cell(s.meaning)} |"
        for s in settings(options)
    ]
    head = ["| key | flag | values | default | meaning |", "|---|---|---|---|---|"]
    return "\n".join([*head, *rows]) + "\n"


def _flags(setting: Setting) -> str:
    return (
        f"{setting.flag}` / `--no-{setting.flag[2:]}" if setting.shape == "switch" else setting.flag
    )


def _code(text: str) -> str:
    return f"`{_cell(text)}`" if text else ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
