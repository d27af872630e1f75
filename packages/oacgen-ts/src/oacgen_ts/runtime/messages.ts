import type { $ZodRawIssue } from "zod/v4/core";

/** Says what is wrong with a request as a form shows it, in DRF's words. */
export const message: { error: (issue: $ZodRawIssue) => string } = {
  error: explain,
};

/** Zod's own knows neither `localhost` nor letters beyond ASCII, which Django takes. */
export const EMAIL: RegExp = /^[^\s@"]{1,64}@[^\s@]{1,255}$/;

function explain(issue: $ZodRawIssue): string {
  const { input } = issue;
  if (input === undefined) return "This field is required.";
  if (input === null) return "This field may not be null.";
  switch (issue.code) {
    case "too_small":
      return bound(issue.origin, issue.minimum, issue.inclusive, "least");
    case "too_big":
      return bound(issue.origin, issue.maximum, issue.inclusive, "most");
    case "not_multiple_of":
      return `Must be a multiple of ${issue.divisor}.`;
    case "invalid_value":
      return `"${String(input)}" is not a valid choice.`;
    case "invalid_format":
      return FORMATS[issue.format] ?? "Enter a valid value.";
    case "invalid_union":
      return issue.errors.at(-1)?.[0]?.message ?? "Invalid value.";
    case "invalid_type":
      return TYPES[issue.expected] ?? "Invalid value.";
    case "unrecognized_keys":
      return `Not a field: ${issue.keys.join(", ")}.`;
    default:
      return "Invalid value.";
  }
}

const FORMATS: Partial<Record<string, string>> = {
  date: "Enter a valid date: YYYY-MM-DD.",
  datetime: "Enter a valid date and time: YYYY-MM-DDThh:mm.",
  email: "Enter a valid email address.",
  guid: "Must be a valid UUID.",
  url: "Enter a valid URL.",
};

const TYPES: Partial<Record<string, string>> = {
  array: "Must be a list of items.",
  boolean: "Must be a valid boolean.",
  int: "A valid integer is required.",
  number: "A valid number is required.",
  object: "Must be an object.",
  record: "Must be an object.",
  string: "Not a valid string.",
};

function bound(
  origin: string,
  limit: number | bigint,
  inclusive: boolean | undefined,
  which: "least" | "most",
): string {
  if (origin === "string" && which === "least" && limit === 1)
    return "This field may not be blank.";
  if (origin === "string")
    return which === "least"
      ? `Ensure this field has at least ${limit} characters.`
      : `Ensure this field has no more than ${limit} characters.`;
  if (origin === "array")
    return which === "least"
      ? `Ensure this list has at least ${limit} items.`
      : `Ensure this list has no more than ${limit} items.`;
  const than = which === "least" ? "greater than" : "less than";
  return `Ensure this value is ${than} ${inclusive ? "or equal to " : ""}${limit}.`;
}
