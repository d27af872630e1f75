import { expect, test } from "vitest";
import {
  cookies,
  deep,
  expand,
  free,
  headers,
  json,
  listed,
  reserved,
  spread,
  styled,
} from "../../src/oacgen_ts/runtime/styles";
import { path, search } from "../../src/oacgen_ts/runtime/url";

test("path escapes what it is given when it is asked", () => {
  expect(path`/a/${"x/y"}/${1}/${true}/`()).toBe("/a/x%2Fy/1/true/");
});

test.each(["", ".", ".."])(
  "path refuses %j, which is another resource",
  (value) => {
    const late = path`/a/${value}/`;
    expect(late).toThrow(TypeError);
  },
);

test("search leaves out what is not set, and repeats names", () => {
  expect(search()).toBe("");
  expect(search({ a: undefined, b: null })).toBe("");
  expect(search({ a: 0, b: false, c: "", d: ["x", "y"] })).toBe(
    "?a=0&b=false&c=&d=x&d=y",
  );
  expect(search({ "a[]": "ü" })).toBe("?a%5B%5D=%C3%BC");
});

test("search writes objects as JSON where anything may come", () => {
  const style = styled({ a: free, c: free });
  expect(search({ a: { b: 1 }, c: [{}, "x", new Date(0)] }, style)).toBe(
    "?a=%7B%22b%22%3A1%7D&c=%7B%7D&c=x&c=1970-01-01T00%3A00%3A00.000Z",
  );
});

test("search joins arrays where it is told to", () => {
  const styles = { a: ",", b: "%20", c: "%7C" };
  expect(
    search({ a: ["1,2", 3], b: ["x", "y"], c: [1, 2] }, styled(styles)),
  ).toBe("?a=1%2C2,3&b=x%20y&c=1%7C2");
  expect(search({ a: [], toString: 1 }, styled(styles))).toBe("?toString=1");
});

test("objects are written in each style", () => {
  const value = { k: "a b", n: [1, 2], none: undefined, inner: { x: true } };
  expect(search({ f: value }, styled({ f: deep }))).toBe(
    "?f%5Bk%5D=a%20b&f%5Bn%5D=1&f%5Bn%5D=2&f%5Binner%5D%5Bx%5D=true",
  );
  expect(search({ f: { a: 1, b: "&" } }, styled({ f: spread }))).toBe(
    "?a=1&b=%26",
  );
  expect(search({ f: { a: 1, b: 2 } }, styled({ f: listed }))).toBe(
    "?f=a,1,b,2",
  );
  expect(search({ f: { a: [1] } }, styled({ f: json }))).toBe(
    "?f=%7B%22a%22%3A%5B1%5D%7D",
  );
  expect(search({ f: "a/b?c&d#e+f" }, styled({ f: reserved }))).toBe(
    "?f=a/b?c%26d%23e%2Bf",
  );
});

test.each([
  ["label", ["a", "b"], false, ".a,b"],
  ["label", ["a", "b"], true, ".a.b"],
  ["matrix", ["a", "b"], false, ";p=a,b"],
  ["matrix", ["a", "b"], true, ";p=a;p=b"],
  ["matrix", { x: 1, y: 2 }, true, ";x=1;y=2"],
  ["simple", ["b", "c,d"], false, "b,c%2Cd"],
  ["simple", { x: 1, y: 2 }, false, "x,1,y,2"],
  ["simple", { x: 1, y: "/" }, true, "x=1,y=%2F"],
] as const)(
  "a path parameter in style %s of %j",
  (style, value, explode, written) => {
    expect(path`/${expand(style, "p", value, explode)}/`()).toBe(
      `/${written}/`,
    );
  },
);

test("headers and cookies leave out what is not set", () => {
  expect(headers({ A: undefined, B: ["x", 1], C: false })).toEqual({
    B: "x,1",
    C: "false",
  });
  expect(cookies({ a: "x;y", b: null })).toBe("a=x%3By");
  expect(cookies({})).toBeUndefined();
});
