import { expect, test } from "vitest";
import { ConnectionError } from "../../src/oacgen_ts/runtime/errors";
import {
  bytes,
  download,
  type Download,
  isUpload,
  multipart,
  urlencoded,
  withFiles,
} from "../../src/oacgen_ts/runtime/files";
import { request } from "../../src/oacgen_ts/runtime/transport";

const phone = { uri: "file:///p.jpg", name: "p.jpg", type: "image/jpeg" };

test.each([
  new Blob([]),
  new Uint8Array(),
  new ArrayBuffer(1),
  Buffer.from(""),
  phone,
])("%o is an upload", (value) => expect(isUpload(value)).toBe(true));

test.each([
  null,
  "text",
  {},
  { uri: "file:x", name: "y", type: "z", size: 1 },
  { uri: "https://x/", name: "y", type: "z" },
  { name: "n", data: "d" },
])("%o is none", (value) => expect(isUpload(value)).toBe(false));

test("a form is written as Django REST framework reads it", () => {
  const form = multipart(
    {
      text: "a",
      nothing: null,
      absent: undefined,
      flag: false,
      when: new Date(0),
      list: [1, 2, new Date(0), null],
      nested: { city: "Rome", deep: { x: 1 } },
      "free[]": ["x", "y"],
      items: [
        { name: "a", tags: ["t", "u"], files: [new Uint8Array(1)], meta: [1] },
      ],
      matrix: [[1, 2], [3], []],
      raw: { any: [1] },
      settings: { level: 1, extra: { deep: true } },
      map: { extra: "e" },
    },
    ["raw", "settings.extra", "items[]meta"],
  );
  expect([...form.entries()]).toEqual([
    ["text", "a"],
    ["nothing", ""],
    ["flag", "false"],
    ["when", "1970-01-01T00:00:00.000Z"],
    ["list", "1"],
    ["list", "2"],
    ["list", "1970-01-01T00:00:00.000Z"],
    ["list", ""],
    ["nested.city", "Rome"],
    ["nested.deep.x", "1"],
    ["free[]", "x"],
    ["free[]", "y"],
    ["items[0]name", "a"],
    ["items[0]tags[0]", "t"],
    ["items[0]tags[1]", "u"],
    ["items[0]files[0]", expect.any(File)],
    ["items[0]meta", "[1]"],
    ["matrix[0][0]", "1"],
    ["matrix[0][1]", "2"],
    ["matrix[1][0]", "3"],
    ["raw", '{"any":[1]}'],
    ["settings.level", "1"],
    ["settings.extra", '{"deep":true}'],
    ["map.extra", "e"],
  ]);
});

test("React Native's files go into its own FormData as they are", () => {
  const appended: unknown[] = [];
  class Native {
    append(...args: unknown[]) {
      appended.push(args);
    }
  }
  const original = globalThis.FormData;
  globalThis.FormData = Native as unknown as typeof FormData;
  try {
    multipart({ photo: phone });
  } finally {
    globalThis.FormData = original;
  }
  expect(appended).toEqual([["photo", phone]]);
});

test("a file goes as it is, even where JSON is expected", () => {
  const form = multipart({ any: new Blob(["x"]) }, ["any"]);
  expect(form.get("any")).toBeInstanceOf(Blob);
});

test("only a body with a file becomes a form", () => {
  const plain = { a: null };
  expect(withFiles(plain).body).toBe(plain);
  expect(withFiles({ a: new Blob([]) }).raw).toBeInstanceOf(FormData);
  expect(withFiles({ a: { b: [new Blob([])] } }).raw).toBeInstanceOf(FormData);
  expect(withFiles(undefined)).toEqual({ body: undefined });
});

test("a plain form is encoded", () => {
  expect(String(urlencoded({ a: "x y", b: [1, 2] }))).toBe("a=x+y&b=1&b=2");
});

test("bytes are a body of their own", async () => {
  expect(bytes(undefined)).toBeUndefined();
  expect(await (bytes("text") as Blob).text()).toBe("text");
  const blob = new Blob(["x"]);
  expect(bytes(blob)).toBe(blob);
});

function unread(response: Response): Download {
  return download(
    response,
    (work) => work,
    () => undefined,
  );
}

test.each([
  ['attachment; filename="a b.csv"', "a b.csv"],
  ["attachment; filename=a.csv", "a.csv"],
  ['attachment; filename="a\\"b.csv"', 'a"b.csv'],
  ["attachment; filename=x; filename*=UTF-8''%E2%82%AC.csv", "€.csv"],
  ['attachment; filename="../../etc/passwd"', "passwd"],
  ['attachment; filename="C:\\\\x\\\\y.txt"', "y.txt"],
  ['attachment; filename=".."', undefined],
  ["attachment; filename*=UTF-8''%zz", "%zz"],
  ["attachment; filename*=UTF-8'en'a%20b.csv", "a b.csv"],
  ["inline", undefined],
])("the file name of %s", (disposition, name) => {
  const headers = { "Content-Disposition": disposition, "Content-Length": "3" };
  expect(unread(new Response("abc", { headers }))).toMatchObject({
    name,
    size: 3,
  });
});

test("what is said of a compressed download is not its size", () => {
  const headers = { "Content-Length": "3", "Content-Encoding": "gzip" };
  expect(unread(new Response("abc", { headers })).size).toBeUndefined();
});

test.each(["stream", "blob", "text"] as const)(
  "a download that breaks off while its %s is read is a ConnectionError",
  async (way) => {
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.error(new TypeError("terminated")),
    });
    const broken = Promise.resolve(new Response(body));
    const file = await request(
      { client: { config: { baseUrl: "http://x", fetch: () => broken } } },
      { method: "GET", path: "/", read: download },
    );
    const read =
      way === "stream" ? file.stream?.getReader().read() : file[way]();
    await expect(read).rejects.toBeInstanceOf(ConnectionError);
  },
);

test("the stream of a download gives all of it", async () => {
  const whole = unread(new Response("abc"));
  await expect(new Response(whole.stream).text()).resolves.toBe("abc");
});
