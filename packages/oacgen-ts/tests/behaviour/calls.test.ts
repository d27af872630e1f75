import { APIClient, configure, isApiError, standardizedErrors } from "client";
import {
  createMember,
  deleteMember,
  downloadMembersExport,
  getMember,
  getMemberNotices,
  getMembers,
  iterateMembers,
  patchMember,
  setMemberPortrait,
  updateMember,
} from "client/_utils/fetchers/members";
import {
  getFeeds,
  iterateFeeds,
  streamFeedEvents,
  streamFeedLines,
} from "client/_utils/fetchers/feed";
import { getHealth } from "client/_utils/fetchers/health";
import { getMedia, iterateMediaList } from "client/_utils/fetchers/media";
import * as errors from "client/_utils/runtime/errors";
import { afterEach, describe, expect, test, vi } from "vitest";
import { member, serve, type Answer } from "./server";

const body = { username: "zoe", password: "correct horse" };
const fast = { maxRetryDelay: 50_000 };

async function on(answers: Parameters<typeof serve>[0]) {
  const server = await serve(answers);
  configure({ baseUrl: server.url, retries: 2, ...fast });
  return server;
}

afterEach(() => {
  configure({
    auth: false,
    headers: {},
    csrf: undefined as never,
    retries: 2,
    timeout: 30_000,
  });
  vi.restoreAllMocks();
});

describe("answers", () => {
  test("real DRF payloads are accepted, as they came", async () => {
    await using _ = await on([{ json: member }]);
    await expect(getMember(7)).resolves.toEqual(member);
  });

  test("an answer that does not fit is a DecodeError with its body", async () => {
    await using _ = await on([{ json: { ...member, id: "7" } }]);
    const error = await getMember(7).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(errors.DecodeError);
    expect(error).toMatchObject({ status: 200, body: { id: "7" } });
    await expect(getMember(7, { schema: null })).resolves.toMatchObject({
      id: "7",
    });
  });

  test("a missing field is refused", async () => {
    const { username: _username, ...rest } = member;
    await using _ = await on([{ json: rest }]);
    await expect(getMember(7)).rejects.toBeInstanceOf(errors.DecodeError);
  });

  test("204 is undefined", async () => {
    await using server = await on([{ status: 204 }]);
    await expect(deleteMember(7)).resolves.toBeUndefined();
    expect(server.arrived[0]?.method).toBe("DELETE");
  });

  test("text is text", async () => {
    await using _ = await on([{ text: "ok" }]);
    await expect(getHealth()).resolves.toBe("ok");
  });

  test("a union is told apart by its tag; an unknown variant keeps its data", async () => {
    const notices = [
      { kind: "mail", subject: "Hi" },
      { kind: "push", device: "2b7e1516-28ae-d2a6-abf7-158809cf4f3c" },
      { kind: "fax", number: 1 },
    ];
    await using _ = await on([{ json: notices }, { json: [{ kind: "mail" }] }]);
    const [mail, push, fax] = await getMemberNotices(7);
    expect(mail?.kind === "mail" && mail.subject).toBe("Hi");
    expect(push?.kind === "push" && push.device).toMatch(/^2b7e/);
    expect(fax).toEqual(notices[2]);
    await expect(getMemberNotices(7)).rejects.toThrow(/subject/);
  });

  test("HTML from a proxy is an error with its text", async () => {
    await using _ = await on([
      { text: "<html>oops</html>", type: "text/html" },
    ]);
    const error = await getMember(7).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(errors.DecodeError);
    expect(error).toMatchObject({ body: "<html>oops</html>" });
  });
});

