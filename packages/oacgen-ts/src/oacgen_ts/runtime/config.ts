import type { Auth } from "./auth";
import type { ApiRequest, ReadErrors } from "./errors";
import type { Provider, Schema } from "./types";

/** What the platform's `fetch(url, init)` takes, and Next.js beside it. */
export interface FetchOptions extends Omit<
  RequestInit,
  "body" | "headers" | "method" | "next" | "signal" | "window"
> {
  /** Caching in Next.js. */
  next?: { revalidate?: number | false; tags?: string[] };
}

/** What a client and a single call may both set; the call wins. */
export interface Settings extends FetchOptions {
  /** How to authenticate; of two for one header the first wins. `false`: not at all. */
  auth?: Auth | readonly Auth[] | false;
  /** Milliseconds that one attempt may take, 0 for no limit; 30,000 if unset. */
  timeout?: number;
  /** Attempts after the first, 0 for none; 2 if unset. */
  retries?: number;
  /** The longest wait before a retry in milliseconds; 30,000 if unset. */
  maxRetryDelay?: number;
}

export interface Config extends Settings {
  /**
   * Where the API is. If unset: `NEXT_PUBLIC_API_URL` or `API_URL` of the
   * environment, the server that the document names, or the page's origin.
   */
  baseUrl?: Provider<string>;
  headers?: Provider<HeadersInit>;
  /** Django's CSRF token; if unset, it is taken from the cookie or the page. */
  csrf?: Provider<string | null | undefined>;
  /** Reads the body of an error, where an exception handler gives it a shape of its own. */
  readErrors?: ReadErrors;
  /** The transport. */
  fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** Sees every attempt before it is sent, and may change it. */
  onRequest?: (request: ApiRequest) => void | Promise<void>;
  /** Sees every response before it is read; `clone()` it to read its body. */
  onResponse?: OnResponse;
}

export type OnResponse = (
  response: Response,
  request: ApiRequest,
) => void | Promise<void>;

/** Whatever carries a configuration of its own, like `APIClient`. */
export interface Client {
  readonly config: Config;
}

export interface CallOptions<T = unknown> extends Settings {
  /** Use this client's configuration, not that of `configure`. */
  client?: Client | undefined;
  headers?: HeadersInit;
  signal?: AbortSignal | null | undefined;
  /** What checks the answer: `getUser(1, { schema: UserSchema })`; null: nothing. */
  schema?: Schema<T> | null | undefined;
  /** The `next` or `previous` of a page; its query takes the place of the parameters. */
  link?: string | undefined;
  /** Sees the raw response before it is read. */
  onResponse?: OnResponse;
}

export const shared: { config: Config } = { config: {} };

/** Sets what calls without a `client` use; what is not named stays as it was. */
export function configure(config: Config): void {
  shared.config = { ...shared.config, ...config };
}
