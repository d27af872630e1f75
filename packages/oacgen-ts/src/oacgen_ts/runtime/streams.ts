import type { CallOptions } from "./config";
import {
  AbortError,
  ConnectionError,
  DecodeError,
  type ApiRequest,
} from "./errors";
import type { Schema } from "./types";

/** Turns the lines of an answer into the texts of its items. */
export type Split = (
  lines: AsyncIterable<string>,
) => AsyncGenerator<string, void, undefined>;

/**
 * The items of an answer as they arrive. `call` is made when the first is asked
 * for, and ends when no more are.
 */
export async function* stream<T>(
  call: (
    options: CallOptions<Response>,
    read: (response: Response) => Response,
  ) => Promise<Response>,
  { schema, ...options }: CallOptions<T> | undefined = {},
  split: Split,
  declared?: Schema<T>,
): AsyncGenerator<T, void, undefined> {
  let request: ApiRequest | undefined;
  const onResponse: CallOptions["onResponse"] = (response, sent) => {
    request = sent;
    return options.onResponse?.(response, sent);
  };
  const response = await call({ ...options, onResponse }, (raw) => raw);
  const check = schema === undefined ? declared : schema;
  for await (const text of split(lines(response, request, options.signal))) {
    let item: unknown = text;
    try {
      if (split === ndjson) item = JSON.parse(text);
      else if (split === events) item = dataOf(text);
      if (check) item = check.parse(item);
    } catch (cause) {
      if (request)
        throw new DecodeError(request, `${cause}`, cause, response, item);
    }
    yield item as T;
  }
}

/** The data of an event: JSON mostly, but it may be any text. */
function dataOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The data of server-sent events; `[DONE]` ends them. */
export async function* events(
  lines: AsyncIterable<string>,
): AsyncGenerator<string, void, undefined> {
  let data: string[] = [];
  for await (const line of lines)
    if (line.startsWith("data:")) data.push(line.slice(5).replace(/^ /, ""));
    else if (line === "" && data.length) {
      const text = data.join("\n");
      if (text === "[DONE]") return;
      yield text;
      data = [];
    }
}

/** The data of server-sent events, as the text that it is. */
export async function* eventTexts(
  lines: AsyncIterable<string>,
): AsyncGenerator<string, void, undefined> {
  yield* events(lines);
}

/** JSON values separated by newlines. */
export async function* ndjson(
  lines: AsyncIterable<string>,
): AsyncGenerator<string, void, undefined> {
  for await (const line of lines) if (line.trim()) yield line;
}

/** Lines as they are, without those that are empty. */
export async function* lineTexts(
  lines: AsyncIterable<string>,
): AsyncGenerator<string, void, undefined> {
  yield* ndjson(lines);
}

async function* lines(
  response: Response,
  request: ApiRequest | undefined,
  signal: CallOptions["signal"],
): AsyncGenerator<string, void, undefined> {
  let rest = "";
  try {
    for await (const text of texts(response)) {
      // A lone carriage return at the end may be half of a line end.
      const found = (rest + text).split(/\r\n|\n|\r(?!$)/);
      rest = found.pop() ?? "";
      yield* found;
    }
    if (rest) yield rest.replace(/\r$/, "");
  } catch (cause) {
    if (!request) throw cause;
    throw signal?.aborted
      ? new AbortError(request, "aborted", cause)
      : new ConnectionError(request, `${cause}`, cause);
  }
}

/** What comes, as it comes; all at once where nothing streams, as in React Native. */
async function* texts(
  response: Response,
): AsyncGenerator<string, void, undefined> {
  const reader = response.body?.getReader();
  if (!reader) return yield await response.text();
  const decoder = new TextDecoder();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      yield done ? decoder.decode() : decoder.decode(value, { stream: true });
      if (done) return;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
