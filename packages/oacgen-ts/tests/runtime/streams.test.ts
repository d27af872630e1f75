import { expect, test } from "vitest";
import { configure } from "../../src/oacgen_ts/runtime/config";
import {
  AbortError,
  ConnectionError,
} from "../../src/oacgen_ts/runtime/errors";
import {
  events,
  ndjson,
  stream,
  type Split,
} from "../../src/oacgen_ts/runtime/streams";
import { request } from "../../src/oacgen_ts/runtime/transport";

function items(
  chunks: string[],
  split: Split,
  options: { signal?: AbortSignal; end?: Error } = {},
) {
  const encoder = new TextEncoder();
  let cancelled = false;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const next = chunks.shift();
      if (next !== undefined) controller.enqueue(encoder.encode(next));
      else if (options.end) controller.error(options.end);
      else controller.close();
    },
    cancel: () => void (cancelled = true),
  });
  configure({
    baseUrl: "http://x",
    fetch: () => Promise.resolve(new Response(body)),
  });
  const made = stream<unknown>(
    (given, read) => request(given, { method: "GET", path: "/", read }),
    options.signal ? { signal: options.signal } : {},
    split,
  );
  return { made, cancelled: () => cancelled };
}

async function all(chunks: string[], split: Split): Promise<unknown[]> {
  const found = [];
  for await (const item of items(chunks, split).made) found.push(item);
  return found;
}

test("lines are put together from chunks, whatever ends them", async () => {
  expect(
    await all(['{"a"', ":1}\r", "\n2\r3\n\n", '"é'.slice(0, 2), '"'], ndjson),
  ).toEqual([{ a: 1 }, 2, 3, "é"]);
});

test("characters that are cut in two are whole again", async () => {
  const bytes = new TextEncoder().encode('"€"\n');
  const halves = [bytes.slice(0, 2), bytes.slice(2)];
  const body = new ReadableStream({
    pull: (c) => (halves.length ? c.enqueue(halves.shift()) : c.close()),
  });
  configure({
    baseUrl: "http://x",
    fetch: () => Promise.resolve(new Response(body)),
  });
  const made = stream<unknown>(
    (o, read) => request(o, { method: "GET", path: "/", read }),
    {},
    ndjson,
  );
  expect((await made.next()).value).toBe("€");
});

test("a JSON text sequence has a separator before each value", async () => {
  const values = await all(['\x1e{"a":1}\n\x1e', "2\n"], ndjson);
  expect(values).toEqual([{ a: 1 }, 2]);
});

test("events are joined, comments and other fields left out", async () => {
  const text = [
    ":ping\nid: 1\ndata: [1,\n",
    "data:2]\n\nevent: e\n\ndata: plain\n\n",
    "data: 3",
  ];
  expect(await all(text, events)).toEqual([[1, 2], "plain"]);
});

test("whoever stops reading ends the call", async () => {
  const { made, cancelled } = items(["1\n", "2\n", "3\n", "4\n"], ndjson);
  for await (const _ of made) break;
  expect(cancelled()).toBe(true);
});

test("a stream that breaks is a ConnectionError, or an AbortError", async () => {
  const broken = items(["1\n"], ndjson, { end: new Error("reset") }).made;
  await broken.next();
  await expect(broken.next()).rejects.toBeInstanceOf(ConnectionError);
  const controller = new AbortController();
  const aborted = items(["1\n"], ndjson, {
    end: new Error("x"),
    signal: controller.signal,
  }).made;
  await aborted.next();
  controller.abort();
  await expect(aborted.next()).rejects.toBeInstanceOf(AbortError);
});

test("where bodies do not stream, as in React Native, all comes at once", async () => {
  const whole = new Response('{"a":1}\n{"a":2}\n');
  Object.defineProperty(whole, "body", { value: undefined });
  configure({ baseUrl: "http://x", fetch: () => Promise.resolve(whole) });
  const made = stream<unknown>(
    (given, read) => request(given, { method: "GET", path: "/", read }),
    {},
    ndjson,
  );
  const found: unknown[] = [];
  for await (const item of made) found.push(item);
  expect(found).toEqual([{ a: 1 }, { a: 2 }]);
});
