// @vitest-environment happy-dom
import { configure, type Member } from "client";
import { memberKeys } from "client/_utils/fetchers/members";
import {
  useCreateMember,
  useMember,
  useMembers,
  useMembersInfinite,
  usePatchMember,
} from "client/_utils/hooks/members";
import { configure as configureEdges } from "edges";
import { usePapersInfinite } from "edges/_utils/hooks/papers";
import { act, createElement, type ReactNode } from "react";
import { createRoot, type Root } from "react-dom/client";
import { SWRConfig, unstable_serialize, useSWRConfig, type Key } from "swr";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { member } from "./server";

(
  globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }
).IS_REACT_ACT_ENVIRONMENT = true;

let root: Root;
let calls: string[];
let respond: (method: string, url: URL) => { status?: number; json: unknown };

beforeEach(() => {
  calls = [];
  respond = () => ({ json: member });
  configure({
    baseUrl: "http://api.example",
    fetch: (url, init) => {
      calls.push(`${init.method} ${url.replace("http://api.example/api", "")}`);
      const { status = 200, json } = respond(init.method ?? "", new URL(url));
      return Promise.resolve(Response.json(json, { status }));
    },
  });
});

afterEach(() => act(() => root.unmount()));

/** Renders a component that calls `use`, and returns what it gave last. */
async function render<T>(
  use: () => T,
): Promise<{ readonly current: T; rerender: () => Promise<void> }> {
  const result = { current: undefined as T, rerender };
  const Probe = (): ReactNode => {
    result.current = use();
    return null;
  };
  root = createRoot(document.createElement("div"));
  async function rerender() {
    const value = { provider: cache, dedupingInterval: 0 };
    await act(async () => {
      root.render(createElement(SWRConfig, { value }, createElement(Probe)));
      await new Promise((resolve) => setTimeout(resolve, 20));
    });
  }
  const map = new Map();
  const cache = () => map;
  await rerender();
  return result;
}

const settle = () =>
  act(() => new Promise((resolve) => setTimeout(resolve, 30)));

test("a query gives data, under a key that can be made by hand", async () => {
  respond = (_, url) =>
    url.pathname.endsWith("/7/") ? { json: member } : pages(url);
  const probe = await render(() => ({
    data: useMember(7).data,
    list: useMembers({ page: 2 }).data,
    cache: useSWRConfig().cache,
  }));
  expect(probe.current.data?.username).toBe("zoë");
  const kept = (key: Key): unknown =>
    probe.current.cache.get(unstable_serialize(key))?.data;
  expect((kept(memberKeys.retrieve(7)) as Member).id).toBe(7);
  expect(kept(memberKeys.list({ page: 2 }))).toEqual(probe.current.list);
  expect(probe.current.list?.results[0]?.id).toBe(2);
});

test("nothing is asked for until the arguments are known", async () => {
  let id: number | null = null;
  const probe = await render(() => [
    useMember(id).data,
    useMembers(null).error,
    useMembersInfinite(null).error,
  ]);
  expect(calls).toEqual([]);
  expect(probe.current).toEqual([undefined, undefined, undefined]);
  id = 7;
  await probe.rerender();
  expect(calls).toEqual(["GET /members/7/"]);
});

test("an error is the error of the call", async () => {
  respond = () => ({ status: 404, json: { detail: "Not found." } });
  const probe = await render(
    () => useMember(8, { shouldRetryOnError: false }).error,
  );
  expect(probe.current).toMatchObject({ status: 404, detail: "Not found." });
});

test("options of SWR and of the call are passed on", async () => {
  const fallbackData = { count: 0, results: [] };
  const probe = await render(() =>
    useMembers(
      { page: 2 },
      {
        fallbackData,
        revalidateOnMount: false,
        call: { headers: { "X-A": "b" } },
      },
    ),
  );
  expect(probe.current.data).toEqual(fallbackData);
  expect(calls).toEqual([]);
});

function pages(url: URL) {
  const page = Number(url.searchParams.get("page") ?? 1);
  const next = page < 3 ? `http://inner/api/members/?page=${page + 1}` : null;
  return { json: { count: 3, next, results: [{ ...member, id: page }] } };
}

test("an infinite list starts at page 1 and follows `next` to the end", async () => {
  respond = (_, url) => pages(url);
  const probe = await render(() => {
    const { data, setSize } = useMembersInfinite({ role: "admin" });
    return { data, setSize };
  });
  await act(() => probe.current.setSize(5));
  await settle();
  expect(probe.current.data?.map((page) => page.results[0]?.id)).toEqual([
    1, 2, 3,
  ]);
  expect(calls[0]).toBe("GET /members/?role=admin");
  expect(calls).toContain("GET /members/?page=3");
});

test("an infinite list without links ends where a page is shorter than the first", async () => {
  const pages = [["a", "b"], ["c"], ["never"]];
  const asked: string[] = [];
  configureEdges({
    baseUrl: "http://api.example",
    fetch: (url) => {
      asked.push(new URL(url).search);
      const page = Number(new URL(url).searchParams.get("page") ?? 0);
      return Promise.resolve(Response.json({ content: pages[page] ?? [] }));
    },
  });
  const probe = await render(() => {
    const { data, setSize } = usePapersInfinite();
    return { data, setSize };
  });
  await act(() => probe.current.setSize(5));
  await settle();
  expect(probe.current.data?.map(({ content }) => content)).toEqual([
    ["a", "b"],
    ["c"],
  ]);
  expect(new Set(asked)).toEqual(new Set(["", "?page=1"]));
});

test("a mutation asks again for all that is shown of its resource", async () => {
  respond = (method, url) =>
    method === "POST"
      ? { status: 201, json: member }
      : url.pathname.endsWith("/7/")
        ? { json: member }
        : pages(url);
  const probe = await render(() => ({
    list: useMembers({ page: 1 }),
    one: useMember(7),
    infinite: useMembersInfinite(
      {},
      { initialSize: 2, revalidateFirstPage: false },
    ),
    create: useCreateMember(),
  }));
  calls = [];
  await act(async () => {
    await probe.current.create.trigger({
      username: "zoe",
      password: "correct horse",
    });
  });
  await settle();
  expect(calls[0]).toBe("POST /members/");
  expect(calls.slice(1).sort()).toEqual([
    "GET /members/",
    "GET /members/7/",
    "GET /members/?page=1",
    "GET /members/?page=2",
  ]);
});

test("a mutation that fails tells its own error, and asks for nothing again", async () => {
  respond = (method) =>
    method === "PATCH"
      ? { status: 400, json: { username: ["Taken."] } }
      : { json: member };
  const failed = vi.fn();
  const probe = await render(
    () => [useMember(7), usePatchMember(7, { onError: failed })] as const,
  );
  calls = [];
  await act(async () => {
    await probe.current[1].trigger({ username: "x" }).catch(() => undefined);
  });
  expect(failed.mock.calls[0]?.[0]).toMatchObject({
    fields: { username: ["Taken."] },
  });
  expect(calls).toEqual(["PATCH /members/7/"]);
});
