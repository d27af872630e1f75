import type { Reach } from "./types";

/** Reads an answer that is text. */
export function text(response: Response, reach: Reach): Promise<string> {
  return reach(response.text());
}

/** Takes no answer, whatever comes. */
export async function nothing(response: Response, reach: Reach): Promise<void> {
  await reach(response.text());
}
