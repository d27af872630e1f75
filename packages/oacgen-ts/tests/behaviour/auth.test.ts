import {
  APIClient,
  basicAuth,
  cookieAuth,
  cookieStorage,
  jwtAuth,
  localStorageAdapter,
  memoryStorage,
  queryKeyAuth,
  tokenAuth,
  type Auth,
} from "client";
import { Window } from "happy-dom";
import { afterEach, describe, expect, test, vi } from "vitest";
import { member, serve } from "./server";

const body = { username: "zoe", password: "correct horse" };

async function sent(auth: Auth | Auth[]) {
  await using server = await serve([{ json: member }]);
  await new APIClient({ baseUrl: server.url, auth }).members.retrieve(7);
  return server.arrived[0]!;
}

describe("credentials", () => {
  test("each scheme goes where the document says", async () => {
    expect((await sent(jwtAuth("j"))).headers.authorization).toBe("Bearer j");
    expect((await sent(tokenAuth("t"))).headers.authorization).toBe("Token t");
    expect((await sent(basicAuth("ü", "p"))).headers.authorization).toBe(
      "Basic w7w6cA==",
    );
    expect((await sent(cookieAuth("c"))).headers.cookie).toBe("sessionid=c");
    expect((await sent(queryKeyAuth("k&"))).url).toBe(
      "/api/members/7/?api_key=k%26",
    );
  });

  test("a key in a link to the next page is replaced, not repeated", async () => {
    await using server = await serve([{ json: { count: 0, results: [] } }]);
    await new APIClient({
      baseUrl: server.url,
      auth: queryKeyAuth("new"),
    }).members.list({}, { link: "/api/members/?api_key=old&page=2&q=a?b" });
    expect(server.arrived[0]?.url).toBe(
      "/api/members/?page=2&q=a?b&api_key=new",
    );
  });

  test("several go out together; of two for one header, the first", async () => {
    const { headers } = await sent([
      jwtAuth("j"),
      tokenAuth("t"),
      cookieAuth("c"),
    ]);
    expect(headers).toMatchObject({
      authorization: "Bearer j",
      cookie: "sessionid=c",
    });
  });

  test("nothing goes out while there is no credential, or where none is wanted", async () => {
    expect(
      (await sent(jwtAuth(() => undefined))).headers.authorization,
    ).toBeUndefined();
    await using server = await serve([{ text: "ok" }]);
    await new APIClient({
      baseUrl: server.url,
      auth: jwtAuth("j"),
    }).health.retrieve();
    expect(server.arrived[0]?.headers.authorization).toBeUndefined();
  });

  test("one user's token never reaches another's request", async () => {
    await using server = await serve([{ json: member, delay: 20 }]);
    const call = (token: string) =>
      new APIClient({
        baseUrl: server.url,
        auth: jwtAuth(() => token),
      }).members.retrieve(7, {
        headers: { "X-User": token },
      });
    await Promise.all(["a", "b", "c"].map(call));
    for (const { headers } of server.arrived)
      expect(headers.authorization).toBe(`Bearer ${String(headers["x-user"])}`);
  });
});

