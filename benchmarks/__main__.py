"""`python -m benchmarks SUBJECT [--rounds 9] [--corpus FOLDER]`: prints one table after another."""

from __future__ import annotations

import argparse
from importlib import import_module
from pathlib import Path

from benchmarks.measure import ROUNDS, Dear

SUBJECTS: dict[str, str] = {  # the name of a module here: what it measures
    "django": "django-oacgen: whole runs, start-up, growth, concurrent requests",
    "generate": "Generating: each language and all four, beside every alternative",
    "go_client": "The Go client: generating, size, building, decoding and encoding",
    "growth": "Growth with the size of the document",
    "grpc_server": "The gRPC server: CPU of a call, beside the same views over HTTP",
    "proto": "Protocol Buffers: generating, compiling, and the codec beside json_format",
    "typescript": "The TypeScript client: generating, type-checking, bundles, parsing",
    "python_client": "The Python client: CPU of calls and of imports",
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("subject", nargs="*", help=f"{', '.join(sorted(SUBJECTS))}; or all of them")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="how often each is run")
    parser.add_argument("--corpus", type=Path, help="a folder with drf/authentik.yaml and others")
    generate = parser.add_argument_group("generate")
    generate.add_argument("--documents", default="", help="the names of some alone, with commas")
    generate.add_argument(
        "--dear", type=float, metavar="SECONDS", help="what takes more CPU has fewer rounds"
    )
    generate.add_argument("--few", type=int, default=3, help="the rounds of what is dear")
    options = parser.parse_args()
    if unknown := set(options.subject) - set(SUBJECTS):
        parser.error(f"there is nothing to measure called {', '.join(sorted(unknown))}")
    for subject in options.subject or sorted(SUBJECTS):
        print(f"\n## {SUBJECTS[subject]}\n", flush=True)
        more: dict[str, object] = {}
        if subject == "generate":
            more["documents"] = [*filter(None, options.documents.split(","))]
            more["dear"] = Dear(options.dear, options.few) if options.dear is not None else None
        import_module(f"benchmarks.{subject}").measure(options.rounds, options.corpus, **more)


if __name__ == "__main__":
    main()
