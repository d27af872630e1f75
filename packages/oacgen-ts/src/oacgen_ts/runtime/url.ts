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

/** How a parameter is written: an array joined by a text, or by a function. */
export type Style = string | ((name: string, value: unknown) => string[]);

/**
 * A query with its question mark, empty without parameters. Unless `styles`
 * says more, an array repeats its name.
 */
export function search(
  parameters: object = {},
  styles: Partial<Record<string, Style>> = {},
): string {
  const pairs = Object.entries(parameters).flatMap(([name, value]) => {
    if (value == null) return [];
    const style = styles[name];
    if (style instanceof Function) return style(name, value);
    const texts = [value as unknown].flat().map(escape);
    // An empty list is no value: so it is in URI templates (RFC 6570).
    return (style && texts.length ? [texts.join(style)] : texts).map(
      (text) => `${encodeURIComponent(name)}=${text}`,
    );
  });
  return pairs.length ? `?${pairs.join("&")}` : "";
}

/** One value, percent-encoded. */
export function escape(value: unknown): string {
  return encodeURIComponent(plain(value));
}

/** A value as text: dates are ISO 8601, arrays are joined by commas. */
export function plain(value: unknown): string {
  return value instanceof Date ? value.toISOString() : `${value}`;
}
