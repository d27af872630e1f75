import { shared, type CallOptions, type Config } from "./config";
import { environmentUrl } from "./environment";
import {
  AbortError,
  ApiError,
  AuthenticationError,
  ConnectionError,
  DecodeError,
  errorClass,
  TimeoutError,
  type ApiRequest,
} from "./errors";
import { provided, type Schema } from "./types";

/** One call, as a fetcher describes it. */
export interface Operation<T> {
  method: string;
  /** A callable where values in it have to be checked. */
  path: string | (() => string);
  /** As `search` writes it. */
  query?: string;
  /** Where the document says that the API is. */
  server?: string;
  headers?: Partial<Record<string, string>>;
  accept?: string;
  /** False where the document wants no credentials. */
  auth?: false;
  schema?: Schema<T>;
  /** Takes the response unread, where it is not JSON. */
  read?: (response: Response) => T | Promise<T>;
}

/** Adds to a request what only some calls need: a body, a CSRF token. */
export type Complete = (
  request: ApiRequest,
  config: Config,
) => void | Promise<void>;

/** Makes a call, again if need be. */
export async function request<T>(
  options: CallOptions<T> | undefined = {},
  operation: Operation<T>,
  complete?: Complete,
): Promise<T> {
  const { config } = options.client ?? shared;
  const settings = { ...config, ...options };
  const { retries = 2, maxRetryDelay = 30_000 } = settings;
  for (let attempt = 0, renewed = false; ;) {
    const outgoing = await prepare(operation, config, options);
    await complete?.(outgoing, config);
    const placed = [];
    for (const auth of [operation.auth ?? settings.auth].flat())
      if (auth) placed.push({ auth, credential: await auth.place(outgoing) });
    await config.onRequest?.(outgoing);
    try {
      return await send(outgoing, operation, config, options);
    } catch (error) {
      if (!renewed && error instanceof AuthenticationError) {
        for (const { auth, credential } of placed)
          if (credential && (await auth.renew?.(credential, error)))
            renewed = true;
        if (renewed) continue;
      }
      const delay = pause(error, operation.method, attempt);
      if (attempt++ >= retries || delay > maxRetryDelay) throw error;
      await sleep(delay, options.signal);
    }
  }
}

async function prepare<T>(
  { method, path, query = "", server = "", accept, headers }: Operation<T>,
  config: Config,
  options: CallOptions<T>,
): Promise<ApiRequest> {
  const base = (await provided(config.baseUrl)) ?? environmentUrl() ?? server;
  const route = typeof path === "string" ? path : path();
  const tail = options.link?.replace(/^[^?]*|#.*/g, "") ?? query;
  const url = base.replace(/\/+$/, "") + route + tail;
  if (url[0] === "/" && typeof location === "undefined")
    throw new TypeError("No base URL: call configure({ baseUrl })");
  const merged = new Headers({ Accept: accept ?? "application/json" });
  for (const some of [
    headers,
    await provided(config.headers),
    options.headers,
  ] as (HeadersInit | undefined)[])
    new Headers(some).forEach((value, name) => merged.set(name, value));
  const signal = options.signal ?? null;
  return { ...config, ...options, signal, method, url, headers: merged };
}

async function send<T>(
  outgoing: ApiRequest,
  { read, schema: declared }: Operation<T>,
  config: Config,
  options: CallOptions<T>,
): Promise<T> {
  const { timeout = 30_000 } = { ...config, ...options };
  const { signal, schema = declared } = options;
  const controller = new AbortController();
  const abort = () => controller.abort();
  const timer = setTimeout(abort, timeout || 0x7fffffff);
  const reach = <R>(work: Promise<R>): Promise<R> =>
    work.catch((cause: unknown) => {
      if (signal?.aborted) throw new AbortError(outgoing, "aborted", cause);
      if (controller.signal.aborted)
        throw new TimeoutError(outgoing, `no answer in ${timeout} ms`, cause);
      throw new ConnectionError(outgoing, `${cause}`, cause);
    });
  if (signal?.aborted) abort();
  signal?.addEventListener("abort", abort);
  try {
    const init = { ...outgoing, signal: controller.signal };
    const response = await reach((config.fetch ?? fetch)(outgoing.url, init));
    await config.onResponse?.(response, outgoing);
    await options.onResponse?.(response, outgoing);
    if (response.ok && read) return await read(response);
    const text = await reach(response.text());
    let body: unknown = text || undefined;
    let cause: unknown;
    try {
      if (text) body = JSON.parse(text);
      if (response.ok) return schema ? schema.parse(body) : (body as T);
    } catch (error) {
      cause = error;
    }
    const Failure = response.ok ? DecodeError : errorClass(response.status);
    const told = response.ok ? `unexpected body: ${cause}` : text;
    throw new Failure(outgoing, told.slice(0, 300), cause, response, body);
  } finally {
    clearTimeout(timer);
    // What is read later, such as a download, can still be aborted.
    if (!read) signal?.removeEventListener("abort", abort);
  }
}

/** Milliseconds until the next attempt; Infinity where there must be none. */
function pause(error: unknown, method: string, attempt: number): number {
  const idempotent = !/^P(OST|ATCH)$/.test(method);
  const backoff = Math.random() * 500 * 2 ** attempt;
  if (error instanceof ConnectionError)
    return idempotent || neverSent(error) ? backoff : Infinity;
  const passing = idempotent ? /429|50[234]/ : /429/;
  if (!(error instanceof ApiError) || !passing.test(`${error.status}`))
    return Infinity;
  const after = error.response.headers.get("Retry-After");
  if (!after) return backoff;
  const wait = Number(after) * 1000;
  return Math.max(0, isNaN(wait) ? Date.parse(after) - Date.now() : wait);
}

/** Whether the connection was not even made: Node tells, browsers do not. */
function neverSent({ cause }: ConnectionError): boolean {
  const code: unknown = Reflect.get(Object(Object(cause).cause), "code");
  return /REFUSED|NOTFOUND|EAI_AGAIN|CONNECT_TIMEOUT/.test(`${code}`);
}

/** Ends early with an abort: the next attempt then fails at once. */
function sleep(delay: number, signal: CallOptions["signal"]): Promise<void> {
  return new Promise((resolve) => {
    const wake = () => {
      signal?.removeEventListener("abort", wake);
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(wake, delay);
    signal?.addEventListener("abort", wake);
  });
}
