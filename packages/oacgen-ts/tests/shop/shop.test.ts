import {
  APIClient,
  billing,
  configure,
  content,
  core,
  isApiError,
  profiles,
  shop,
} from "client";
import {
  createUser,
  getUsers,
  iterateUsers,
} from "client/_utils/fetchers/users";
import { PaginatedUserListSchema } from "client/core/_utils/schemas/PaginatedUserList.schema";
import { PaginatedProductListSchema } from "client/shop/_utils/schemas/PaginatedProductList.schema";
import {
  DecodeError,
  NotFoundError,
  ThrottledError,
} from "client/_utils/runtime/errors";
import { beforeAll, describe, expect, test } from "vitest";

const baseUrl = process.env.SHOP_URL ?? "";

async function login(username: string, password: string): Promise<string> {
  const { token } = await core.createAccountsToken(
    { username, password },
    { auth: false },
  );
  return token;
}

let asBob: APIClient;

beforeAll(async () => {
  configure({ baseUrl });
  const [alice, bob] = await Promise.all([
    login("alice", "alice-runs-it"),
    login("bob", "bob-drinks-tea"),
  ]);
  configure({ auth: core.tokenAuth(alice) });
  asBob = new APIClient({ baseUrl, auth: core.tokenAuth(bob) });
});

describe("users", () => {
  test("a page, and all of them", async () => {
    const page = await getUsers({ page: 1 });
    const ids = new Set<number>();
    for await (const user of iterateUsers()) ids.add(user.id);
    expect(ids.size).toBe(page.count);
    expect(page.results.length).toBeLessThan(page.count);
  });

  test("what DRF says is wrong stands at its fields", async () => {
    const error = await createUser({ username: "a b" }).catch(
      (e: unknown) => e,
    );
    if (!isApiError(error)) throw error;
    expect(error.fields.username).toHaveLength(1);
    await expect(core.getUser(999_999)).rejects.toBeInstanceOf(NotFoundError);
  });

  test("create, change, give a picture, take it away, delete", async () => {
    const made = await createUser({ username: `ts-${Date.now()}`, email: "" });
    expect(
      (await core.patchUser(made.id, { manager: null, first_name: "Ada" }))
        .first_name,
    ).toBe("Ada");
    const pixel = Buffer.from(
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
      "base64",
    );
    const avatar = new File([pixel], "ada.png", { type: "image/png" });
    expect((await core.setUserAvatar(made.id, { avatar })).avatar).toMatch(
      /\.png$/,
    );
    await core.removeUserAvatar(made.id);
    await expect(core.deleteUser(made.id)).resolves.toBeUndefined();
    await expect(core.getUser(made.id)).rejects.toBeInstanceOf(NotFoundError);
  });
});

describe("accounts", () => {
  test("a JWT is refreshed once for many calls", async () => {
    const pair = await core.createAccountsJwt(
      { username: "bob", password: "bob-drinks-tea" },
      { auth: false },
    );
    let access = "expired";
    let refreshed = 0;
    const auth = core.jwtAuth(() => access, {
      refresh: async (call) => {
        refreshed++;
        const fresh = await core.refreshAccountsJwt(
          { refresh: pair.refresh },
          { ...call, client },
        );
        access = fresh.access;
      },
    });
    const client: APIClient = new APIClient({ baseUrl, auth });
    const all = await Promise.all(
      Array.from({ length: 5 }, () => client.accounts.meRetrieve()),
    );
    expect(all.map((me) => me.username)).toEqual(Array(5).fill("bob"));
    expect(refreshed).toBe(1);
  });

  test("a profile keeps null, blank and absent apart", async () => {
    const page = await profiles.getProfiles();
    const own = (await asBob.profiles.apiProfiles.list()).results.find(
      (one) => one.user.username === "bob",
    );
    expect(page.count).toBeGreaterThan(0);
    if (!own) throw new Error("bob has no profile");
    const changed = await asBob.profiles.apiProfiles.partialUpdate(own.id, {
      bio: null,
      preferences: { a: [1, null] },
    });
    expect([changed.bio, changed.preferences]).toEqual([
      null,
      { a: [1, null] },
    ]);
    expect(changed.website).toBe(own.website);
  });
});

