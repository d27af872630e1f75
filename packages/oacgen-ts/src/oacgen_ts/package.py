"""What makes a package of the output: package.json and tsconfig.json."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Final

from pydantic import JsonValue

from oacgen_ir.files import File
from oacgen_ir.ir import Api
from oacgen_ts.options import TsOptions

_SHORT_LIST: Final = re.compile(r'\[(?:\s*"[^"\n]*",?)+\s*\]')

_STRICT: Final = (
    "strict",
    "noUncheckedIndexedAccess",
    "exactOptionalPropertyTypes",
    "isolatedModules",
    "verbatimModuleSyntax",
    "isolatedDeclarations",
    "erasableSyntaxOnly",
)


def package_files(apis: Sequence[Api], options: TsOptions) -> Iterator[File]:
    """Write the metadata of a package that is used as source, by a bundler or by Node."""
    yield File("package.json", _text(_package(apis, options)))
    yield File("tsconfig.json", _text(_tsconfig(options)))


def _text(value: JsonValue) -> str:
    text = json.dumps(value, indent=2, ensure_ascii=False) + "\n"
    return _SHORT_LIST.sub(
        lambda found: re.sub(r"\s+", " ", found[0]).replace("[ ", "[")[:-2] + "]", text
    )


def _package(apis: Sequence[Api], options: TsOptions) -> JsonValue:
    peers: dict[str, JsonValue] = {}
    if options.hooks:
        peers |= {"react": ">=18", "swr": "^2.2.0"}
    if options.generate_zod_schemas:
        peers["zod"] = "^4.0.0"
    package: dict[str, JsonValue] = {
        "name": options.package_name,
        "version": "0.0.0",
        "private": True,
        "type": "module",
        "sideEffects": False,
        "exports": {".": "./index.ts", "./*": "./*.ts"},
        "scripts": {"check": "tsc --noEmit"},
    }
    if len(apis) == 1 and apis[0].title.isprintable():
        package["description"] = apis[0].title
    if peers:
        package["peerDependencies"] = peers
    # The sources need 5.5; `erasableSyntaxOnly` in tsconfig.json needs more.
    package["devDependencies"] = {"typescript": ">=5.8"}
    return package


def _tsconfig(options: TsOptions) -> JsonValue:
    strict: dict[str, JsonValue] = dict.fromkeys(_STRICT, True)
    if options.enums == "enum":
        strict["erasableSyntaxOnly"] = False
    extension: dict[str, JsonValue] = (
        {"allowImportingTsExtensions": True} if options.import_extension == ".ts" else {}
    )
    return {
        "compilerOptions": {
            "target": "ES2022",
            "lib": ["ES2022", "DOM", "DOM.Iterable"],
            "module": "ESNext",
            "moduleResolution": "bundler",
            "types": [],
            **strict,
            **extension,
            "declaration": True,
            "noEmit": True,
            "skipLibCheck": True,
        },
        "include": ["**/*.ts"],
    }
