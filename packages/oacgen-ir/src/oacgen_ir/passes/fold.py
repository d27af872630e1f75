"""One declaration for what the document says many times."""

from __future__ import annotations

from dataclasses import replace

from oacgen_ir.ir import Api, Enum
from oacgen_ir.passes.rewrite import rename_declaration, rename_operation

_COMPONENTS = "#/components/schemas/"


def fold_enums(api: Api) -> Api:
    """Replace an inline enum by the component that has the same values, if there is just one."""
    named: dict[tuple[object, ...], list[str]] = {}
    inline: dict[str, tuple[object, ...]] = {}
    for one in api.declarations:
        if isinstance(one, Enum):
            key = (one.kind, *sorted((member.value for member in one.members), key=repr))
            if one.origin.startswith(_COMPONENTS) and one.origin.count("/") == 3:
                named.setdefault(key, []).append(one.name)
            else:
                inline[one.name] = key
    folded = {name: named[key][0] for name, key in inline.items() if len(named.get(key, ())) == 1}
    if not folded:
        return api

    def rename(name: str) -> str:
        return folded.get(name, name)

    return replace(
        api,
        declarations=tuple(
            rename_declaration(one, rename) for one in api.declarations if one.name not in folded
        ),
        operations=tuple(rename_operation(one, rename, rename) for one in api.operations),
    )
