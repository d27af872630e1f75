import { shared, type CallOptions, type Config } from "./config";
import {
  AbortError,
  ApiError,
  ConnectionError,
  DecodeError,
  TimeoutError,
  type ApiRequest,
} from "./errors";
import { provided, type Reach, type Schema } from "./types";

declare const process:
  { env: { NEXT_PUBLIC_API_URL?: string; API_URL?: string } } | undefined;

/** Reads an answer in another way than as JSON; `end` says that it is read. */
export type Read<T> = (
  response: Response,
  reach: Reach,
  end: () => void,
  request: ApiRequest,
) => T | Promise<T>;

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
  read?: Read<T>;
}

export const JSON_TYPE = "application/json";

/** Adds to a request what only some calls need: a body, a CSRF token. */
export type Complete = (request: ApiRequest, config: Config) => Promise<void>;

/** Makes a call, again if need be. */
export async function request<T>(
  options: CallOptions<T> | undefined = {},
  operation: Operation<T>,
  complete?: Complete,
): Promise<T> {
  const { config } = options.client ?? shared;
  const {
    auth = operation.auth ?? config.auth,
    retries = config.retries ?? 2,
    maxRetryDelay = config.maxRetryDelay ?? 30_000,
  } = options;
  for (let attempt = 0, renewed = false; ;) {
    const outgoing = await prepare(operation, config, options);
    await complete?.(outgoing, config);
    const renewals = [];
    for (const one of [auth].flat())
      if (one) renewals.push(await one.place(outgoing));
    await config.onRequest?.(outgoing);
    try {
      return await send(outgoing, operation, config, options);
    } catch (error) {
      if (!renewed && error instanceof ApiError && error.status === 401) {
        for (const renew of renewals) renewed ||= !!(await renew?.(error));
        if (renewed) continue;
      }
      const delay = pause(error, operation.method, attempt);
      if (attempt++ >= retries || !(delay <= maxRetryDelay)) throw error;
      // An abort ends the wait too: the next attempt then fails at once.
      await new Promise<void>((wake) => within(delay, options.signal, wake));
    }
  }
}

async function prepare<T>(
  {
    method,
    path,
    query = "",
    server = "",
    accept = JSON_TYPE,
    headers,
  }: Operation<T>,
  config: Config,
  options: CallOptions<T>,
): Promise<ApiRequest> {
  // Names are spelt out, since bundlers replace `process.env.NAME` as text.
  const base =
    (await provided(config.baseUrl)) ??
    (typeof process === "undefined"
      ? server
      : process.env.NEXT_PUBLIC_API_URL || process.env.API_URL || server);
  const tail = options.link?.replace(/^[^?]*/, "") ?? query;
  const url = base.replace(/\/+$/, "") + (await provided(path)) + tail;
  if (url[0] === "/" && typeof location === "undefined")
    throw new TypeError("configure baseUrl");
  const merged = new Headers({ Accept: accept });
  for (const some of [
    headers,
    await provided(config.headers),
    options.headers,
  ] as (HeadersInit | undefined)[])
    new Headers(some).forEach((value, name) => merged.set(name, value));
  const init = { ...config, ...options, method, url, headers: merged };
  return init as ApiRequest; // the call's signal may be undefined
}

async function send<T>(
  outgoing: ApiRequest,
  { read, schema: declared }: Operation<T>,
  config: Config,
  options: CallOptions<T>,
): Promise<T> {
  const {
    signal,
    schema = declared,
    timeout = config.timeout ?? 30_000,
  } = options;
  const controller = new AbortController();
  const end = within(timeout || Infinity, signal, () => controller.abort());
  let response: Response | undefined;
  const reach: Reach = (work) =>
    work.catch((cause: unknown) => {
      if (signal?.aborted) throw new AbortError(outgoing, "aborted", cause);
      if (controller.signal.aborted)
        throw new TimeoutError(outgoing, `over ${timeout} ms`, cause);
      throw new ConnectionError(outgoing, `${cause}`, cause);
    });
  try {
    const init = { ...outgoing, signal: controller.signal };
    response = await reach((config.fetch ?? fetch)(outgoing.url, init));
    await config.onResponse?.(response, outgoing);
    await options.onResponse?.(response, outgoing);
    const { ok } = response;
    if (ok && read) return await read(response, reach, end, outgoing);
    const text = await reach(response.text());
    let body: unknown = text || undefined;
    let cause: unknown;
    try {
      if (text) body = JSON.parse(text);
      if (ok) return schema ? schema.parse(body) : (body as T);
    } catch (error) {
      cause = error;
    }
    const Failure = ok ? DecodeError : ApiError;
    const told = `${ok ? cause : text}`.slice(0, 300);
    throw new Failure(outgoing, told, cause, response, body);
  } finally {
    // A download can still be aborted, until it is read.
    end(response?.body && !response.bodyUsed);
  }
}

/** Milliseconds until the next attempt, below 0 for at once; NaN where there must be none. */
function pause(error: unknown, method: string, attempt: number): number {
  if (!(error instanceof ConnectionError || error instanceof ApiError))
    return NaN;
  const { cause, response } = error as Partial<ApiError>;
  // A lost connection has no status; Node tells where none was even made.
  const code = (cause as { cause?: { code?: unknown } } | undefined)?.cause
    ?.code;
  const passing = /^P[OA]/.test(method) // POST and PATCH are not repeated lightly
    ? /429|REFUSED|NOTFOUND|EAI|CONNECT_/
    : /429|50[234]|^und/;
  if (!passing.test(`${response?.status} ${code}`)) return NaN;
  const after = response?.headers.get("Retry-After") as string; // else neither number nor date
  const asked = +after * 1000 || Date.parse(after) - Date.now();
  return asked || Math.random() * 500 * 2 ** attempt;
}

/** Calls `act` once: after a while, or with the signal if that is earlier; or not, if ended. */
function within(
  milliseconds: number,
  signal: CallOptions["signal"],
  act: () => void,
): (follow?: unknown) => void {
  const end = (follow?: unknown) => {
    clearTimeout(timer);
    if (!follow) signal?.removeEventListener("abort", fire);
  };
  const fire = () => {
    end();
    act();
  };
  // Browsers wrap what 32 bits do not hold, so that long ago becomes days from now.
  const timer = setTimeout(fire, Math.max(0, Math.min(milliseconds, 2e9)));
  if (signal?.aborted) fire();
  else signal?.addEventListener("abort", fire);
  return end;
}
