"""Command-line flags made of a generator's options."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import click

from oacgen_ir.options import Options, Setting, settings

_PREFIX: Final = "option_"  # keeps them apart from the parameters that every command has


def flags(options: type[Options]) -> list[click.Option]:
    """Return one flag per option. None has a default, so that a configuration file can speak."""
    return [_flag(setting) for setting in settings(options)]


def given(parameters: Mapping[str, object]) -> dict[str, object]:
    """Return the options that were set on the command line, out of a command's parameters."""
    return {
        name.removeprefix(_PREFIX): value
        for name, value in parameters.items()
        if name.startswith(_PREFIX) and value not in (None, (), {})
    }


def _flag(setting: Setting) -> click.Option:
    name = _PREFIX + setting.key
    default = f"  [default: {setting.default_text}]" if setting.default_text else ""
    help_ = setting.meaning + default
    match setting.shape:
        case "switch":
            both = f"{setting.flag}/--no-{setting.flag[2:]}"
            return click.Option([both, name], default=None, help=help_)
        case "choice":
            choice = click.Choice(setting.choices)
            return click.Option([setting.flag, name], type=choice, help=help_)
        case "many":
            kind = click.Choice(setting.choices) if setting.choices else click.STRING
            help_ += "  (may be repeated)"
            return click.Option([setting.flag, name], type=kind, multiple=True, help=help_)
        case "pairs":
            help_ += "  (may be repeated)"
            return click.Option(
                [setting.flag, name],
                multiple=True,
                callback=_pairs,
                metavar="KEY=VALUE",
                help=help_,
            )
        case "whole":
            return click.Option([setting.flag, name], type=int, help=help_)
        case "text":
            return click.Option([setting.flag, name], type=str, help=help_)


def _pairs(
    context: click.Context, parameter: click.Parameter, value: tuple[str, ...] | None
) -> dict[str, str]:
    """Split `KEY=VALUE` at the first equals sign."""
    pairs: dict[str, str] = {}
    for text in value or ():
        key, sign, rest = text.partition("=")
        if not key or not sign:
            raise click.BadParameter(f"{text!r} is not KEY=VALUE", context, parameter)
        pairs[key] = rest
    return pairs
