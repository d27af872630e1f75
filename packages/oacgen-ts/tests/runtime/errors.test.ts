import { expect, test } from "vitest";
import * as errors from "../../src/oacgen_ts/runtime/errors";
import {
  ApiError,
  isApiError,
  type ApiRequest,
} from "../../src/oacgen_ts/runtime/errors";

const request: ApiRequest = { method: "GET", url: "/", headers: new Headers() };

function failed(body: unknown, status = 400): ApiError {
  return new ApiError(
    request,
    "",
    undefined,
    new Response("", { status }),
    body,
  );
}

test.each([
  [{ detail: "No." }, { detail: ["No."] }],
  [
    { detail: "No.", code: "no", a: ["x"] },
    { detail: ["No."], a: ["x"] },
  ],
  [{ detail: "No.", messages: [{ class: "A" }] }, { detail: ["No."] }],
  [{ a: ["x", "y"] }, { a: ["x", "y"] }],
  [{ a: "x" }, { a: ["x"] }],
  [["x"], { non_field_errors: ["x"] }],
  [{ a: { b: ["x"] } }, { "a.b": ["x"] }],
  [[{}, { a: ["x"] }], { "1.a": ["x"] }],
  [{ constructor: ["x"], __proto__: null }, { constructor: ["x"] }],
  ["<html>", {}],
  [null, {}],
])("%j has the fields %j", (body, fields) => {
  expect({ ...failed(body).fields }).toEqual(fields);
});

test.each([
  [
    {
      type: "validation_error",
      errors: [
        { code: "required", detail: "Required.", attr: "items.0.name" },
        { code: "blank", detail: "Blank.", attr: "items.0.name" },
        { code: "invalid", detail: "No.", attr: null },
        "odd",
      ],
    },
    { "items.0.name": ["Required.", "Blank."], non_field_errors: ["No."] },
  ],
  [
    {
      type: "client_error",
      errors: [{ code: "not_found", detail: "Not found.", attr: null }],
    },
    { detail: ["Not found."] },
  ],
  [{ a: ["x"] }, { a: ["x"] }],
  ["<html>", {}],
])("standardizedErrors finds in %j the fields %j", (body, fields) => {
  const readErrors = errors.standardizedErrors;
  const error = new ApiError(
    { ...request, readErrors },
    "",
    undefined,
    new Response("", { status: 400 }),
    body,
  );
  expect({ ...error.fields }).toEqual(fields);
});

test("detail and nonFieldErrors", () => {
  expect(failed({ detail: "No." }).detail).toBe("No.");
  expect(failed({}).detail).toBeUndefined();
  expect(failed({ non_field_errors: ["x"] }).nonFieldErrors).toEqual(["x"]);
  expect(failed({}).nonFieldErrors).toEqual([]);
});

test.each([
  [400, "ValidationError"],
  [401, "AuthenticationError"],
  [403, "PermissionError"],
  [404, "NotFoundError"],
  [418, ""],
  [429, "ThrottledError"],
  [499, ""],
  [500, "ServerError"],
  [599, "ServerError"],
])("an error with status %i is a %s and no other", (status, name) => {
  const { ValidationError, AuthenticationError, PermissionError } = errors;
  const { NotFoundError, ThrottledError, ServerError } = errors;
  const kinds = {
    ValidationError,
    AuthenticationError,
    PermissionError,
    NotFoundError,
    ThrottledError,
    ServerError,
  };
  const error: unknown = failed({}, status);
  const fitting = Object.entries(kinds).filter(
    ([, kind]) => error instanceof kind,
  );
  expect(fitting.map(([key]) => key).join()).toBe(name);
  expect({ status } instanceof NotFoundError).toBe(false);
});

test("isApiError asks for the status, if one is given", () => {
  const fetcher = () => Promise.resolve();
  expect(isApiError(failed({}))).toBe(true);
  expect(isApiError(new Error("x"))).toBe(false);
  expect(isApiError(failed({}, 404), fetcher, 404 as never)).toBe(true);
  expect(isApiError(failed({}, 404), fetcher, 400 as never)).toBe(false);
});
