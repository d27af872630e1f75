import { configure, isApiError, keyAuth, ValidationError } from "edges";
import {
  createPaper,
  getPapers,
  iteratePapers,
} from "edges/_utils/fetchers/papers";
import { DriverSchema } from "edges/_utils/schemas/Driver.schema";
import { PaperRequestSchema } from "edges/_utils/schemas/PaperRequest.schema";
import type { Driver, Link, PaperRequest } from "edges/models";
import { beforeEach, expect, expectTypeOf, test } from "vitest";
import type { z } from "zod";

let sent: { url: string; init: RequestInit }[];
let respond: (url: URL) => Response;

beforeEach(() => {
  sent = [];
  respond = () => Response.json({ id: 1 });
  configure({
    baseUrl: "http://api.example",
    fetch: (url, init) => {
      sent.push({ url, init });
      return Promise.resolve(respond(new URL(url)));
    },
  });
});

async function all(items: AsyncIterable<string>): Promise<string[]> {
  const found = [];
  for await (const item of items) found.push(item);
  return found;
}

const file = new Blob(["x"]);

test("a form is written as REST framework reads it, at any depth", async () => {
  await createPaper({
    file,
    settings: { extra: { deep: true }, tags: ["a", "b"] },
    lines: [{ extra: [1], tags: ["p", "q"] }],
    labels: { a: "x" },
    raw: { any: null },
  });
  const form = sent[0]?.init.body as FormData;
  expect([...form.entries()]).toEqual([
    ["file", expect.any(File)],
    ["settings.extra", '{"deep":true}'],
    ["settings.tags", "a"],
    ["settings.tags", "b"],
    ["lines[0]extra", "[1]"],
    ["lines[0]tags[0]", "p"],
    ["lines[0]tags[1]", "q"],
    ["labels.a", "x"],
    ["raw", '{"any":null}'],
  ]);
});

test("what is like a file of React Native is none, if it is a link", async () => {
  const place = { uri: "https://example.com/", name: "n", type: "t" };
  await createPaper({ file, place });
  const form = sent[0]?.init.body as FormData;
  expect(form.get("place.uri")).toBe("https://example.com/");
});

test("JSON may have another shape than the form", async () => {
  await createPaper({ url: "https://example.com/" });
  expect(sent[0]?.init.body).toBe('{"url":"https://example.com/"}');
});

test("pages are counted from where the document begins", async () => {
  respond = (url) => {
    const page = Number(url.searchParams.get("page") ?? 0);
    return Response.json({ content: page < 3 ? [`${page}`] : [] });
  };
  expect(await all(iteratePapers())).toEqual(["0", "1", "2"]);
  expect(await all(iteratePapers({ page: 2 }))).toEqual(["2"]);
});

test("what may be anything goes as JSON where it is an object", async () => {
  respond = () => Response.json({ content: [] });
  await getPapers({ where: { a: 1 }, "X-Where": { b: ["ü"] } });
  await getPapers({ where: "text" });
  expect(sent.map(({ url }) => new URL(url).search)).toEqual([
    "?where=%7B%22a%22%3A1%7D",
    "?where=text",
  ]);
  expect((sent[0]?.init.headers as Headers).get("X-Where")).toBe('{"b":["ü"]}');
});

test("a call may be authenticated though the document asks for nothing", async () => {
  respond = () => Response.json({ id: 1, content: [] });
  await getPapers({}, { auth: keyAuth("k") });
  configure({ auth: keyAuth("all") });
  await getPapers();
  await createPaper({ url: "" }, { auth: false });
  await createPaper({ url: "" });
  const keys = sent.map(({ init }) => (init.headers as Headers).get("X-Key"));
  expect(keys).toEqual(["k", null, null, "all"]);
});

test("a field may be called as what every object has", () => {
  expect(DriverSchema.parse({ id: 1 })).toEqual({ id: 1 });
  expect(DriverSchema.parse({ id: 1, constructor: "f1" })).toEqual({
    id: 1,
    constructor: "f1",
  });
  expect(DriverSchema.safeParse({ id: 1, constructor: 2 }).success).toBe(false);
  expect(DriverSchema.safeParse([]).success).toBe(false);
});

test("forms know what a request schema takes, and what is wrong with a map", () => {
  expectTypeOf<
    z.input<typeof PaperRequestSchema>
  >().toEqualTypeOf<PaperRequest>();
  const { error } = PaperRequestSchema.safeParse({ file, labels: [] });
  expect(error?.issues[0]?.message).toBe("Must be an object.");
});

test("errors have the body of their status, its hundred, or any other", async () => {
  respond = () => Response.json({ id: 2 }, { status: 400 });
  const error: unknown = await createPaper({ url: "" }).catch(
    (e: unknown) => e,
  );
  expect(isApiError(error, createPaper, 404)).toBe(false);
  if (!isApiError(error, createPaper, 400)) throw error;
  expectTypeOf(error.body).toEqualTypeOf<Driver>();
  expect(error).toBeInstanceOf(ValidationError);
  const is404 = (e: unknown) => isApiError(e, createPaper, 404) && e.body;
  expectTypeOf(is404).returns.toEqualTypeOf<Link | false>();
  const is500 = (e: unknown) => isApiError(e, createPaper, 500) && e.body;
  expectTypeOf(is500).returns.toEqualTypeOf<string | false>();
  const unsaid = (e: unknown) => isApiError(e, getPapers, 404) && e.body;
  expectTypeOf(unsaid).returns.toEqualTypeOf<unknown>();
});
