import { expect, test } from "vitest";
import { NotFoundError } from "../../src/oacgen_ts/runtime/errors";
import {
  counted,
  iterate,
  iterateBy,
  marked,
} from "../../src/oacgen_ts/runtime/pagination";

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found = [];
  for await (const item of items) found.push(item);
  return found;
}

test("a `next` that leads back ends the walk", async () => {
  let calls = 0;
  const page = () => (
    calls++,
    Promise.resolve({ next: "?page=2", results: [calls] })
  );
  expect(await all(iterate(page))).toEqual([1, 2]);
});

test.each([
  [
    [2, 2, 1],
    [1, 2, 3],
  ],
  [
    [2, 2, 0],
    [1, 2, 3],
  ],
  [[0], [1]],
])("pages of %j items are asked for as %j", async (lengths, asked) => {
  const pages: number[] = [];
  const walk = counted("page", "pages", (page: number[]) => page);
  await all(
    iterateBy(walk, (at) => {
      const page = "page" in at ? at.page : 1;
      pages.push(page);
      return Promise.resolve(Array<number>(lengths[page - 1] ?? 0).fill(0));
    }),
  );
  expect(pages).toEqual(asked);
});

test("counting starts where the caller does", async () => {
  const offsets: unknown[] = [];
  const walk = counted("offset", "items", (page: number[]) => page, 10);
  await all(
    iterateBy(walk, (at) => {
      offsets.push("offset" in at ? at.offset : 10);
      return Promise.resolve(offsets.length < 3 ? [1, 2] : [1]);
    }),
  );
  expect(offsets).toEqual([10, 12, 14]);
});

test("a 404 after the last page is its end, any other error is not", async () => {
  const walk = counted("page", "pages", (page: number[]) => page);
  const gone = new NotFoundError(
    { method: "GET", url: "/", headers: new Headers() },
    "",
    undefined,
    new Response("", { status: 404 }),
    {},
  );
  const page = (error: Error) => (at: object) =>
    "page" in at ? Promise.reject(error) : Promise.resolve([1]);
  expect(await all(iterateBy(walk, page(gone)))).toEqual([1]);
  await expect(all(iterateBy(walk, page(new Error("x"))))).rejects.toThrow("x");
});

test("an empty mark ends the walk", async () => {
  const walk = marked(
    "cursor",
    (page: { items: string[]; next: string | null }) => page.items,
    (page) => page.next,
  );
  const pages = [
    { items: ["a"], next: "n" },
    { items: ["b"], next: "" },
  ];
  expect(
    await all(iterateBy(walk, () => Promise.resolve(pages.shift()!))),
  ).toEqual(["a", "b"]);
});
