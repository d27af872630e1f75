import type { Reach } from "./types";

/** Reads an answer that is text. */
export function text(
  response: Response,
  reach: Reach,
  end: () => void,
): Promise<string> {
  return reach(response.text()).finally(end);
}

/** Takes no answer, whatever comes. */
export async function nothing(
  ...answer: Parameters<typeof text>
): Promise<void> {
  await text(...answer);
}