describe("requests", () => {
  test("a path is escaped and has no empty part", async () => {
    await using server = await on([{ json: { name: "x" } }]);
    await getMedia("a b/c?d#é");
    expect(server.arrived[0]?.url).toBe("/api/media/a%20b%2Fc%3Fd%23%C3%A9/");
    await expect(getMedia("")).rejects.toThrow(TypeError);
    await expect(getMedia("..")).rejects.toThrow(TypeError);
  });

  test("a query is written as the document says", async () => {
    await using server = await on([{ json: { count: 0, results: [] } }]);
    await getMembers({
      page: 2,
      id__in: [1, 2],
      tag: ["a b", "c&d"],
      joined__gte: new Date("2024-01-02T03:04:05Z"),
      "X-Tenant": "north",
    });
    expect(server.arrived[0]?.url).toBe(
      "/api/members/?page=2&id__in=1,2&tag=a%20b&tag=c%26d&joined__gte=2024-01-02T03%3A04%3A05.000Z",
    );
    expect(server.arrived[0]?.headers["x-tenant"]).toBe("north");
  });

  test("an object goes as deepObject", async () => {
    await using server = await on([{ json: { items: [] } }]);
    await getFeeds({ filter: { kind: "a" } });
    expect(server.arrived[0]?.url).toBe("/api/feed/?filter%5Bkind%5D=a");
  });

  test("JSON has its media type, and no default is sent unasked", async () => {
    await using server = await on([{ status: 201, json: member }]);
    await createMember(body);
    expect(server.arrived[0]?.headers["content-type"]).toBe("application/json");
    expect(JSON.parse(server.arrived[0]?.body ?? "")).toEqual(body);
  });

  test("PATCH sends what was set: absent, null and a value are three things", async () => {
    await using server = await on([{ json: member }]);
    await patchMember(7, { email: null, username: undefined });
    expect(server.arrived[0]?.body).toBe('{"email":null}');
  });

  test("a body with a file is a form, in DRF's spelling", async () => {
    await using server = await on([{ json: member }]);
    await setMemberPortrait(7, {
      image: new File(["bytes"], "me.png", { type: "image/png" }),
      crop: { city: "Rome" },
      labels: ["a", "b"],
      extra: { deep: [1] },
    });
    const { headers, body: sent } = server.arrived[0] ?? {
      headers: {},
      body: "",
    };
    expect(headers["content-type"]).toMatch(/^multipart\/form-data; boundary=/);
    expect(sent).toContain('name="image"; filename="me.png"');
    expect(sent).toContain("Content-Type: image/png");
    expect(sent).toMatch(/name="crop.city"\r\n\r\nRome/);
    expect(sent.match(/name="labels"/g)).toHaveLength(2);
    expect(sent).toMatch(/name="extra"\r\n\r\n\{"deep":\[1\]\}/);
  });

  test("files may be Blob or Buffer; without one, the body is JSON", async () => {
    await using server = await on([{ json: member }]);
    await setMemberPortrait(7, { image: new Blob(["x"]) });
    await setMemberPortrait(7, { image: Buffer.from("y") });
    await createMember({ ...body, portrait: new Blob(["z"]) });
    await createMember({ ...body, portrait: null });
    const [blob, buffer, form, json] = server.arrived;
    expect(blob?.body).toContain('name="image"; filename="blob"');
    expect(buffer?.body).toContain('name="image"; filename="image"');
    expect(form?.headers["content-type"]).toMatch(/^multipart/);
    expect(json?.body).toBe(JSON.stringify({ ...body, portrait: null }));
  });

  test("a download has the server's file name, without a folder", async () => {
    await using _ = await on([
      {
        text: "a,b",
        type: "text/csv",
        headers: {
          "Content-Disposition":
            "attachment; filename=\"x.csv\"; filename*=UTF-8''..%2Fm%C3%A9mbers.csv",
        },
      },
    ]);
    const file = await downloadMembersExport();
    expect([file.name, file.type, file.size]).toEqual([
      "mémbers.csv",
      "text/csv",
      undefined,
    ]);
    await expect(file.text()).resolves.toBe("a,b");
  });
});

