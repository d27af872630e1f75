// Prints each `any` and each comment that silences the compiler, in the TypeScript below folders.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

function complain(path, text, position, what) {
  const line = text.slice(0, position).split("\n").length;
  console.log(`${path}:${line}: ${what}`);
  process.exitCode = 1;
}

function check(path) {
  const text = readFileSync(path, "utf8");
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest);
  const visit = (node) => {
    if (node.kind === ts.SyntaxKind.AnyKeyword)
      complain(path, text, node.pos, "any");
    ts.forEachChild(node, visit);
  };
  visit(file);
  for (const { range } of file.commentDirectives ?? [])
    complain(path, text, range.pos, text.slice(range.pos, range.end));
  if (file.checkJsDirective)
    complain(path, text, file.checkJsDirective.pos, "@ts-nocheck");
}

for (const folder of process.argv.slice(2))
  for (const entry of readdirSync(folder, {
    recursive: true,
    withFileTypes: true,
  }))
    if (/\.tsx?$/.test(entry.name)) check(join(entry.parentPath, entry.name));