describe("refresh", () => {
  test("is done once, however many calls wait", async () => {
    let token = "old";
    let refreshed = 0;
    await using server = await serve((request) =>
      request.headers.authorization === "Bearer new"
        ? { json: member }
        : { status: 401, json: { detail: "Expired." }, delay: 10 },
    );
    const auth = jwtAuth(() => token, {
      refresh: async () => {
        refreshed++;
        await new Promise((resolve) => setTimeout(resolve, 30));
        token = "new";
      },
    });
    const client = new APIClient({ baseUrl: server.url, auth, retries: 0 });
    const all = await Promise.all(
      Array.from({ length: 8 }, () => client.members.retrieve(7)),
    );
    expect(all).toHaveLength(8);
    expect([refreshed, server.arrived.length]).toEqual([1, 16]);
  });

  test("its own call goes out without what was refused", async () => {
    await using server = await serve((request) =>
      request.url === "/api/health/"
        ? { text: "ok" }
        : { status: 401, json: {} },
    );
    const client: APIClient = new APIClient({
      baseUrl: server.url,
      auth: jwtAuth("old", {
        refresh: (call) => client.members.list({}, call),
      }),
    });
    await expect(client.members.retrieve(7)).rejects.toMatchObject({
      status: 401,
    });
    expect(server.arrived.map((one) => one.headers.authorization)).toEqual([
      "Bearer old",
      undefined,
    ]);
  });

  test("where it fails, the 401 is the error and tells why", async () => {
    await using server = await serve([
      { status: 401, json: { detail: "Expired." } },
    ]);
    const auth = jwtAuth("old", {
      refresh: () => Promise.reject(new Error("no refresh token")),
    });
    const client = new APIClient({ baseUrl: server.url, auth });
    await expect(client.members.retrieve(7)).rejects.toMatchObject({
      status: 401,
      cause: { message: "no refresh token" },
    });
    expect(server.arrived).toHaveLength(1);
  });
});

describe("in a browser", () => {
  afterEach(() => vi.unstubAllGlobals());

  function page(url: string, cookie = "", html = ""): void {
    const window = new Window({ url });
    window.document.cookie = cookie;
    window.document.body.innerHTML = html;
    vi.stubGlobal("document", window.document);
    vi.stubGlobal("location", window.location);
    vi.stubGlobal("localStorage", window.localStorage);
  }

  async function posted(config: ConstructorParameters<typeof APIClient>[0]) {
    let headers = new Headers();
    const fetch = (_: string, init: RequestInit) => {
      headers = new Headers(init.headers);
      return Promise.resolve(Response.json(member, { status: 201 }));
    };
    const client = new APIClient({ fetch, ...config });
    await client.members.retrieve(7);
    expect(headers.get("X-CSRFToken")).toBeNull();
    await client.members.create(body);
    return headers.get("X-CSRFToken");
  }

  test("Django's token goes out on unsafe methods: cookie, page or callable", async () => {
    page("https://shop.example/", "csrftoken=fromcookie");
    expect(await posted({})).toBe("fromcookie");
    page(
      "https://shop.example/",
      "",
      '<meta name="csrf-token" content="frommeta">',
    );
    expect(await posted({})).toBe("frommeta");
    page(
      "https://shop.example/",
      "",
      '<input name="csrfmiddlewaretoken" value="fromform">',
    );
    expect(await posted({})).toBe("fromform");
    expect(await posted({ csrf: () => Promise.resolve("given") })).toBe(
      "given",
    );
  });

  test("it goes to another origin only with the session's cookie", async () => {
    page("https://shop.example/", "csrftoken=x");
    expect(await posted({ baseUrl: "https://api.example" })).toBeNull();
    const both = {
      baseUrl: "https://api.example",
      credentials: "include",
    } as const;
    expect(await posted(both)).toBe("x");
  });

  test("without a base URL, calls go to the page's origin", async () => {
    page("https://shop.example/");
    const fetch = vi.fn((_: string) => Promise.resolve(Response.json(member)));
    await new APIClient({ fetch }).members.retrieve(7);
    expect(fetch.mock.calls[0]?.[0]).toBe("/api/members/7/");
  });

  test.each([
    ["memory", memoryStorage],
    ["localStorage", () => localStorageAdapter("shop.")],
    ["cookies", () => cookieStorage()],
  ])("tokens are kept in %s", (_, make) => {
    page("https://shop.example/");
    const storage = make();
    expect(storage.get("access")).toBeNull();
    storage.set("access", "a;b=c ü");
    expect(storage.get("access")).toBe("a;b=c ü");
    storage.remove("access");
    expect(storage.get("access")).toBeNull();
  });
});
