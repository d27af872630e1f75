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
  if (value instanceof Blob || isBytes(value)) return true;
  const { uri, name, type, ...rest } = Object(value) as Record<string, unknown>;
  // Where React Native keeps files; an object like one may have a link to anything else.
  const isLocal = /^(file|content|ph|blob|data):/.test(`${uri}`);
  return isLocal && !!name && !!type && !Object.keys(rest).length;
}

function isBytes(value: unknown): value is ArrayBuffer | ArrayBufferView {
  return value instanceof ArrayBuffer || ArrayBuffer.isView(value);
}

/** What a request carries: a value that goes as JSON, or a body of the platform. */
export interface Content {
  body?: unknown;
  raw?: BodyInit | undefined;
}

/** A file or a text as a body of its own. */
export function bytes(file: Upload | string | undefined): BodyInit | undefined {
  if (typeof file === "string") return new Blob([file]);
  return file as BodyInit | undefined; // React Native reads what has a `uri`
}

/** A multipart body; fields named in `json` are JSON text. */
export function multipart(
  body: object = {},
  json?: readonly string[],
): FormData {
  const form = new FormData();
  for (const [name, value] of pairs(body, json))
    if (isBytes(value)) form.append(name, new Blob([value as BlobPart]), name);
    else form.append(name, value as Blob); // as is what React Native reads, too
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
    pairs(body, json).map(([name, value]) => [name, `${value as string}`]),
  );
}

/**
 * Names and values as Django REST framework reads them from a form: `a.b` is in
 * an object, `a[0]b` in an object of an array, and null is empty. A plain array
 * repeats its name, but has indices where it is in another: there only the last
 * of a name is read. `json` has names with `[]` for any index.
 */
function pairs(
  body: object = {},
  json: readonly string[] = [],
  start = "",
): Pair[] {
  return Object.entries(body).flatMap(([key, value]) =>
    parts(start + key, value, json),
  );
}

type Pair = [name: string, value: string | Upload];

function parts(name: string, value: unknown, json: readonly string[]): Pair[] {
  const known = name.replace(/\[\d+\]/g, "[]");
  if (value === undefined) return [];
  if (isUpload(value)) return [[name, value]];
  if (json.includes(known)) return [[name, JSON.stringify(value)]];
  if (value instanceof Date) return [[name, value.toISOString()]];
  if (Object(value) !== value) return [[name, String(value ?? "")]];
  if (!Array.isArray(value))
    return pairs(value as object, json, /\d\]$/.test(name) ? name : `${name}.`);
  return value.flatMap((item, index) => {
    const place = `${name}[${index}]`;
    const made = parts(place, item, json);
    const isPlain = made[0]?.[0] === place;
    return isPlain && known === name ? [[name, made[0]![1]]] : made;
  });
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

export function download(
  response: Response,
  reach: Reach,
  end: () => void,
): Download {
  const { headers } = response;
  const size = headers.get("Content-Encoding")
    ? null // what is told is the size of less
    : headers.get("Content-Length");
  return {
    name: fileName(headers.get("Content-Disposition") ?? ""),
    type: headers.get("Content-Type") ?? undefined,
    size: size === null ? undefined : Number(size),
    get stream() {
      return response.body && reached(response.body.getReader(), reach, end);
    },
    blob: () => reach(response.blob()).finally(end),
    text: () => reach(response.text()).finally(end),
  };
}

function reached(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  reach: Reach,
  end: () => void,
): ReadableStream<Uint8Array> {
  const source: UnderlyingDefaultSource<Uint8Array> = {
    async pull(controller) {
      const { done, value } = await reach(reader.read());
      if (!done) return controller.enqueue(value);
      end();
      controller.close();
    },
    cancel(reason) {
      end();
      return reader.cancel(reason);
    },
  };
  return new ReadableStream(source, { highWaterMark: 0 });
}

function fileName(disposition: string): string | undefined {
  const encoded = /filename\*\s*=\s*utf-8'[\w-]*'([^;\s]+)/i.exec(
    disposition,
  )?.[1];
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
