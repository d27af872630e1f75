"""The options of the TypeScript generator."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import model_validator

from oacgen_ir.options import Options


class TsOptions(Options):
    """What can be chosen about a TypeScript client."""

    package_name: str = "api-client"
    """The name in package.json."""

    generate_package_files: bool = False
    """Whether the output is a package of its own: `package.json` and `tsconfig.json`."""

    generate_fetchers: bool = True
    """Write a typed function for each operation, and the client over them."""

    generate_swr_hooks: bool = True
    """Write React hooks over SWR; they call the fetchers. Off where the fetchers are off."""

    generate_zod_schemas: bool = True
    """Write Zod schemas: tolerant ones for what comes, strict ones for what is sent."""

    validate_responses: bool = True
    """Check answers by their Zod schemas; off, a call may pass `{ schema: UserSchema }`."""

    zod: Literal["mini", "full"] = "mini"
    """The flavour of Zod 4: `zod/mini`, which bundles small, or `zod`, with methods."""

    enums: Literal["const", "enum"] = "const"
    """Enums as constant objects with a type of the same name, or as `enum` (not erasable)."""

    client_structure: Literal["namespaced", "flat"] = "namespaced"
    """Where operations stand: `client.users.list()`, or `client.users_list()`."""

    import_extension: Literal["", ".js", ".ts"] = ""
    """What relative imports end with; Node without a bundler needs `.js` or `.ts`."""

    @model_validator(mode="after")
    def _hooks_have_fetchers(self) -> Self:
        asked = "generate_swr_hooks" in self.model_fields_set and self.generate_swr_hooks
        if asked and not self.generate_fetchers:
            raise ValueError("generate_swr_hooks needs generate_fetchers: turn both on or off")
        return self

    @property
    def hooks(self) -> bool:
        """Whether there are hooks."""
        return self.generate_fetchers and self.generate_swr_hooks

    @property
    def validates(self) -> bool:
        """Whether fetchers check what they receive."""
        return self.generate_zod_schemas and self.validate_responses