describe("errors", () => {
  test("400 has messages by field, and the body that the document declares", async () => {
    const problems = {
      username: ["Taken."],
      non_field_errors: ["No."],
      place: { city: ["Required."] },
      items: [{}, { name: ["Bad."] }],
    };
    await using _ = await on([{ status: 400, json: problems }]);
    const error = await createMember(body).catch((e: unknown) => e);
    if (!isApiError(error, createMember, 400)) throw error;
    const names: string[] | undefined = error.body.username;
    expect(names).toEqual(["Taken."]);
    expect(error).toBeInstanceOf(errors.ValidationError);
    expect(error.fields).toMatchObject({
      username: ["Taken."],
      "place.city": ["Required."],
      "items.1.name": ["Bad."],
    });
    expect(error.nonFieldErrors).toEqual(["No."]);
    expect(error.request.method).toBe("POST");
  });

  test("the lists of drf-standardized-errors are read where a client is told to", async () => {
    const taken = { code: "unique", detail: "Taken.", attr: "username" };
    const json = { type: "validation_error", errors: [taken] };
    await using server = await serve([{ status: 400, json }]);
    const client = new APIClient({
      baseUrl: server.url,
      readErrors: standardizedErrors,
    });
    const error = await createMember(body, { client }).catch((e: unknown) => e);
    if (!isApiError(error)) throw error;
    expect(error.fields).toMatchObject({ username: ["Taken."] });
  });

  test.each([
    [401, errors.AuthenticationError],
    [403, errors.PermissionError],
    [404, errors.NotFoundError],
    [418, errors.ApiError],
    [429, errors.ThrottledError],
    [500, errors.ServerError],
  ])("%i has a class of its own", async (status, kind) => {
    await using _ = await on([{ status, json: { detail: "So." } }]);
    const error = await getMember(7, { retries: 0 }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(kind);
    expect(error).toMatchObject({ status, detail: "So." });
  });

  test("502 with HTML is a ServerError with the text", async () => {
    await using _ = await on([
      { status: 502, text: "<h1>Bad gateway</h1>", type: "text/html" },
    ]);
    await expect(getMember(7, { retries: 0 })).rejects.toMatchObject({
      status: 502,
      body: "<h1>Bad gateway</h1>",
    });
  });

  test("timeout, connection and abort are errors of their own", async () => {
    await using _ = await on([{ delay: 400, json: member }]);
    await expect(
      getMember(7, { timeout: 30, retries: 0 }),
    ).rejects.toBeInstanceOf(errors.TimeoutError);
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 30);
    await expect(
      getMember(7, { signal: controller.signal }),
    ).rejects.toBeInstanceOf(errors.AbortError);
    const client = new APIClient({ baseUrl: "http://127.0.0.1:9", retries: 0 });
    await expect(client.members.retrieve(7)).rejects.toBeInstanceOf(
      errors.ConnectionError,
    );
  });

  test("without a base URL, the message says what to do", async () => {
    await expect(getMember(7, { client: { config: {} } })).rejects.toThrow(
      /configure/,
    );
  });
});

describe("retries", () => {
  const busy = (status: number): Answer => ({
    status,
    headers: { "Retry-After": "0" },
  });

  test("a GET is tried again, as often as is said", async () => {
    await using server = await on([busy(503), busy(429), { json: member }]);
    await expect(getMember(7)).resolves.toEqual(member);
    expect(server.arrived).toHaveLength(3);
  });

  test("no more than that, and not at all when it is off", async () => {
    await using server = await on([busy(503)]);
    await expect(getMember(7, { retries: 1 })).rejects.toMatchObject({
      status: 503,
    });
    await expect(getMember(7, { retries: 0 })).rejects.toMatchObject({
      status: 503,
    });
    expect(server.arrived).toHaveLength(3);
  });

  test("a POST only on 429, or where the connection was never made", async () => {
    await using server = await on([busy(429), busy(503)]);
    await expect(createMember(body)).rejects.toMatchObject({ status: 503 });
    expect(server.arrived).toHaveLength(2);
    let calls = 0;
    const refused = new TypeError("fetch failed", {
      cause: { code: "ECONNREFUSED" },
    });
    const fetch = () => (calls++, Promise.reject(refused));
    const client = new APIClient({ baseUrl: "http://x", fetch, retries: 1 });
    await expect(client.members.create(body)).rejects.toBeInstanceOf(
      errors.ConnectionError,
    );
    expect(calls).toBe(2);
  });

  test("a broken connection is tried again for PUT, not for POST", async () => {
    await using server = await on((_, nth) =>
      nth === 1 ? { json: member } : { broken: true },
    );
    await expect(updateMember(7, body)).resolves.toEqual(member);
    await expect(createMember(body)).rejects.toBeInstanceOf(
      errors.ConnectionError,
    );
    expect(server.arrived).toHaveLength(3);
  });

  test("Retry-After is waited for, unless it is too long", async () => {
    await using server = await on([
      { status: 429, headers: { "Retry-After": "1" } },
      { json: member },
    ]);
    const start = performance.now();
    await getMember(7);
    expect(performance.now() - start).toBeGreaterThan(950);
    await using late = await on([
      { status: 429, headers: { "Retry-After": "9" } },
    ]);
    await expect(getMember(7, { maxRetryDelay: 100 })).rejects.toMatchObject({
      status: 429,
    });
    expect([server.arrived.length, late.arrived.length]).toEqual([2, 1]);
  });
});

