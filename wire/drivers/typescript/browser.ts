import { main } from "./driver";

/** Returns what Node would print. */
async function play(text: string): Promise<string> {
  const lines: string[] = [];
  await main(JSON.parse(text), (line) => lines.push(line));
  return lines.join("\n");
}

Object.assign(globalThis, { play });
