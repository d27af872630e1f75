import { mkdtempSync, openAsBlob, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { main } from "./driver";

/** Streams from disk, as Node can. */
async function fileOnDisk(name: string, content: string | Uint8Array): Promise<File> {
  const path = join(mkdtempSync(join(tmpdir(), "wire-")), name);
  writeFileSync(path, content);
  return new File([await openAsBlob(path)], name);
}

Object.assign(globalThis, { fileOnDisk });
for await (const line of createInterface({ input: process.stdin }))
  await main(JSON.parse(line), (told) => console.log(told));
process.exit(0);
