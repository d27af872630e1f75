"""What docstrings say where the document says nothing, and the order of what it says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from oacgen_ir.code import Code
from oacgen_ir.ir import Api, Model, Operation, Tag
from oacgen_ir.names import plural, singular, words
from oacgen_py.syntax import paragraph, summary
from oacgen_py.wrapping import WIDTH


def operation_doc(operation: Operation, tag: Tag) -> str:
    """Say what an operation does: the document's words, or else a plain sentence."""
    said = [operation.summary.strip(), operation.description.strip()]
    if said[1].startswith(said[0]):
        said = said[1:]
    text = "\n\n".join(filter(None, said)) or _sentence(operation, tag)
    return deprecated(text, operation.deprecated)


def _sentence(operation: Operation, tag: Tag) -> str:
    one = noun(tag)
    match operation.action:
        case "list":
            return f"List {plural(one)}."
        case "create":
            return f"Create {_a(one)}."
        case "retrieve":
            return f"Retrieve {_a(one)}."
        case "update":
            return f"Replace {_a(one)}."
        case "partial_update":
            return f"Change the given fields of {_a(one)}."
        case "destroy":
            return f"Delete {_a(one)}."
    action = " ".join(words(operation.action)).capitalize()
    return f"{action} (`{operation.method} {operation.path}`)."


def model_doc(model: Model) -> str:
    """Say what a model is; only of a PATCH there is something to say that nobody wrote."""
    text = model.description.strip()
    if not text and model.name.startswith("Patched") and model.sent and not model.received:
        text = "What to change; a field that is not given is left as it is."
    return deprecated(text, model.deprecated)


def deprecated(text: str, is_deprecated: bool) -> str:
    """Add a note to what the document calls deprecated."""
    return "\n\n".join(filter(None, [text, "Deprecated." if is_deprecated else ""]))


def noun(tag: Tag) -> str:
    """Name one of what a tag is about: `user` for `api/users`."""
    parts = words(tag.name.rpartition("/")[2]) or words(tag.name) or ("object",)
    return " ".join([*parts[:-1], singular(parts[-1])])


def _a(thing: str) -> str:
    vowel = thing[:1] in "aeio" or (thing[:1] == "u" and not thing.startswith(("us", "uni", "uri")))
    return f"{'an' if vowel and not thing.startswith(('one', 'eu')) else 'a'} {thing}"


def iterator_doc(method: str) -> str:
    """Say what an iterator walks."""
    return f"All items of `{method}`, page after page, each fetched when it is reached."


def arguments_doc(described: Iterable[tuple[Code, str, bool]], indent: int) -> str:
    """Lay out the `Args` of a docstring; empty where nothing is said of any."""
    lines: list[str] = []
    for name, description, is_deprecated in described:
        text = deprecated(description.strip(), is_deprecated)
        if not text:
            continue
        found = paragraph(f"{name}: {' '.join(text.split())}", WIDTH - indent - 8)
        lines += ["    " + found[0], *["        " + line for line in found[1:]]]
    return "\n".join(["Args:", *lines]) if lines else ""


def tag_doc(tag: Tag, operations: Sequence[Operation]) -> str:
    """Say what a resource is: the document's words, or where its operations are."""
    if tag.description.strip():
        return tag.description
    prefix = _common([operation.path for operation in operations])
    return (
        f"Operations under `{prefix}`." if prefix != "/" else f"Operations of the tag `{tag.name}`."
    )


def _common(paths: Sequence[str]) -> str:
    split = [path.partition("{")[0].split("/")[:-1] for path in paths]
    shared = []
    for parts in zip(*split, strict=False):
        if len(set(parts)) > 1:
            break
        shared.append(parts[0])
    return "/".join(shared) + "/"


def package_doc(api: Api, module: str, example: str, models: str) -> str:
    """Say what a package is, with its first lines of use.

    `example` is a call, or empty; `models` is the package that has `models`.
    """
    version = f" {api.version}" if api.version else ""
    said = f": {summary(api.description)}" if api.description.strip() else ", as a Python package."
    use = f"        answer = await {example}\n\n" if example else "        ...\n\n"
    return (
        f"{api.title}{version}{said}\n\n"
        f"    from {module} import APIClient\n\n"
        '    async with APIClient("https://api.example.com") as client:\n'
        f"{use}"
        "`SyncAPIClient` has the same methods, which block. Models are in "
        f"`{models}.models`, choices in `{models}.enums`."
    )
