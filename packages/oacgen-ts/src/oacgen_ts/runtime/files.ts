import type { Reach } from "./types";

/**
 * A file to send. `File` brings its name; in Node, `openAsBlob` streams from
 * disk; React Native has a `uri`.
 */
export type Upload =
  | Blob
  | ArrayBuffer
  | ArrayBufferView
  | { uri: string; name: string; type: string };

export function isUpload(value: unknown): value is Upload {
  if (isBytes(value)) return true;
  const { uri, name, type, ...rest } = Object(value) as Record<string, unknown>;
  return (
    [uri, name, type].every((part) => typeof part === "string") &&
    Object.keys(rest).length === 0
  );
}

function isBytes(
  value: unknown,
): value is Blob | ArrayBuffer | ArrayBufferView {
  return (
    value instanceof Blob ||
    value instanceof ArrayBuffer ||
    ArrayBuffer.isView(value)
  );
}

/** What a request carries: a value that goes as JSON, or a body of the platform. */
export interface Content {
  body?: unknown;
  raw?: BodyInit | undefined;
}

/** A file or a text as a body of its own. */
export function bytes(file: Upload | string | undefined): BodyInit | undefined {
  if (file === undefined) return undefined;
  if (typeof file === "string") return new Blob([file]);
  return isBytes(file) ? (file as BodyInit) : (file as unknown as Blob);
}

/** A multipart body; fields named in `json` are JSON text. */
export function multipart(
  body: object = {},
  json?: readonly string[],
): FormData {
  const form = new FormData();
  for (const [name, value] of pairs(body, json)) append(form, name, value);
  return form;
}

/** A multipart body if there is a file in it, else the body itself, as JSON. */
export function withFiles(
  body: object | undefined,
  json?: readonly string[],
): Content {
  const hasFile = pairs(body, json).some(([, value]) => isUpload(value));
  return hasFile ? { raw: multipart(body, json) } : { body };
}

/** A body like that of a plain HTML form. */
export function urlencoded(
  body: object = {},
  json?: readonly string[],
): URLSearchParams {
  return new URLSearchParams(
    pairs(body, json).map(([name, value]) => [name, String(value)]),
  );
}

function append(form: FormData, name: string, value: string | Upload): void {
  if (typeof value === "string" || value instanceof Blob)
    form.append(name, value);
  else if (isBytes(value))
    form.append(name, new Blob([value as BlobPart]), name);
  else form.append(name, value as unknown as Blob); // React Native reads it
}

type Pair = [name: string, value: string | Upload];

function pairs(body: object = {}, json: readonly string[] = []): Pair[] {
  return Object.entries(body).flatMap(([name, value]: [string, unknown]) =>
    value !== undefined && json.includes(name)
      ? ([[name, JSON.stringify(value)]] satisfies Pair[])
      : spell(name, value),
  );
}

/**
 * A value as Django REST framework reads it from a form: `a.b` is an object in
 * an object, `a[0]b` one in an array, a plain array repeats its name, and null
 * is empty.
 */
function spell(name: string, value: unknown): Pair[] {
  if (value === undefined) return [];
  if (value === null) return [[name, ""]];
  if (isUpload(value)) return [[name, value]];
  if (value instanceof Date) return [[name, value.toISOString()]];
  if (Array.isArray(value))
    return value.flatMap((item: unknown, index) =>
      typeof item === "object" && item && !isUpload(item)
        ? entries(item).flatMap(([key, inner]) =>
            spell(`${name}[${index}]${key}`, inner),
          )
        : spell(name, item),
    );
  if (typeof value === "object")
    return entries(value).flatMap(([key, inner]) =>
      spell(`${name}.${key}`, inner),
    );
  return [[name, String(value)]];
}

function entries(value: object): [string, unknown][] {
  return Object.entries(value);
}

/** A file that the server sends; nothing of it is read before it is asked for. */
export interface Download {
  /** The server's name for it, without any folder. */
  readonly name: string | undefined;
  readonly type: string | undefined;
  /** Bytes, where the server tells. */
  readonly size: number | undefined;
  readonly stream: ReadableStream<Uint8Array> | null;
  blob(): Promise<Blob>;
  text(): Promise<string>;
}

export function download(response: Response, reach: Reach): Download {
  const { headers } = response;
  const size = headers.get("Content-Length");
  return {
    name: fileName(headers.get("Content-Disposition") ?? ""),
    type: headers.get("Content-Type") ?? undefined,
    size: size === null ? undefined : Number(size),
    get stream() {
      return response.body && reached(response.body.getReader(), reach);
    },
    blob: () => reach(response.blob()),
    text: () => reach(response.text()),
  };
}

function reached(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  reach: Reach,
): ReadableStream<Uint8Array> {
  const source: UnderlyingDefaultSource<Uint8Array> = {
    async pull(controller) {
      const { done, value } = await reach(reader.read());
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: (reason) => reader.cancel(reason),
  };
  return new ReadableStream(source, { highWaterMark: 0 });
}

function fileName(disposition: string): string | undefined {
  const encoded = /filename\*\s*=\s*utf-8''([^;\s]+)/i.exec(disposition)?.[1];
  const plain = /filename\s*=\s*("(?:[^"\\]|\\.)*"|[^;\s]+)/i.exec(disposition);
  const name = encoded
    ? decoded(encoded)
    : plain?.[1]?.replace(/^"|"$/g, "").replace(/\\(.)/g, "$1");
  const last = name?.split(/[\\/]/).pop();
  return last && !/^\.+$/.test(last) ? last : undefined;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
