import { expect, test } from "vitest";
import * as z from "zod/mini";
import { message } from "../../src/oacgen_ts/runtime/messages";
import { byTag } from "../../src/oacgen_ts/runtime/variants";

const schemas = {
  mail: () => z.looseObject({ kind: z.literal("mail"), to: z.string(message) }),
  push: () => z.looseObject({ kind: z.literal("push") }),
};
const open = z.custom<object>().check(byTag("kind", true, schemas));
const closed = z.custom<object>().check(byTag("kind", false, schemas));

test("the tag selects the schema that has the say", () => {
  expect(open.safeParse({ kind: "mail", to: "a", more: 1 }).data).toEqual({
    kind: "mail",
    to: "a",
    more: 1,
  });
  const wrong = z.array(closed).safeParse([{ kind: "push" }, { kind: "mail" }]);
  expect(wrong.error?.issues).toMatchObject([
    { path: [1, "to"], message: "This field is required." },
  ]);
});

test("an unknown tag passes where the union is open, and only there", () => {
  const fax = { kind: "fax", n: 1 };
  expect(open.safeParse(fax).data).toEqual(fax);
  expect(closed.safeParse(fax).error?.issues).toMatchObject([
    { path: ["kind"], message: "The value of kind is none of: mail, push." },
  ]);
});

test.each([null, "mail", [], {}, { kind: 1 }, { kind: null }])(
  "%j has no tag",
  (value) => {
    expect(open.safeParse(value).success).toBe(false);
    expect(closed.safeParse(value).success).toBe(false);
  },
);

test("what every object has is no tag", () => {
  expect(closed.safeParse({ kind: "constructor" }).success).toBe(false);
  expect(open.safeParse({ kind: "constructor" }).success).toBe(true);
});
