import type { CallOptions, Config } from "./config";
import { csrfToken } from "./csrf";
import type { ApiRequest } from "./errors";
import type { Content } from "./files";
import { request, type Operation } from "./transport";
import { provided } from "./types";

/** A call that may change something. */
export interface UnsafeOperation<T> extends Operation<T>, Content {
  /** The media type of the body; JSON if unset. */
  media?: string;
}

/** Makes a call that may change something: with a body, and Django's CSRF token. */
export function submit<T>(
  options: CallOptions<T> | undefined,
  operation: UnsafeOperation<T>,
): Promise<T> {
  const { body, raw } = operation;
  const json = body === undefined ? undefined : "application/json";
  const type = operation.media ?? json;
  return request(options, operation, async (outgoing, config) => {
    outgoing.body = raw ?? JSON.stringify(body) ?? null;
    const { headers } = outgoing;
    if (type && !headers.has("Content-Type")) headers.set("Content-Type", type);
    await protect(outgoing, config);
  });
}

/** The token goes to no other origin, unless the session's cookie does too. */
async function protect(request: ApiRequest, config: Config): Promise<void> {
  const home = typeof location === "undefined" ? undefined : location;
  const near = home && new URL(request.url, home.href).origin === home.origin;
  if (!near && request.credentials !== "include" && !config.csrf) return;
  const token = (await provided(config.csrf)) ?? csrfToken();
  if (token) request.headers.set("X-CSRFToken", token);
}
