import { $ZodNullable, type $ZodRawIssue, type $ZodType } from "zod/v4/core";

interface Checkable {
  safeParse(data: unknown): {
    error?: { issues: readonly { path: PropertyKey[] }[] } | undefined;
  };
}

/**
 * Checks a union by its tag: the schema that the tag selects has the say. With
 * `open`, data with a tag that is not listed passes as it is.
 */
export function byTag(
  tag: string,
  open: boolean,
  schemas: Partial<Record<string, () => Checkable>>,
): (payload: { value: unknown; issues: $ZodRawIssue[] }) => void {
  return ({ value, issues }) => {
    const isObject = typeof value === "object" && value !== null;
    const actual: unknown = isObject ? Reflect.get(value, tag) : undefined;
    const listed = Object.hasOwn(schemas, String(actual));
    const schema = listed ? schemas[String(actual)] : undefined;
    if (schema)
      for (const issue of schema().safeParse(value).error?.issues ?? [])
        issues.push({ ...issue, input: value } as $ZodRawIssue);
    else if (!open || !isObject || typeof actual !== "string")
      issues.push({
        code: "custom",
        message: `The value of ${tag} is none of: ${Object.keys(schemas).join(", ")}.`,
        path: isObject ? [tag] : [],
        input: value,
      });
  };
}

/** An object without what all objects inherit, such as `constructor`: it would be a field. */
export function own<T>(value: T): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return value;
  return Object.assign(Object.create(null) as object, value);
}

/** Anything but undefined: what JSON can hold. */
export function isJson(value: unknown): boolean {
  return value !== undefined;
}

/**
 * Takes null, too, where Django REST framework sends it though the document
 * denies it; the type stays what the document says.
 */
export function orNull<S extends $ZodType>(schema: S): S {
  const nullable: $ZodType = new $ZodNullable({
    type: "nullable",
    innerType: schema,
  });
  return nullable as S;
}
