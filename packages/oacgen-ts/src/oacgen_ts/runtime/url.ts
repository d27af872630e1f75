export type PathValue = string | number | boolean;

/** A path whose values are checked and escaped when the request is made. */
export function path(
  texts: TemplateStringsArray,
  ...values: (PathValue | Written)[]
): () => string {
  return () =>
    texts.reduce((left, right, i) => left + segment(values[i - 1]) + right);
}

/** Gives a part of a path that is escaped already. */
export type Written = () => string;

function segment(value: PathValue | Written | undefined): string {
  if (value instanceof Function) return value();
  const text = encodeURIComponent(value ?? "");
  // An empty segment, or one of dots, would address another resource.
  if (/^\.{0,2}$/.test(text)) throw new TypeError(`"${text}" in a path`);
  return text;
}

/** Writes a parameter, as pairs for the query. */
export type Style = (name: string, value: unknown) => string[];

/** A query with its question mark, empty without parameters. */
export function search(parameters: object = {}, style: Style = repeat): string {
  const pairs = Object.entries(parameters).flatMap(([name, value]) =>
    value == null ? [] : style(name, value),
  );
  return pairs.length ? `?${pairs.join("&")}` : "";
}

/** An array repeats its name; an empty one is no value, as in URI templates (RFC 6570). */
export function repeat(name: string, value: unknown): string[] {
  return [value].flat().map((item) => `${escape(name)}=${escape(item)}`);
}

/** One value, percent-encoded. */
export function escape(value: unknown): string {
  return encodeURIComponent(plain(value));
}

/** A value as text: dates are ISO 8601, arrays are joined by commas. */
export function plain(value: unknown): string {
  return value instanceof Date ? value.toISOString() : `${value}`;
}
