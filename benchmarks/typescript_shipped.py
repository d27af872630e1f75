"""What of a TypeScript client reaches the browser: bytes of bundles, and CPU of parsing."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from benchmarks.measure import table

STUDIO = ("tests", "documents", "studio.yaml")
OURS = {"validated": (), "plain": ("--no-validate-responses",)}
FETCHERS = ("getUser", "getUsers", "createUser", "patchUser", "deleteUserGroup")
HOOKS = ("useUser", "useUsersInfinite", "useCreateUser", "useDeleteUserGroup")
PEERS = {
    "hey-api": (("retrieving", "sdk.gen", "userRetrieve"),),
    "orval": (
        ("retrieving", "user/user", "userRetrieve"),
        ("a hook", "user/user", "useUserRetrieve"),
    ),
    "kubb": (
        ("retrieving", "clients/userRetrieve", "userRetrieve"),
        ("a hook", "hooks/useUserRetrieve", "useUserRetrieve"),
    ),
}
PARSE = Path(__file__).with_name("typescript_parse.mjs")


def bundles(document: Path, folders: Mapping[str, Path], node: Path, package: Path) -> str:
    """Return a table of single functions, and of the largest of all of ours."""
    rows = []
    for name, options in OURS.items():
        folder = folders["ours"].with_name(f"ours-{name}")
        _generate(document, folder, package, *options)
        for kind, chosen in (("fetchers", FETCHERS), ("hooks", HOOKS)):
            entries = dict(_exported(folder / "out", kind))
            sizes = _sizes(node, package, folder / "out", entries)
            rows += [(f"oacgen-ts, {name}: {one}", f"{sizes[one]:,}") for one in chosen]
            ordered = sorted(sizes.values())
            note = f"oacgen-ts, {name}: median and largest of {len(ordered)} {kind}"
            rows.append((note, f"{ordered[len(ordered) // 2]:,} and {ordered[-1]:,}"))
    for peer, wanted in PEERS.items():
        if peer in folders:
            modules = {function: module for _, module, function in wanted}
            sizes = _sizes(node, package, folders[peer] / "out", modules)
            rows += [(f"{peer}: {what}, {one}", f"{sizes[one]:,}") for what, _, one in wanted]
    return table(("", "bytes"), rows)


def _generate(document: Path, folder: Path, package: Path, *options: str) -> None:
    program = str(Path(sys.executable).with_name("oacgen-ts"))
    folder.mkdir(parents=True, exist_ok=True)
    link = folder / "node_modules"
    link.unlink(missing_ok=True)
    link.symlink_to(package / "node_modules", target_is_directory=True)
    args = [program, "generate", str(document), "-q", "-o", str(folder / "out"), *options]
    subprocess.run(args, check=True)


def _exported(out: Path, kind: str) -> Iterator[tuple[str, str]]:
    """Return the functions of our client and the modules that export them."""
    for path in sorted((out / "_utils" / kind).glob("*.ts")):
        for function in re.findall(r"^export function (\w+)", path.read_text(), re.MULTILINE):
            yield function, f"_utils/{kind}/{path.stem}"


def _sizes(node: Path, package: Path, out: Path, modules: Mapping[str, str]) -> dict[str, int]:
    """Return the bytes of a bundle that exports one function, for each of some."""
    script = """
    import { createRequire } from "node:module";
    const [home, root, modules] = process.argv.slice(1);
    const { build } = createRequire(home)("esbuild");
    const options = { bundle: true, minify: true, format: "esm", target: "es2022" };
    const sizes = {};
    for (const [name, module] of Object.entries(JSON.parse(modules))) {
      const contents = `export { ${name} } from "./${module}";`;
      const made = await build({ ...options, stdin: { contents, resolveDir: root },
        external: ["react"], write: false, logLevel: "error" });
      sizes[name] = made.outputFiles[0].contents.length;
    }
    console.log(JSON.stringify(sizes));
    """
    home = str(package / "package.json")
    args = [str(node), "--input-type=module", "-e", script, home, str(out), json.dumps(modules)]
    done = subprocess.run(args, capture_output=True, text=True, check=True)
    return {name: int(size) for name, size in json.loads(done.stdout).items()}


def parsing(node: Path, folder: Path, package: Path) -> str:
    """Return the CPU of checking a page of members by our schema and by one written by hand."""
    rows: list[tuple[str, ...]] = []
    for flavour in ("mini", "full"):
        place = folder / flavour
        _generate(package.joinpath(*STUDIO), place, package, "--zod", flavour)
        bundle = place / "schemas.mjs"
        schema = "./out/_utils/schemas/PaginatedMemberList.schema"
        entry = f'export {{ PaginatedMemberListSchema as ours }} from "{schema}";'
        module = "zod/mini" if flavour == "mini" else "zod"
        entry += f'export * as z from "{module}";'
        (place / "entry.ts").write_text(entry)
        esbuild = package / "node_modules" / ".bin" / "esbuild"
        args = ["--bundle", "--format=esm", "--log-level=error", f"--outfile={bundle}"]
        path = f"{node.parent}{os.pathsep}{os.environ['PATH']}"
        subprocess.run([esbuild, place / "entry.ts", *args], check=True, env={"PATH": path})
        done = subprocess.run(
            [str(node), PARSE, bundle], capture_output=True, text=True, check=True
        )
        ours, *hands = json.loads(done.stdout)
        cells = [f"{hand:.2f}, ratio {ours / hand:.2f}" for hand in hands]
        rows.append((module, f"{ours:.2f}", *cells))
    by_hand = "by hand, shape alone"
    return table(("", "ours, ms of CPU", by_hand, f"{by_hand}, unknown fields kept"), rows)