describe("pages", () => {
  test("items are walked by `next`, on our own origin", async () => {
    await using server = await on((request) =>
      request.url.includes("page=2")
        ? { json: { count: 2, next: null, results: [{ ...member, id: 2 }] } }
        : {
            json: {
              count: 2,
              next: "http://inner.example:9/api/members/?page=2&role=admin",
              results: [{ ...member, id: 1 }],
            },
          },
    );
    const ids = [];
    for await (const one of iterateMembers({ role: "admin" })) ids.push(one.id);
    expect(ids).toEqual([1, 2]);
    expect(server.arrived.map((one) => one.url)).toEqual([
      "/api/members/?role=admin",
      "/api/members/?page=2&role=admin",
    ]);
  });

  test("a bare array is counted, until a page is short", async () => {
    await using server = await on((request) => {
      const offset = Number(
        new URL(request.url, "http://x").searchParams.get("offset"),
      );
      return {
        json: ["a", "b", "c"]
          .slice(offset, offset + 2)
          .map((name) => ({ name })),
      };
    });
    const names = [];
    for await (const one of iterateMediaList({ limit: 2 }))
      names.push(one.name);
    expect(names).toEqual(["a", "b", "c"]);
    expect(server.arrived.at(-1)?.url).toBe("/api/media/?limit=2&offset=2");
  });

  test("a cursor is passed on", async () => {
    await using server = await on((request) =>
      request.url.includes("cursor=n")
        ? { json: { items: [{ name: "b" }], next_cursor: null } }
        : { json: { items: [{ name: "a" }], next_cursor: "n" } },
    );
    const names = [];
    for await (const one of iterateFeeds()) names.push(one.name);
    expect(names).toEqual(["a", "b"]);
    expect(server.arrived).toHaveLength(2);
  });

  test("only the pages that are consumed are asked for", async () => {
    await using server = await on([
      { json: { count: 9, next: "?page=2", results: [member, member] } },
    ]);
    for await (const _ of iterateMembers()) break;
    expect(server.arrived).toHaveLength(1);
  });
});

describe("streams", () => {
  test("server-sent events", async () => {
    const text =
      ': hi\n\ndata: {"name":\ndata: "a"}\n\nevent: x\r\ndata: {"name":"b"}\r\n\r\ndata: [DONE]\n\n';
    await using server = await on([{ text, type: "text/event-stream" }]);
    const names = [];
    for await (const one of streamFeedEvents()) names.push(one.name);
    expect(names).toEqual(["a", "b"]);
    expect(server.arrived[0]?.headers.accept).toBe(
      "text/event-stream, */*;q=0.5",
    );
  });

  test("lines of JSON; one that does not fit is a DecodeError", async () => {
    await using _ = await on([{ text: '{"name":"a"}\n\n{"name":1}\n' }]);
    const items = streamFeedLines();
    await expect(items.next()).resolves.toMatchObject({ value: { name: "a" } });
    await expect(items.next()).rejects.toBeInstanceOf(errors.DecodeError);
  });
});

describe("the platform", () => {
  test("fetch gets url and init, with what Next.js reads", async () => {
    const fetch = vi.fn((_url: string, _init: RequestInit) =>
      Promise.resolve(Response.json(member)),
    );
    const client = new APIClient({ baseUrl: "http://api.example/", fetch });
    await client.members.retrieve(7, {
      next: { revalidate: 60, tags: ["members"] },
      cache: "force-cache",
    });
    const [url, init] = fetch.mock.calls[0] ?? [];
    expect(url).toBe("http://api.example/api/members/7/");
    expect(init).toMatchObject({
      next: { revalidate: 60, tags: ["members"] },
      cache: "force-cache",
    });
  });

  test("hooks see request and response", async () => {
    await using server = await on([{ json: member, headers: { "X-Id": "9" } }]);
    const seen: (string | null)[] = [];
    configure({
      onRequest: (request) => request.headers.set("X-Trace", "t"),
      onResponse: (response) => void seen.push(response.headers.get("X-Id")),
    });
    await getMember(7, {
      onResponse: async (raw) => void seen.push(await raw.clone().text()),
    });
    configure({ onRequest: () => undefined, onResponse: () => undefined });
    expect(server.arrived[0]?.headers["x-trace"]).toBe("t");
    expect(seen).toEqual(["9", JSON.stringify(member)]);
  });

  test("a base URL and headers may be callables, asked at every attempt", async () => {
    await using server = await on([
      { status: 503, headers: { "Retry-After": "0" } },
      { json: member },
    ]);
    let asked = 0;
    const client = new APIClient({
      baseUrl: () => server.url,
      headers: async () => ({ "X-Count": String(++asked) }),
    });
    await client.members.retrieve(7);
    expect(server.arrived.map((one) => one.headers["x-count"])).toEqual([
      "1",
      "2",
    ]);
  });

  test("the environment names the server", async () => {
    await using server = await serve([{ json: member }]);
    vi.stubEnv("API_URL", server.url);
    await expect(getMember(7, { client: { config: {} } })).resolves.toEqual(
      member,
    );
    vi.unstubAllEnvs();
  });
});
