import { MemberRequestSchema } from "client/_utils/schemas/MemberRequest.schema";
import {
  PlaceRequestSchema,
  PlaceSchema,
} from "client/_utils/schemas/Place.schema";
import { PaginatedMemberListSchema } from "client/_utils/schemas/PaginatedMemberList.schema";
import type { Place } from "client/models";
import { describe, expect, test } from "vitest";
import { member } from "./server";

function problems(value: unknown): Record<string, string> {
  const found: Record<string, string> = {};
  for (const issue of MemberRequestSchema.safeParse(value).error?.issues ?? [])
    found[issue.path.join(".")] ??= issue.message; // a form shows the first
  return found;
}

describe("request schemas speak to the people who fill in a form", () => {
  const good = { username: "zoe", password: "correct horse" };

  test("a good request passes", () => {
    expect(
      problems({ ...good, email: "", level: null, role: "admin", age: 3 }),
    ).toEqual({});
  });

  test("each mistake is told in words", () => {
    expect(
      problems({
        username: "",
        email: "no",
        role: "king",
        level: 9,
        age: 200,
        place: { city: "x".repeat(41) },
      }),
    ).toEqual({
      username: "This field may not be blank.",
      password: "This field is required.",
      email: "Enter a valid email address.",
      role: '"king" is not a valid choice.',
      level: '"9" is not a valid choice.',
      age: "Ensure this value is less than or equal to 150.",
      "place.city": "Ensure this field has no more than 40 characters.",
    });
    expect(problems({ ...good, age: 2.5, username: null })).toEqual({
      age: "A valid integer is required.",
      username: "This field may not be null.",
    });
  });

  test("an address may be local, or have any letters", () => {
    for (const email of ["zoe@localhost", "zoë@exämple.com", "a.b+c@d.e"])
      expect(problems({ ...good, email })).toEqual({});
    for (const email of ["zoe", "zoe@", "@x.y", "a b@x.y", "a@b@c"])
      expect(problems({ ...good, email })).toHaveProperty("email");
  });

  test("`\\w` of Django knows all letters", () => {
    expect(problems({ ...good, username: "Zoë.Ößler_1" })).toEqual({});
    expect(problems({ ...good, username: "no spaces" })).toHaveProperty(
      "username",
    );
  });

  test("what is no field is neither dropped nor sent", () => {
    expect(problems({ ...good, emial: "zoe@example.com", next: "/" })).toEqual({
      "": "Not a field: emial, next.",
    });
    expect(problems({ ...good, place: { city: "Rome", zip: 1 } })).toEqual({});
  });
});

describe("response schemas tolerate", () => {
  test("unknown fields and values, and limits that only requests have", () => {
    const page = { count: 1, results: [{ ...member, level: 99 }] };
    expect(PaginatedMemberListSchema.parse(page)).toEqual(page);
    const long = { city: "x".repeat(41), zip: 1 };
    expect(PlaceSchema.parse(long)).toEqual(long);
    expect(PlaceRequestSchema.safeParse(long).success).toBe(false);
  });

  test("null for a file or a relation that is not there, without a word of it", () => {
    const page = {
      count: 1,
      results: [{ ...member, banner: null, home: null }],
    };
    const parsed = PaginatedMemberListSchema.parse(page);
    expect(parsed).toEqual(page);
    const declared: {
      banner?: string | undefined;
      home?: Place | undefined;
    }[] = parsed.results;
    expect(declared).toHaveLength(1);
  });

  test.each(["joined", "website"])("but no null for %s", (name) => {
    const page = { count: 1, results: [{ ...member, [name]: null }] };
    expect(PaginatedMemberListSchema.safeParse(page).success).toBe(false);
  });

  test.each([
    ["a wrong type", { count: "1", results: [] }],
    ["a missing field", { count: 1 }],
    [
      "a wrong type further in",
      { count: 1, results: [{ ...member, id: null }] },
    ],
    [
      "a wrong type in a chain",
      { count: 1, results: [{ ...member, boss: { ...member, id: "x" } }] },
    ],
  ])("but not %s", (_, value) => {
    expect(PaginatedMemberListSchema.safeParse(value).success).toBe(false);
  });
});
