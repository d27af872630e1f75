/** Reads an answer that is text. */
export function text(response: Response): Promise<string> {
  return response.text();
}

/** Takes no answer, whatever comes. */
export async function nothing(response: Response): Promise<void> {
  await response.text();
}
