import {
  escape,
  plain,
  repeat,
  type PathValue,
  type Style,
  type Written,
} from "./url";

/** Parameters in styles of their own: a function, or what joins an array. */
export function styled(styles: Partial<Record<string, Style | string>>): Style {
  return (name, value) => {
    const style = Object.hasOwn(styles, name) ? styles[name] : undefined;
    if (style instanceof Function) return style(name, value);
    const all = repeat(name, value);
    if (style === undefined || !all.length) return all;
    return [`${escape(name)}=${[value].flat().map(escape).join(style)}`];
  };
}

/** The properties of an object as parameters: `style: form`, exploded. */
export function spread(_name: string, value: unknown): string[] {
  return members(value).map(([key, item]) => `${escape(key)}=${escape(item)}`);
}

/** `name[property]=...`: `style: deepObject`. */
export function deep(name: string, value: unknown): string[] {
  if (value == null) return [];
  if (Array.isArray(value)) return value.flatMap((item) => deep(name, item));
  if (typeof value !== "object" || value instanceof Date)
    return [`${escape(name)}=${escape(value)}`];
  return members(value).flatMap(([key, item]) => deep(`${name}[${key}]`, item));
}

/** An object as a list: `name=a,1,b,2`. */
export function listed(name: string, value: unknown): string[] {
  return [`${escape(name)}=${members(value).flat().map(escape).join(",")}`];
}

/** A parameter whose content is JSON. */
export function json(name: string, value: unknown): string[] {
  return [`${escape(name)}=${escape(JSON.stringify(value))}`];
}

/** What may be anything: an object is JSON, for want of a rule. */
export function free(name: string, value: unknown): string[] {
  const isObject = (item: unknown) =>
    Object(item) === item && !(item instanceof Date);
  const write = (item: unknown) =>
    escape(isObject(item) ? JSON.stringify(item) : item);
  return [value].flat().map((item) => `${escape(name)}=${write(item)}`);
}

/** Reserved characters stay as they are: `allowReserved`. */
export function reserved(name: string, value: unknown): string[] {
  const write = (item: unknown) =>
    escape(item).replace(/%(3A|2F|3F|40|24|2C|3B|3D|5B|5D)/g, unescape);
  return [value].flat().map((item) => `${escape(name)}=${write(item)}`);
}

/** A path parameter in `style: label` or `matrix`, or an array or object in `simple`. */
export function expand(
  style: "label" | "matrix" | "simple",
  name: string,
  value: PathValue | object,
  explode: boolean,
): Written {
  return () => {
    const isObject = typeof value === "object" && !Array.isArray(value);
    const texts = isObject
      ? explode
        ? spread(name, value)
        : members(value).flat().map(escape)
      : [value ?? ""].flat().map(escape);
    const named = style === "matrix" && explode && !isObject;
    const parts = named ? texts.map((text) => `${name}=${text}`) : texts;
    const mark = { label: ".", matrix: ";", simple: "," }[style];
    const first = explode || style === "label" ? mark : `;${name}=`;
    const start = style === "simple" ? "" : first;
    const written = start + parts.join(explode ? mark : ",");
    if (/^\.{0,2}$/.test(written))
      throw new TypeError(`"${written}" in a path`);
    return written;
  };
}

/** Headers from parameters; arrays are joined by commas. */
export function headers(
  values: Record<string, unknown>,
): Partial<Record<string, string>> {
  return Object.fromEntries(
    members(values).map(([name, value]) => [name, plain(value)]),
  );
}

/** The value of a `Cookie` header; undefined without any cookie. */
export function cookies(values: Record<string, unknown>): string | undefined {
  const pairs = members(values).map(
    ([name, value]) => `${escape(name)}=${escape(value)}`,
  );
  return pairs.join("; ") || undefined;
}

function members(value: unknown): [string, unknown][] {
  const all: [string, unknown][] = Object.entries(Object(value));
  return all.filter(([, item]) => item != null);
}
