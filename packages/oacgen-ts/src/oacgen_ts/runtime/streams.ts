import type { CallOptions } from "./config";
import { DecodeError } from "./errors";
import type { Read } from "./transport";
import type { Schema } from "./types";

/** How an answer is parted: its lines into the texts of items, and these into items. */
export interface Split {
  texts: (
    lines: AsyncIterable<string>,
  ) => AsyncGenerator<string, void, undefined>;
  item?: (text: string) => unknown;
}

/** An answer that is still to be read, and what that takes. */
export type Opened = Parameters<Read<unknown>>;

/**
 * The items of an answer as they arrive. `call` is made when the first is asked
 * for, and ends when no more are.
 */
export async function* stream<T>(
  call: (
    options: CallOptions<Opened>,
    read: (...opened: Opened) => Opened,
  ) => Promise<Opened>,
  { schema, ...options }: CallOptions<T> | undefined = {},
  split: Split,
  declared?: Schema<T>,
): AsyncGenerator<T, void, undefined> {
  const opened = await call(options, (...all) => all);
  const [response, , , request] = opened;
  const check = schema === undefined ? declared : schema;
  for await (const text of split.texts(lines(...opened))) {
    let item: unknown = text;
    try {
      if (split.item) item = split.item(text);
      if (check) item = check.parse(item);
    } catch (cause) {
      throw new DecodeError(request, `${cause}`, cause, response, item);
    }
    yield item as T;
  }
}

/** Server-sent events; `[DONE]` ends them. Their data is JSON mostly, but may be any text. */
export const events: Split = {
  texts: data,
  item(text) {
    try {
      return JSON.parse(text);
    } catch {
      return text;
    }
  },
};

/** Server-sent events with text for data. */
export const eventTexts: Split = { texts: data };

/** JSON values separated by newlines. */
export const ndjson: Split = {
  texts: filled,
  // What begins with a record separator is a JSON text sequence.
  item: (text) => JSON.parse(text.replace("\x1e", "")) as unknown,
};

/** Lines as they are, without those that are empty. */
export const lineTexts: Split = { texts: filled };

async function* data(
  lines: AsyncIterable<string>,
): AsyncGenerator<string, void, undefined> {
  let parts: string[] = [];
  for await (const line of lines)
    if (line.startsWith("data:")) parts.push(line.slice(5).replace(/^ /, ""));
    else if (line === "" && parts.length) {
      const text = parts.join("\n");
      if (text === "[DONE]") return;
      yield text;
      parts = [];
    }
}

async function* filled(
  lines: AsyncIterable<string>,
): AsyncGenerator<string, void, undefined> {
  for await (const line of lines) if (line.trim()) yield line;
}

async function* lines(
  ...opened: Opened
): AsyncGenerator<string, void, undefined> {
  let rest = "";
  for await (const text of texts(...opened)) {
    // A lone carriage return at the end may be half of a line end.
    const found = (rest + text).split(/\r\n|\n|\r(?!$)/);
    rest = found.pop() ?? "";
    yield* found;
  }
  if (rest) yield rest.replace(/\r$/, "");
}

/** What comes, as it comes; all at once where nothing streams, as in React Native. */
async function* texts(
  ...[response, reach, end]: Opened
): AsyncGenerator<string, void, undefined> {
  const reader = response.body?.getReader();
  try {
    if (!reader) return yield await reach(response.text());
    const decoder = new TextDecoder(); // which React Native has not
    for (;;) {
      const { done, value } = await reach(reader.read());
      yield done ? decoder.decode() : decoder.decode(value, { stream: true });
      if (done) return;
    }
  } finally {
    end();
    await reader?.cancel().catch(() => undefined);
  }
}
