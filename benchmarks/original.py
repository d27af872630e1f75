"""Runs the generators of django-cfg on a document: `python original.py FILE FOLDER LANGUAGES`.

It has no command for a document, so its functions are called, by a Python that has it installed.
"""

import json
import sys
from pathlib import Path


def main() -> None:
    document, folder, languages = sys.argv[1], Path(sys.argv[2]), sys.argv[3].split(",")
    from django_cfg.modules.django_client.core import generator
    from django_cfg.modules.django_client.core.parser import parse_openapi

    context = parse_openapi(_loaded(document))
    for language in languages:
        generate = getattr(generator, f"generate_{language}")
        generate(context, folder / language)


def _loaded(document: str) -> object:
    text = Path(document).read_text(encoding="utf-8")
    if document.endswith(".json"):
        return json.loads(text)
    import yaml

    return yaml.load(text, yaml.CSafeLoader)


if __name__ == "__main__":
    main()
