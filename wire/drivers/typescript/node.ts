import { mkdtempSync, openAsBlob, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { main } from "./driver";

/** Streams from disk, as Node can. */
async function fileOnDisk(name: string, content: string | Uint8Array): Promise<File> {
  const path = join(mkdtempSync(join(tmpdir(), "wire-")), name);
  writeFileSync(path, content);
  return new File([await openAsBlob(path)], name);
}

Object.assign(globalThis, { fileOnDisk });
await main(JSON.parse(readFileSync(0, "utf8")), (line) => console.log(line));
process.exit(0);
