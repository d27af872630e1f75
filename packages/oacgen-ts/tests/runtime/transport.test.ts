import { expect, test } from "vitest";
import { nothing, text } from "../../src/oacgen_ts/runtime/answers";
import { bearer } from "../../src/oacgen_ts/runtime/auth";
import type { Config } from "../../src/oacgen_ts/runtime/config";
import { ApiError, ConnectionError } from "../../src/oacgen_ts/runtime/errors";
import { download } from "../../src/oacgen_ts/runtime/files";
import { request } from "../../src/oacgen_ts/runtime/transport";

function client(config: Config, ...responses: Response[]) {
  const sent: RequestInit[] = [];
  const fetch = (_: string, init: RequestInit) => {
    sent.push(init);
    return Promise.resolve(responses.shift() ?? new Response("{}"));
  };
  return {
    sent,
    client: { config: { baseUrl: "http://x", fetch, ...config } },
  };
}

const get = { method: "GET", path: "/" };

function broken(): Response {
  const pull = (controller: ReadableStreamDefaultController) =>
    controller.error(new TypeError("terminated"));
  return new Response(new ReadableStream({ pull }));
}

test.each([text, nothing])(
  "%o names what breaks while it reads",
  async (read) => {
    const { client: used } = client({ retries: 0 }, broken());
    const call = request<unknown>({ client: used }, { ...get, read });
    await expect(call).rejects.toBeInstanceOf(ConnectionError);
  },
);

test("Retry-After may be a date", async () => {
  const soon = { "Retry-After": new Date(Date.now() - 9_000).toUTCString() };
  const late = { "Retry-After": new Date(Date.now() + 3.6e6).toUTCString() };
  const { client: used, sent } = client(
    { maxRetryDelay: 9_000 },
    new Response("", { status: 503, headers: soon }),
    new Response("", { status: 503, headers: late }),
  );
  const error = request({ client: used }, get);
  await expect(error).rejects.toBeInstanceOf(ApiError);
  expect(sent.length).toBe(2);
});

test("errors are read as the client is told to", async () => {
  const readErrors = (body: unknown) => ({ told: [body as string] });
  const answer = new Response('"no"', { status: 400 });
  const { client: used } = client({ readErrors }, answer);
  const error: unknown = await request({ client: used }, get).catch(
    (cause: unknown) => cause,
  );
  expect(error).toBeInstanceOf(ApiError);
  expect((error as ApiError).fields).toEqual({ told: ["no"] });
});

test("a signal that outlives its calls is let go of", async () => {
  const { signal } = new AbortController();
  let listening = 0;
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (...args: Parameters<typeof add>) => {
    listening++;
    add(...args);
  };
  signal.removeEventListener = (...args: Parameters<typeof remove>) => {
    listening--;
    remove(...args);
  };
  const empty = new Response(null, { status: 204 });
  const { client: used } = client({ retries: 0 }, empty, broken());
  await request({ client: used, signal }, { ...get, read: nothing });
  await request({ client: used, signal }, { ...get, read: text }).catch(
    () => 0,
  );
  await request({ client: used, signal }, get);
  expect(listening).toBe(0);
  const file = await request(
    { client: used, signal },
    { ...get, read: download },
  );
  expect(listening).toBe(1);
  await file.text();
  expect(listening).toBe(0);
});

test("without end there is no timeout", async () => {
  const fetch = (_: string, { signal }: RequestInit) =>
    new Promise<Response>((answer, fail) => {
      signal?.addEventListener("abort", () => fail(new Error("aborted")));
      setTimeout(() => answer(new Response("{}")), 30);
    });
  const { client: used } = client({ timeout: Infinity, fetch });
  await expect(request({ client: used }, get)).resolves.toEqual({});
});

test("however long may be waited, what cannot pass is not tried again", async () => {
  const { sent, client: used } = client(
    { maxRetryDelay: Infinity },
    new Response("", { status: 400 }),
  );
  await expect(request({ client: used }, get)).rejects.toBeInstanceOf(ApiError);
  expect(sent).toHaveLength(1);
});

test("what a call leaves undefined, the client decides", async () => {
  const busy = () => new Response("", { status: 503 });
  const { sent, client: used } = client(
    { auth: bearer("key"), retries: 0, maxRetryDelay: 0 },
    busy(),
  );
  const unset = {
    auth: undefined,
    retries: undefined,
    maxRetryDelay: undefined,
  };
  const options = { client: used, ...unset } as object;
  await expect(request(options, get)).rejects.toBeInstanceOf(ApiError);
  expect(new Headers(sent[0]?.headers).get("Authorization")).toBe("Bearer key");
  expect(sent).toHaveLength(1);
});

test("a Retry-After that is no time leaves the wait to chance", async () => {
  const busy = new Response("", {
    status: 503,
    headers: { "Retry-After": "soon" },
  });
  const { sent, client: used } = client({ maxRetryDelay: 0 }, busy);
  await expect(request({ client: used }, get)).rejects.toBeInstanceOf(ApiError);
  expect(sent).toHaveLength(1);
});

test("a refresh that throws at once leaves the 401", async () => {
  const cause = new Error("no refresh token");
  const auth = bearer("old", {
    refresh: () => {
      throw cause;
    },
  });
  const { client: used } = client({ auth }, new Response("", { status: 401 }));
  const call = request({ client: used }, get);
  await expect(call).rejects.toMatchObject({ status: 401, cause });
});