describe("every list that the shop sends fits its schema", () => {
  test.each([
    ["orders", () => shop.iterateOrders()],
    ["products", () => shop.iterateProducts()],
    ["payments", () => billing.iteratePayments()],
    ["subscriptions", () => billing.iterateSubscriptions()],
    ["posts", () => content.iterateBlogPosts()],
    ["pages", () => content.iterateCmsPages()],
    ["media", () => content.iterateMediaList()],
    ["profiles", () => profiles.iterateProfiles()],
  ] as [string, () => AsyncIterable<object>][])("%s", async (_, list) => {
    let count = 0;
    for await (const _item of list()) count++;
    expect(count).toBeGreaterThan(0);
  });

  test("those without pages, and those inside others", async () => {
    expect((await billing.getPlans()).length).toBeGreaterThan(0);
    expect((await shop.getProductsBrands()).length).toBeGreaterThan(0);
    expect(await shop.getProductsCategoriesTrees()).toBeDefined();
    for await (const page of content.iterateCmsPages())
      for (const block of await content.getCmsPageBlocks(page.slug))
        expect(block).toHaveProperty("kind");
    await asBob.shop.cart.retrieve();
    expect((await billing.getPaymentsSummary()).total).toMatch(/^[0-9.]+$/);
  });
});

describe("answers of other kinds", () => {
  test("a union without a tag", async () => {
    const [page] = (await content.getCmsPages()).results;
    const hits = await content.searchCms({ q: page?.title.slice(0, 3) ?? "a" });
    expect(hits.length).toBeGreaterThan(0);
  });

  test("an upload comes back as a download, under its name", async () => {
    const file = new File(["hello"], "hello.txt", { type: "text/plain" });
    const media = await content.createMedia({ title: "Grüße", file });
    const download = await content.downloadMedia(media.id);
    expect(await download.text()).toBe("hello");
    expect(download.name).toMatch(/^Grüße/);
    await content.deleteMedia(media.id);
  });

  test("lines, text and events", async () => {
    let lines = 0;
    for await (const _product of shop.streamProductsExport()) lines++;
    expect(lines).toBe((await shop.getProducts()).count);
    expect(await shop.getOrdersExport()).toContain(",");
    for await (const event of shop.streamOrdersEvents()) {
      expect(JSON.parse(event)).toBeTypeOf("object");
      break;
    }
  });

  test("a throttle is an error with the time to wait", async () => {
    const code = () =>
      asBob.shop.cart
        .vouchersRetrieve("nothing", { retries: 0 })
        .catch((e: unknown) => e);
    let error = await code();
    for (let i = 0; i < 15 && !(error instanceof ThrottledError); i++)
      error = await code();
    expect(error).toBeInstanceOf(ThrottledError);
    expect(
      (error as ThrottledError).response.headers.get("Retry-After"),
    ).toMatch(/^\d+$/);
  });
});

/** Every version of a value in which one leaf has a wrong type. */
function* spoilt(
  value: unknown,
  skip: RegExp,
  path = "",
): Generator<[string, unknown]> {
  if (skip.test(path) || value === null) return;
  if (Array.isArray(value)) {
    if (value.length)
      for (const [at, bad] of spoilt(value[0], skip, `${path}[0]`))
        yield [at, [bad, ...value.slice(1)]];
  } else if (typeof value === "object") {
    for (const [key, inner] of Object.entries(value))
      for (const [at, bad] of spoilt(inner, skip, `${path}.${key}`))
        yield [at, { ...value, [key]: bad }];
  } else yield [path, [value]];
}

describe("what does not fit is refused", () => {
  test("a wrong type anywhere", async () => {
    const any = /attributes|metadata|preferences/; // JSONField: anything goes
    for (const [schema, page] of [
      [PaginatedUserListSchema, await getUsers({ page: 1 })],
      [PaginatedProductListSchema, await shop.getProducts()],
    ] as const) {
      const accepted = [...spoilt(page, any)].filter(
        ([, bad]) => schema.safeParse(bad).success,
      );
      expect(accepted.map(([at]) => at)).toEqual([]);
    }
  });

  test("a field that is always there", async () => {
    const page = await getUsers({ page: 1 });
    const { username: _username, ...rest } = page.results[0]!;
    expect(
      PaginatedUserListSchema.safeParse({ ...page, results: [rest] }).success,
    ).toBe(false);
    const fetch = async (url: string, init: RequestInit) => {
      const body = (await (await globalThis.fetch(url, init)).json()) as {
        count: unknown;
      };
      return Response.json({ ...body, count: "many" });
    };
    const strange = new APIClient({
      baseUrl,
      fetch,
      auth: core.tokenAuth(await login("alice", "alice-runs-it")),
    });
    await expect(strange.users.list()).rejects.toBeInstanceOf(DecodeError);
  });
});
