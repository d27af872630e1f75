// Prints all identifiers of the TypeScript below a folder, as JSON; fails where a file does not parse.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

const names = new Set();
for (const entry of readdirSync(process.argv[2], {
  recursive: true,
  withFileTypes: true,
})) {
  if (!entry.name.endsWith(".ts") || entry.parentPath.endsWith("runtime"))
    continue;
  const path = join(entry.parentPath, entry.name);
  const text = readFileSync(path, "utf8");
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  if (file.parseDiagnostics.length)
    throw new Error(`${path}: ${file.parseDiagnostics[0].messageText}`);
  const visit = (node) => {
    if (ts.isIdentifier(node)) names.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(file);
}
console.log(JSON.stringify([...names]));
